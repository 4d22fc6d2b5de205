import type { Client } from 'graphql-ws'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import {
  collect,
  conversationEvents,
  eventCursor,
  exampleConversation,
  type LiveStack,
  startLiveStack,
  tellMessage,
  wsClient,
} from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'

let stack: LiveStack
let ahead = 0
beforeAll(async () => {
  stack = await startLiveStack({ now: () => Date.now() + ahead })
})
afterAll(() => stack[Symbol.asyncDispose]())

const { chatwoot } = sandboxCredentials
const clients: Client[] = []
const codes: number[] = []
afterEach(async () => {
  stack.sandbox.faults.clear()
  await Promise.all(clients.splice(0).map((client) => client.dispose()))
  await until(() => stack.counts().subscribers === 0)
  codes.length = 0
})
const clientOf = (token: string) => {
  const client = wsClient(stack.wsUrl, {
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${token}` },
    on: { closed: (event) => codes.push((event as { code: number }).code) },
  })
  clients.push(client)
  return client
}
const inboxEvents = 'subscription ($after: String) { inboxEvents(after: $after) { __typename cursor } }'

test("another agent's credential gets no event of a conversation that it may not see, live or replayed", async () => {
  const after = await eventCursor(stack)
  await tellMessage(stack, '9000001')
  const stranger = clientOf(chatwoot.secondAgent.token)
  const refused = collect(stranger, conversationEvents, { id: exampleConversation, after })
  await until(refused.isOver)
  expect(refused.results[0]?.errors?.[0]?.extensions).toEqual({ code: 'NOT_FOUND' })

  const whole = collect(stranger, inboxEvents)
  const admin = collect(clientOf(chatwoot.admin.token), inboxEvents)
  await until(() => stack.counts().subscribers === 2)
  await tellMessage(stack, '9000002')
  await until(() => admin.results.length > 0)
  await tellMessage(stack, '9000003')
  await until(() => admin.results.length > 1)
  const told = whole.events().filter(({ __typename }) => __typename !== 'AccountHealthChanged')
  expect(told).toEqual([])
})

test("another account's credential is not taken at all", async () => {
  const seen = collect(clientOf(chatwoot.beta.token), inboxEvents)
  await until(seen.isOver)
  expect(codes).toEqual([4401])
})

test('a credential that the upstream refuses later ends its connection with 4403', async () => {
  const seen = collect(clientOf(chatwoot.admin.token), conversationEvents, { id: exampleConversation })
  const other = collect(clientOf(chatwoot.agent.token), inboxEvents)
  await until(() => stack.counts().subscribers === 2)
  stack.sandbox.faults.add({
    match: { path: '/api/v1/' },
    times: null,
    effect: { type: 'respond', status: 401, body: { errors: ['Invalid Access Token'] } },
  })
  ahead += 61_000
  await tellMessage(stack, '9000010')
  await until(() => seen.isOver() && other.isOver())
  expect(codes).toEqual([4403, 4403])
  expect(seen.added()).toEqual([])
})
