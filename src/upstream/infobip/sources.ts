/** Several lists that have no row in common, as one. */
import { comparePlaces } from './place.ts'
import { type Scanned, type Source, type Stretch, scan } from './scan.ts'

export const scanAll = async <T>(sources: readonly Source<T>[], stretch: Stretch): Promise<Scanned<T>> => {
  const [first, ...others] = sources
  if (!first) return { rows: [], sawFrom: false, sawUntil: false, total: 0 }
  if (others.length === 0) return scan(first, stretch)
  const sign = stretch.direction === 'asc' ? 1 : -1
  const parts = await Promise.all(sources.map((source) => scan(source, stretch)))
  // A row may have moved from one list into another between the two calls.
  const unique = new Map(parts.flatMap(({ rows }) => rows).map((row) => [first.placeOf(row).id, row]))
  return {
    rows: [...unique.values()].sort((a, b) => sign * comparePlaces(first.placeOf(a), first.placeOf(b))),
    sawFrom: parts.some((part) => part.sawFrom),
    sawUntil: parts.some((part) => part.sawUntil),
    total: sum(parts),
  }
}

/** Size of the lists together; null where the upstream does not count. */
export const countAll = async <T>(sources: readonly Source<T>[]): Promise<number | null> => {
  if (!sources.every(({ isCounted }) => isCounted)) return null
  return sum(
    await Promise.all(
      sources.map(({ fetch, after, before }) => fetch({ order: 'asc', after, before, limit: 1 })),
    ),
  )
}

const sum = (parts: readonly { readonly total: number | null }[]): number | null =>
  parts.reduce<number | null>((all, { total }) => (all === null || total === null ? null : all + total), 0)
