import type { Client } from 'graphql-ws'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sandboxCredentials, startSandbox } from '../../../src/sandbox/index.ts'
import {
  collect,
  conversationEvents,
  exampleConversation,
  exampleId,
  type LiveStack,
  startLiveStack,
  tellMessage,
  wsClient,
} from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'

const { accountId, admin } = sandboxCredentials.chatwoot
const authorization = `Bearer ${admin.token}`
let stack: LiveStack
let ahead = 0
beforeAll(async () => {
  const sandbox = await startSandbox({ file: ':memory:', port: 0, life: false })
  sandbox.sockets.shut()
  const chatwoot = { name: 'chatwoot', provider: 'chatwoot', baseUrl: sandbox.url, accountId } as const
  stack = await startLiveStack({
    sandbox,
    now: () => Date.now() + ahead,
    config: { accounts: [chatwoot], anonymous: 'refuse' }, // what happens is looked for with the callers' own
  })
})
afterAll(async () => {
  await stack[Symbol.asyncDispose]()
  await stack.sandbox.close()
})

const clients: Client[] = []
afterEach(async () => {
  stack.sandbox.faults.clear()
  await Promise.all(clients.splice(0).map((client) => client.dispose()))
  await until(() => stack.counts().subscribers === 0)
})

const refuseAll = () =>
  stack.sandbox.faults.add({
    match: { path: '/api/v1/' },
    times: null,
    effect: { type: 'respond', status: 401, body: { errors: ['Invalid Access Token'] } },
  })
const stream = (query: string) =>
  fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization },
    body: JSON.stringify({ query, variables: { id: exampleConversation } }),
    signal: AbortSignal.timeout(30_000),
  })
const resultsIn = (text: string) =>
  [...text.matchAll(/^data: (\{.*)$/gm)].map(([, data = '']) => JSON.parse(data))
const inboxEvents = 'subscription { inboxEvents { __typename cursor } }'
const refused = { message: 'chatwoot refuses the credential now.', extensions: { code: 'UNAUTHENTICATED' } }

test('a socket is closed with 4403 where nothing happens either, once a look is refused', async () => {
  const codes: number[] = []
  const client = wsClient(stack.wsUrl, {
    retryAttempts: 0,
    connectionParams: { authorization },
    on: { closed: (event) => codes.push((event as { code: number }).code) },
  })
  clients.push(client)
  const seen = collect(client, conversationEvents, { id: exampleConversation })
  await until(() => stack.counts().subscribers === 1)
  refuseAll()
  ahead += 60_000 // a look is due
  await until(seen.isOver)
  expect(codes).toEqual([4403])
})

test.each([
  ['of a conversation', conversationEvents],
  ['of everything', inboxEvents],
])('a stream of server-sent events %s says that the credential is refused, and ends', async (_, query) => {
  const response = await stream(query)
  await until(() => stack.counts().subscribers === 1)
  refuseAll()
  ahead += 61_000
  await tellMessage(stack, `92000${query.length}`)
  expect(resultsIn(await response.text()).at(-1)).toEqual({ errors: [refused] })
})

test('a subscription of a conversation that is gone is completed without an error, and the socket stays', async () => {
  ahead += 6_000 // what was refused before is asked again
  const codes: number[] = []
  const client = wsClient(stack.wsUrl, {
    connectionParams: { authorization },
    on: { closed: (event) => codes.push((event as { code: number }).code) },
  })
  clients.push(client)
  const seen = collect(client, conversationEvents, { id: exampleConversation })
  const whole = collect(client, inboxEvents)
  const response = await stream(conversationEvents)
  await until(() => stack.counts().subscribers === 3)
  stack.sandbox.faults.add({
    match: { pattern: `/conversations/${exampleId}(/|$)` },
    times: null,
    effect: { type: 'respond', status: 404, body: { error: 'Resource could not be found' } },
  })
  ahead += 60_000 // a look is due
  await until(seen.isOver)
  expect([seen.results, seen.errors, codes]).toEqual([[], [], []])
  expect(whole.isOver()).toBe(false)
  expect(await response.text()).toMatch(/event: complete\s*(data:\s*)?$/)
  expect(stack.counts().subscribers).toBe(1)
})

test('a stream that is left leaves nothing behind', async () => {
  const response = await stream(inboxEvents)
  await until(() => stack.counts().subscribers === 1)
  await response.body?.cancel()
  await until(() => stack.counts().subscribers === 0)
})
