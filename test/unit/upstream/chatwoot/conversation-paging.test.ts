import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type {
  ConversationOrderField,
  ConversationQuery,
  OrderDirection,
} from '../../../../src/domain/conversation.ts'
import { InvalidInputError, UpstreamBadResponseError } from '../../../../src/domain/errors.ts'
import type { Upstream } from '../../../../src/upstream/port.ts'
import { call, chatwootOver, type ModelConversation, serveConversations, sorted } from './model.ts'

const openBy = (field: ConversationOrderField, direction: OrderDirection): ConversationQuery => ({
  filter: { status: ['OPEN'] },
  orderBy: { field, direction },
})
const newestFirst = openBy('LAST_ACTIVITY_AT', 'DESC')

const conversation = (id: number, at: number, rest: Partial<ModelConversation> = {}): ModelConversation => ({
  id,
  status: 'open',
  created_at: at,
  last_activity_at: at,
  waiting_since: id % 3 === 0 ? 0 : at,
  priority: [null, 'low', 'medium', 'high', 'urgent'][id % 5] ?? null,
  ...rest,
})

/** The highest id has the newest activity. */
const tableOf = (size: number) =>
  Array.from({ length: size }, (_, index) => conversation(index + 1, 1_000 + index))

const listOver = (table: ModelConversation[], pageSize?: number) => {
  const { upstream, asked } = chatwootOver(serveConversations(table, pageSize))
  return { list: upstream.conversations.list, asked }
}

const idsOf = (items: readonly { node: { id: string } }[]) => items.map(({ node }) => Number(node.id))

/** Reads a whole list, with something happening between the pages. */
const walk = async (
  list: Upstream['conversations']['list'],
  query: ConversationQuery,
  take: 'first' | 'last',
  limits: () => number,
  between: () => void,
) => {
  const ids: number[] = []
  let position: string | undefined
  for (let pages = 0; ; pages++) {
    if (pages > 500) throw new Error('The walk does not end.')
    const bound = position === undefined ? {} : take === 'first' ? { after: position } : { before: position }
    const page = await list(query, { take, limit: limits(), ...bound }, call)
    ids.push(...(take === 'first' ? idsOf(page.items) : idsOf(page.items).reverse()))
    if (!(take === 'first' ? page.hasNext : page.hasPrevious)) return ids
    position = page.items.at(take === 'first' ? -1 : 0)?.position
    if (position === undefined) throw new Error('A page in the middle of the list was empty.')
    between()
  }
}

