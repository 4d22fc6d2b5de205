import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidInputError, UpstreamUnavailableError } from '../../../src/domain/errors.ts'
import type { PageRequest } from '../../../src/domain/page.ts'
import { type Marks, type MergeSource, mergePages, type SortedItem } from '../../../src/loaders/merge.ts'

interface Row {
  readonly id: string
  readonly sortKey: number | null
}

/** A list in memory that gives at most `chunk` rows a read. */
const listOf = (
  name: string,
  rows: readonly Row[],
  chunk: number,
  reads: PageRequest[] = [],
): MergeSource<string> => ({
  name,
  read: async (request) => {
    reads.push(request)
    const start = request.after === undefined ? 0 : rows.findIndex(({ id }) => id === request.after) + 1
    const end = request.before === undefined ? rows.length : rows.findIndex(({ id }) => id === request.before)
    const size = Math.min(chunk, request.limit, end - start)
    const [from, to] = request.take === 'first' ? [start, start + size] : [end - size, end]
    const items = rows
      .slice(from, to)
      .map(({ id, sortKey }): SortedItem<string> => ({ node: id, position: id, sortKey }))
    return { items, hasNext: to < rows.length, hasPrevious: from > 0, totalCount: rows.length }
  },
})

const broken = (name: string): MergeSource<string> => ({
  name,
  read: async () => {
    throw new UpstreamUnavailableError(`${name} cannot be reached.`)
  },
})

const byKeyDescending = (one: Row, two: Row) =>
  one.sortKey === two.sortKey
    ? 0
    : one.sortKey === null
      ? 1
      : two.sortKey === null
        ? -1
        : two.sortKey - one.sortKey

