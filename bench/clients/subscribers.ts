/** Thousands of subscribers over bare `ws`, in a process of their own. */
import { setTimeout } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { encodeRef } from '../../src/domain/ref.ts'
import { answerParent } from '../child.ts'
import { clock } from '../clock.ts'

export interface OpenRequest {
  readonly url: string
  readonly count: number
}

/** `ALL`: every socket subscribes to conversation 1. `EACH`: each to one of its own, from 1. */
export type Spread = 'ALL' | 'EACH'

export interface TakeRequest {
  /** Deliveries to wait for, over all sockets. */
  readonly expected: number
  /** Milliseconds. */
  readonly patience: number
}

export interface Taken {
  readonly received: number
  /** Deliveries of an event that the same socket had got before. */
  readonly repeated: number
  /** Milliseconds from when the event left its source, in no order. */
  readonly latencies: readonly number[]
  /** The last one, as it came. */
  readonly frame: string
}

const query = /* GraphQL */ `
  subscription Events($id: ID!) {
    conversationEvents(conversationId: $id) {
      __typename
      cursor
      ... on MessageAdded { message { id upstreamId text createdAt } }
    }
  }
`
/** Sockets that are being opened at a time. */
const atOnce = 32

const sockets: WebSocket[] = []
let latencies: number[] = []
let repeated = 0
let frame = ''
let operation = 0

/** Every event carries `#<number>@<when it left>`. */
const take = (data: Buffer, seen: Set<number>): void => {
  const start = data.indexOf('#')
  const at = data.indexOf('@', start)
  const number = Number(data.toString('latin1', start + 1, at))
  const left = Number.parseFloat(data.toString('latin1', at + 1, at + 20))
  latencies.push(clock() - left)
  if (seen.has(number)) repeated += 1
  seen.add(number)
  if (latencies.length % 1000 === 1) frame = data.toString()
}

const subscribe = (socket: WebSocket, topic: number): void => {
  const id = encodeRef({ type: 'Conversation', account: 'chatwoot', path: [String(topic)] })
  const payload = { query, variables: { id, topic } }
  socket.send(JSON.stringify({ id: String(operation), type: 'subscribe', payload }))
}

const open = (url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false })
    const seen = new Set<number>()
    socket.once('error', reject)
    socket.once('open', () => socket.send('{"type":"connection_init"}'))
    socket.on('message', (data: Buffer) => {
      if (data.indexOf('"type":"next"') >= 0) return take(data, seen)
      if (data.indexOf('"connection_ack"') < 0) throw new Error(`Unexpected: ${data}`)
      sockets.push(socket)
      resolve()
    })
  })

answerParent({
  open: async ({ url, count }: OpenRequest) => {
    let left = count
    const openOnes = async () => {
      while (left-- > 0) await open(url)
    }
    await Promise.all(Array.from({ length: atOnce }, openOnes))
  },
  subscribe: async (spread: Spread) => {
    for (const socket of sockets) {
      if (operation > 0) socket.send(JSON.stringify({ id: String(operation), type: 'complete' }))
    }
    operation += 1
    for (const [index, socket] of sockets.entries()) {
      subscribe(socket, spread === 'ALL' ? 1 : index + 1)
      if (index % atOnce === 0) await setTimeout(20) // an upstream is asked about each conversation
    }
  },
  take: async ({ expected, patience }: TakeRequest): Promise<Taken> => {
    const deadline = clock() + patience
    while (latencies.length < expected && clock() < deadline) await setTimeout(20)
    const taken = { received: latencies.length, repeated, latencies, frame }
    latencies = []
    repeated = 0
    return taken
  },
})
