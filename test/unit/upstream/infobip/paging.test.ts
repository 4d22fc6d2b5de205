import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Conversation, ConversationQuery } from '../../../../src/domain/conversation.ts'
import { InvalidInputError, UpstreamBadResponseError } from '../../../../src/domain/errors.ts'
import type { Page, PageRequest } from '../../../../src/domain/page.ts'
import {
  call,
  conversationId,
  conversationRow,
  conversationsPath,
  createModel,
  messageRow,
  messagesPath,
  noteRow,
  notesPath,
  type Row,
} from './model.ts'

const start = Date.UTC(2026, 10, 20)

interface Node {
  readonly id: string
}
type Read = (request: PageRequest) => Promise<Page<Node>>

const emptyThread = (choices: Parameters<typeof createModel>[0] = {}) => {
  const model = createModel(choices)
  model.lists.set(notesPath, [])
  return model
}

/** Timestamps with few distinct values, so that many are equal. */
const times = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 60 })

interface Choice {
  readonly isInclusive: boolean
  readonly tellsTotal: boolean
  readonly seed: number
  readonly maxPageSize: number
  readonly readableRows: number
}

const choices: fc.Arbitrary<Choice> = fc.record({
  isInclusive: fc.boolean(),
  tellsTotal: fc.boolean(),
  seed: fc.integer(),
  maxPageSize: fc.constantFrom(7, 12, 999),
  readableRows: fc.constantFrom(1, 5, 999),
})

const modelOf = ({ seed, tellsTotal, maxPageSize, ...rest }: Choice) => {
  let state = seed
  return emptyThread({
    ...rest,
    tellsTotal,
    // Only a told total shows that a page was cut shorter than asked for.
    maxPageSize: tellsTotal ? maxPageSize : 999,
    random: () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state / 2 ** 32
    },
  })
}

const idOf = (index: number) => `m${String((index * 37) % 101).padStart(3, '0')}`

const sorted = (rows: readonly Row[], time: string) =>
  [...rows].sort(
    (a, b) => Date.parse(String(a[time])) - Date.parse(String(b[time])) || (a.id < b.id ? -1 : 1),
  )

/** A thread with a message or a note at each time: as `isNote` says by turns. */
const threadOf = (offsets: readonly number[], isNote: readonly boolean[], choice: Choice) => {
  const model = modelOf(choice)
  const messages: Row[] = []
  const notes: Row[] = []
  model.lists.set(messagesPath, messages)
  model.lists.set(notesPath, notes)
  const add = (id: string, at: number, note: boolean) => {
    if (note) notes.push(noteRow(id, at))
    else messages.push(messageRow(id, at))
  }
  offsets.forEach((offset, index) => {
    add(idOf(index), start + offset, isNote[index % isNote.length] ?? false)
  })
  return {
    ...model,
    add,
    /** Oldest first, with the ids that Parley gives. */
    ids: () =>
      sorted([...messages, ...notes.map((row) => ({ ...row, id: `note-${row.id}` }))], 'createdAt').map(
        ({ id }) => id,
      ),
  }
}

const turns = fc.array(fc.boolean(), { minLength: 1, maxLength: 5 })

/** Reads page after page, with arrivals between them, and says what came, in the order of the list. */
const walk = async (
  read: Read,
  take: PageRequest['take'],
  limit: number,
  listed: () => readonly string[],
  arrive: () => void,
) => {
  const ids: string[] = []
  let position: string | undefined
  for (;;) {
    const page = await read({ take, limit, [take === 'first' ? 'after' : 'before']: position })
    const got = page.items.map(({ node }) => node.id)
    expectExactFlags(page, listed())
    if (take === 'first') ids.push(...got)
    else ids.unshift(...got)
    const edge = take === 'first' ? page.items.at(-1) : page.items[0]
    if (!(take === 'first' ? page.hasNext : page.hasPrevious) || !edge) return ids
    expect(got).toHaveLength(limit)
    position = edge.position
    arrive()
  }
}

const expectExactFlags = ({ items, hasNext, hasPrevious }: Page<Node>, list: readonly string[]) => {
  const [first, last] = [items[0], items.at(-1)]
  if (!first || !last) return
  expect(hasPrevious).toBe(list.indexOf(first.node.id) > 0)
  expect(hasNext).toBe(list.indexOf(last.node.id) < list.length - 1)
  const at = list.indexOf(first.node.id)
  expect(items.map(({ node }) => node.id)).toEqual(list.slice(at, at + items.length))
}