describe('a page of conversations', () => {
  test('costs one call, and tells the flags and the size from the counts', async () => {
    const { list, asked } = listOver(tableOf(60))
    const first = await list(newestFirst, { take: 'first', limit: 20 }, call)
    expect(idsOf(first.items)).toEqual(Array.from({ length: 20 }, (_, index) => 60 - index))
    expect(first).toMatchObject({ hasNext: true, hasPrevious: false, totalCount: 60 })
    expect(asked.map(({ operation, query }) => [operation, query?.page])).toEqual([['conversations.list', 1]])

    const second = await list(
      newestFirst,
      { take: 'first', limit: 20, after: first.items.at(-1)?.position },
      call,
    )
    expect(idsOf(second.items)).toEqual([40, 39, 38, 37, 36]) // the rest of Chatwoot's page
    expect(second).toMatchObject({ hasNext: true, hasPrevious: true })
    const third = await list(
      newestFirst,
      { take: 'first', limit: 25, after: second.items.at(-1)?.position },
      call,
    )
    expect(idsOf(third.items)).toEqual(Array.from({ length: 25 }, (_, index) => 35 - index))
    expect(asked.map(({ query }) => query?.page)).toEqual([1, 1, 2])

    const last = await list(
      newestFirst,
      { take: 'first', limit: 25, after: third.items.at(-1)?.position },
      call,
    )
    expect(last).toMatchObject({ hasNext: false, hasPrevious: true })
    expect(last.items).toHaveLength(10)
    expect(asked).toHaveLength(4)
  })

  test('is exactly full and the last one without a further call to find out', async () => {
    const { list, asked } = listOver(tableOf(25))
    const page = await list(newestFirst, { take: 'first', limit: 25 }, call)
    expect(page).toMatchObject({ hasNext: false, hasPrevious: false })
    expect(page.items).toHaveLength(25)
    expect(asked).toHaveLength(1)
  })

  test('of an empty list is empty', async () => {
    const { list } = listOver([])
    const empty = { items: [], hasNext: false, hasPrevious: false, totalCount: 0 }
    expect(await list(newestFirst, { take: 'first', limit: 5 }, call)).toEqual(empty)
    expect(await list(newestFirst, { take: 'last', limit: 5 }, call)).toEqual(empty)
  })

  test('from the end costs one call more, which tells where the end is', async () => {
    const { list, asked } = listOver(tableOf(60))
    const last = await list(newestFirst, { take: 'last', limit: 4 }, call)
    expect(idsOf(last.items)).toEqual([4, 3, 2, 1])
    expect(last).toMatchObject({ hasNext: false, hasPrevious: true })
    expect(asked.map(({ query }) => query?.page)).toEqual([1, 3])

    const before = await list(newestFirst, { take: 'last', limit: 4, before: last.items[0]?.position }, call)
    expect(idsOf(before.items)).toEqual([8, 7, 6, 5])
    expect(before).toMatchObject({ hasNext: true, hasPrevious: true })
  })

  test('between two places stops at the far one', async () => {
    const { list } = listOver(tableOf(60))
    const { items } = await list(newestFirst, { take: 'first', limit: 10 }, call)
    const near = { after: items[1]?.position, before: items[5]?.position }
    const first = await list(newestFirst, { take: 'first', limit: 9, ...near }, call)
    expect(idsOf(first.items)).toEqual([58, 57, 56])
    expect(first).toMatchObject({ hasNext: false, hasPrevious: true })
    const last = await list(newestFirst, { take: 'last', limit: 2, ...near }, call)
    expect(idsOf(last.items)).toEqual([57, 56])
    expect(last).toMatchObject({ hasNext: true, hasPrevious: true })
  })

  test.each([1, 7, 25, 40, 100])('is found whatever page size the server has: %i', async (pageSize) => {
    const { list } = listOver(tableOf(90), pageSize)
    const descending = Array.from({ length: 90 }, (_, index) => 90 - index)
    const still = () => {}
    expect(await walk(list, newestFirst, 'first', () => 20, still)).toEqual(descending)
    expect(await walk(list, newestFirst, 'last', () => 20, still)).toEqual(descending.toReversed())
  })

  test('is found after the server was given another page size', async () => {
    const table = tableOf(90)
    const first = await listOver(table, 25).list(newestFirst, { take: 'first', limit: 25 }, call)
    for (const pageSize of [10, 50]) {
      const { list } = listOver(table, pageSize)
      const after = first.items.at(-1)?.position
      const next = await list(newestFirst, { take: 'first', limit: 5, after }, call)
      expect(idsOf(next.items)).toEqual([65, 64, 63, 62, 61])
    }
  })

  test('goes on in the middle of more conversations with one sort key than a position can name', async () => {
    const table = Array.from({ length: 120 }, (_, index) => conversation(index + 1, 1_000))
    const { list } = listOver(table)
    const all = table.map(({ id }) => id)
    for (const limit of [3, 20, 25]) {
      expect(
        await walk(
          list,
          newestFirst,
          'first',
          () => limit,
          () => {},
        ),
      ).toEqual(all)
      expect(
        await walk(
          list,
          newestFirst,
          'last',
          () => limit,
          () => {},
        ),
      ).toEqual(all.toReversed())
    }
  })

  test('ends with an error when the server gives one page for all', async () => {
    const { list } = listOver(tableOf(60))
    const { items } = await list(newestFirst, { take: 'first', limit: 25 }, call)
    const answer = serveConversations(tableOf(60))
    const { upstream, asked } = chatwootOver((spec) => answer({ ...spec, query: { ...spec.query, page: 1 } }))
    const [after, before] = [items.at(-1)?.position, items[0]?.position]
    for (const bound of [{ take: 'first', after } as const, { take: 'last', before } as const]) {
      const page = upstream.conversations.list(openBy('CREATED_AT', 'ASC'), { limit: 5, ...bound }, call)
      await expect(page).rejects.toThrow(UpstreamBadResponseError)
    }
    expect(asked.length).toBeLessThan(8)
  })

  test('has short positions, and takes no others', async () => {
    const table = Array.from({ length: 60 }, (_, index) => conversation(9_000_001 + index, 1_000))
    const { list } = listOver(table)
    const { items } = await list(newestFirst, { take: 'first', limit: 25 }, call)
    expect(Math.max(...items.map(({ position }) => position.length))).toBeLessThan(400)
    for (const after of [
      '',
      '5',
      '0.25.60.1.0.3',
      '1.25.60.1.1.3',
      '1.0.60.1.0.3',
      '1.25.60.1.0.',
      'x.25.60.1.0.3',
    ]) {
      await expect(list(newestFirst, { take: 'first', limit: 5, after }, call)).rejects.toThrow(
        InvalidInputError,
      )
    }
  })
})

