/** A socket and an event stream that do not read, beside subscribers that do, under a flood of events. */
import { mkdtemp, rm } from 'node:fs/promises'
import { createConnection, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { encodeRef } from '../../src/domain/ref.ts'
import { startEndlessChatwoot } from '../../test/support/endless-chatwoot.ts'
import { type Child, startChild } from '../child.ts'
import type { OpenRequest, SubscribeRequest, Taken, TakeRequest } from '../clients/subscribers.ts'
import { clock } from '../clock.ts'
import { type Options, type Row, row } from '../report.ts'
import type { ParleyStart, Pour } from '../servers/parley.ts'
import { percentile } from '../stats.ts'

const perSecond = 1_000
const size = 2_000
const readers = 10
/** Milliseconds until what has not come is lost. */
const patience = 30_000
/** Milliseconds between two looks at the memory. */
const lookMs = 250

const query =
  'subscription ($id: ID!) { conversationEvents(conversationId: $id) { cursor ... on MessageAdded { message { text } } } }'
const operation = {
  query,
  variables: { id: encodeRef({ type: 'Conversation', account: 'chatwoot', path: ['1'] }) },
}

export const frozen = async ({ seconds = 20 }: Options): Promise<readonly Row[]> => {
  await using stack = new AsyncDisposableStack()
  const upstream = stack.use(await startEndlessChatwoot())
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  stack.defer(() => rm(dataDir, { recursive: true, force: true }))
  const server = stack.use(startChild('servers/parley.ts'))
  const clients = stack.use(startChild('clients/subscribers.ts'))
  const start: ParleyStart = { upstreamUrl: upstream.url, dataDir }
  const { url } = await server.ask<{ url: string }>('start', start)
  const wsUrl = `${url.replace('http', 'ws')}/graphql`
  await clients.ask('open', { url: wsUrl, count: readers } satisfies OpenRequest)
  await clients.ask('subscribe', { spread: 'ALL', from: 0, to: readers } satisfies SubscribeRequest)
  const sockets = [await freezeWebSocket(wsUrl), freezeEventStream(url)]
  stack.defer(() => {
    for (const socket of sockets) socket.destroy()
  })
  await untilSubscribed(server, readers + sockets.length)

  const count = perSecond * seconds
  const warmUp = perSecond * 2
  await pour(server, warmUp)
  await clients.ask<Taken>('take', { expected: warmUp * readers, patience } satisfies TakeRequest)
  const resident: number[] = []
  const over = new AbortController()
  const watching = watchMemory(server, resident, over.signal)
  await pour(server, count)
  const request: TakeRequest = { expected: count * readers, patience }
  const taken = await clients.ask<Taken>('take', request)
  await untilSubscribed(server, readers)
  over.abort()
  await watching
  const half = resident.length >> 1
  const mb = (values: readonly number[]) => Math.max(...values) / 1024 / 1024
  return [
    row(
      `${perSecond} events/s of ${size} characters for ${seconds} s, to those who read, p99`,
      percentile(taken.latencies, 0.99),
      'ms',
    ),
    row('lost to those who read', count * readers - taken.received, '', { is: 0 }),
    row('most memory in the first half', mb(resident.slice(0, half)), 'MB'),
    row('most memory in the second half', mb(resident.slice(half)), 'MB'),
    row('frozen clients that were not ended', (await server.ask<number>('subscribers')) - readers, '', {
      is: 0,
    }),
  ]
}

const pour = (server: Child, count: number): Promise<unknown> =>
  server.ask('pour', { conversationId: '1', perSecond, count, size } satisfies Pour)

const watchMemory = async (server: Child, seen: number[], signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    seen.push(await server.ask<number>('resident'))
    await setTimeout(lookMs)
  }
}

const untilSubscribed = async (server: Child, count: number): Promise<void> => {
  const deadline = clock() + patience
  while ((await server.ask<number>('subscribers')) !== count && clock() < deadline) await setTimeout(20)
}

const freezeWebSocket = (url: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'graphql-transport-ws')
    socket.once('error', reject)
    socket.once('open', () => socket.send('{"type":"connection_init"}'))
    socket.once('message', () => {
      const below = (socket as unknown as { _socket: Socket })._socket
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: operation }), () => below.pause())
      resolve(below)
    })
  })

const freezeEventStream = (url: string): Socket => {
  const { hostname, port } = new URL(url)
  const socket = createConnection(Number(port), hostname)
  const body = JSON.stringify(operation)
  const head = `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\naccept: text/event-stream\r\ncontent-type: application/json`
  socket.write(`${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
  return socket.pause()
}
