import { createConnection, type Socket } from 'node:net'
import type { Client } from 'graphql-ws'
import { afterEach, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
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

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const start = async (stallPatience: number): Promise<LiveStack> => {
  const stack = await startLiveStack({ stallPatience })
  ends.push(() => stack[Symbol.asyncDispose]())
  return stack
}
const openClient = (stack: LiveStack, sockets: WebSocket[] = []): Client => {
  const client = wsClient(stack.wsUrl, {
    retryAttempts: 0,
    on: { connected: (socket) => sockets.push(socket as WebSocket) },
  })
  ends.push(() => client.dispose())
  return client
}

/** The network's buffers of a loopback connection hold some megabytes. */
const tellMany = async (stack: LiveStack, from: number, count: number) => {
  for (let index = 0; index < count; index += 1)
    await tellMessage(stack, String(from + index), 'x'.repeat(40_000))
}
/** The connection below a WebSocket of `ws`. */
const below = (socket: WebSocket | undefined): Socket => (socket as unknown as { _socket: Socket })._socket

test('clients that never read are cut, over WebSocket and SSE, and the others are on time', async () => {
  const stack = await start(700)
  const sockets: WebSocket[] = []
  const query = conversationEvents
  collect(openClient(stack, sockets), query, { id: exampleConversation })
  await until(() => stack.counts().subscribers === 1)
  below(sockets[0]).pause()

  const { host, port } = hostOf(stack.url)
  const sse = createConnection(port, host)
  ends.push(() => sse.destroy())
  const body = JSON.stringify({ query, variables: { id: exampleConversation } })
  sse.write(
    `POST /graphql HTTP/1.1\r\nhost: ${host}\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  sse.pause()
  await until(() => stack.counts().subscribers === 2)

  const healthy = collect(openClient(stack), query, { id: exampleConversation })
  await until(() => stack.counts().subscribers === 3)
  for (let round = 0; round < 60; round += 1) {
    await tellMany(stack, 5_000_000 + round * 10, 10)
    await until(() => healthy.added().length === (round + 1) * 10, 1_000)
  }
  await until(() => stack.counts().subscribers === 1, 10_000)
  await tellMessage(stack, '6000000')
  await until(() => healthy.added().length === 601, 1_000)
  expect(healthy.errors).toEqual([])
})

test('a client that reads too late is told so, with a cursor from which it loses nothing', async () => {
  const stack = await start(60_000)
  const sockets: WebSocket[] = []
  const slow = collect(openClient(stack, sockets), conversationEvents, { id: exampleConversation })
  await until(() => stack.counts().subscribers === 1)
  below(sockets[0]).pause()
  await tellMany(stack, 7_000_000, 600)
  await until(() => stack.counts().subscribers === 0)
  below(sockets[0]).resume()
  await until(slow.isOver)
  const { errors } = slow.results.at(-1) ?? {}
  expect(errors?.[0]?.extensions).toEqual({ code: 'SUBSCRIPTION_OVERFLOW', cursor: expect.any(String) })

  const rest = collect(openClient(stack), conversationEvents, {
    id: exampleConversation,
    after: errors?.[0]?.extensions?.cursor,
  })
  const got = () => [...slow.added(), ...rest.added()].map(({ upstreamId }) => upstreamId)
  await until(() => got().length >= 600)
  expect(got()).toEqual(Array.from({ length: 600 }, (_, index) => String(7_000_000 + index)))
})

const hostOf = (url: string) => {
  const { hostname, port } = new URL(url)
  return { host: hostname, port: Number(port) }
}
