/** A page whose name was pointed to this machine after the browser had loaded it: to the browser it is of Parley. */
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { encodeRef } from '../../../src/domain/ref.ts'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { runParley } from '../../support/process.ts'
import { type Stack, startStack } from '../../support/stack.ts'

const { chatwoot, example } = sandboxCredentials
const publicName = 'parley.example.com'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({
    config: () => ({
      anonymous: 'service',
      publicUrl: `https://${publicName}`,
      allowedOrigins: ['https://inbox.example.com', 'http://wide.example:*'],
    }),
  })
})
afterAll(() => stack[Symbol.asyncDispose]())

interface Asked {
  readonly path?: string
  readonly method?: string
  readonly headers?: Record<string, string>
}

const query = '{ conversations(first: 1) { nodes { id } sources { status } } }'

const ask = (url: string, host: string, { path = '/graphql', method = 'POST', headers }: Asked = {}) =>
  new Promise<{ status?: number; body: unknown }>((resolve, reject) => {
    // as the browser sends it for that page
    const sent = { host, origin: `http://${host}`, 'content-type': 'application/json', ...headers }
    request(`${url}${path}`, { method, headers: sent }, (response) => {
      json(response).then((body) => resolve({ status: response.statusCode, body }), reject)
    })
      .on('error', reject)
      .end(method === 'POST' ? JSON.stringify({ query }) : undefined)
  })

const forbidden = { code: 'FORBIDDEN', message: expect.stringContaining('PARLEY_PUBLIC_URL') }
const forbiddenOperation = { message: forbidden.message, extensions: { code: 'FORBIDDEN' } }

const connect = (url: string, host: string, connectionParams: object = {}) =>
  new Promise<string>((resolve, reject) => {
    const headers = { host, origin: `http://${host}` }
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers })
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: connectionParams })),
    )
    socket.on('message', (data) => {
      resolve(JSON.parse(String(data)).type)
      socket.close()
    })
    socket.on('close', (code, reason) => resolve(`${code} ${reason}`))
    socket.on('error', reject)
  })

const token = { authorization: `Bearer ${chatwoot.admin.token}` }
const id = (type: 'Conversation' | 'Attachment', path: string[]) =>
  encodeURIComponent(encodeRef({ type, account: 'chatwoot', path }))

test('it is refused by every way in, and no upstream hears of it', async () => {
  const host = 'evil.example:4000'
  const { result, requests } = await stack.requestsDuring(async () => ({
    post: await ask(stack.url, host),
    stream: await ask(stack.url, host, { headers: { accept: 'application/json, text/event-stream;q=0.1' } }),
    get: await ask(stack.url, host, { method: 'GET', path: `/graphql?query=${encodeURIComponent(query)}` }),
    upload: await ask(stack.url, host, {
      path: `/uploads?conversationId=${id('Conversation', [example.conversationId])}`,
      headers: { 'content-type': 'multipart/form-data; boundary=b', 'x-requested-with': 'x' },
    }),
    attachment: await ask(stack.url, host, {
      method: 'GET',
      path: `/attachments/${id('Attachment', [example.conversationId, '1', '1'])}`,
    }),
    webSocket: await connect(stack.url, host),
    /** What a page says of itself counts for nothing. */
    claimed: await connect(stack.url, host, { host: 'localhost' }),
  }))
  const operation = { status: 403, body: { errors: [forbiddenOperation] } }
  const file = { status: 403, body: { error: forbidden } }
  const webSocket = '4401 No credential, and a Host that is not in PARLEY_PUBLIC_URL'
  expect(result).toEqual({
    post: operation,
    stream: operation,
    get: operation,
    upload: file,
    attachment: file,
    webSocket,
    claimed: webSocket,
  })
  expect(requests).toEqual([])
})

test.each(['localhost:4000', 'parley:4000', '10.0.0.7', publicName, 'inbox.example.com', 'wide.example:9'])(
  'whoever has no credential is served at %s',
  async (host) => {
    expect((await ask(stack.url, host)).status).toBe(200)
    expect(await connect(stack.url, host)).toBe('connection_ack')
  },
)

test('whoever brings a credential is served at any name', async () => {
  expect((await ask(stack.url, 'evil.example', { headers: token })).status).toBe(200)
  expect(await connect(stack.url, 'evil.example', token)).toBe('connection_ack')
})

test('the demo is not read by a foreign page', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-host-'))
  try {
    await using parley = runParley(['serve'], {
      PORT: '0',
      PARLEY_SANDBOX_PORT: '0',
      PARLEY_DATA_DIR: folder,
    })
    const [, url = ''] = await parley.printed(/GraphQL\s+(http:\S+)\/graphql/)
    expect(await ask(url, 'evil.example')).toEqual({ status: 403, body: { errors: [forbiddenOperation] } })
    expect(await connect(url, 'evil.example')).toMatch(/^4401 /)
    expect((await ask(url, new URL(url).host)).status).toBe(200)
    expect(await parley.end()).toBe(0)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
