/**
 * Conversation lists are paged by number while they move underneath. A position says how far the list was given
 * (absolute offset), what it was sorted by there, which ids with that very sort key were given, and how long
 * the list was. Reading on takes the page that holds the offset, leaves out what sorts before the place and the
 * ids that were given, and begins earlier by as many rows as the list lost since.
 *
 * A conversation that stays in the list and keeps its sort key is given exactly once, none is skipped:
 * - in lists that grow at their start only (LAST_ACTIVITY_AT and CREATED_AT, descending, read forwards), under
 *   new conversations, new activity and departures, in one REST call a page. It would take a conversation that
 *   enters behind the place, without activity, at the same time as one before the place leaves, to hide from
 *   the count;
 * - in every other order and direction, whatever moves: reading goes back until it meets a row that was given,
 *   which costs a second call where the place is at the edge of a page;
 * - among more than 16 conversations with one and the same sort key (priorities), as long as the last few that
 *   were given are still there.
 * Not covered is what moves between the calls of one chunk, which is milliseconds.
 */
import { UpstreamBadResponseError } from '../../../domain/errors.ts'
import type { PageRequest, Position } from '../../../domain/page.ts'
import type { ConversationChunk, ConversationItem } from '../../port.ts'
import { decodePlace, encodePlace, type Place, tiesAround } from './position.ts'
import {
  type ConversationSource,
  firstSheet,
  isLast,
  isShortOf,
  type Row,
  readSheet,
  type Sheet,
  ungiven,
} from './sheet.ts'

export const readConversations = async (
  source: ConversationSource,
  request: PageRequest,
): Promise<ConversationChunk> => {
  const isForward = request.take === 'first'
  const step = isForward ? 1 : -1
  const [after, before] = [placeOf(request.after), placeOf(request.before)]
  const [origin, limit] = isForward ? [after, before] : [before, after]
  const walk = { source, isForward, origin }

  let { sheet, rows } = origin ? await resume({ ...walk, origin }) : await open(walk)
  while (rows.length === 0 && !isEnd(sheet, isForward)) {
    sheet = await neighbour(source, sheet, step)
    rows = freshRows(sheet, walk)
  }
  const within = limit ? rows.filter((row) => isShortOf(row, limit, source.direction, isForward)) : rows
  const taken = isForward ? within.slice(0, request.limit) : within.slice(-request.limit)
  const items = itemsOf(sheet, taken, rows, walk)
  const more = taken.length < within.length || (within.length === rows.length && !isEnd(sheet, isForward))
  const [top, bottom] = [taken[0], taken.at(-1)]
  const hasBefore = top ? indexIn(sheet, top) > 0 : origin !== undefined
  const hasBehind = bottom ? indexIn(sheet, bottom) + 1 < sheet.count : origin !== undefined
  return {
    items,
    hasNext: isForward ? more : hasBehind,
    hasPrevious: isForward ? hasBefore : more,
    totalCount: sheet.count,
  }
}

const placeOf = (position: Position | undefined): Place | undefined =>
  position === undefined ? undefined : decodePlace(position)

interface Walk {
  readonly source: ConversationSource
  readonly isForward: boolean
  readonly origin: Place | undefined
}

interface Reading {
  readonly sheet: Sheet
  readonly rows: readonly Row[]
}

/** From the list's start or end. The first page tells how long the list is, and so which page is the last. */
const open = async (walk: Walk): Promise<Reading> => {
  let sheet = await firstSheet(walk.source)
  if (!walk.isForward && !isLast(sheet)) {
    sheet = await readSheet(walk.source, Math.floor((sheet.count - 1) / sheet.pageSize), sheet.pageSize)
  }
  return { sheet, rows: freshRows(sheet, walk) }
}

