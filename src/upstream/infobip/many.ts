import { NotFoundError, type Origin, UpstreamBadResponseError } from '../../domain/errors.ts'
import { inOrderOf } from '../../kit/order.ts'
import { type Listing, type ListQuery, maxPageSize } from './client.ts'

/** Ids in one call: a UUID and its key take 54 bytes of the URL. */
const idsPerCall = 100

/** Which page of a list. */
export type Paging = Pick<ListQuery, 'limit' | 'page'>

/** All rows of a list, page after page. For small ones, in an order that does not change meanwhile. */
export const readAll = async <T>(
  origin: Origin,
  keyOf: (row: T) => string,
  fetch: (paging: Paging) => Promise<Listing<T>>,
  limit = maxPageSize,
): Promise<T[]> => {
  const rows = new Map<string, T>()
  for (let page = 0; ; page += 1) {
    const listing = await fetch({ limit, ...(page > 0 ? { page } : {}) })
    const known = rows.size
    for (const row of listing.rows) rows.set(keyOf(row), row)
    if (isLast(listing, rows.size, limit)) return [...rows.values()]
    if (rows.size === known) {
      throw new UpstreamBadResponseError(
        `${origin.account} answers with the same page again and again.`,
        origin,
      )
    }
  }
}

/** Whether the list ends here, of which `received` rows have come so far. */
export const isLast = <T>({ rows, total }: Listing<T>, received: number, limit: number): boolean =>
  rows.length === 0 || (total === null ? rows.length < limit : received >= total)

/** Rows by id, in order, null for each that is not there. One call for 100 ids. */
export const readMany = async <T extends { readonly id: string }>(
  ids: readonly string[],
  fetch: (ids: readonly string[]) => Promise<Listing<T>>,
): Promise<(T | null)[]> => {
  const rows = await inParts([...new Set(ids)], idsPerCall, async (part) => (await fetch(part)).rows)
  return inOrderOf(ids, rows, ({ id }) => id)
}

/**
 * What Infobip does with an unknown id among others is not documented. Should it refuse the whole call, the ids
 * are asked for in halves until only the unknown ones are left out.
 */
export const sparingKnown =
  <T>(fetch: (ids: readonly string[]) => Promise<Listing<T>>) =>
  async (ids: readonly string[]): Promise<Listing<T>> => {
    try {
      return await fetch(ids)
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error
      if (ids.length === 1) return { rows: [], total: 0 }
      const halves = sparingKnown(fetch)
      const rows = await inParts(ids, Math.ceil(ids.length / 2), async (half) => (await halves(half)).rows)
      return { rows, total: rows.length }
    }
  }

const inParts = async <T>(
  ids: readonly string[],
  size: number,
  read: (part: readonly string[]) => Promise<readonly T[]>,
): Promise<readonly T[]> => {
  const parts: (readonly string[])[] = []
  for (let start = 0; start < ids.length; start += size) parts.push(ids.slice(start, start + size))
  return (await Promise.all(parts.map(read))).flat()
}
