import { describe, expect, test } from 'vitest'
import type { RequestSpec } from '../../../../src/upstream/http/request.ts'
import { call, chatwootOver, notFound, numberIn, serveMessages, tooLarge } from './model.ts'
import { ids, idsOf, tableOf, threadOf } from './thread.ts'

describe('messages by id', () => {
  test('come in one call, in order, null for a miss', async () => {
    const { messages, queries } = threadOf(tableOf(50))
    const found = await messages.getMany('32', ['24', '11', '10', '24'], call)
    expect(found.map((one) => one?.id ?? null)).toEqual(['24', null, '10', '24'])
    expect(queries()).toEqual([{ after: '10', before: '25' }])
  })

  test('are read on from the next that is missing after 1,000 others', async () => {
    const { messages, queries } = threadOf(tableOf(2_500))
    const found = await messages.getMany('32', ['10', '11', '17503', '17497'], call)
    expect(found.map((one) => one?.id ?? null)).toEqual(['10', null, '17503', null])
    expect(queries()).toEqual([
      { after: '10', before: '17504' },
      { after: '17497', before: '17504' },
    ])
  })

  test('are null in a conversation that is not there', async () => {
    const { upstream } = chatwootOver(notFound)
    expect(await upstream.messages.getMany('32', ['1', '2'], call)).toEqual([null, null])
  })

  test('the newest is the one with the highest id', async () => {
    expect((await threadOf(tableOf(30)).messages.last('32', call))?.id).toBe('213')
    expect(await threadOf([]).messages.last('32', call)).toBeNull()
  })
})

describe('awkward servers', () => {
  test('whose times disagree with the ids still give every message once, by id', async () => {
    const table = tableOf(90).map((one, index) => ({ ...one, created_at: (index * 37) % 90 }))
    for (const take of ['first', 'last'] as const) {
      const page = await threadOf(table).list({ take, limit: 100 })
      expect(idsOf(page)).toEqual(ids(table))
    }
  })

  test('that send a message twice in a page give it once', async () => {
    const table = tableOf(5)
    const page = await threadOf([...table, ...table.slice(2)]).list({ take: 'last', limit: 10 })
    expect(idsOf(page)).toEqual(ids(table))
  })

  test.each([1, 2, 9])('whose answers are too large beyond %i messages are asked for less', async (most) => {
    const table = tableOf(40)
    const serve = (spec: RequestSpec<unknown>) => {
      const answer = serveMessages(table)(spec) as { payload: unknown[] }
      return answer.payload.length > most ? tooLarge() : answer
    }
    const { list, messages } = threadOf(table, serve)
    expect(idsOf(await list({ take: 'last', limit: 30 }))).toEqual(ids(table.slice(-30)))
    expect(idsOf(await list({ take: 'first', limit: 30, after: '24' }))).toEqual(ids(table.slice(3, 33)))
    expect((await messages.getMany('32', ['10', '283'], call)).map((one) => one?.id)).toEqual(['10', '283'])
    expect((await messages.last('32', call))?.id).toBe('283')
  })

  test('with one message that is too large by itself say so', async () => {
    const table = tableOf(3)
    const serve = (spec: RequestSpec<unknown>) => (numberIn(spec, 'before') === 0 ? {} : tooLarge())
    await expect(threadOf(table, serve).list({ take: 'last', limit: 2 })).rejects.toMatchObject({
      isTooLarge: true,
    })
  })
})
