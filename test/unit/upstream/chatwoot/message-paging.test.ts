import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidInputError, NotFoundError, UpstreamBadResponseError } from '../../../../src/domain/errors.ts'
import type { MessageFilter } from '../../../../src/domain/message.ts'
import type { RequestSpec } from '../../../../src/upstream/http/request.ts'
import { call, chatwootOver, type ModelMessage, notFound, serveMessages } from './model.ts'
import { ids, idsOf, tableOf, threadOf } from './thread.ts'

describe('a page of messages', () => {
  const table = tableOf(150)

  test.each([
    [{ take: 'last', limit: 19 }, 131, 150, { hasNext: false, hasPrevious: true }, 1],
    [{ take: 'last', limit: 20 }, 130, 150, { hasNext: false, hasPrevious: true }, 2],
    [{ take: 'last', limit: 19, before: '24' }, 0, 2, { hasNext: true, hasPrevious: false }, 1],
    [{ take: 'last', limit: 19, after: '1039' }, 148, 150, { hasNext: false, hasPrevious: false }, 1],
    [{ take: 'first', limit: 99 }, 0, 99, { hasNext: true, hasPrevious: false }, 1],
    [{ take: 'first', limit: 100 }, 0, 100, { hasNext: true, hasPrevious: false }, 2],
    [{ take: 'first', limit: 5, after: '1039' }, 148, 150, { hasNext: false, hasPrevious: true }, 1],
    [{ take: 'first', limit: 2, after: '10', before: '31' }, 1, 3, { hasNext: false, hasPrevious: true }, 1],
    [{ take: 'first', limit: 1, after: '10', before: '31' }, 1, 2, { hasNext: true, hasPrevious: true }, 1],
    [{ take: 'last', limit: 1, after: '10', before: '31' }, 2, 3, { hasNext: true, hasPrevious: true }, 1],
  ] as const)(
    '%j is rows %i to %i, in as few calls as Chatwoot allows',
    async (request, from, to, flags, calls) => {
      const { list, asked } = threadOf(table)
      const page = await list(request)
      expect(idsOf(page)).toEqual(ids(table.slice(from, to)))
      expect(page).toMatchObject({ ...flags, totalCount: null })
      expect(asked).toHaveLength(calls)
    },
  )

  test('of any size and any bounds is what a list in memory would give', async () => {
    const bound = fc.option(fc.integer({ min: 1, max: 1_100 }), { nil: undefined })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('first' as const, 'last' as const),
        fc.integer({ min: 1, max: 120 }),
        bound,
        bound,
        async (take, limit, after, before) => {
          const inside = table.filter(
            ({ id }) => (after === undefined || id > after) && (before === undefined || id < before),
          )
          const page = await threadOf(table).list({
            take,
            limit,
            ...(after !== undefined && { after: String(after) }),
            ...(before !== undefined && { before: String(before) }),
          })
          expect(idsOf(page)).toEqual(ids(take === 'first' ? inside.slice(0, limit) : inside.slice(-limit)))
          expect(take === 'first' ? page.hasNext : page.hasPrevious).toBe(inside.length > limit)
        },
      ),
    )
  })

  test('is refused for a position that is no message id', async () => {
    const { list, asked } = threadOf(table)
    for (const position of ['', '0', '-1', 'x', '1e3']) {
      await expect(list({ take: 'first', limit: 1, after: position })).rejects.toThrow(InvalidInputError)
    }
    expect(asked).toEqual([])
  })

  test('of an unknown conversation is an error, whatever the filter', async () => {
    const { upstream } = chatwootOver(notFound)
    const filters: MessageFilter[] = [{}, { kinds: [] }, { channels: ['SMS'] }, { ids: ['5'] }, { ids: [] }]
    for (const filter of filters) {
      const page = upstream.messages.list('32', filter, { take: 'last', limit: 5 }, call)
      await expect(page).rejects.toThrow(NotFoundError)
    }
  })

  test('ends with an error when the server takes no notice of the bounds', async () => {
    const sameAgain = (spec: RequestSpec<unknown>) => serveMessages(table)({ ...spec, query: {} })
    const { list, asked } = threadOf(table, sameAgain)
    await expect(list({ take: 'last', limit: 50 })).rejects.toThrow(UpstreamBadResponseError)
    await expect(list({ take: 'first', limit: 50, after: '1053' })).rejects.toThrow(UpstreamBadResponseError)
    expect(asked).toHaveLength(3)
  })
})

describe('walking a thread while messages arrive', () => {
  test.each(['first', 'last'] as const)('gives each old message once and skips none: %s', async (take) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 130 }),
        fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(3), { maxLength: 60 }),
        async (size, limits, arrivals) => {
          const table = tableOf(size)
          const old = ids(table)
          const { list } = threadOf(table)
          const seen: number[] = []
          let position: string | undefined
          for (let page = 0; ; page++) {
            const result = await list({
              take,
              limit: limits[page % limits.length] ?? 1,
              ...(position !== undefined && { [take === 'first' ? 'after' : 'before']: position }),
            })
            if (take === 'first') seen.push(...idsOf(result))
            else seen.unshift(...idsOf(result))
            const end = take === 'first' ? table.at(-1)?.id : table[0]?.id
            const edge = take === 'first' ? seen.at(-1) : seen[0]
            expect(take === 'first' ? result.hasNext : result.hasPrevious).toBe(edge !== end)
            if (edge === end) break
            position = String(edge)
            for (let count = arrivals[page] ?? 0; count > 0; count--) {
              table.push({ id: (table.at(-1)?.id ?? 0) + 3, created_at: 9_000 + page })
            }
          }
          expect(seen.filter((id) => old.includes(id))).toEqual(old)
        },
      ),
    )
  })
})

