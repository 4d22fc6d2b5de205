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

  const sse = openStream(stack)
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

test('a client that reads on while there is room gets everything, in order, over WebSocket and SSE', async () => {
  const stack = await start(60_000)
  const sockets: WebSocket[] = []
  const slow = collect(openClient(stack, sockets), conversationEvents, { id: exampleConversation })
  await until(() => stack.counts().subscribers === 1)
  const sse = openStream(stack)
  let text = ''
  sse.on('data', (data) => {
    text += data
  })
  await until(() => stack.counts().waiting === 2)
  const ids: string[] = []
  for (let round = 0; round < 3; round += 1) {
    below(sockets[0]).pause()
    sse.pause()
    while (stack.counts().queued < 30) {
      const id = String(7_100_000 + ids.length)
      ids.push(id)
      await tellMessage(stack, id, 'x'.repeat(4_000))
    }
    below(sockets[0]).resume()
    sse.resume()
    await until(() => stack.counts().waiting === 2)
  }
  const streamed = () => [...text.matchAll(/"upstreamId":"(\d+)"/g)].map(([, id]) => id)
  await until(() => slow.added().length >= ids.length && streamed().length >= ids.length)
  expect(slow.added().map(({ upstreamId }) => upstreamId)).toEqual(ids)
  expect(streamed()).toEqual(ids)
})

const openStream = (stack: LiveStack): Socket => {
  const { host, port } = hostOf(stack.url)
  const socket = createConnection(port, host)
  ends.push(() => socket.destroy())
  const body = JSON.stringify({ query: conversationEvents, variables: { id: exampleConversation } })
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: ${host}\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  return socket
}

const hostOf = (url: string) => {
  const { hostname, port } = new URL(url)
  return { host: hostname, port: Number(port) }
}
