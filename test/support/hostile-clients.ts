/** What a server meets on the internet, each as one short visit that leaves nothing behind but what it did to the server. */
import { createConnection, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { encodeRef } from '../../src/domain/ref.ts'

export interface Target {
  readonly url: string
  readonly authorization: string
}

/** Resolves with the status that it was answered, or null where there was none. */
export type Visit = (target: Target) => Promise<number | null>

/** Milliseconds for which whoever waits for an answer waits. */
const patience = 20_000

const json = { 'content-type': 'application/json' }
const idOf = (id: number | string) =>
  encodeRef({ type: 'Conversation', account: 'chatwoot', path: [String(id)] })
const any = (below: number) => 1 + Math.floor(Math.random() * below) // a socket's timeout of 0 is none
const live = 'subscription ($id: ID!) { conversationEvents(conversationId: $id) { cursor } }'

const posting =
  (
    body: () => string,
    headers: (target: Target) => Record<string, string> = ({ authorization }) => ({ authorization }),
  ) =>
  async (target: Target): Promise<number> => {
    const answer = await fetch(`${target.url}/graphql`, {
      method: 'POST',
      headers: { ...json, ...headers(target) },
      body: body(),
    })
    await answer.arrayBuffer()
    return answer.status
  }
const asking = (query: () => string, variables: () => object = () => ({})) =>
  posting(() => JSON.stringify({ query: query(), variables: variables() }))

/** Writes what it is given, waits for as long, and is gone; ends before when the server ends it. */
const raw = (
  target: Target,
  text: string | Buffer,
  ms: number,
  then?: (socket: Socket) => void,
): Promise<null> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(target.url)
    const socket = createConnection(Number(port), hostname, () => {
      socket.write(text)
      then?.(socket)
    })
    socket.setTimeout(ms, () => socket.destroy())
    socket.on('data', () => undefined)
    socket.on('error', () => undefined)
    socket.on('end', () => socket.destroy())
    socket.on('close', () => resolve(null))
  })

const upgrade = [
  'GET /graphql HTTP/1.1',
  'host: x',
  'connection: Upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
  'sec-websocket-protocol: graphql-transport-ws',
  '',
  '',
].join('\r\n')

