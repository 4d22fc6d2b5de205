import { createConnection, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { collectGarbage } from '../../support/garbage.ts'
import {
  collect,
  conversationEvents,
  exampleConversation,
  type LiveStack,
  startLiveStack,
  tellMessage,
  wsClient,
} from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'

/** 24 MB, more than the buffers of two loopback connections take. */
const count = 10_000
const text = 'x'.repeat(2_000)
/** What a subscriber may have waiting. */
const queueLimit = 256
const first = 8_000_000

let stack: LiveStack
beforeAll(async () => {
  stack = await startLiveStack({ stallPatience: 60_000 })
})
afterAll(() => stack[Symbol.asyncDispose]())

const ids = Array.from({ length: count }, (_, index) => String(first + index))
const variables = { id: exampleConversation }

const freezeWebSocket = async () => {
  let socket: WebSocket | undefined
  const client = wsClient(stack.wsUrl, {
    retryAttempts: 0,
    on: {
      connected: (opened) => {
        socket = opened as WebSocket
      },
    },
  })
  const seen = collect(client, conversationEvents, variables)
  await until(() => stack.counts().subscribers === 1)
  const below = (socket as unknown as { _socket: Socket })._socket
  below.pause()
  return { seen, thaw: () => below.resume(), end: () => client.dispose() }
}

const freezeEventStream = async () => {
  const { hostname, port } = new URL(stack.url)
  const socket = createConnection(Number(port), hostname)
  const body = JSON.stringify({ query: conversationEvents, variables })
  const head = `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\naccept: text/event-stream\r\ncontent-type: application/json`
  socket.write(`${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
  socket.pause()
  await until(() => stack.counts().subscribers === 2)
  let output = ''
  return {
    output: () => output,
    thaw: () => {
      socket.on('data', (data) => {
        output += data
      })
      socket.resume()
    },
    end: () => socket.destroy(),
  }
}

test('two frozen clients are ended with their cursors while 10,000 events of 2 KB reach everybody else', async () => {
  const socket = await freezeWebSocket()
  const stream = await freezeEventStream()
  const healthy = wsClient(stack.wsUrl)
  const others = [
    collect(healthy, conversationEvents, variables),
    collect(healthy, conversationEvents, variables),
  ]
  await until(() => stack.counts().subscribers === 4)

  const buffered = () => {
    collectGarbage()
    return process.memoryUsage().arrayBuffers
  }
  const before = buffered()
  let mostQueued = 0
  for (let told = 0; told < count; told += 100) {
    for (let index = 0; index < 100; index += 1) await tellMessage(stack, String(first + told + index), text)
    mostQueued = Math.max(mostQueued, stack.counts().queued)
    for (const each of others) await until(() => each.results.length === told + 100)
  }
  for (const each of others) expect(each.added().map(({ upstreamId }) => upstreamId)).toEqual(ids)
  expect(mostQueued).toBeLessThanOrEqual(4 * queueLimit)
  await until(() => stack.counts().subscribers === 2)
  await until(() => buffered() - before < 4 * 1024 * 1024) // of 48 MB that both did not read

  socket.thaw()
  await until(socket.seen.isOver)
  const overflow = socket.seen.results.at(-1)?.errors?.[0]?.extensions
  expect(overflow).toEqual({ code: 'SUBSCRIPTION_OVERFLOW', cursor: expect.any(String) })
  const rest = collect(healthy, conversationEvents, { ...variables, after: overflow?.cursor })
  await until(() => socket.seen.added().length + rest.added().length >= count)
  expect([...socket.seen.added(), ...rest.added()].map(({ upstreamId }) => upstreamId)).toEqual(ids)

  stream.thaw()
  await until(() => stream.output().includes('event: complete'))
  expect(stream.output()).toMatch(/"code":"SUBSCRIPTION_OVERFLOW"/)
  expect(stream.output()).toMatch(/"extensions":\{[^}]*"cursor":"[^"]+"/)

  stream.end()
  await Promise.all([socket.end(), healthy.dispose()])
  await until(() => stack.counts().subscribers === 0)
})
