import { createClient as createSseClient } from 'graphql-sse'
import type { Client } from 'graphql-ws'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createResumingClient } from '../../../src/client/resume.ts'
import { encodeRef } from '../../../src/domain/ref.ts'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import {
  collect,
  conversationEvents,
  eventCursor,
  exampleConversation,
  type LiveStack,
  type Loose,
  sendMessage,
  startLiveStack,
  tellMessage,
  wsClient,
} from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'

let stack: LiveStack
beforeAll(async () => {
  stack = await startLiveStack()
})
afterAll(() => stack[Symbol.asyncDispose]())

const clients: Client[] = []
const open = () => {
  const client = wsClient(stack.wsUrl)
  clients.push(client)
  return client
}
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.dispose()))
  await subscribers(0)
})

const send = (text: string, clientMessageId?: string) =>
  stack.ask(sendMessage, {
    input: { conversationId: exampleConversation, content: { text }, clientMessageId },
  })
const subscribers = (count: number) => until(() => stack.counts().subscribers === count)

describe('over graphql-ws', () => {
  test('what was sent arrives, with its clientMessageId', async () => {
    const client = open()
    const all = collect(client, conversationEvents, { id: exampleConversation })
    const simple = collect(
      client,
      'subscription ($id: ID!) { messageAdded(conversationId: $id) { message { text clientMessageId } } }',
      { id: exampleConversation },
    )
    const inbox = collect(
      client,
      'subscription { inboxEvents { __typename cursor ... on MessageAdded { message { text } } } }',
    )
    await subscribers(3)
    await send('hello there', 'mine-1')
    await until(() => [all, simple, inbox].every((each) => each.results.length > 0))
    expect(all.events()[0]).toMatchObject({
      __typename: 'MessageAdded',
      message: { text: 'hello there', clientMessageId: 'mine-1' },
    })
    expect(simple.results).toEqual([
      { data: { messageAdded: { message: { text: 'hello there', clientMessageId: 'mine-1' } } } },
    ])
    expect(inbox.events()[0]).toMatchObject({ __typename: 'MessageAdded', message: { text: 'hello there' } })
  })

  test('queries and mutations are served too', async () => {
    const client = open()
    const query = collect(client, '{ accounts { name } }')
    const unknown = collect(client, '{ conversation(id: "nope") { id } }')
    await until(() => query.isOver() && unknown.isOver())
    expect(query.results).toEqual([{ data: { accounts: [{ name: 'chatwoot' }, { name: 'infobip' }] } }])
    expect(unknown.results[0]?.errors?.[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      argumentPath: ['id'],
    })
  })

  test('after a cursor comes what was missed, then what happens, once each', async () => {
    const after = await eventCursor(stack)
    await send('before 1')
    await send('before 2')
    await until(async () => (await missed(after)).length >= 2)
    const client = open()
    const seen = collect(client, conversationEvents, { id: exampleConversation, after })
    await until(() => seen.added().length === 2)
    await send('after')
    await until(() => seen.added().length === 3)
    expect(seen.added().map(({ text }) => text)).toEqual(['before 1', 'before 2', 'after'])
  })

  const missed = async (after: string) => {
    const { events } = await stack.ask(
      'query ($after: String!, $id: ID!) { events(after: $after, conversationId: $id) { events { cursor } cursor hasMore } }',
      { after, id: exampleConversation },
    )
    return events.events
  }

  test('each event is answered from the state of its own time', async () => {
    const client = open()
    const seen = collect(
      client,
      `subscription ($id: ID!) {
        conversationEvents(conversationId: $id) { ... on MessageAdded { message { text conversation { lastMessage { text } } } } }
      }`,
      { id: exampleConversation },
    )
    await subscribers(1)
    for (const text of ['state 1', 'state 2', 'state 3']) {
      const before = seen.results.length
      await send(text)
      await until(() => seen.results.length > before)
    }
    expect(seen.events().map(({ message }) => message.conversation.lastMessage.text)).toEqual([
      'state 1',
      'state 2',
      'state 3',
    ])
  })

  test('a cursor of something else is refused, and one of a store that was wiped asks to load anew', async () => {
    const client = open()
    const garbage = collect(client, conversationEvents, { id: exampleConversation, after: 'garbage' })
    const { conversations } = await stack.ask('{ conversations(first: 1) { eventCursor } }')
    const foreign = collect(client, conversationEvents, {
      id: exampleConversation,
      after: conversations.eventCursor,
    })
    await until(() => garbage.isOver() && foreign.isOver())
    for (const { results } of [garbage, foreign]) {
      expect(results[0]?.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', argumentPath: ['after'] })
    }
    const other = await startLiveStack()
    const strange = await eventCursor(other)
    await other[Symbol.asyncDispose]()
    const resynced = collect(client, conversationEvents, { id: exampleConversation, after: strange })
    await until(() => resynced.results.length > 0)
    expect(resynced.events()[0]).toMatchObject({ __typename: 'ResyncRequired', reason: 'CURSOR_UNKNOWN' })
    await send('after the resync')
    await until(() => resynced.added().length === 1)
  })

  test('a conversation that is not there is NOT_FOUND', async () => {
    const client = open()
    const id = encodeRef({ type: 'Conversation', account: 'chatwoot', path: ['999999'] })
    const seen = collect(client, conversationEvents, { id })
    await until(seen.isOver)
    expect(seen.results[0]?.errors?.[0]?.extensions).toEqual({ code: 'NOT_FOUND' })
  })

  test('a filter of the inbox lets through what it names, and refuses what changes', async () => {
    const inboxOf = async (fits: (row: Loose) => boolean) => {
      const { conversations } = await stack.ask('{ conversations(first: 50) { nodes { id inbox { id } } } }')
      return conversations.nodes.find(fits)
    }
    const query = `subscription ($filter: ConversationFilter) {
      inboxEvents(filter: $filter) { __typename ... on MessageAdded { message { text } } }
    }`
    const own = await inboxOf(({ id }) => id === exampleConversation)
    const other = await inboxOf(({ inbox }) => inbox && inbox.id !== own.inbox.id)
    const client = open()
    const wanted = collect(client, query, { filter: { inboxIds: [own.inbox.id] } })
    const unwanted = collect(client, query, { filter: { inboxIds: [other.inbox.id] } })
    const refused = collect(client, query, { filter: { status: ['OPEN'] } })
    await until(refused.isOver)
    expect(refused.results[0]?.errors?.[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      argumentPath: ['filter', 'status'],
    })
    await subscribers(2)
    await send('filtered')
    await until(() => wanted.added().length === 1)
    await stack.ask(sendMessage, { input: { conversationId: other.id, content: { text: 'elsewhere' } } })
    await until(() => unwanted.added().length === 1)
    expect(wanted.added()).toEqual([{ text: 'filtered' }])
    expect(unwanted.added()).toEqual([{ text: 'elsewhere' }])
  })
})

describe('a socket that is cut 20 times', () => {
  test('loses nothing and gets nothing twice, with cursors that rise', async () => {
    let socket: WebSocket | undefined
    const client = createResumingClient({
      url: stack.wsUrl,
      webSocketImpl: WebSocket,
      retryWait: async () => undefined,
      on: { connected: (opened) => (socket = opened as WebSocket) },
    })
    clients.push(client)
    const after = await eventCursor(stack)
    const seen = collect(client, conversationEvents, { id: exampleConversation, after })
    await until(() => seen.isOver() || stack.counts().subscribers === 1)
    const sent: string[] = []
    for (let round = 0; round < 20; round += 1) {
      const writing = [0, 1, 2, 3, 4].map((index) => {
        const id = String(1_000_000 + round * 10 + index)
        sent.push(id)
        return tellMessage(stack, id)
      })
      if (round % 2 === 0) await until(() => seen.results.length > round)
      socket?.terminate()
      await Promise.all(writing)
    }
    await until(() => seen.added().length >= sent.length)
    const ids = seen.added().map(({ upstreamId }) => upstreamId)
    expect([...ids].sort()).toEqual([...sent].sort())
    const cursors = seen.events().map(({ cursor }) => cursor)
    expect(cursors).toEqual([...new Set(cursors)].sort())
  })
})

test('what only the upstream knows is found on each resume: 20 cuts, nothing lost, nothing twice', async () => {
  stack.sandbox.sockets.shut()
  let socket: WebSocket | undefined
  const client = createResumingClient({
    url: stack.wsUrl,
    webSocketImpl: WebSocket,
    retryWait: async () => undefined,
    on: {
      connected: (opened) => {
        socket = opened as WebSocket
      },
    },
  })
  clients.push(client)
  const seen = collect(client, conversationEvents, {
    id: exampleConversation,
    after: await eventCursor(stack),
  })
  await until(() => stack.counts().subscribers === 1)
  const written: string[] = []
  for (let round = 0; round < 20; round += 1) {
    for (const text of ['one', 'two']) written.push(await writeUpstream(`${text} of ${round}`))
    const before = socket
    socket?.terminate()
    await until(() => socket !== before)
  }
  await until(() => seen.added().length >= written.length)
  expect(seen.added().map(({ upstreamId }) => upstreamId)).toEqual(written)
  const cursors = seen.events().map(({ cursor }) => cursor)
  expect(cursors).toEqual([...new Set(cursors)].sort())
})

/** Behind Parley's back. */
const writeUpstream = async (content: string): Promise<string> => {
  const { chatwoot, example } = sandboxCredentials
  const path = `/api/v1/accounts/${chatwoot.accountId}/conversations/${example.conversationId}/messages`
  const response = await fetch(stack.sandbox.url + path, {
    method: 'POST',
    headers: { api_access_token: chatwoot.admin.token, 'content-type': 'application/json' },
    body: JSON.stringify({ content }),
  })
  return String(((await response.json()) as { id: number }).id)
}

describe('over SSE', () => {
  test('the same events arrive, and an end is told', async () => {
    const client = createSseClient({ url: `${stack.url}/graphql`, retryAttempts: 0 })
    const after = await eventCursor(stack)
    const results: Loose[] = []
    const end = client.subscribe(
      { query: conversationEvents, variables: { id: exampleConversation, after } },
      { next: (result) => results.push(result), error: () => undefined, complete: () => undefined },
    )
    await subscribers(1)
    await send('by SSE')
    await until(() => results.length > 0)
    expect(results[0]?.data.conversationEvents).toMatchObject({ message: { text: 'by SSE' } })
    end()
    await subscribers(0)
  })
})
