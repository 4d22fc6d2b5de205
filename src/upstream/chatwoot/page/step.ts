/**
 * Steps through one conversation's messages by id, from a list endpoint that selects by id but sorts by time,
 * shows at most 20 older or 100 newer ones, and may be too large to read. Each step gives every message between
 * its own ends.
 */
import { type Origin, UpstreamBadResponseError } from '../../../domain/errors.ts'
import type { Message } from '../../../domain/message.ts'
import type { Instant } from '../../../domain/time.ts'
import { compareIds, nextId } from '../id.ts'

export interface MessageSource {
  readonly origin: Origin
  /** One REST call. `after` is exclusive alone and inclusive together with `before`; `before` is exclusive. */
  read(range: { readonly after?: string; readonly before?: string }): Promise<readonly Message[]>
  /** The id of the newest message; null when there is none. */
  newestId(): Promise<string | null>
}

export interface Step {
  /** By id, each once. */
  readonly messages: readonly Message[]
  /** Whether the conversation ends (begins, going back) here. */
  readonly isEnd: boolean
  /** No message beyond this step is newer (going back) or older (going on); null when that is not known. */
  readonly frontier: Instant | null
}

/** Chatwoot's page sizes. A shorter page proves the end, a full one proves nothing. */
const olderPage = 20
const newerPage = 100
const windowPage = 1_000

/** Messages before the id, or the newest ones. */
export const older = async (source: MessageSource, before: string | null): Promise<Step> => {
  const rows = await readOrNull(source, before === null ? {} : { before })
  if (rows === null) return narrowOlder(source, before)
  refuse(source, rows, (id) => before !== null && compareIds(id, before) >= 0)
  const messages = ascending(rows)
  const [lowest, highest] = [messages[0], messages.at(-1)]
  const isEnd = rows.length < olderPage
  const frontier = Math.min(...rows.map(({ createdAt }) => createdAt))
  if (isEnd || !lowest || !highest || isInOrder(rows)) return { messages, isEnd, frontier }
  return {
    messages: ascending(await readAll(source, lowest.id, before ?? beyond(highest.id))),
    isEnd,
    frontier,
  }
}

/** Messages after the id; `0` is the beginning. */
export const newer = async (source: MessageSource, after: string): Promise<Step> => {
  const rows = await readOrNull(source, { after })
  if (rows === null) return narrowNewer(source, after)
  refuse(source, rows, (id) => compareIds(id, after) <= 0)
  const messages = ascending(rows)
  const highest = messages.at(-1)
  const isEnd = rows.length < newerPage
  const frontier = Math.max(...rows.map(({ createdAt }) => createdAt))
  if (isEnd || !highest || isInOrder(rows)) return { messages, isEnd, frontier }
  return { messages: ascending(await readAll(source, nextId(after), nextId(highest.id))), isEnd, frontier }
}

/**
 * The messages with these ids, as far as there are any. One call for all of them, unless more than 1,000 others
 * lie in between: then on from the next id that is still missing.
 */
export const withIds = async (source: MessageSource, ids: readonly string[]): Promise<readonly Message[]> => {
  const sorted = [...new Set(ids)].sort(compareIds)
  const [lowest, highest] = [sorted[0], sorted.at(-1)]
  if (lowest === undefined || highest === undefined) return []
  const rows = await readOrNull(source, { after: lowest, before: nextId(highest) }, sorted.length > 1)
  if (rows === null) return inHalves(source, sorted)
  refuse(source, rows, (id) => compareIds(id, lowest) < 0 || compareIds(id, highest) > 0)
  const found = rows.filter(({ id }) => ids.includes(id))
  if (rows.length < windowPage || sorted.length === 1) return found
  const end = ascending(rows).at(-1)?.id ?? lowest
  const missing = sorted.filter(
    (id) => !found.some((each) => each.id === id) && (!isInOrder(rows) || compareIds(id, end) > 0),
  )
  const rest = missing.length < sorted.length ? withIds(source, missing) : inHalves(source, missing)
  return [...found, ...(await rest)]
}

