import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { UpstreamUnavailableError } from '../../../../src/domain/errors.ts'
import {
  type CableLimits,
  createCableListener,
  defaultCableLimits,
} from '../../../../src/upstream/chatwoot/cable.ts'
import type { News } from '../../../../src/upstream/port.ts'
import { type CableServer, pushMessage, startCableServer } from '../../../support/cable-server.ts'
import { until } from '../../../support/until.ts'
import { site } from './examples.ts'

const now = Date.UTC(2026, 5, 17)
const origin = { account: 'chatwoot', provider: 'CHATWOOT' } as const

let server: CableServer
const ends: AbortController[] = []
beforeEach(async () => {
  server = await startCableServer()
})
afterEach(async () => {
  for (const end of ends.splice(0)) end.abort()
  await server[Symbol.asyncDispose]()
})

interface Options {
  readonly token?: string
  readonly baseUrl?: string
  readonly limits?: Partial<CableLimits>
}

const listen = ({ token = 'T', baseUrl = server.url, limits }: Options = {}) => {
  const end = new AbortController()
  ends.push(end)
  const news: News[] = []
  const turns: ('up' | 'down')[] = []
  const over = createCableListener({
    client: { cableKey: async () => ({ id: '3', pubsub_token: token }) },
    baseUrl,
    accountId: '1',
    origin,
    site,
    now: () => now,
    limits: { retryDelay: () => 1, ...limits },
  })(
    { credential: { header: 'x', value: 'y' }, agentId: null, requestId: 'test', signal: end.signal },
    {
      up: () => void turns.push('up'),
      down: () => void turns.push('down'),
      news: (told) => void news.push(...told),
    },
  ).catch((error: unknown) => error)
  const messages = () => news.flatMap((each) => (each.type === 'message' ? [each.messageId] : []))
  return { news, messages, turns, over, end: () => end.abort() }
}

test('it subscribes as the owner of the token, with the protocol of ActionCable, below the configured path', async () => {
  const { turns } = listen({ baseUrl: `${server.url}/support/` })
  await until(() => turns.length > 0)
  expect(turns).toEqual(['up'])
  expect(server.requests[0]?.url).toBe('/support/cable')
  expect(server.requests[0]?.headers).toMatchObject({ 'sec-websocket-protocol': 'actioncable-v1-json' })
  expect(server.requests[0]?.headers).not.toHaveProperty('sec-websocket-extensions')
  expect(server.subscribed.map((identifier) => JSON.parse(identifier))).toEqual([
    { channel: 'RoomChannel', pubsub_token: 'T', account_id: 1, user_id: 3 },
  ])
})

test('a frame of the account is news, one of another account is not', async () => {
  const { news, messages, turns } = listen()
  await until(() => turns.length > 0)
  server.tell('message.created', { ...pushMessage, id: 1, account_id: 2 })
  server.tell('message.created', pushMessage)
  await until(() => messages().length > 0)
  expect(messages()).toEqual(['4181'])
  expect(news).toMatchObject([{ type: 'message', hint: 'created', conversationId: '32', isWhole: true }])
})

test('nobody is kept online: it never sends anything but its subscription', async () => {
  const { messages, turns } = listen()
  await until(() => turns.length > 0)
  server.tell('message.created', pushMessage)
  await until(() => messages().length > 0)
  expect(server.commands).toEqual([])
})

test('a token that Chatwoot answers with silence ends in an error that does not name it', async () => {
  const { over, turns } = listen({ token: 'not-a-token', limits: { confirmTimeout: 40 } })
  const error = await over
  expect(error).toBeInstanceOf(UpstreamUnavailableError)
  expect(JSON.stringify([error, (error as Error).message, (error as Error).cause])).not.toContain(
    'not-a-token',
  )
  expect(turns).toEqual([])
  await until(() => server.open() === 0)
})

test('a connection that was cut is made again, with the same identifier, and says what it missed', async () => {
  const { messages, turns } = listen()
  await until(() => turns.length === 1)
  server.cut()
  await until(() => turns.length === 3)
  expect(turns).toEqual(['up', 'down', 'up'])
  server.tell('message.created', pushMessage)
  await until(() => messages().length > 0)
  expect(new Set(server.subscribed).size).toBe(1)
})

test('a connection without pings is given up for a new one', async () => {
  server.behave({ pingEvery: null })
  const { turns } = listen({ limits: { pingInterval: 20 } })
  await until(() => turns.length > 0)
  server.behave({ pingEvery: 5 })
  await until(() => turns.length >= 3)
  expect(turns.slice(0, 3)).toEqual(['up', 'down', 'up'])
})

test('a server that takes the connection and never begins is left', async () => {
  server.behave({ isWelcoming: false, pingEvery: null })
  const { turns } = listen({ limits: { idleTimeout: 30 } })
  await until(() => server.requests.length > 1)
  server.behave({ isWelcoming: true, pingEvery: 5 })
  await until(() => turns.length > 0)
  expect(turns[0]).toBe('up')
})

test('a restart of Chatwoot is waited for, and its last word is taken', async () => {
  const { over, turns } = listen()
  await until(() => turns.length === 1)
  server.send('{"type":"disconnect","reason":"server_restart","reconnect":true}')
  await until(() => turns.length === 3)
  server.send('{"type":"disconnect","reason":"remote","reconnect":false}')
  expect(await over).toBeInstanceOf(UpstreamUnavailableError)
  expect(turns).toEqual(['up', 'down', 'up', 'down'])
})

test('what is no frame does no harm', async () => {
  const { messages, turns } = listen()
  await until(() => turns.length > 0)
  for (const text of [
    'null',
    '7',
    '"x"',
    '[]',
    '{',
    '',
    '{"type":"new"}',
    '{"identifier":"x","message":{}}',
  ]) {
    server.send(text)
  }
  server.tell('message.created', { account_id: 1, id: 'x' })
  server.tell('message.created', pushMessage)
  await until(() => messages().length > 0)
  expect(turns).toEqual(['up'])
})

test('a frame beyond the bound ends the connection, and the next one goes on', async () => {
  const { turns } = listen({ limits: { maxBytes: 1_000 } })
  await until(() => turns.length > 0)
  server.tell('message.created', { ...pushMessage, content: 'x'.repeat(2_000) })
  await until(() => turns.length === 3)
  expect(turns).toEqual(['up', 'down', 'up'])
})

test('with the signal it is over: the connection closes and none is made again', async () => {
  const { over, turns, end } = listen()
  await until(() => turns.length > 0)
  end()
  expect(await over).toBeUndefined()
  await until(() => server.open() === 0)
  expect(turns).toEqual(['up', 'down'])
  expect(server.requests).toHaveLength(1)
})

test('it is not led elsewhere', async () => {
  let tries = 0
  const other = createServer()
  other.on('upgrade', (_request, socket) => {
    tries += 1
    socket.end(`HTTP/1.1 302 Found\r\nLocation: ${server.url}/cable\r\n\r\n`)
  })
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  listen({ baseUrl: `http://127.0.0.1:${(other.address() as AddressInfo).port}` })
  await until(() => tries > 2)
  expect(server.requests).toEqual([])
  ends.pop()?.abort()
  await new Promise((resolve) => other.close(resolve))
})

test('the wait before another try grows to half a minute and stays there', () => {
  const { retryDelay } = defaultCableLimits
  const delays = [0, 1, 2, 5, 10, 2_000].map(retryDelay)
  for (const delay of delays) expect(delay).toBeGreaterThan(400)
  for (const delay of delays) expect(delay).toBeLessThanOrEqual(30_000)
  expect(delays.at(-1)).toBe(30_000)
})
