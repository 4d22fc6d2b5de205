import type { Instant } from '../../domain/time.ts'

const latest = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** Reads `2019-04-11T10:40:38.059+0000` and the form with a colon in the offset. Undefined for anything else. */
export const parseInstant = (text: string): Instant | undefined => {
  const instant = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) // only the colon form is standard
  return Number.isNaN(instant) ? undefined : instant
}

/** Writes `2019-04-11T10:40:38.059+0000`, the form that filters take. */
export const formatInstant = (instant: Instant): string =>
  new Date(Math.min(Math.max(instant, 0), latest)).toISOString().replace('Z', '+0000')
