/**
 * Reads a list in an exact total order, although Infobip leaves open in which order rows with equal timestamps
 * come, and whether its `…After` and `…Before` filters include the instant that they name. So it asks from one
 * millisecond before the place where it stands, sorts by (timestamp, id), drops what is not beyond that place,
 * and takes the last timestamp of an answer that was cut off as possibly incomplete.
 */
import { type Origin, UpstreamBadResponseError } from '../../domain/errors.ts'
import type { Instant } from '../../domain/time.ts'
import { type Listing, maxPageSize } from './client.ts'
import { isLast, readAll } from './many.ts'
import { comparePlaces, type Place } from './place.ts'

export type Direction = 'asc' | 'desc'

/** What is asked of the upstream in one call. Its bounds may or may not include their instant. */
export interface Window {
  /** Of the timestamp; `id` for the order that never has two equal rows. */
  readonly order: Direction | 'id'
  readonly after?: Instant
  readonly before?: Instant
  readonly limit: number
  /** Counted from 0, the default. Only moved in the order of ids. */
  readonly page?: number
}

/** One list of the upstream, ordered by a timestamp. */
export interface Source<T> {
  readonly origin: Origin
  fetch(window: Window): Promise<Listing<T>>
  placeOf(row: T): Place
  /** Exclusive, on the timestamp that orders the list. */
  readonly after?: Instant
  readonly before?: Instant
  /** What the upstream cannot be asked to filter by. */
  matches?(row: T): boolean
  /** Whether the upstream's total counts what matches, give or take rows exactly on a bound. */
  readonly isCounted: boolean
}

/** The rows strictly between two places, in the order of `direction`. */
export interface Stretch {
  readonly direction: Direction
  readonly from?: Place
  readonly until?: Place
  /** How many are wanted; one more is read if there is one, to know that the list goes on. */
  readonly count: number
}

export interface Scanned<T> {
  /** At least one more than wanted, or all. */
  readonly rows: readonly T[]
  /** Whether a row of the list was seen at or behind `from`. */
  readonly sawFrom: boolean
  /** Whether a row of the list was seen at or beyond `until`. */
  readonly sawUntil: boolean
  /** What the upstream says of the size of the whole, in the first answer. */
  readonly total: number | null
}

/** Rows asked for beyond those wanted: the next, the one at `from`, one on a bound, and some with equal timestamps. */
const margin = 8

export const scan = async <T>(source: Source<T>, stretch: Stretch): Promise<Scanned<T>> => {
  const { direction, from, until, count } = stretch
  const sign = signOf(stretch)
  const found: T[] = []
  let sawFrom = false
  let sawUntil = false
  let total: number | null | undefined
  /** Everything before this timestamp is settled. */
  let anchor = from?.at
  /** Rows in one call; fewer once an answer was too large to be read. */
  let ceiling = maxPageSize
  let limit = Math.min(count + margin, ceiling)

  for (;;) {
    const reach = direction === 'asc' ? { low: anchor, high: until?.at } : { low: until?.at, high: anchor }
    const answer = await unlessTooLarge(limit, fetchBetween(source, reach, { order: direction, limit }))
    if (!answer) {
      ceiling = limit = smaller(limit)
      continue
    }
    if (total === undefined) total = answer.total
    let { rows } = answer
    let settledUpTo = anchor
    const isComplete = isLast(answer, rows.length, limit)
    if (!isComplete) {
      const last = rows.map((row) => source.placeOf(row).at).reduce(sign > 0 ? later : earlier)
      if (anchor === undefined || sign * (last - anchor) > 0) {
        rows = rows.filter((row) => source.placeOf(row).at !== last)
        settledUpTo = last
        limit = Math.min(limit * 4, ceiling)
      } else if (limit < ceiling) {
        limit = ceiling
        continue
      } else {
        const group = await unlessTooLarge(limit, readGroup(source, anchor, limit))
        if (!group) {
          ceiling = limit = smaller(limit)
          continue
        }
        rows = group
        settledUpTo = anchor + sign
      }
    }
    const sorted = sort(source, stretch, rows, anchor)
    found.push(...sorted.between)
    sawFrom ||= sorted.sawFrom
    sawUntil ||= sorted.sawUntil
    anchor = settledUpTo
    if (isComplete || sawUntil || found.length > count) return { rows: found, sawFrom, sawUntil, total }
  }
}

/** All rows of one timestamp, for when they are more than a page: in the order of ids, where pages do not overlap. */
const readGroup = async <T>(source: Source<T>, at: Instant, limit: number): Promise<readonly T[]> => {
  const rows = await readAll<T>(
    source.origin,
    (row) => source.placeOf(row).id,
    (paging) => fetchBetween(source, { low: at, high: at }, { order: 'id', ...paging }),
    limit,
  )
  return rows.filter((row) => source.placeOf(row).at === at)
}

/** The rows that the list has, that the stretch wants, and that were not settled before, in its order. */
const sort = <T>(source: Source<T>, stretch: Stretch, rows: readonly T[], anchor: Instant | undefined) => {
  const { from, until } = stretch
  const sign = signOf(stretch)
  const compare = (a: T, b: Place) => sign * comparePlaces(source.placeOf(a), b)
  const isBehind = (row: T) => from !== undefined && compare(row, from) <= 0
  const isBeyond = (row: T) => until !== undefined && compare(row, until) >= 0
  const isNew = (row: T) => anchor === undefined || sign * (source.placeOf(row).at - anchor) >= 0
  const listed = rows.filter((row) => isListed(source, row))
  return {
    between: listed
      .filter((row) => isNew(row) && !isBehind(row) && !isBeyond(row))
      .sort((a, b) => compare(a, source.placeOf(b))),
    sawFrom: listed.some(isBehind),
    sawUntil: listed.some(isBeyond),
  }
}

const isListed = <T>(source: Source<T>, row: T): boolean => {
  const { at } = source.placeOf(row)
  return (
    (source.after === undefined || at > source.after) &&
    (source.before === undefined || at < source.before) &&
    (source.matches?.(row) ?? true)
  )
}

/** Every row from `low` to `high`, both included, that is within the source's own bounds, and perhaps some around. */
const fetchBetween = async <T>(
  source: Source<T>,
  { low, high }: { readonly low?: Instant; readonly high?: Instant },
  rest: Pick<Window, 'order' | 'limit' | 'page'>,
): Promise<Listing<T>> => {
  const after = tightest(later, source.after, low === undefined ? undefined : low - 1)
  const before = tightest(earlier, source.before, high === undefined ? undefined : high + 1)
  if (after !== undefined && before !== undefined && after >= before) return { rows: [], total: 0 }
  return source.fetch({ ...rest, after, before })
}

/** Undefined for an answer that was too large, where asking for less may work. */
const unlessTooLarge = async <T>(limit: number, answer: Promise<T>): Promise<T | undefined> => {
  try {
    return await answer
  } catch (error) {
    if (error instanceof UpstreamBadResponseError && error.isTooLarge && limit > 1) return undefined
    throw error
  }
}

const smaller = (limit: number): number => Math.ceil(limit / 4)
const signOf = ({ direction }: Stretch): 1 | -1 => (direction === 'asc' ? 1 : -1)
const later = (a: number, b: number): number => Math.max(a, b)
const earlier = (a: number, b: number): number => Math.min(a, b)

const tightest = (pick: typeof later, a: Instant | undefined, b: Instant | undefined): Instant | undefined =>
  a === undefined || b === undefined ? (a ?? b) : pick(a, b)
