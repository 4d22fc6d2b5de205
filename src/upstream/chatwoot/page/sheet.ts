/** One page of a conversation list as Chatwoot numbers them, and where a row of it stands seen from a place. */
import type { Conversation, OrderDirection } from '../../../domain/conversation.ts'
import type { Origin } from '../../../domain/errors.ts'
import { maxTies, type Place } from './position.ts'

export interface Row {
  readonly node: Conversation
  readonly sortKey: number | null
}

/** A list of conversations that is read by page number. */
export interface ConversationSource {
  readonly origin: Origin
  readonly direction: OrderDirection
  /** Whether rows enter the list at its start only, and move only there. */
  readonly growsAtStart: boolean
  /** One REST call. Pages count from 0; `count` is the size of the whole list. */
  read(page: number): Promise<{ readonly rows: readonly Row[]; readonly count: number }>
}

export interface Sheet {
  readonly number: number
  readonly pageSize: number
  readonly rows: readonly Row[]
  readonly count: number
}

/** Chatwoot's own page size. The operator of a server may have set another one for the list. */
const usualPageSize = 25

/** Pages do not say how long a full one is: the first does when the count says that more follow. */
export const firstSheet = async (source: ConversationSource): Promise<Sheet> => {
  const { rows, count } = await source.read(0)
  const isFull = rows.length > 0 && rows.length < count
  return { number: 0, pageSize: isFull ? rows.length : Math.max(rows.length, usualPageSize), rows, count }
}

/**
 * `pageSize` is what an earlier page taught. Where this page contradicts it, because the server was set up
 * anew, the size is learned again and the page with the same rows is read.
 */
export const readSheet = async (
  source: ConversationSource,
  number: number,
  pageSize: number,
): Promise<Sheet> => {
  if (number === 0) return firstSheet(source)
  const { rows, count } = await source.read(number)
  const sheet = { number, pageSize, rows, count }
  const isOdd = rows.length > pageSize || (rows.length < pageSize && number * pageSize + rows.length < count)
  if (!isOdd) return sheet
  const first = await firstSheet(source)
  if (first.pageSize === pageSize) return sheet // a row left between Chatwoot's counting and reading
  const moved = Math.floor((number * pageSize) / first.pageSize)
  return moved === 0 ? first : { number: moved, pageSize: first.pageSize, ...(await source.read(moved)) }
}

export const isLast = ({ number, pageSize, rows, count }: Sheet): boolean =>
  rows.length < pageSize || (number + 1) * pageSize >= count

/** Before (-1), at (0) or behind (1) the place; undefined for a row with the same sort key that it does not know. */
const sideOf = ({ node, sortKey }: Row, place: Place, direction: OrderDirection): number | undefined => {
  if (sortKey !== place.sortKey) {
    if (sortKey === null) return 1
    if (place.sortKey === null) return -1
    return Math.sign(sortKey - place.sortKey) * (direction === 'ASC' ? 1 : -1)
  }
  const tie = place.ties.indexOf(node.id)
  return tie < 0 ? undefined : Math.sign(tie - place.at)
}

/** The rows on the near side of the place in this reading direction, i.e. those that were not given yet. */
export const ungiven = (
  sheet: Sheet,
  place: Place,
  direction: OrderDirection,
  isForward: boolean,
  /** The absolute index at which reading goes on, for rows of which nothing else is known. */
  goesOnAt: number,
): readonly Row[] => {
  const sides = sheet.rows.map((row) => sideOf(row, place, direction))
  const isGiven = (side: number | undefined) => side !== undefined && (isForward ? side <= 0 : side >= 0)
  const known = isForward ? place.at : place.ties.length - 1 - place.at
  const lastGiven = isForward ? sides.findLastIndex(isGiven) : sides.findIndex(isGiven)
  return sheet.rows.filter((_, index) => {
    if (sides[index] !== undefined) return !isGiven(sides[index])
    if (known < maxTies) return true // every tie that was given is known
    if (lastGiven >= 0) return isForward ? index > lastGiven : index < lastGiven
    const absolute = sheet.number * sheet.pageSize + index
    return isForward ? absolute >= goesOnAt : absolute <= goesOnAt
  })
}

/** Whether the row lies on the place's own side of it: not yet reached when reading towards the place. */
export const isShortOf = (row: Row, place: Place, direction: OrderDirection, isForward: boolean): boolean => {
  const side = sideOf(row, place, direction)
  return side === undefined || (isForward ? side < 0 : side > 0)
}
