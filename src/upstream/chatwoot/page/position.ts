import { InvalidInputError } from '../../../domain/errors.ts'
import type { Position } from '../../../domain/page.ts'

/** A place in a conversation list: an item, and what was known around it when it was read. */
export interface Place {
  /** Rows of the list up to and including the item. */
  readonly offset: number
  /** Rows of a page of the list. */
  readonly pageSize: number
  /** Rows of the whole list. */
  readonly count: number
  readonly sortKey: number | null
  /** Ids with this sort key, the item's own at `at`: those already given in one direction stand on one side of it. */
  readonly ties: readonly string[]
  readonly at: number
}

/** So many ties are remembered on either side of an item; the position stays a few hundred characters long. */
export const maxTies = 16

/** The ties around index `at`, cut to what a position may hold. */
export const tiesAround = (ids: readonly string[], at: number): Pick<Place, 'ties' | 'at'> => {
  const from = Math.max(0, at - maxTies)
  return { ties: ids.slice(from, at + maxTies + 1), at: at - from }
}

export const encodePlace = ({ offset, pageSize, count, sortKey, ties, at }: Place): Position =>
  [offset, pageSize, count, sortKey ?? '', at, ties.join('-')].join('.')

const form =
  /^([1-9]\d{0,9})\.([1-9]\d{0,5})\.(\d{1,10})\.(\d{0,15})\.(\d{1,2})\.([1-9]\d{0,18}(?:-[1-9]\d{0,18})*)$/

/** Throws `InvalidInputError` for a position that `encodePlace` did not write. */
export const decodePlace = (position: Position): Place => {
  const parts = form.exec(position)?.slice(1) ?? []
  const [offset, pageSize, count, sortKey, at] = parts.map(Number)
  const ties = parts[5]?.split('-') ?? []
  if (offset === undefined || !pageSize || count === undefined || at === undefined || at >= ties.length) {
    throw new InvalidInputError('This is not a place in a list of Chatwoot conversations.')
  }
  return { offset, pageSize, count, sortKey: parts[3] === '' ? null : (sortKey ?? null), ties, at }
}
