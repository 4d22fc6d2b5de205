import type { IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Stack, startStack } from '../../support/stack.ts'

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack[Symbol.asyncDispose]())

const json = { 'content-type': 'application/json' }
const operation = (query: string): RequestInit => ({
  method: 'POST',
  headers: json,
  body: JSON.stringify({ query }),
})

const kinds: [string, string, RequestInit?][] = [
  ['an operation', '/graphql', operation('{ apiVersion }')],
  ['an operation that is refused', '/graphql', operation('{')],
  ['a form that is refused', '/graphql', { method: 'POST', body: 'query=x' }],
  ['a preflight', '/graphql', { method: 'OPTIONS', headers: { origin: 'https://elsewhere.example' } }],
  ['an event stream', '/graphql?query=%7BapiVersion%7D', { headers: { accept: 'text/event-stream' } }],
  ['an upload that is refused', '/uploads', { method: 'POST' }],
  ['an attachment that is not there', '/attachments/x'],
  ['a webhook that is refused', '/webhooks/chatwoot', { method: 'POST', headers: json, body: '{}' }],
  ['liveness', '/health'],
  ['readiness', '/ready'],
  ['metrics', '/metrics'],
  ['the schema', '/schema.graphql'],
  ['a redirect', '/', { redirect: 'manual' }],
  ['nothing', '/nothing'],
]

describe('an answer of every kind', () => {
  test.each(kinds)('is not sniffed, framed, cached or told elsewhere: %s', async (_, path, init) => {
    const { headers } = await fetch(`${stack.url}${path}`, init)
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': expect.stringMatching(/^no-(store|cache)$/),
    })
    expect(headers.get('server') ?? headers.get('x-powered-by')).toBeNull()
    expect(headers.get('strict-transport-security')).toBeNull()
  })

  test('asks browsers for https where clients reach Parley so', async () => {
    await using behindTls = await startStack({
      config: () => ({ publicUrl: 'https://parley.example.com', profile: 'production' }),
    })
    for (const [, path, init] of kinds) {
      const { headers } = await fetch(`${behindTls.url}${path}`, init)
      expect(headers.get('strict-transport-security')).toBe('max-age=15552000')
    }
  })
})

test.each([
  ['/nothing', undefined, 404],
  ['/graphql', 'https://elsewhere.example', 403],
])('a WebSocket that is refused is told the same: %s from %s', async (path, origin, status) => {
  const socket = new WebSocket(`${stack.url.replace('http', 'ws')}${path}`, 'graphql-transport-ws', {
    origin,
  })
  const answer = await new Promise<IncomingMessage>((resolve) =>
    socket.once('unexpected-response', (_, response) => resolve(response)),
  )
  answer.destroy()
  expect(answer.statusCode).toBe(status)
  expect(answer.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
  })
})

test('GraphiQL runs its own script and no other, and talks to nobody else', async () => {
  const { headers } = await fetch(`${stack.url}/graphql`, { headers: { accept: 'text/html' } })
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[\w+/=]{44}' blob:;/)
  expect(policy).toContain("connect-src 'self'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
})

describe('the probes', () => {
  test.each(['/health', '/ready'])('%s answers GET and HEAD alike, as JSON', async (path) => {
    const get = await fetch(`${stack.url}${path}`)
    const head = await fetch(`${stack.url}${path}`, { method: 'HEAD' })
    expect([get.status, head.status]).toEqual([200, 200])
    expect(get.headers.get('content-type')).toBe('application/json')
    expect(head.headers.get('content-type')).toBe('application/json')
    expect(await head.text()).toBe('')
  })

  test('ask no upstream', async () => {
    const { requests } = await stack.requestsDuring(async () => {
      await Promise.all([fetch(`${stack.url}/health`), fetch(`${stack.url}/ready`)])
    })
    expect(requests).toEqual([])
  })

  test('tell of an account its name and how it is, and nothing of where it is', async () => {
    const ready = await (await fetch(`${stack.url}/ready`)).json()
    expect(ready).toMatchObject({ status: 'ready', state: { kind: 'sqlite', status: 'UP' } })
    const fields = (ready as { accounts: object[] }).accounts.map((account) => Object.keys(account))
    expect(fields).toEqual(Array(2).fill(['name', 'status', 'openSince', 'retryAt']))
  })
})
