import type { Client } from 'graphql-ws'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { cursorsOf } from '../../../src/live/cursor.ts'
import {
  accountId,
  apiToken,
  type EndlessChatwoot,
  startEndlessChatwoot,
} from '../../support/endless-chatwoot.ts'
import {
  collect,
  conversationEvents,
  type LiveStack,
  startLiveStack,
  wsClient,
} from '../../support/live-stack.ts'
import { createPoster, deliveryOf, webhookSecret } from '../../support/signed-webhook.ts'
import { until } from '../../support/until.ts'

const count = 2_000
const perSocket = 50

let upstream: EndlessChatwoot
let stack: LiveStack
beforeAll(async () => {
  upstream = await startEndlessChatwoot()
  stack = await startLiveStack({
    config: {
      anonymous: 'service',
      costPerMinute: 1_000_000,
      accounts: [
        {
          name: 'chatwoot',
          provider: 'chatwoot',
          baseUrl: upstream.url,
          accountId: String(accountId),
          apiToken,
          webhookSecrets: [webhookSecret],
        },
      ],
    },
  })
})
afterAll(async () => {
  await stack[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const idOf = (conversation: number) =>
  encodeRef({ type: 'Conversation', account: 'chatwoot', path: [String(conversation)] })

/** Where each conversation's events stand, without a call for each. */
const cursorsNow = async (): Promise<(conversation: number) => string> => {
  const { conversations } = await stack.ask('{ conversations(first: 1) { eventCursor } }')
  const accounts = ['chatwoot']
  const place = cursorsOf({ accounts, conversationId: null }).decode(conversations.eventCursor)
  return (conversation) => cursorsOf({ accounts, conversationId: String(conversation) }).encode(place)
}

test('2,000 subscriptions that go on after a restart, each in another conversation, all get through with few calls', async () => {
  const cursorOf = await cursorsNow()
  const before = upstream.requests()
  const clients = Array.from({ length: count / perSocket }, () => wsClient(stack.wsUrl))
  const subscribers = Array.from({ length: count }, (_, index) =>
    collect(clients[index % clients.length] as Client, conversationEvents, {
      id: idOf(index + 1),
      after: cursorOf(index + 1),
    }),
  )
  const refused = () =>
    subscribers.flatMap(({ errors, results }) => [...errors, ...results.flatMap((each) => each.errors ?? [])])
  await until(() => stack.counts().subscribers === count || refused().length > 0, 60_000)
  expect(refused()).toEqual([])
  // the rights of 25 in a call, a few smaller ones at the start; and lists for what they missed
  expect(upstream.requests() - before).toBeLessThanOrEqual(count / 25 + 40)

  const poster = createPoster(stack.url)
  for (const conversation of [1, 777, count]) {
    expect(await poster.post('/webhooks/chatwoot', deliveryOf(upstream.write(conversation, 'Hello?')))).toBe(
      204,
    )
    const subscriber = subscribers[conversation - 1]
    await until(() => subscriber?.added().length === 1)
  }
  expect(subscribers.flatMap((each) => each.added())).toHaveLength(3)
  expect(refused()).toEqual([])
  await poster.close()
  await Promise.all(clients.map((client) => client.dispose()))
}, 120_000)
