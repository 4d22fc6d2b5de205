/** Requests that do not come to their end, and answers that are not meant to. */
import { connect, type Socket } from 'node:net'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { encodeRef } from '../../../src/domain/ref.ts'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { hearingAccounts, type Stack, startStack } from '../../support/stack.ts'
import { transports } from '../../support/transports.ts'
import { until } from '../../support/until.ts'

const requestPatience = { headers: 200, request: 400, look: 20 }
const bugs: unknown[] = []

let stack: Stack
beforeAll(async () => {
  stack = await startStack({
    config: (sandbox) => ({ accounts: hearingAccounts(sandbox.url) }),
    requestPatience,
    life: false,
    log: { info: () => undefined, warn: () => undefined, error: (entry: unknown) => bugs.push(entry) },
  })
})
afterAll(() => stack[Symbol.asyncDispose]())

const conversationId = encodeRef({
  type: 'Conversation',
  account: 'chatwoot',
  path: [sandboxCredentials.example.conversationId],
})

/** Says `begin`, then `more` again and again until the server ends it. Resolves with what it was answered. */
const trickle = (begin: string, more: string): Promise<string> =>
  new Promise((resolve) => {
    const { port, hostname } = new URL(stack.url)
    const socket: Socket = connect(Number(port), hostname, () => socket.write(begin))
    const timer = setInterval(() => socket.write(more), 10)
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearInterval(timer)
      resolve(answer)
    })
  })

const post = (path: string, ...headers: string[]) =>
  [`POST ${path} HTTP/1.1`, 'host: localhost', 'content-length: 100000', ...headers, '', ''].join('\r\n')
const json = 'content-type: application/json'
const form = 'content-type: multipart/form-data; boundary=b'
const part =
  '--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\ncontent-type: text/plain\r\n\r\n'

test.each([
  ['that says nothing at all', '', ''],
  ['whose headers trickle', 'GET /health HTTP/1.1\r\nhost: localhost\r\n', 'x: y\r\n'],
  ['whose operation trickles', `${post('/graphql', json)}{`, ' '],
  ['whose delivery trickles', `${post('/webhooks/chatwoot', json)}{`, ' '],
  ['whose file trickles', `${post(`/uploads?conversationId=${conversationId}`, form)}${part}`, 'x'],
])('a client %s is answered 408, and is no bug', async (_, begin, more) => {
  expect(await trickle(begin, more)).toMatch(/^HTTP\/1.1 408 /)
  expect(bugs).toEqual([])
})

test('a request that comes in many pieces is served', async () => {
  const body = JSON.stringify({ query: '{ apiVersion }' })
  const { port, hostname } = new URL(stack.url)
  const socket = connect(Number(port), hostname)
  const headers = `POST /graphql HTTP/1.1\r\nhost: localhost\r\n${json}\r\ncontent-length: ${body.length}\r\n\r\n`
  for (const piece of [headers, ...body]) await new Promise((resolve) => socket.write(piece, resolve))
  const [answer] = await new Promise<string[]>((resolve) =>
    socket.once('data', (data) => resolve([String(data)])),
  )
  expect(answer).toMatch(/^HTTP\/1.1 200 /)
  socket.destroy()
})

test('streams and sockets go on for longer than any request may take to come', async () => {
  const query = `subscription { conversationEvents(conversationId: "${conversationId}") { __typename } }`
  let read = ''
  let isOver = false
  const leaving = new AbortController()
  const stream = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query }),
    signal: leaving.signal,
  })
  const reading = (async () => {
    for await (const chunk of stream.body ?? []) read += Buffer.from(chunk).toString()
  })().catch(() => undefined)
  void reading.then(() => {
    isOver = true
  })
  const ends: unknown[] = []
  let events = 0
  let isThere = false
  const client = createClient({
    url: `${stack.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    on: {
      connected: () => {
        isThere = true
      },
      closed: (event) => ends.push(event),
    },
  })
  client.subscribe(
    { query },
    { next: () => events++, error: (error) => ends.push(error), complete: () => undefined },
  )
  await until(() => isThere)

  await trickle(`${post('/graphql', json)}{`, ' ') // which lasts as long as the longest that is waited for
  await trickle('', '')
  const input = { conversationId, content: { text: 'Still there?' } }
  const sent = await transports.POST(stack.url, {
    query: 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { userErrors { message } } }',
    variables: { input },
  })
  expect(sent).toMatchObject({ data: { sendMessage: { userErrors: [] } } })
  await until(() => events > 0 && read.includes('event: next'))
  expect({ isOver, ends }).toEqual({ isOver: false, ends: [] })
  leaving.abort()
  await reading
  await client.dispose()
})
