import type { Instant } from '../../../domain/time.ts'

/** Unix seconds, whole or with a fraction, or ISO 8601. */
export const instantOf = (value: number | string): Instant => {
  if (typeof value === 'number') return Math.round(value * 1_000)
  return /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value)
}

/** Chatwoot writes 0 for "never". */
export const instantOrNull = (value: number | string | null | undefined): Instant | null => {
  if (value === null || value === undefined || value === 0) return null
  const instant = instantOf(value)
  return Number.isNaN(instant) ? null : instant
}
