import { expect, test } from 'vitest'
import { StateUnavailableError } from '../../../src/domain/errors.ts'
import type { PassingEvent, TypingChanged } from '../../../src/domain/event.ts'
import type { Fact } from '../../../src/live/fact.ts'
import { createNewsDesk } from '../../../src/live/news.ts'
import type { Reread } from '../../../src/live/reread.ts'
import type { News } from '../../../src/upstream/port.ts'
import { account, conversationOf, messageOf } from '../../support/live.ts'

const receivedAt = 5000

const desk = (reread: Reread) => {
  const taken: { fact: Fact; deliveryId: string | undefined }[] = []
  const told: PassingEvent[] = []
  const looks: string[] = []
  const waits: (() => void)[] = []
  let failure: Error | undefined
  const news = createNewsDesk({
    live: {
      ingest: async (_account, facts, delivery) => {
        if (failure) throw failure
        for (const fact of facts) taken.push({ fact, deliveryId: delivery?.deliveryId })
        return []
      },
      tell: (event) => told.push(event),
      reconcile: async (name) => looks.push(name) > 0,
      recover: (name) => looks.push(name),
    },
    reread,
    pause: (_ms, signal) =>
      new Promise((resolve) => {
        waits.push(resolve)
        signal?.addEventListener('abort', () => resolve())
      }),
  })
  return {
    take: (...all: readonly News[]) => news.take(account, all, receivedAt),
    stop: news.stop,
    taken,
    told,
    looks,
    waits,
    fail: (error: Error) => {
      failure = error
    },
  }
}

const messageNews = (id: string, told = true): News => ({
  type: 'message',
  hint: 'created',
  deliveryId: `d-${id}`,
  conversationId: 'c1',
  messageId: id,
  told: told ? messageOf(id, { status: 'UNKNOWN' }) : null,
})

test('what was read again is taken, as of then, under the name of its delivery', async () => {
  const { take, taken, looks } = desk(async () => ({
    readAt: 4000,
    object: { type: 'message', message: messageOf('1', { status: 'READ' }) },
  }))
  await take(messageNews('1'))
  expect(taken).toMatchObject([
    { deliveryId: 'd-1', fact: { hint: 'created', readAt: 4000, message: { status: 'READ' } } },
  ])
  expect(looks).toEqual([])
})

test('labels come from the payload where a read does not have them, and only there', async () => {
  for (const labels of [undefined, ['read']]) {
    const conversation = conversationOf('c1', labels ? { labels } : {})
    const { take, taken } = desk(async () => ({
      readAt: 4000,
      object: { type: 'conversation', conversation },
    }))
    const about = {
      type: 'conversation',
      hint: 'updated',
      deliveryId: undefined,
      conversationId: 'c1',
    } as const
    await take({ ...about, told: null, labels: ['told'] })
    expect(taken).toMatchObject([{ fact: { conversation: { labels: labels ?? ['told'] } } }])
  }
})

test('what could not be read again is taken as told, and watchers get the rest by one look for all', async () => {
  const { take, taken, looks, waits, stop } = desk(async () => undefined)
  await take(messageNews('1'), messageNews('2'), messageNews('3', false))
  await take(messageNews('4'))
  expect(taken.map(({ fact }) => fact.type === 'message' && fact.message.id)).toEqual(['1', '2', '4'])
  expect(taken[0]).toMatchObject({ fact: { readAt: receivedAt, message: { status: 'UNKNOWN' } } })
  expect(looks).toEqual([account])
  waits[0]?.()
  await new Promise((resolve) => setImmediate(resolve))
  await take(messageNews('5'))
  expect(looks).toEqual([account, account])
  await stop()
  await take(messageNews('6'))
  expect(looks).toHaveLength(2)
})

test('what was told whole leaves nothing to be looked for, also where the operator may not see it', async () => {
  for (const sight of [undefined, null]) {
    const { take, taken, looks } = desk(async () => sight)
    await take({ ...messageNews('1'), isWhole: true } as News)
    expect(taken).toMatchObject([{ fact: { type: 'message', readAt: receivedAt, message: { id: '1' } } }])
    expect(looks).toEqual([])
  }
})

test('what is gone is taken without a read, and typing is told and not kept', async () => {
  const { take, taken, told } = desk(() => Promise.reject(new Error('read')))
  const gone = {
    type: 'messageGone',
    hint: 'updated',
    deliveryId: 'd',
    conversationId: 'c1',
    messageId: '1',
  } as const
  const typing: TypingChanged = {
    type: 'TypingChanged',
    account,
    conversationId: 'c1',
    occurredAt: 1,
    actor: null,
    isTyping: true,
    expiresAt: null,
  }
  await take(gone, { type: 'typing', event: typing })
  expect(taken).toMatchObject([{ fact: { type: 'messageGone', messageId: '1' } }])
  expect(told).toEqual([typing])
})

test('while the store is away nothing counts as taken', async () => {
  const { take, fail } = desk(async () => undefined)
  fail(new StateUnavailableError('away'))
  await expect(take(messageNews('1'))).rejects.toThrow(StateUnavailableError)
})

test('what the upstream says is not there is not told, and is looked for', async () => {
  const { take, taken, looks } = desk(async () => null)
  await take(messageNews('1'))
  expect(taken).toEqual([])
  expect(looks).toHaveLength(1)
})
