/**
 * Positions. A tick is a whole number that rises with every entry of an account: microseconds, never less than the
 * one before plus one. Being made of time, ticks that a store lost with its last writes are not given out again.
 */
import type { Instant } from '../domain/time.ts'
import type { Cursor } from './port.ts'

export type Tick = number

export const ticksPerMs = 1000

/** The least tick at `instant`. */
export const tickAt = (instant: Instant): Tick => Math.max(0, Math.floor(instant)) * ticksPerMs

/** As many digits as the greatest safe integer has in base 36, so that cursors sort as strings. */
const digits = 11

export const encodeCursor = (epoch: string, tick: Tick): Cursor =>
  `${epoch}.${tick.toString(36).padStart(digits, '0')}`

/** Undefined for anything that `encodeCursor` did not make. */
export const decodeCursor = (cursor: string): { readonly epoch: string; readonly tick: Tick } | undefined => {
  const [, epoch, number] = /^([0-9A-Za-z]{1,32})\.([0-9a-z]{11})$/.exec(cursor) ?? []
  if (epoch === undefined || number === undefined) return undefined
  const tick = Number.parseInt(number, 36)
  return Number.isSafeInteger(tick) ? { epoch, tick } : undefined
}

/** The name of a store's life, from a random id. */
export const newEpoch = (randomId: () => string): string =>
  randomId()
    .replace(/[^0-9A-Za-z]/g, '')
    .slice(0, 16)