/** Speaks once it is open, and goes after `ms`. */
const socketOf = (target: Target, ms: number, speak: (socket: WebSocket) => void): Promise<null> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`${target.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(null))
    socket.on('open', () => speak(socket))
    void setTimeout(ms).then(() => socket.terminate())
  })
const init = ({ authorization }: Target) =>
  JSON.stringify({ type: 'connection_init', payload: { authorization } })
const subscribe = (id: number) =>
  JSON.stringify({
    id: String(id),
    type: 'subscribe',
    payload: { query: live, variables: { id: idOf(id + 1) } },
  })
const acknowledged = (socket: WebSocket, work: () => void) => socket.once('message', work)

const uploading = async ({ url, authorization }: Target, declared: number, sent: number): Promise<null> => {
  const head = [
    `POST /uploads?conversationId=${idOf(1 + any(50))} HTTP/1.1`,
    'host: x',
    `authorization: ${authorization}`,
    'content-type: multipart/form-data; boundary=b',
    `content-length: ${declared}`,
    '',
    '--b',
    'content-disposition: form-data; name="file"; filename="a.bin"',
    '',
    '',
  ].join('\r\n')
  return raw({ url, authorization }, head, 500, (socket) => socket.write(Buffer.alloc(sent, 97)))
}

const leaving = async ({ url, authorization }: Target, accept: string, query: string, ms: number) => {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { ...json, authorization, accept },
    body: JSON.stringify({ query, variables: { id: idOf(1 + any(50)) } }),
    signal: AbortSignal.timeout(ms),
  })
  await answer.arrayBuffer()
  return answer.status
}

const bomb = Array.from(
  { length: 20 },
  (_, i) => `fragment f${i} on Query { ...f${i + 1} ...f${i + 1} }`,
).join(' ')

/** By what they try. */
export const visits = {
  'huge document': asking(() => `{ ${'apiVersion '.repeat(80_000)} }`),
  'body that is too large': posting(() => JSON.stringify({ query: '#'.repeat(1_100_000) })),
  'deep nesting': asking(() => `${'{a'.repeat(3_000)}${'}'.repeat(3_000)}`),
  'nested variables': posting(
    () => `{"query":"{apiVersion}","variables":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
  ),
  aliases: asking(() => `{ ${Array.from({ length: 10_000 }, (_, i) => `a${i}: apiVersion`).join(' ')} }`),
  fragments: asking(() => `{ ...f0 } ${bomb} fragment f20 on Query { apiVersion }`),
  circle: asking(() => '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }'),
  directives: asking(() => `{ apiVersion ${'@include(if: true) '.repeat(1_000)} }`),
  'wrong JSON': posting(() => `{"query": "{ api${any(1_000_000)}`),
  'new text each time': asking(() => `{ a${any(1_000_000)}: apiVersion }`),
  'invalid token': posting(
    () => '{"query":"{ conversations { nodes { id } } }"}',
    () => ({ authorization: `Bearer guess-${any(1_000_000)}` }),
  ),
  'bad cursor': asking(() => '{ conversations(after: "AAAA") { nodes { id } } }'),
  'bad id': asking(() => `{ node(id: "${any(1_000_000)}") { id } }`),
  question: asking(
    () => 'query ($id: ID!) { conversation(id: $id) { id messages(last: 20) { nodes { id } } } }',
    () => ({ id: idOf(1 + any(50)) }),
  ),
  'leaves before the answer': (target) =>
    leaving(target, 'application/json', '{ conversations { nodes { id } } }', any(8)),
  'leaves an event stream': (target) => leaving(target, 'text/event-stream', live, 50 + any(100)),
  'events for a client that reads none': posting(
    () => JSON.stringify({ query: live, variables: { id: idOf(1 + any(50)) } }),
    ({ authorization }) => ({ authorization, accept: 'application/json' }),
  ),
  'half a request': (target) =>
    raw(
      target,
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{"que`,
      any(800),
    ),
  'half a head': (target) => raw(target, 'GET /graphql HTTP/1.1\r\nhost: ', any(800)),
  'no HTTP': (target) => raw(target, '\x16\x03\x01\x00 hello', 200),
  'forged webhook': async ({ url }) => {
    const answer = await fetch(`${url}/webhooks/chatwoot`, {
      method: 'POST',
      headers: {
        ...json,
        'x-chatwoot-timestamp': String(Date.now() / 1000),
        'x-chatwoot-signature': 'sha256=00',
      },
      body: JSON.stringify({ event: 'message_created', padding: 'x'.repeat(any(50_000)) }),
    })
    await answer.arrayBuffer()
    return answer.status
  },
  'aborted upload': (target) => uploading(target, 5_000_000, 500_000),
  'upload that is too large': (target) => uploading(target, 40_000_000, 30_000_000),
  'socket that never begins': (target) => socketOf(target, any(1_000), () => undefined),
  'socket with a bad token': (target) =>
    socketOf(target, 1_000, (socket) =>
      socket.send(init({ ...target, authorization: `Bearer guess-${any(1_000_000)}` })),
    ),
  'bad frames': (target) =>
    raw(target, Buffer.concat([Buffer.from(upgrade), Buffer.from([0xff, 0x7f, 0xff, 1, 2, 3])]), 300),
  'frames that are too large': (target) =>
    socketOf(target, 500, (socket) => socket.send('x'.repeat(200_000))),
  'frames that say nothing': (target) =>
    socketOf(target, 500, (socket) => {
      socket.send(init(target))
      acknowledged(socket, () => socket.send('{"type":"nonsense"}'))
    }),
  storm: (target) =>
    socketOf(target, 800, (socket) => {
      socket.send(init(target))
      acknowledged(socket, () => {
        for (let id = 0; id < 60; id += 1) socket.send(subscribe(id))
        for (let id = 0; id < 60; id += 2) socket.send(`{"id":"${id}","type":"complete"}`)
      })
    }),
  'socket that never reads': (target) =>
    socketOf(target, 800, (socket) => {
      socket.send(init(target))
      acknowledged(socket, () => {
        for (let id = 0; id < 10; id += 1) socket.send(subscribe(id))
        socket.pause()
      })
    }),
} satisfies Record<string, Visit>

/** Rare ones cost the machine of the test more than the server. */
const heavy = new Set<string>(['upload that is too large', 'huge document', 'body that is too large'])

export interface Siege {
  /** Statuses that there were, and how often. */
  readonly statuses: ReadonlyMap<number | null, number>
  readonly visits: number
  /** The kinds of those who waited in vain. */
  readonly unanswered: readonly string[]
}

/** All kinds of visits, `atOnce` of them at a time, as long as `goesOn`. */
export const besiege = async (target: Target, atOnce: number, goesOn: () => boolean): Promise<Siege> => {
  const all: readonly [string, Visit][] = Object.entries(visits)
  const statuses = new Map<number | null, number>()
  const unanswered: string[] = []
  let count = 0
  const visit = async (): Promise<void> => {
    while (goesOn()) {
      const [name, work] = all[count % all.length] as [string, Visit]
      count += 1
      if (heavy.has(name) && count % 5 !== 0) continue
      const over = new AbortController()
      const late = setTimeout(patience, 'LATE' as const, { signal: over.signal }).catch(() => null)
      const status = await Promise.race([work(target).catch(() => null), late])
      over.abort()
      if (status === 'LATE') {
        unanswered.push(name)
        continue
      }
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, visit))
  return { statuses, visits: count, unanswered }
}
