/** The protocol graphql-transport-ws, frame by frame. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import {
  exampleConversation,
  type LiveStack,
  type Loose,
  startLiveStack,
  tellMessage,
} from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'

let stack: LiveStack
beforeAll(async () => {
  stack = await startLiveStack({ webSocketLimits: { initTimeout: 150 } })
})
afterAll(() => stack[Symbol.asyncDispose]())

const sockets: WebSocket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate()
  await until(() => stack.counts().subscribers === 0)
})

const open = async (protocols: string | string[] = 'graphql-transport-ws', origin?: string) => {
  const socket = new WebSocket(stack.wsUrl, protocols, origin === undefined ? {} : { origin })
  sockets.push(socket)
  const frames: Loose[] = []
  const closed = Promise.withResolvers<{ code: number; reason: string }>()
  let isClosed = false
  socket.on('message', (data) => frames.push(JSON.parse(String(data))))
  socket.on('close', (code, reason) => {
    isClosed = true
    closed.resolve({ code, reason: String(reason) })
  })
  await once(socket, 'open')
  return {
    socket,
    frames,
    closed: closed.promise,
    isClosed: () => isClosed,
    send: (frame: unknown) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    /** All in one piece, so that the server reads them in one go. */
    sendAtOnce: (all: readonly object[]) => {
      const { _socket: below } = socket as unknown as { readonly _socket: Socket }
      below.cork()
      for (const frame of all) socket.send(JSON.stringify(frame))
      below.uncork()
    },
    frame: async (type: string, id?: string) => {
      const fits = (frame: Loose) => frame.type === type && (id === undefined || frame.id === id)
      await until(() => frames.some(fits) || isClosed)
      return frames.find(fits)
    },
  }
}

const ready = async (payload?: object) => {
  const raw = await open()
  raw.send({ type: 'connection_init', payload })
  await raw.frame('connection_ack')
  return raw
}

const subscribe = (id: string, query = live, variables: object = { id: exampleConversation }) => ({
  type: 'subscribe',
  id,
  payload: { query, variables },
})
const live = 'subscription ($id: ID!) { conversationEvents(conversationId: $id) { __typename cursor } }'

describe('the socket is closed with', () => {
  const ack = { type: 'connection_init' }
  test.each<[number, string, unknown[]]>([
    [4408, 'no connection_init comes', []],
    [4401, 'an operation comes before the acknowledgement', [subscribe('1')]],
    [4429, 'connection_init comes twice', [ack, ack]],
    [4400, 'a message is not JSON', [ack, 'hello']],
    [4400, 'a message has an unknown type', [ack, { type: 'nonsense' }]],
    [4400, 'a message is of those that only servers send', [ack, { id: '1', type: 'next', payload: {} }]],
    [4400, 'it acknowledges', [ack, { type: 'connection_ack' }]],
    [4400, 'an operation has no id', [ack, { ...subscribe('1'), id: undefined }]],
    [4400, 'an operation has an empty id', [ack, subscribe('')]],
    [4409, 'an id is taken', [ack, subscribe('1'), subscribe('1')]],
    [1009, 'a message is too large', [ack, subscribe('1', `# ${'x'.repeat(65 * 1024)}\n{ __typename }`)]],
    [4400, '`resume` is not an object of texts', [{ ...ack, payload: { resume: { 1: 2 } } }]],
    [
      4400,
      'a credential names an account that is not there',
      [{ ...ack, payload: { upstreamAuthorization: { nowhere: 'Bearer x' } } }],
    ],
    [4401, 'no account takes the credential', [{ ...ack, payload: { authorization: 'Bearer wrong' } }]],
  ])('%i when %s', async (code, _what, frames) => {
    const raw = await open()
    for (const frame of frames) {
      raw.send(frame)
      if (frame === ack && frames.indexOf(ack) === frames.lastIndexOf(ack)) await raw.frame('connection_ack')
    }
    const closed = await raw.closed
    expect(closed.code).toBe(code)
    expect(closed.reason).not.toContain('wrong')
  })

  test('4406 when no subprotocol is asked for', async () => {
    const raw = await open([])
    expect((await raw.closed).code).toBe(4406)
  })
})

