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

export interface SubscribeRequest {
  readonly spread: Spread
  /** The subscribers with these numbers, from 0; `to` exclusive. */
  readonly from: number
  readonly to: number
}

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

interface Subscriber {
  readonly socket: WebSocket
  /** Numbers of the events that came. */
  readonly seen: Set<number>
  conversation: number
}

const subscribers: Subscriber[] = []
let latencies: number[] = []
let repeated = 0
let frame = ''
let operation = 0

/** Every event carries `#<number>@<when it left>`, and nothing else a `#`. */
const take = (data: Buffer, mark: number, { seen }: Subscriber): void => {
  const at = data.indexOf('@', mark)
  const number = Number(data.toString('latin1', mark + 1, at))
  latencies.push(clock() - Number.parseFloat(data.toString('latin1', at + 1, at + 20)))
  if (seen.has(number)) repeated += 1
  seen.add(number)
  if (latencies.length === 1) frame = data.toString()
}

const subscribe = ({ socket, conversation: topic }: Subscriber): void => {
  const id = encodeRef({ type: 'Conversation', account: 'chatwoot', path: [String(topic)] })
  const payload = { query, variables: { id, topic } }
  socket.send(JSON.stringify({ id: String(operation), type: 'subscribe', payload }))
}

const open = (url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false })
    const subscriber = { socket, seen: new Set<number>(), conversation: 1 }
    socket.once('error', reject)
    socket.once('open', () => socket.send('{"type":"connection_init"}'))
    socket.on('message', (data: Buffer) => {
      const mark = data.indexOf('#')
      if (mark >= 0) return take(data, mark, subscriber)
      const { type } = JSON.parse(String(data))
      if (type === 'next') throw new Error(`Unexpected: ${data}`)
      if (type !== 'connection_ack') return
      subscribers.push(subscriber)
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
  leave: () => {
    for (const { socket } of subscribers) {
      socket.send(JSON.stringify({ id: String(operation), type: 'complete' }))
    }
    operation += 1
  },
  subscribe: ({ spread, from, to }: SubscribeRequest) => {
    for (const [index, subscriber] of subscribers.slice(from, to).entries()) {
      subscriber.conversation = spread === 'ALL' ? 1 : from + index + 1
      subscribe(subscriber)
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