describe('a list that moves between the pages', () => {
  type Move = readonly ['activity' | 'resolve' | 'new', number]
  const moves = fc.array(
    fc.array(
      fc.tuple(fc.constantFrom('activity' as const, 'resolve' as const, 'new' as const), fc.nat(10_000)),
      {
        maxLength: 6,
      },
    ),
    { minLength: 1, maxLength: 40 },
  )

  /** Applies moves and remembers which conversations were touched by them. */
  const moverOf = (table: ModelConversation[], batches: readonly (readonly Move[])[], spread: number) => {
    const touched = new Set<number>()
    let clock = 5_000
    let batch = 0
    const move = () => {
      for (const [kind, seed] of batches[batch++] ?? []) {
        clock += seed % spread
        const open = table.filter(({ status }) => status === 'open')
        const chosen = open[seed % Math.max(1, open.length)]
        if (kind === 'new') {
          const id = table.length + 1
          table.push(conversation(id, clock))
          touched.add(id)
        } else if (chosen) {
          touched.add(chosen.id)
          chosen.last_activity_at = clock
          if (kind === 'resolve') chosen.status = 'resolved'
          else {
            chosen.waiting_since = seed % 2 ? clock : 0
            chosen.priority = [null, 'low', 'high'][seed % 3] ?? null
          }
        }
      }
    }
    return { move, touched }
  }

  const orders: [ConversationOrderField, OrderDirection][] = [
    ['LAST_ACTIVITY_AT', 'DESC'],
    ['LAST_ACTIVITY_AT', 'ASC'],
    ['CREATED_AT', 'DESC'],
    ['CREATED_AT', 'ASC'],
    ['WAITING_SINCE', 'ASC'],
    ['WAITING_SINCE', 'DESC'],
    ['PRIORITY', 'ASC'],
    ['PRIORITY', 'DESC'],
  ]

  const holds = (take: 'first' | 'last', field: ConversationOrderField, direction: OrderDirection) =>
    fc.asyncProperty(
      fc.integer({ min: 1, max: 70 }),
      fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom(3, 7, 10),
      fc.constantFrom(1, 2, 5),
      moves,
      async (size, limits, pageSize, spread, batches) => {
        // at most as many waiting for nothing, and as many in one second, as a position can name
        const table = Array.from({ length: size }, (_, index) =>
          conversation(index + 1, 1_000 + Math.floor(index / spread), {
            ...(index % 6 === 0
              ? { waiting_since: 0 }
              : { waiting_since: 1_000 + Math.floor(index / spread) }),
          }),
        )
        const before = sorted(table, `${field.toLowerCase()}_${direction.toLowerCase()}`).map(({ id }) => id)
        const { list } = listOver(table, pageSize)
        const { move, touched } = moverOf(table, batches, spread)
        let page = 0
        const nextLimit = () => limits[page++ % limits.length] ?? 1
        const seen = await walk(list, openBy(field, direction), take, nextLimit, move)

        const still = (ids: number[]) => ids.filter((id) => !touched.has(id))
        expect(still(seen)).toEqual(still(take === 'first' ? before : before.toReversed()))
      },
    )

  test.each(orders)('gives each that stays in place once, forwards by %s %s', async (field, direction) => {
    await fc.assert(holds('first', field, direction), { numRuns: 150 })
  })

  test.each(orders)('gives each that stays in place once, backwards by %s %s', async (field, direction) => {
    await fc.assert(holds('last', field, direction), { numRuns: 150 })
  })
})
