import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Client } from 'graphql-ws'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createResumingClient } from '../../../src/client/resume.ts'
import { infobipSandboxAgents } from '../../../src/sandbox/infobip/index.ts'
import {
  collect,
  conversationEvents,
  exampleConversation,
  type LiveStack,
  startLiveStack,
  tellMessage,
  wsClient,
} from '../../support/live-stack.ts'
import { signToken, tokenSecret } from '../../support/token.ts'
import { until } from '../../support/until.ts'

let stack: LiveStack
beforeAll(async () => {
  stack = await startLiveStack({ config: { anonymous: 'refuse', jwtSecrets: [tokenSecret] } })
})
afterAll(() => stack[Symbol.asyncDispose]())

const clients: Client[] = []
const codes: number[] = []
const closed = (event: unknown) => codes.push((event as { code: number }).code)
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.dispose()))
  await until(() => stack.counts().subscribers === 0)
  codes.length = 0
})

const accounts = ['chatwoot', 'infobip']
const bearer = async (options = {}, parley: object = { accounts }) =>
  `Bearer ${await signToken({ parley }, options)}`
/** Of which little more than a second is left: the tolerance for clocks is 5 seconds. */
const short = () => bearer({ expiresIn: -3 })
const clientWith = (connectionParams: Record<string, unknown>, url = stack.wsUrl) => {
  const client = wsClient(url, { retryAttempts: 0, connectionParams, on: { closed } })
  clients.push(client)
  return client
}
const example = { id: exampleConversation }
const inboxEvents = 'subscription { inboxEvents { __typename cursor } }'

test('a socket ends with 4403 when its token does, and the client goes on from its cursor with the next', async () => {
  const tokens = [await short(), await bearer()]
  const client = createResumingClient({
    url: stack.wsUrl,
    webSocketImpl: WebSocket,
    retryWait: async () => {
      await tellMessage(stack, '9100002') // while nobody is connected
    },
    connectionParams: () => ({ authorization: tokens.shift() }),
    on: { closed },
  })
  clients.push(client)
  const seen = collect(client, conversationEvents, example)
  const other = collect(clientWith({ authorization: await bearer() }), conversationEvents, example)
  await until(() => stack.counts().subscribers === 2)
  await tellMessage(stack, '9100001')
  await until(() => codes.length > 0)
  expect(codes).toEqual([4403])
  await until(() => seen.added().length === 2)
  await tellMessage(stack, '9100003')
  await until(() => seen.added().length === 3 && other.added().length === 3)
  const ids = ['9100001', '9100002', '9100003']
  expect(seen.added().map(({ upstreamId }) => upstreamId)).toEqual(ids)
  expect(other.added().map(({ upstreamId }) => upstreamId)).toEqual(ids)
  expect(other.errors).toEqual([])
})

test('a stream of server-sent events ends with UNAUTHENTICATED when its token does', async () => {
  const response = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: await short(),
    },
    body: JSON.stringify({ query: conversationEvents, variables: example }),
    signal: AbortSignal.timeout(15_000),
  })
  await until(() => stack.counts().subscribers === 1)
  await tellMessage(stack, '9100010')
  const text = await response.text()
  const results = [...text.matchAll(/^data: (\{.*)$/gm)].map(([, data = '']) => JSON.parse(data))
  expect(results.map(({ data, errors }) => data?.conversationEvents.__typename ?? errors[0])).toEqual([
    'MessageAdded',
    { message: 'The token has expired.', extensions: { code: 'UNAUTHENTICATED' } },
  ])
  expect(text).toMatch(/event: complete/)
})

test('a client that goes away before its token ends leaves nothing behind', async () => {
  const client = clientWith({ authorization: await bearer() })
  collect(client, inboxEvents)
  await until(() => stack.counts().subscribers === 1)
  await client.dispose()
  await until(() => stack.counts().subscribers === 0)
  expect(codes).toEqual([1000])
})

test.each([
  ['an expired token', async () => ({ authorization: await bearer({ expiresIn: -60 }) }), 4401],
  ['a forged token', async () => ({ authorization: await bearer({ secret: 'x'.repeat(40) }) }), 4401],
  ['a token for no account', async () => ({ authorization: await bearer({}, {}) }), 4401],
  [
    "another agent's id beside its token",
    async () => ({ authorization: await bearer(), 'x-agent-id': infobipSandboxAgents.supervisor.id }),
    4400,
  ],
  [
    "an upstream's credential beside its token",
    async () => ({ authorization: await bearer(), upstreamAuthorization: { chatwoot: 'Bearer x' } }),
    4400,
  ],
])('a socket does not open with %s', async (_, params, code) => {
  const seen = collect(clientWith(await params()), inboxEvents)
  await until(seen.isOver)
  expect(codes).toEqual([code])
})

test('a socket whose token nobody can judge now is closed with 1013, so that its client comes back', async () => {
  const keys = createServer((_, response) => response.writeHead(503).end())
  await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve))
  const jwksUrl = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/`
  await using away = await startLiveStack({
    config: { anonymous: 'refuse', jwksUrl },
    sandbox: stack.sandbox,
  })
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const authorization = `Bearer ${part({ alg: 'ES256', kid: 'k' })}.${part({})}.AAAA`
  const seen = collect(clientWith({ authorization }, away.wsUrl), inboxEvents)
  await until(seen.isOver)
  expect(codes).toEqual([1013])
  keys.close()
})
