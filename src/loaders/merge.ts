/**
 * A true k-way merge of ordered lists that are read piece by piece, in either direction, with a cursor at every
 * item. No list is read further than the page needs: a list is asked again only when everything that it gave
 * has been used.
 */
import { DomainError, InvalidInputError, UpstreamBadResponseError } from '../domain/errors.ts'
import type { Page, PageItem, PageRequest, Position } from '../domain/page.ts'

/** An item that can be compared with those of the other lists; null sorts last in either direction. */
export interface SortedItem<T> extends PageItem<T> {
  readonly sortKey: number | null
}

export interface MergeSource<T> {
  /** Unique among the sources, e.g. the account's name. */
  readonly name: string
  /** May give fewer than asked for with more to come, but then at least one. */
  read(request: PageRequest): Promise<Omit<Page<T>, 'items'> & { readonly items: readonly SortedItem<T>[] }>
}

/**
 * Where a cursor stands in one list, between two of its items: `after` is the item before that place and
 * `before` the item behind it. Null: there is none, it is the list's start (end). Undefined: not known.
 */
export interface Mark {
  readonly after?: Position | null
  readonly before?: Position | null
}

/** One mark a source, by its name. A source without a mark was not there yet, and is read from its start. */
export type Marks = Readonly<Record<string, Mark>>

export interface MergeRequest {
  readonly take: 'first' | 'last'
  readonly limit: number
  /** Read on from here: after it for `first`, before it for `last`. */
  readonly from?: Marks
  readonly direction: 'ASC' | 'DESC'
}

export interface MergedPage<T> {
  readonly items: readonly { readonly node: T; readonly source: string; readonly marks: Marks }[]
  readonly hasNext: boolean
  readonly hasPrevious: boolean
  /** What each source that was read said of its size, see `Page.totalCount`. */
  readonly counts: ReadonlyMap<string, number | null | undefined>
  readonly failures: ReadonlyMap<string, DomainError>
}

/** One list as the merge has read it so far. */
interface Stream<T> {
  readonly source: MergeSource<T>
  /** Position of the last item used; null while none was. */
  used: Position | null
  buffer: readonly SortedItem<T>[]
  /** Whether the upstream has more behind the buffer; it may, after a failure. */
  more: boolean
  /** Where the request stands in this list, while it is not known where to read on. */
  mark?: Mark
}

export const mergePages = async <T>(
  sources: readonly MergeSource<T>[],
  request: MergeRequest,
): Promise<MergedPage<T>> => {
  const { take, limit, from } = request
  const isBefore = comparator(request)
  const items: { node: T; source: string; marks: Marks }[] = []
  const counts = new Map<string, number | null | undefined>()
  const failures = new Map<string, DomainError>()
  const streams: Stream<T>[] = []

  /**
   * A source that fails keeps its place: it is left out of this page and asked again for the next one. What the
   * caller got wrong fails the whole.
   */
  const guarded = async (stream: Stream<T>, work: () => Promise<void>) => {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      if (error instanceof InvalidInputError) throw error
      failures.set(stream.source.name, error)
    }
  }
  const refill = (stream: Stream<T>) =>
    guarded(stream, async () => {
      const page = await readOn(stream, take, limit - items.length)
      stream.buffer = take === 'first' ? page.items : page.items.toReversed()
      stream.more = take === 'first' ? page.hasNext : page.hasPrevious
      if (!counts.has(stream.source.name)) counts.set(stream.source.name, page.totalCount)
    })

  await Promise.all(
    sources.map(async (source) => {
      const stream: Stream<T> = {
        source,
        used: null,
        buffer: [],
        more: true,
        mark: from?.[source.name] ?? {},
      }
      streams.push(stream)
      await guarded(stream, async () => {
        stream.used = await startOf(source, take, stream.mark)
        delete stream.mark
      })
    }),
  )
  while (items.length < limit) {
    const empty = streams.filter(
      ({ buffer, more, source }) => buffer.length === 0 && more && !failures.has(source.name),
    )
    await Promise.all(empty.map(refill))
    const inOrder = take === 'first' ? streams : streams.toReversed()
    const stream = inOrder
      .filter((each) => each.buffer.length > 0)
      .reduce<Stream<T> | undefined>(earlier(isBefore), undefined)
    const head = stream?.buffer[0]
    if (!stream || !head) break
    stream.buffer = stream.buffer.slice(1)
    stream.used = head.position
    items.push({ node: head.node, source: stream.source.name, marks: marksAt(streams, stream, take) })
  }
  // An empty page has no cursor to go on from, so nothing can come of promising more.
  const more = items.length > 0 && streams.some((stream) => stream.buffer.length > 0 || stream.more)
  const came = from !== undefined
  return take === 'first'
    ? { items, hasNext: more, hasPrevious: came, counts, failures }
    : { items: items.reverse(), hasNext: came, hasPrevious: more, counts, failures }
}

const readOn = async <T>({ source, used }: Stream<T>, take: 'first' | 'last', limit: number) => {
  const bound = take === 'first' ? 'after' : 'before'
  const page = await source.read({ take, limit, ...(used === null ? {} : { [bound]: used }) })
  if (page.items.length === 0 && (take === 'first' ? page.hasNext : page.hasPrevious)) {
    throw new UpstreamBadResponseError(`${source.name} gave an empty page in the middle of a list.`)
  }
  return page
}

/**
 * The item to read on from. A cursor that was made while reading in the other direction may not know it; then
 * it is looked up from its neighbour.
 */
const startOf = async <T>(
  source: MergeSource<T>,
  take: 'first' | 'last',
  mark: Mark = {},
): Promise<Position | null> => {
  const [near, far] = take === 'first' ? (['after', 'before'] as const) : (['before', 'after'] as const)
  const known = mark[near]
  if (known !== undefined) return known
  const neighbour = mark[far]
  if (neighbour === undefined) return null
  const back = await source.read({
    take: take === 'first' ? 'last' : 'first',
    limit: 1,
    ...(neighbour === null ? {} : { [far]: neighbour }),
  })
  return back.items[0]?.position ?? null
}

const marksAt = <T>(streams: readonly Stream<T>[], at: Stream<T>, take: 'first' | 'last'): Marks => {
  const marks: Record<string, Mark> = {}
  for (const stream of streams) {
    const { used, mark } = stream
    if (mark) {
      marks[stream.source.name] = mark
      continue
    }
    const next = stream === at ? used : (stream.buffer[0]?.position ?? (stream.more ? undefined : null))
    marks[stream.source.name] =
      take === 'first' ? { after: used, before: next } : { after: next, before: used }
  }
  return marks
}

/** Whether the first item comes before the second in reading order. */
const comparator = ({ take, direction }: MergeRequest) => {
  const sign = direction === 'ASC' ? 1 : -1
  return <T>(one: SortedItem<T>, two: SortedItem<T>): boolean => {
    const order =
      one.sortKey === two.sortKey
        ? 0
        : one.sortKey === null
          ? 1
          : two.sortKey === null
            ? -1
            : sign * (one.sortKey - two.sortKey)
    return take === 'first' ? order < 0 : order > 0
  }
}

/** Of two streams the one whose head comes first in reading order; with equal keys the one listed first. */
const earlier =
  <T>(isBefore: (one: SortedItem<T>, two: SortedItem<T>) => boolean) =>
  (best: Stream<T> | undefined, each: Stream<T>): Stream<T> => {
    const [one, two] = [best?.buffer[0], each.buffer[0]]
    return best && one && two && !isBefore(two, one) ? best : each
  }
