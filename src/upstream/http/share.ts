/**
 * Identical reads under way are one. What counts as identical is the caller's key and the schema that reads the
 * answer. Nothing is kept of a read that is done, and no read joins one that began before a write ended.
 */
import type { Instant } from '../../domain/time.ts'

/** A request on its way, and those who wait for it. */
export interface Flight {
  /** Aborts when nobody waits any more, with the reason of the last. */
  readonly signal: AbortSignal
  /** The latest deadline of those who have waited. */
  until(): Instant
  /** How many have waited for it so far. */
  callers(): number
  /** Whether a request has gone out. */
  isSent: boolean
}

/** A place among those who wait. */
export interface Seat<T> {
  readonly flight: Flight
  readonly result: Promise<T>
  /** To be called when the wait ends before the flight does. */
  leave(reason: unknown): void
}

export interface Waiter {
  readonly until: Instant
  /** True: does not join what is under way already. Others may still join it. */
  readonly mustBeFresh?: boolean
}

export type Begin<T> = (flight: Flight) => Promise<T>

type Join = (waiter: Waiter) => Seat<unknown>

export const createShare = () => {
  let reads = new WeakMap<object, Map<string, Join>>()
  /** From now on nobody joins a read that began before. */
  const split = () => {
    reads = new WeakMap()
  }
  const readsWith = (schema: object) => {
    const known = reads.get(schema) ?? new Map<string, Join>()
    reads.set(schema, known)
    return known
  }

  return {
    read: <T>(key: string, schema: object, waiter: Waiter, begin: Begin<T>): Seat<T> => {
      const known = readsWith(schema)
      const found = waiter.mustBeFresh ? undefined : known.get(key)
      if (found) return found(waiter) as Seat<T> // the schema says that it is a T
      const join = fly(waiter.until, begin, () => {
        if (known.get(key) === join) known.delete(key)
      })
      known.set(key, join)
      return join(waiter)
    },
    write: <T>(waiter: Waiter, begin: Begin<T>): Seat<T> => {
      split()
      return fly(waiter.until, begin, split)(waiter)
    },
  }
}

/** `over` is called when it is done, or nobody waits any more. */
const fly = <T>(firstUntil: Instant, begin: Begin<T>, over: () => void) => {
  const nobodyWaits = new AbortController()
  let waiting = 0
  let callers = 0
  let until = firstUntil
  let isDone = false
  const flight: Flight = {
    signal: nobodyWaits.signal,
    until: () => until,
    callers: () => callers,
    isSent: false,
  }
  const result = begin(flight).finally(() => {
    isDone = true
    over()
  })
  result.catch(() => undefined) // whoever still waits is told

  return (waiter: Waiter): Seat<T> => {
    waiting++
    callers++
    until = Math.max(until, waiter.until)
    let isWaiting = true
    const leave = (reason: unknown) => {
      if (!isWaiting) return
      isWaiting = false
      waiting--
      if (waiting > 0 || isDone) return
      over()
      nobodyWaits.abort(reason)
    }
    return { flight, result, leave }
  }
}