describe('filters', () => {
  /** Every third a note, every fourth an activity, the rest by turns from both sides. */
  const table = tableOf(120).map((one, index) => ({
    ...one,
    private: index % 3 === 0,
    message_type: index % 4 === 0 ? 2 : index % 2,
  }))

  test('leave notes and activities to Chatwoot when neither is wanted', async () => {
    const { list, queries } = threadOf(table)
    const page = await list({ take: 'last', limit: 10 }, { kinds: ['MESSAGE', 'TEMPLATE'] })
    expect(page.items.every(({ node }) => node.kind === 'MESSAGE')).toBe(true)
    expect(queries()).toEqual([{ filter_internal_messages: true }])
  })

  const filters: [MessageFilter, (one: ModelMessage, index: number) => boolean][] = [
    [{ kinds: ['NOTE'] }, (one) => one.private === true],
    [{ kinds: ['ACTIVITY'] }, (one) => !one.private && one.message_type === 2],
    [{ direction: 'INCOMING' }, (one) => !one.private && one.message_type === 0],
    [{ direction: 'OUTGOING' }, (one) => !one.private && one.message_type === 1],
    [{ direction: 'INTERNAL' }, (one) => one.private === true || one.message_type === 2],
    [{ createdAfter: 1_010_000, createdBefore: 1_020_000 }, (_, index) => index > 10 && index < 20],
    [{ createdAfter: 1_009_999, createdBefore: 1_020_001 }, (_, index) => index >= 10 && index <= 20],
    [{ channels: ['WHATSAPP', 'SMS'] }, () => true],
    [{ channels: ['SMS'] }, () => false],
    [{ ids: ['24', '10', '11', '24', '9999999'] }, (one) => one.id === 10 || one.id === 24],
    [{ kinds: ['NOTE'], direction: 'OUTGOING' }, () => false],
    [{ createdAfter: 5_000, createdBefore: 5_000 }, () => false],
  ]

  test.each(filters)('%j selects, pages and tells the flags exactly', async (filter, isWanted) => {
    const wanted = ids(table.filter(isWanted))
    for (const take of ['first', 'last'] as const) {
      const { list } = threadOf(table)
      const page = await list({ take, limit: 7 }, filter)
      expect(idsOf(page)).toEqual(take === 'first' ? wanted.slice(0, 7) : wanted.slice(-7))
      expect(take === 'first' ? page.hasNext : page.hasPrevious).toBe(wanted.length > 7)
    }
  })

  test('by date stop reading where time has passed the bound', async () => {
    const { list, asked } = threadOf(table)
    await list({ take: 'last', limit: 50 }, { createdAfter: 1_110_000 })
    await list({ take: 'first', limit: 50 }, { createdBefore: 1_010_000 })
    expect(asked).toHaveLength(2)
  })

  test('that nothing can pass cost one look at the conversation', async () => {
    const { list, asked } = threadOf(table)
    await list({ take: 'last', limit: 5 }, { direction: 'INTERNAL', kinds: ['MESSAGE'] })
    expect(asked.map(({ operation }) => operation)).toEqual(['conversations.get'])
  })
})

describe('the page around a message', () => {
  const table = tableOf(60)

  test('has it in the middle, in two calls', async () => {
    const { messages, asked } = threadOf(table)
    const page = await messages.around('32', {}, '80', 6, call)
    expect(idsOf(page)).toEqual([66, 73, 80, 87, 94, 101])
    expect(page).toMatchObject({ hasPrevious: true, hasNext: true })
    expect(asked).toHaveLength(2)
  })

  test.each([
    ['10', 4, [10, 17, 24], { hasPrevious: false, hasNext: true }],
    ['423', 4, [416, 423], { hasPrevious: true, hasNext: false }],
    ['80', 1, [80], { hasPrevious: true, hasNext: true }],
  ])('ends where the thread ends: %s', async (id, limit, expected, flags) => {
    const page = await threadOf(table).messages.around('32', {}, id, limit, call)
    expect(idsOf(page)).toEqual(expected)
    expect(page).toMatchObject(flags)
  })

  test('is an error for a message that is not in the list', async () => {
    const { messages } = threadOf(table)
    await expect(messages.around('32', {}, '81', 5, call)).rejects.toThrow(NotFoundError)
    await expect(messages.around('32', { kinds: ['NOTE'] }, '80', 5, call)).rejects.toThrow(NotFoundError)
    await expect(messages.around('32', { channels: ['SMS'] }, '80', 5, call)).rejects.toThrow(NotFoundError)
  })
})
