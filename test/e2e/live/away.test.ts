import type { Client } from 'graphql-ws'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createResumingClient } from '../../../src/client/resume.ts'
import { eventToJson, type JournaledEvent } from '../../../src/domain/event.ts'
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
const clients: Client[] = []
afterEach(async () => {
  stack.sandbox.faults.clear()
  ahead += 60_000 // the upstream is asked again
  await Promise.all(clients.splice(0).map((client) => client.dispose()))
  await until(() => stack.counts().subscribers === 0)
})
const opened = (client: Client): Client => {
  clients.push(client)
  return client
}

const inboxEvents = /* GraphQL */ `
  subscription ($after: String) {
    inboxEvents(after: $after) {
      __typename
      cursor
      ... on MessageAdded { message { upstreamId } }
      ... on AccountHealthChanged { account { name health { status } } }
    }
  }
`

const failAll = () =>
  stack.sandbox.faults.add({
    match: { path: '/api/v1/' },
    times: null,
    effect: { type: 'respond', status: 503 },
  })

test('a subscription that cannot begin while the upstream is away is refused as worth another try', async () => {
  failAll()
  const client = opened(wsClient(stack.wsUrl))
  const seen = collect(client, conversationEvents, { id: exampleConversation })
  await until(seen.isOver)
  expect(seen.results[0]?.errors).toMatchObject([
    { extensions: { code: 'UPSTREAM_UNAVAILABLE', account: 'chatwoot', retryable: true } },
  ])
})

test('whoever has watched for long is told that the upstream stopped answering, though it cannot be asked for the right', async () => {
  const client = opened(wsClient(stack.wsUrl))
  const seen = collect(client, inboxEvents)
  await until(() => stack.counts().subscribers === 1)
  const told = () =>
    seen.events().flatMap(({ account }) => (account ? `${account.name} ${account.health.status}` : []))
  ahead += 120_000
  failAll()
  await stack.ask('{ conversations(first: 1) { nodes { id } } }').catch(() => undefined)
  await until(() => told().some((line) => /^chatwoot (DOWN|DEGRADED)$/.test(line)))
})

test('what concerns a whole account waits for the right to see it, and is not lost', async () => {
  const seen = collect(opened(wsClient(stack.wsUrl, { retryAttempts: 0 })), inboxEvents)
  await until(() => stack.counts().subscribers === 1)
  await tellMessage(stack, '9300009')
  await until(() => seen.added().length === 1)
  ahead += 120_000
  failAll()
  stack.sandbox.clearRequests()
  const event: JournaledEvent = {
    type: 'AgentAvailabilityChanged',
    account: 'chatwoot',
    conversationId: null,
    occurredAt: Date.now(),
    agent: {
      type: 'Agent',
      account: 'chatwoot',
      id: '7',
      name: 'Ana',
      avatarUrl: null,
      availability: 'BUSY',
    },
  }
  await stack.state?.journal.append('chatwoot', { conversationId: null, event: eventToJson(event) })
  const told = () => seen.events().filter(({ __typename: type }) => type === 'AgentAvailabilityChanged')
  const asked = () => stack.sandbox.requests.filter(({ path }) => path.endsWith('/conversations'))
  await until(() => asked().length > 12) // of one question, and a look, there are fewer
  expect(told()).toEqual([])
  stack.sandbox.faults.clear()
  ahead += 60_000
  await until(() => told().length === 1)
  expect([seen.errors, seen.isOver()]).toEqual([[], false])
})

test('a client whose socket is cut while the upstream is away goes on from its cursor once that is back', async () => {
  ahead += 120_000 // what was known of rights is forgotten
  const after = await eventCursor(stack)
  let pauses = 0
  const client = createResumingClient({
    url: stack.wsUrl,
    webSocketImpl: WebSocket,
    retryWait: async () => {
      pauses += 1
      if (pauses < 3) return
      stack.sandbox.faults.clear()
      ahead += 60_000 // the upstream is asked again
    },
  })
  opened(client)
  const seen = collect(client, conversationEvents, { id: exampleConversation, after })
  await until(() => stack.counts().subscribers === 1)
  await tellMessage(stack, '9300001')
  await until(() => seen.added().length === 1)
  failAll()
  ahead += 120_000
  client.terminate()
  await until(() => stack.counts().subscribers === 0)
  await tellMessage(stack, '9300002')
  await until(() => seen.added().length === 2)
  expect(seen.added().map(({ upstreamId }) => upstreamId)).toEqual(['9300001', '9300002'])
  expect(seen.errors).toEqual([])
  expect(seen.isOver()).toBe(false)
  expect(pauses).toBeGreaterThanOrEqual(3)
})