const resume = async (walk: Walk & { readonly origin: Place }): Promise<Reading> => {
  const { source, isForward, origin } = walk
  const isCounted = isForward && source.growsAtStart
  const anchor = isCounted ? origin.offset : origin.offset - 1 // else the item itself proves where it is
  let sheet = await readSheet(source, Math.floor(anchor / origin.pageSize), origin.pageSize)

  const goal = Math.floor(Math.max(0, anchor + drift(sheet, walk)) / sheet.pageSize)
  const last = Math.max(0, Math.ceil(sheet.count / sheet.pageSize) - 1)
  const number = Math.min(goal, last, isForward ? sheet.number : last)
  if (number !== sheet.number) sheet = await readSheet(source, number, sheet.pageSize)

  let rows = freshRows(sheet, walk)
  while (!isCounted && !isProven(sheet, rows, isForward)) {
    sheet = await neighbour(source, sheet, isForward ? -1 : 1)
    rows = freshRows(sheet, walk)
  }
  return { sheet, rows }
}

const neighbour = async (source: ConversationSource, sheet: Sheet, step: 1 | -1): Promise<Sheet> => {
  const next = await readSheet(source, sheet.number + step, sheet.pageSize)
  if (isSame(next, sheet)) {
    throw new UpstreamBadResponseError(`${source.origin.account} gave the same page twice.`, source.origin)
  }
  return next
}

/** How far the rows at a place may have moved against the reading: what left comes nearer, what came pushes away. */
const drift = ({ count }: Sheet, { isForward, origin }: Walk): number => {
  const change = origin ? count - origin.count : 0
  return isForward ? Math.min(0, change) : Math.max(0, change)
}

/** Nothing lies unread behind a sheet that begins with a row that was given, or with the list itself. */
const isProven = (sheet: Sheet, rows: readonly Row[], isForward: boolean): boolean => {
  const edge = sheet.rows.at(isForward ? 0 : -1)
  const isListEdge = isForward ? sheet.number === 0 : isLast(sheet)
  return isListEdge || (edge !== undefined && !rows.includes(edge))
}

const freshRows = (sheet: Sheet, walk: Walk): readonly Row[] => {
  const { source, isForward, origin } = walk
  const seen = new Set<string>()
  const once = sheet.rows.filter(({ node }) => !seen.has(node.id) && seen.add(node.id))
  if (!origin) return once
  const goesOnAt = isForward ? origin.offset + drift(sheet, walk) : origin.offset - 2 + drift(sheet, walk)
  const near = new Set(ungiven(sheet, origin, source.direction, isForward, goesOnAt))
  return once.filter((row) => near.has(row))
}

const isEnd = (sheet: Sheet, isForward: boolean): boolean => (isForward ? isLast(sheet) : sheet.number === 0)

const isSame = (one: Sheet, two: Sheet): boolean =>
  one.rows.length > 0 &&
  one.rows.length === two.rows.length &&
  one.rows.every((row, index) => row.node.id === two.rows[index]?.node.id)

const indexIn = (sheet: Sheet, row: Row): number => sheet.number * sheet.pageSize + sheet.rows.indexOf(row)

/** Each with its position. Ties that were given stand before it when reading forwards, behind it backwards. */
const itemsOf = (
  sheet: Sheet,
  taken: readonly Row[],
  rows: readonly Row[],
  { isForward, origin }: Walk,
): ConversationItem[] =>
  taken.map((row) => {
    const { node, sortKey } = row
    const isTie = (other: Row) => other.sortKey === sortKey
    const fresh = rows.filter(isTie).map((each) => each.node.id)
    const inSheet = sheet.rows
      .filter((each) => isTie(each) && !rows.includes(each))
      .map((each) => each.node.id)
    const carried =
      origin && origin.sortKey === sortKey
        ? isForward
          ? origin.ties.slice(0, origin.at + 1)
          : origin.ties.slice(origin.at)
        : []
    const given = [...carried, ...inSheet.filter((id) => !carried.includes(id))].filter(
      (id) => !fresh.includes(id),
    )
    const ids = isForward ? [...given, ...fresh] : [...fresh, ...given]
    const place: Place = {
      offset: indexIn(sheet, row) + 1,
      pageSize: sheet.pageSize,
      count: sheet.count,
      sortKey,
      ...tiesAround(ids, ids.indexOf(node.id)),
    }
    return { node, sortKey, position: encodePlace(place) }
  })
