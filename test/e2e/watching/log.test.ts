import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { collect, exampleConversation, sendMessage, wsClient } from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'
import { startWatchedStack, type WatchedStack } from '../../support/watched-stack.ts'

let stack: WatchedStack
beforeAll(async () => {
  stack = await startWatchedStack()
})
afterAll(() => stack[Symbol.asyncDispose]())

const operation = (name: string) =>
  stack.line(({ msg, operation }) => msg === 'operation' && operation === name)

describe('one line of the log', () => {
  test('tells of a query what it was, how long it took and whom it asked', async () => {
    await stack.post(
      { query: 'query Names { conversations(first: 2) { nodes { contact { name } } } }' },
      { 'x-request-id': 'names-1' },
    )
    expect(await operation('Names')).toMatchObject({
      level: 30,
      requestId: 'names-1',
      type: 'query',
      ms: expect.any(Number),
      upstreamCalls: { 'chatwoot conversations.list': 1 },
    })
  })

  test('tells the beginning of a name that is as long as the request', async () => {
    await stack.post({ query: `query ${'Long'.repeat(50_000)} { apiVersion }` })
    expect(await operation('Long'.repeat(32))).toMatchObject({ type: 'query' })
  })

  test('tells of a query that failed with which codes', async () => {
    await stack.post({ query: 'query Wrong($id: ID!) { node(id: $id) { id } }', variables: { id: 'canary' } })
    expect(await operation('Wrong')).toMatchObject({ errors: ['BAD_USER_INPUT'], upstreamCalls: {} })
  })

  test('tells of an operation over WebSocket as over HTTP', async () => {
    const client = wsClient(stack.wsUrl)
    collect(client, 'query OverSocket { apiVersion }')
    expect(await operation('OverSocket')).toMatchObject({ type: 'query', requestId: expect.any(String) })
    await client.dispose()
  })

  test('tells of a subscription, when it is over, what it gave and that the client left', async () => {
    const client = wsClient(stack.wsUrl)
    const query = 'subscription Added($id: ID!) { messageAdded(conversationId: $id) { cursor } }'
    const live = collect(client, query, { id: exampleConversation })
    await until(async () => (await stack.metrics()).get('parley_subscribers') === 1)
    await stack.post({
      query: sendMessage,
      variables: { input: { conversationId: exampleConversation, content: { text: 'Hello' } } },
    })
    await until(() => live.results.length === 1)
    live.end()
    expect(await operation('Added')).toMatchObject({ type: 'subscription', events: 1, end: 'LEFT' })
    await client.dispose()
  })

  test('tells of a connection that was refused with which code and why', async () => {
    const socket = new WebSocket(stack.wsUrl, 'graphql-transport-ws')
    socket.on('open', () =>
      socket.send(
        JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer canary-ws' } }),
      ),
    )
    expect(await stack.line(({ msg }) => msg === 'connection refused')).toMatchObject({
      code: 4401,
      reason: 'Bad credential',
    })
  })

  test('tells of a page that may not open one', async () => {
    const socket = new WebSocket(stack.wsUrl, 'graphql-transport-ws', { origin: 'https://canary.example' })
    socket.on('error', () => undefined)
    expect(await stack.line(({ reason }) => reason === '403 Forbidden')).toMatchObject({
      msg: 'connection refused',
    })
  })

  test('tells of a webhook that was refused whose it was and why, under its request id', async () => {
    const post = (account: string, requestId: string) =>
      fetch(`${stack.url}/webhooks/${account}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-request-id': requestId,
          'x-chatwoot-timestamp': String(Math.floor(Date.now() / 1000)),
          'x-chatwoot-signature': 'sha256=canary',
        },
        body: JSON.stringify({ content: 'canary' }),
      })
    expect((await post('chatwoot', 'forged-1')).status).toBe(403)
    await post('canary', 'forged-2')
    const refused = (id: string) =>
      stack.line(({ msg, requestId }) => msg === 'webhook refused' && requestId === id)
    expect(await refused('forged-1')).toMatchObject({
      level: 40,
      account: 'chatwoot',
      code: 'FORBIDDEN',
    })
    expect(await refused('forged-2')).toMatchObject({ account: null, code: 'NOT_FOUND' })
  })

  test('tells at debug of each request to an upstream how it ended', async () => {
    stack.sandbox.faults.add({
      match: { path: `/api/v1/accounts/1/conversations` },
      effect: { type: 'respond', status: 503, body: { error: 'canary' } },
    })
    await stack.post({ query: 'query Failing { conversations(first: 1) { nodes { id } } }' })
    stack.sandbox.faults.clear()
    const line = await stack.line(
      ({ operation, status }) => operation === 'conversations.list' && status === 503,
    )
    expect(line).toMatchObject({
      level: 20,
      msg: 'upstream request',
      account: 'chatwoot',
      outcome: 'UPSTREAM_UNAVAILABLE',
    })
  })

  test('tells of a bug under the request id that its caller has', async () => {
    await using broken = await startWatchedStack(undefined, (state) => ({
      ...state,
      ledger: { ...state.ledger, claim: () => Promise.reject(new TypeError('a bug')) },
      journal: { ...state.journal, append: () => Promise.reject(new TypeError('another bug')) },
    }))
    const input = (clientMessageId?: string) => ({
      conversationId: exampleConversation,
      content: { text: 'Hello' },
      clientMessageId,
    })
    const send = (id: string, clientMessageId?: string) =>
      broken.post(
        { query: sendMessage, variables: { input: input(clientMessageId) } },
        { 'x-request-id': id },
      )
    expect(await (await send('bug-1', 'once')).text()).toContain('INTERNAL_SERVER_ERROR')
    await send('bug-2')
    const told = (id: string) =>
      broken.line(({ msg, requestId }) => msg === 'unexpected error' && requestId === id)
    expect(await told('bug-1')).toMatchObject({ level: 50, err: { type: 'TypeError', message: 'a bug' } })
    expect(await told('bug-2')).toMatchObject({ level: 50, err: { message: 'another bug' } })
  })

  test('never holds what callers and upstreams wrote', () => {
    expect(stack.log()).not.toMatch(/canary|Hello/)
    expect(stack.log()).not.toContain(sandboxCredentials.chatwoot.admin.token)
  })
})
