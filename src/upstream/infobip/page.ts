import type { Page, PageRequest } from '../../domain/page.ts'
import { formatPosition, type Place, parsePosition } from './place.ts'
import type { Direction, Source, Stretch } from './scan.ts'
import { scanAll } from './sources.ts'

/**
 * One page of the list that the sources make up together; normally one call a source. Its flags are exact: where
 * the row at a position has gone meanwhile, one more call looks whether anything is left on that side.
 */
export const readPage = async <T>(
  sources: readonly Source<T>[],
  listDirection: Direction,
  { take, limit, after, before }: PageRequest,
): Promise<Page<T>> => {
  const isForward = take === 'first'
  const direction = isForward ? listDirection : opposite(listDirection)
  const [from, until] = (isForward ? [after, before] : [before, after]).map(placeOfPosition)
  const scanned = await scanAll(sources, { direction, from, until, count: limit })

  const exists = async (stretch: Omit<Stretch, 'count'>) =>
    (await scanAll(sources, { ...stretch, count: 0 })).rows.length > 0
  const isMore =
    scanned.rows.length > limit ||
    (until !== undefined && (scanned.sawUntil || (await exists({ direction, from: until }))))
  const isBehind =
    from !== undefined && (scanned.sawFrom || (await exists({ direction: opposite(direction), from })))

  const rows = scanned.rows.slice(0, limit)
  const placeOf = (row: T): Place => sources[0]!.placeOf(row)
  return {
    items: (isForward ? rows : rows.reverse()).map((row) => ({
      node: row,
      position: formatPosition(placeOf(row)),
    })),
    hasNext: isForward ? isMore : isBehind,
    hasPrevious: isForward ? isBehind : isMore,
    totalCount: from || until || sources.some(({ isCounted }) => !isCounted) ? undefined : scanned.total,
  }
}

const placeOfPosition = (position: string | undefined): Place | undefined =>
  position === undefined ? undefined : parsePosition(position)

const opposite = (direction: Direction): Direction => (direction === 'asc' ? 'desc' : 'asc')