describe('a handshake is refused', () => {
  const failure = (protocol: string, origin?: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = new WebSocket(stack.wsUrl, protocol, origin === undefined ? {} : { origin })
      socket.on('error', ({ message }) => resolve(message))
      socket.on('open', () => reject(new Error('It was taken.')))
    })
  test('for the legacy subprotocol', async () => {
    expect(await failure('graphql-ws')).toContain('subprotocol')
  })
  test('from a foreign origin', async () => {
    expect(await failure('graphql-transport-ws', 'http://evil.test')).toContain('403')
  })
  test('and taken from an allowed origin, and from its own', async () => {
    for (const origin of ['http://allowed.test', stack.url]) {
      await open('graphql-transport-ws', origin)
    }
  })
})

describe('on a connection', () => {
  test('a ping is answered with its payload, before connection_init too', async () => {
    const raw = await open()
    raw.send({ type: 'ping', payload: { a: 1 } })
    expect(await raw.frame('pong')).toEqual({ type: 'pong', payload: { a: 1 } })
  })

  test('one bad operation is an `error` frame for its id, and the others go on', async () => {
    const raw = await ready()
    raw.send(subscribe('good'))
    await until(() => stack.counts().subscribers === 1)
    raw.send(subscribe('syntax', '{ accounts {'))
    raw.send(subscribe('field', '{ nothing }'))
    raw.send(subscribe('none', 'query A { __typename } query B { __typename }'))
    expect((await raw.frame('error', 'syntax'))?.payload).toMatchObject([
      { extensions: { code: 'GRAPHQL_PARSE_FAILED' } },
    ])
    expect((await raw.frame('error', 'field'))?.payload).toMatchObject([
      { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    ])
    expect(await raw.frame('error', 'none')).toBeDefined()
    await tellMessage(stack, '2000001')
    expect(await raw.frame('next', 'good')).toBeDefined()
    expect(JSON.stringify(raw.frames)).not.toMatch(/"http"|"unexpected"|originalError|stack/)
  })

  test('a failing subscription and a failing field tell a code, and nothing of the cause', async () => {
    const raw = await ready()
    raw.send(subscribe('subscribe', live, { id: 'nonsense' }))
    raw.send(subscribe('variable', live, { id: null }))
    raw.send(subscribe('field', '{ conversation(id: "x") { id } }'))
    for (const id of ['subscribe', 'variable', 'field']) {
      const frame = await raw.frame('next', id)
      expect(Object.keys(frame?.payload.errors[0].extensions)).not.toContain('http')
      expect(frame?.payload.errors[0].extensions.code).toBe('BAD_USER_INPUT')
      expect(await raw.frame('complete', id)).toBeDefined()
    }
  })

  test('complete stops the stream, and its id can be used again', async () => {
    const raw = await ready()
    raw.send(subscribe('1'))
    await until(() => stack.counts().subscribers === 1)
    raw.send({ type: 'complete', id: '1' })
    await until(() => stack.counts().subscribers === 0)
    raw.send(subscribe('1'))
    await until(() => stack.counts().subscribers === 1)
    expect(raw.isClosed()).toBe(false)
  })

  test('an id can be used again at once, and whatever comes in one piece, the last word counts', async () => {
    const word = fc.record({ id: fc.constantFrom('a', 'b', '__proto__'), pieceEnds: fc.boolean() })
    let told = 7_000_000
    const check = async (words: readonly { id: string; pieceEnds: boolean }[]) => {
      const raw = await ready()
      const running = new Set<string>()
      const piece: object[] = []
      for (const { id, pieceEnds } of words) {
        piece.push(running.has(id) ? { type: 'complete', id } : subscribe(id))
        if (!running.delete(id)) running.add(id)
        if (pieceEnds) raw.sendAtOnce(piece.splice(0))
      }
      raw.sendAtOnce(piece)
      await until(
        () => stack.counts().waiting === running.size && stack.counts().subscribers === running.size,
      )
      await tellMessage(stack, String(told++))
      await until(() => raw.frames.length >= running.size + 1)
      raw.send({ type: 'ping' })
      await raw.frame('pong')
      const ids = raw.frames.map(({ type, id }) => `${type} ${id ?? ''}`)
      expect(ids.slice(1, -1).sort()).toEqual([...running].map((id) => `next ${id}`).sort())
      raw.socket.close()
      await until(() => stack.counts().subscribers === 0)
    }
    await check([1, 2, 3].map(() => ({ id: 'a', pieceEnds: false })))
    await fc.assert(fc.asyncProperty(fc.array(word, { maxLength: 12 }), check), { numRuns: 40 })
  })

  test('an id that was left can be that of a query at once', async () => {
    const raw = await ready()
    raw.send(subscribe('1'))
    await until(() => stack.counts().subscribers === 1)
    raw.sendAtOnce([{ type: 'complete', id: '1' }, subscribe('1', '{ __typename }', {})])
    await raw.frame('complete', '1')
    expect(raw.frames.slice(1)).toEqual([
      { type: 'next', id: '1', payload: { data: { __typename: 'Query' } } },
      { type: 'complete', id: '1' },
    ])
  })

  test('ids come back as they were given, whatever they are', async () => {
    const raw = await ready()
    const ids = ['__proto__', 'constructor', '"}\\', '\u0000\n\u2028', '\ud800', 'ü🦜', 'x'.repeat(10_000)]
    for (const id of ids) raw.send(subscribe(id))
    await until(() => stack.counts().waiting === ids.length)
    await tellMessage(stack, '7900000')
    await until(() => raw.frames.length > ids.length)
    expect(raw.frames.slice(1).map(({ id }) => id)).toEqual(ids)
    for (const id of ids) raw.send({ type: 'complete', id })
    await until(() => stack.counts().subscribers === 0)
    expect(raw.isClosed()).toBe(false)
  })

  test('the 51st operation is refused alone', async () => {
    const raw = await ready()
    for (let index = 1; index <= 51; index += 1) raw.send(subscribe(`n${index}`))
    expect((await raw.frame('error', 'n51'))?.payload).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' } },
    ])
    await until(() => stack.counts().subscribers === 50)
    expect(raw.isClosed()).toBe(false)
  })

  test('`resume` goes before `after`', async () => {
    const first = await ready()
    first.send(subscribe('a'))
    await until(() => stack.counts().subscribers === 1)
    for (const id of ['3000001', '3000002', '3000003']) await tellMessage(stack, id)
    await until(() => first.frames.filter(({ type }) => type === 'next').length === 3)
    const cursors = first.frames
      .filter(({ type }) => type === 'next')
      .map(({ payload }) => payload.data.conversationEvents.cursor)
    first.socket.close()
    const second = await ready({ resume: { a: cursors[1] } })
    const query = live
      .replace('($id: ID!)', '($id: ID!, $after: String)')
      .replace('$id)', '$id, after: $after)')
    second.send(subscribe('a', query, { id: exampleConversation, after: cursors[0] }))
    expect((await second.frame('next', 'a'))?.payload.data.conversationEvents.cursor).toBe(cursors[2])
  })

  test('10,000 subscriptions that began and ended leave nothing', async () => {
    const raw = await ready()
    const handles = () => process.getActiveResourcesInfo().length
    const rounds = async (count: number) => {
      for (let round = 0; round < count; round += 1) {
        for (let index = 0; index < 50; index += 1) raw.send(subscribe(`${round}-${index}`))
        await until(() => stack.counts().subscribers === 50)
        for (let index = 0; index < 50; index += 1) raw.send({ type: 'complete', id: `${round}-${index}` })
        await until(() => stack.counts().subscribers === 0)
      }
    }
    await rounds(1)
    const before = handles()
    await rounds(10_000 / 50)
    expect(stack.counts()).toMatchObject({ subscribers: 0, topics: 0, waiting: 0, queued: 0, watchers: 0 })
    expect(raw.frames.filter(({ type }) => type !== 'connection_ack')).toEqual([])
    await until(() => handles() <= before)
  })
})