describe('a thread of messages and notes read page by page while both arrive', () => {
  it('gives each old one once and skips none, in either direction, with exact flags', async () => {
    await fc.assert(
      fc.asyncProperty(
        times,
        turns,
        choices,
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom('first' as const, 'last' as const),
        async (offsets, isNote, choice, limit, take) => {
          const thread = threadOf(offsets, isNote, choice)
          const old = thread.ids()
          let arrived = 0
          const ids = await walk(
            (request) => thread.upstream.messages.list(conversationId, {}, request, call),
            take,
            limit,
            thread.ids,
            () => {
              if (arrived < 10) thread.add(`n${arrived}`, start + 20 + arrived++, arrived % 2 === 0)
            },
          )
          expect(ids.filter((id) => old.includes(id))).toEqual(old)
          expect(new Set(ids).size).toBe(ids.length)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('gives exactly what lies between two positions', async () => {
    await fc.assert(
      fc.asyncProperty(
        times.filter(({ length }) => length > 1),
        turns,
        choices,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 70 }),
        fc.constantFrom('first' as const, 'last' as const),
        async (offsets, isNote, choice, one, other, limit, take) => {
          const model = threadOf(offsets, isNote, choice)
          const all = await model.upstream.messages.list(
            conversationId,
            {},
            { take: 'first', limit: 99 },
            call,
          )
          const [low, high] = [one % offsets.length, other % offsets.length].sort((a, b) => a - b) as [
            number,
            number,
          ]
          const page = await model.upstream.messages.list(
            conversationId,
            {},
            { take, limit, after: all.items[low]!.position, before: all.items[high]!.position },
            call,
          )
          const between = all.items.slice(low + 1, high).map(({ node }) => node.id)
          expect(page.items.map(({ node }) => node.id)).toEqual(
            take === 'first' ? between.slice(0, limit) : between.slice(-limit),
          )
          expect([page.hasPrevious, page.hasNext]).toEqual([true, true])
        },
      ),
      { numRuns: 200 },
    )
  })

  it('gives exactly what a filter by time and kind lets through, and counts it', async () => {
    await fc.assert(
      fc.asyncProperty(
        times,
        turns,
        choices,
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 0, max: 12 }),
        fc.constantFrom(undefined, ['NOTE'] as const, ['MESSAGE'] as const, ['NOTE', 'MESSAGE'] as const),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom('first' as const, 'last' as const),
        async (offsets, isNote, choice, low, high, kinds, limit, take) => {
          const thread = threadOf(offsets, isNote, { ...choice, isInclusive: false })
          const filter = { createdAfter: start + low, createdBefore: start + high, kinds }
          const timeOf = (id: string) => start + offsets[idsInOrder.indexOf(id.replace('note-', ''))]!
          const idsInOrder = offsets.map((_, index) => idOf(index))
          const expected = thread
            .ids()
            .filter(
              (id) =>
                timeOf(id) > start + low &&
                timeOf(id) < start + high &&
                (!kinds || kinds.some((kind) => (kind === 'NOTE') === id.startsWith('note-'))),
            )
          const ids = await walk(
            (request) => thread.upstream.messages.list(conversationId, filter, request, call),
            take,
            limit,
            () => expected,
            () => {},
          )
          expect(ids).toEqual(expected)
          if (choice.tellsTotal && low < high) {
            expect(await thread.upstream.messages.count(conversationId, filter, call)).toBe(expected.length)
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('gives the page around any message or note', async () => {
    await fc.assert(
      fc.asyncProperty(
        times.filter(({ length }) => length > 0),
        turns,
        choices,
        fc.nat(),
        fc.integer({ min: 1, max: 9 }),
        async (offsets, isNote, choice, which, limit) => {
          const thread = threadOf(offsets, isNote, choice)
          const all = thread.ids()
          const at = which % all.length
          const page = await thread.upstream.messages.around(conversationId, {}, all[at]!, limit, call)
          const before = Math.floor((limit - 1) / 2)
          expect(page.items.map(({ node }) => node.id)).toEqual(
            all.slice(Math.max(at - before, 0), at + limit - before),
          )
          expectExactFlags(page, all)
        },
      ),
    )
  })

  it('gives exactly what a filter by time, direction and channel lets through', async () => {
    await fc.assert(
      fc.asyncProperty(
        times,
        choices,
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 0, max: 12 }),
        async (offsets, choice, low, high) => {
          const model = modelOf(choice)
          const words = ['SMS', 'VIBER', 'FACEBOOK_POST', 'LIVE_CHAT']
          const rows = offsets.map((offset, index) =>
            messageRow(idOf(index), start + offset, { channel: words[index % 4] }),
          )
          model.lists.set(messagesPath, rows)
          const filter = {
            createdAfter: start + low,
            createdBefore: start + high,
            direction: 'INCOMING',
            channels: ['SMS', 'FACEBOOK'],
          } as const
          const expected = sorted(rows, 'createdAt').filter(
            ({ createdAt, channel }) =>
              ['SMS', 'FACEBOOK_POST'].includes(String(channel)) &&
              Date.parse(String(createdAt)) > start + low &&
              Date.parse(String(createdAt)) < start + high,
          )
          const ids = await walk(
            (request) => model.upstream.messages.list(conversationId, filter, request, call),
            'first',
            3,
            () => expected.map(({ id }) => id),
            () => {},
          )
          expect(ids).toEqual(expected.map(({ id }) => id))
        },
      ),
    )
  })
})

describe('the inbox read page by page', () => {
  const read =
    (model: ReturnType<typeof createModel>, query: ConversationQuery): Read =>
    (request): Promise<Page<Conversation>> =>
      model.upstream.conversations.list(query, request, call)

  it('merges the calls that several statuses and priorities take into one exact order', async () => {
    const words = ['OPEN', 'WAITING', 'SOLVED', 'CLOSED']
    await fc.assert(
      fc.asyncProperty(
        times,
        choices,
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom('first' as const, 'last' as const),
        fc.constantFrom('ASC' as const, 'DESC' as const),
        fc.constantFrom('LAST_ACTIVITY_AT' as const, 'CREATED_AT' as const),
        async (offsets, choice, limit, take, direction, field) => {
          const model = modelOf(choice)
          const rows = offsets.map((offset, index) =>
            conversationRow(idOf(index), start, {
              createdAt: new Date(start + offset).toISOString(),
              updatedAt: new Date(start + ((offset * 7) % 13)).toISOString(),
              status: words[index % 4],
              priority: index % 3 === 0 ? 'HIGH' : 'NORMAL',
            }),
          )
          model.lists.set(conversationsPath, rows)
          const property = field === 'CREATED_AT' ? 'createdAt' : 'updatedAt'
          const ascending = sorted(rows, property)
            .filter(
              ({ status, createdAt }) =>
                ['OPEN', 'SOLVED'].includes(String(status)) && Date.parse(String(createdAt)) > start + 2,
            )
            .map(({ id }) => id)
          const expected = direction === 'ASC' ? ascending : ascending.reverse()
          const query: ConversationQuery = {
            filter: {
              status: ['OPEN', 'RESOLVED'],
              priority: ['MEDIUM', 'HIGH'],
              createdAfter: start + 2,
            },
            orderBy: { field, direction },
          }
          const ids = await walk(
            read(model, query),
            take,
            limit,
            () => expected,
            () => {},
          )
          expect(ids).toEqual(expected)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('says exactly whether anything is left behind a position whose conversation has moved away', async () => {
    const model = createModel()
    const rows = ['a', 'b', 'c'].map((id, index) => conversationRow(id, start + index))
    model.lists.set(conversationsPath, rows)
    const query: ConversationQuery = {
      filter: {},
      orderBy: { field: 'LAST_ACTIVITY_AT', direction: 'ASC' },
    }
    const first = await read(model, query)({ take: 'first', limit: 1 })
    const after = first.items[0]!.position
    rows[0] = conversationRow('a', start + 9)
    const requests = await model.requestsOf(async () => {
      const second = await read(model, query)({ take: 'first', limit: 5, after })
      expect(second.items.map(({ node }) => node.id)).toEqual(['b', 'c', 'a'])
      expect(second.hasPrevious).toBe(false)
    })
    expect(requests).toHaveLength(2)
  })
})

describe('more rows with one timestamp than a page of Infobip holds', () => {
  it.each([true, false])('are paged through, each once (bounds inclusive: %s)', async (isInclusive) => {
    const model = emptyThread({ isInclusive })
    const rows = Array.from({ length: 2_100 }, (_, index) => messageRow(`m${10_000 + index}`, start))
    model.lists.set(messagesPath, [messageRow('before', start - 1), ...rows, messageRow('later', start + 1)])
    const ids = await walk(
      (request) => model.upstream.messages.list(conversationId, {}, request, call),
      'first',
      700,
      () => ['before', ...rows.map(({ id }) => id), 'later'],
      () => {},
    )
    expect(ids).toHaveLength(2_102)
  })

  it('end in a typed error, not in a loop, when Infobip gives the same page again and again', async () => {
    const model = emptyThread({ isStuck: true })
    model.lists.set(
      messagesPath,
      Array.from({ length: 2_100 }, (_, index) => messageRow(`m${10_000 + index}`, start)),
    )
    await expect(
      model.upstream.messages.list(
        conversationId,
        { kinds: ['MESSAGE'] },
        { take: 'first', limit: 10 },
        call,
      ),
    ).rejects.toBeInstanceOf(UpstreamBadResponseError)
    expect(model.requests.length).toBeLessThan(6)
  })
})

describe('a position', () => {
  it.each(['', 'x', '12', ':a', '-1:a', '01:a', '1e3:a', '99999999999999999:a', `1:${'a'.repeat(300)}`])(
    'that was not written here is refused before any call: %j',
    async (after) => {
      const model = createModel()
      await expect(
        model.upstream.messages.list(conversationId, {}, { take: 'first', limit: 1, after }, call),
      ).rejects.toBeInstanceOf(InvalidInputError)
      expect(model.requests).toEqual([])
    },
  )
})