/** Several sorted lists with many equal keys and some null ones. */
const lists = fc
  .array(fc.array(fc.option(fc.integer({ min: 0, max: 12 }), { nil: null }), { maxLength: 25 }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((all) =>
    all.map((keys, list) =>
      keys.map((sortKey, row): Row => ({ id: `${list}.${row}`, sortKey })).sort(byKeyDescending),
    ),
  )

const merged = (all: readonly (readonly Row[])[]) =>
  all
    .flat()
    .sort(byKeyDescending)
    .map(({ id }) => id)

const walk = async (sources: MergeSource<string>[], take: 'first' | 'last', sizes: readonly number[]) => {
  const seen: string[] = []
  let from: Marks | undefined
  for (let step = 0; ; step++) {
    const limit = sizes[step % sizes.length] ?? 1
    const page = await mergePages(sources, { take, limit, from, direction: 'DESC' })
    const ids = page.items.map(({ node }) => node)
    if (take === 'first') seen.push(...ids)
    else seen.unshift(...ids)
    const edge = take === 'first' ? page.items.at(-1) : page.items[0]
    if (!(take === 'first' ? page.hasNext : page.hasPrevious) || !edge) return seen
    from = edge.marks
  }
}

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
const chunk = fc.integer({ min: 1, max: 10 })

describe('the k-way merge', () => {
  test('gives every row of every list once and in order, page by page, from either end', () =>
    fc.assert(
      fc.asyncProperty(
        lists,
        sizes,
        chunk,
        fc.constantFrom('first' as const, 'last' as const),
        async (all, pages, size, take) => {
          const sources = all.map((rows, index) => listOf(`list ${index}`, rows, size))
          expect(await walk(sources, take, pages)).toEqual(merged(all))
        },
      ),
    ))

  test('reads on from any item in both directions, whichever way the cursor was made', () =>
    fc.assert(
      fc.asyncProperty(
        lists,
        chunk,
        fc.nat(),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom('first' as const, 'last' as const),
        async (all, size, pick, limit, made) => {
          const sources = all.map((rows, index) => listOf(`list ${index}`, rows, size))
          const order = merged(all)
          fc.pre(order.length > 0)
          const page = await mergePages(sources, { take: made, limit: 12, direction: 'DESC' })
          const item = page.items[pick % page.items.length]
          const place = order.indexOf(item?.node ?? '')
          const next = await mergePages(sources, {
            take: 'first',
            limit,
            from: item?.marks,
            direction: 'DESC',
          })
          const previous = await mergePages(sources, {
            take: 'last',
            limit,
            from: item?.marks,
            direction: 'DESC',
          })
          expect(next.items.map(({ node }) => node)).toEqual(order.slice(place + 1, place + 1 + limit))
          expect(previous.items.map(({ node }) => node)).toEqual(
            order.slice(Math.max(0, place - limit), place),
          )
          expect(next.hasNext).toBe(place + 1 + limit < order.length)
          expect(previous.hasPrevious).toBe(place - limit > 0)
        },
      ),
    ))

  test('asks a list again only when everything it gave is used', async () => {
    const busyReads: PageRequest[] = []
    const quietReads: PageRequest[] = []
    const busy = listOf(
      'busy',
      Array.from({ length: 10 }, (_, index) => ({ id: `b${index}`, sortKey: 100 - index })),
      4,
      busyReads,
    )
    const quiet = listOf(
      'quiet',
      Array.from({ length: 10 }, (_, index) => ({ id: `q${index}`, sortKey: 50 - index })),
      4,
      quietReads,
    )
    await mergePages([busy, quiet], { take: 'first', limit: 6, direction: 'DESC' })
    expect(busyReads.map(({ limit }) => limit)).toEqual([6, 2])
    expect(quietReads).toHaveLength(1)
  })

  test('leaves out a list that fails, names the failure, and gives its rows with a later page', async () => {
    const rows = [
      { id: 'a', sortKey: 3 },
      { id: 'b', sortKey: 1 },
    ]
    const other = [{ id: 'x', sortKey: 2 }]
    const page = await mergePages([listOf('one', rows, 5), broken('two')], {
      take: 'first',
      limit: 1,
      direction: 'DESC',
    })
    expect(page.items.map(({ node }) => node)).toEqual(['a'])
    expect([...page.failures.keys()]).toEqual(['two'])
    const later = await mergePages([listOf('one', rows, 5), listOf('two', other, 5)], {
      take: 'first',
      limit: 5,
      from: page.items[0]?.marks,
      direction: 'DESC',
    })
    expect(later.items.map(({ node }) => node)).toEqual(['x', 'b'])
  })

  test('pages back exactly over a page on which a list had failed', async () => {
    const rows = (name: string, keys: readonly number[]) =>
      keys.map((sortKey) => ({ id: `${name}${sortKey}`, sortKey }))
    const one = listOf('one', rows('a', [9, 7, 5, 3, 1]), 5)
    const two = listOf('two', rows('b', [8, 6, 4, 2, 0]), 5)
    const first = await mergePages([one, two], { take: 'first', limit: 4, direction: 'DESC' })
    const broke = await mergePages([one, broken('two')], {
      take: 'first',
      limit: 2,
      from: first.items.at(-1)?.marks,
      direction: 'DESC',
    })
    expect(broke.items.map(({ node }) => node)).toEqual(['a5', 'a3'])
    expect(broke.hasNext).toBe(true)
    const back = await mergePages([one, two], {
      take: 'last',
      limit: 4,
      from: broke.items[0]?.marks,
      direction: 'DESC',
    })
    expect(back.items.map(({ node }) => node)).toEqual(['a9', 'b8', 'a7', 'b6'])
  })

  test('promises nothing more on an empty page, so that a walk ends while a list is away', async () => {
    const page = await mergePages([broken('one'), broken('two')], {
      take: 'first',
      limit: 4,
      direction: 'DESC',
    })
    expect(page).toMatchObject({ items: [], hasNext: false })
  })

  test('lets what the caller got wrong fail the whole', async () => {
    const refusing: MergeSource<string> = {
      name: 'refusing',
      read: async () => {
        throw new InvalidInputError('This position is not of this list.')
      },
    }
    await expect(mergePages([refusing], { take: 'first', limit: 4, direction: 'DESC' })).rejects.toThrow(
      InvalidInputError,
    )
  })

  test('ends with a typed failure when a list says that there is more and gives nothing', async () => {
    const stuck: MergeSource<string> = {
      name: 'stuck',
      read: async () => ({ items: [], hasNext: true, hasPrevious: false }),
    }
    const page = await mergePages([stuck], { take: 'first', limit: 5, direction: 'DESC' })
    expect(page.failures.get('stuck')?.code).toBe('UPSTREAM_BAD_RESPONSE')
    expect(page.hasNext).toBe(false)
  })
})