const inHalves = async (source: MessageSource, ids: readonly string[]): Promise<readonly Message[]> => {
  const middle = Math.ceil(ids.length / 2)
  return [...(await withIds(source, ids.slice(0, middle))), ...(await withIds(source, ids.slice(middle)))]
}

/** Chatwoot's message ids are 32-bit; newer ones may follow the highest of a page that is sorted by time. */
const beyond = (highest: string): string => {
  const end = '2147483648'
  return compareIds(highest, end) < 0 ? end : nextId(highest)
}

/** Every message with from <= id < to, in as many windows as it takes. */
const readAll = async (source: MessageSource, from: string, to: string): Promise<readonly Message[]> => {
  const width = BigInt(to) - BigInt(from)
  const rows = await readOrNull(source, { after: from, before: to }, width > 1n)
  if (rows && rows.length < windowPage) return rows
  if (width <= 1n) return rows ?? []
  const middle = String(BigInt(from) + width / 2n)
  return [...(await readAll(source, from, middle)), ...(await readAll(source, middle, to))]
}

/** The first widths to try where a whole page is too large, in ids. */
const narrow = 8n
const growth = 4n

/** The nearest messages before the id in a window that can be read; windows grow across gaps between ids. */
const narrowOlder = async (source: MessageSource, before: string | null): Promise<Step> => {
  const newest = before === null ? await source.newestId() : null
  if (before === null && newest === null) return { messages: [], isEnd: true, frontier: null }
  let to = BigInt(before ?? nextId(newest ?? '0'))
  for (let width = narrow; to > 1n; ) {
    const from = to > width ? to - width : 1n
    const rows = await readOrNull(source, { after: String(from), before: String(to) }, width > 1n)
    if (rows === null || rows.length >= windowPage) {
      width = width > growth ? width / growth : 1n
    } else if (rows.length > 0) {
      return { messages: ascending(rows), isEnd: from === 1n, frontier: null }
    } else {
      to = from
      width *= growth
    }
  }
  return { messages: [], isEnd: true, frontier: null }
}

const narrowNewer = async (source: MessageSource, after: string): Promise<Step> => {
  const end = BigInt(nextId((await source.newestId()) ?? '0'))
  let from = BigInt(after) + 1n
  for (let width = narrow; from < end; ) {
    const to = from + width < end ? from + width : end
    const rows = await readOrNull(source, { after: String(from), before: String(to) }, width > 1n)
    if (rows === null || rows.length >= windowPage) {
      width = width > growth ? width / growth : 1n
    } else if (rows.length > 0) {
      return { messages: ascending(rows), isEnd: to === end, frontier: null }
    } else {
      from = to
      width *= growth
    }
  }
  return { messages: [], isEnd: true, frontier: null }
}

/** Null for an answer that is too large to read, where less can be asked for. */
const readOrNull = async (
  source: MessageSource,
  range: { readonly after?: string; readonly before?: string },
  canAskForLess = true,
): Promise<readonly Message[] | null> => {
  try {
    return await source.read(range)
  } catch (error) {
    if (canAskForLess && error instanceof UpstreamBadResponseError && error.isTooLarge) return null
    throw error
  }
}

/** A message from outside the range means that the range was not understood: reading on would never end. */
const refuse = (
  { origin }: MessageSource,
  rows: readonly Message[],
  isOutside: (id: string) => boolean,
): void => {
  if (rows.some(({ id }) => isOutside(id))) {
    throw new UpstreamBadResponseError(
      `${origin.account} gave messages outside of what was asked for.`,
      origin,
    )
  }
}

const ascending = (rows: readonly Message[]): Message[] =>
  [...new Map(rows.map((row) => [row.id, row])).values()].sort((one, two) => compareIds(one.id, two.id))

/**
 * Rows come in the order of their time. Where that is not the order of their ids (imports, channels that set
 * the time), a page may leave out ids from its middle, and the window between its ends has to be read as well.
 */
const isInOrder = (rows: readonly Message[]): boolean =>
  rows.every((row, index) => index === 0 || compareIds(rows[index - 1]?.id ?? '', row.id) <= 0)
