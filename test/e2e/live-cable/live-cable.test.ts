/** Chatwoot without webhooks and without a credential of Parley's own: events come over the callers' connections. */
import type { Client } from 'graphql-ws'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { type Sandbox, sandboxCredentials, startSandbox } from '../../../src/sandbox/index.ts'
import { collect, exampleId, type LiveStack, startLiveStack, wsClient } from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'

const { admin, agent, secondAgent, accountId } = sandboxCredentials.chatwoot
const id = encodeRef({ type: 'Conversation', account: 'chatwoot', path: [exampleId] })

let sandbox: Sandbox
let stack: LiveStack
beforeAll(async () => {
  sandbox = await startSandbox({ file: ':memory:', port: 0, life: false })
  stack = await startLiveStack({
    sandbox,
    config: {
      anonymous: 'refuse',
      accounts: [{ name: 'chatwoot', provider: 'chatwoot', baseUrl: sandbox.url, accountId }],
    },
  })
})
afterAll(async () => {
  await stack[Symbol.asyncDispose]()
  await sandbox.close()
})

const clients: Client[] = []
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.dispose()))
  await until(() => sandbox.sockets.count() === 0, 20_000)
})

const fields = /* GraphQL */ `
  __typename
  ... on MessageAdded { message { upstreamId text isPrivate status } }
  ... on MessageUpdated { message { upstreamId status } }
  ... on ConversationUpdated { conversation { status } }
  ... on TypingChanged { isTyping actor { __typename name } }
`
const conversationEvents = `subscription ($id: ID!) { conversationEvents(conversationId: $id) { ${fields} } }`
const inboxEvents = `subscription { inboxEvents { ${fields} } }`

const clientOf = (token: string): Client => {
  const client = wsClient(stack.wsUrl, { connectionParams: { authorization: `Bearer ${token}` } })
  clients.push(client)
  return client
}
const source = async (): Promise<string> => {
  const answer = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${admin.token}` },
    body: JSON.stringify({ query: '{ accounts { health { eventSource } } }' }),
  })
  const { data } = (await answer.json()) as { data: { accounts: { health: { eventSource: string } }[] } }
  return data.accounts[0]?.health.eventSource ?? ''
}
const isUp = () => until(async () => (await source()) === 'WEBSOCKET')

/** Straight to Chatwoot, past Parley. */
const write = async (path: string, body: object, token: string = admin.token) => {
  const answer = await fetch(`${sandbox.url}/api/v1/accounts/1/conversations/${exampleId}/${path}`, {
    method: 'POST',
    headers: { api_access_token: token, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.status).toBe(200)
  const text = await answer.text()
  return text === '' ? null : JSON.parse(text)
}

test('a message, its status, a note, the conversation and typing reach a subscriber without a look at Chatwoot', async () => {
  expect(await source()).toBe('NONE')
  const live = collect(clientOf(admin.token), conversationEvents, { id })
  await isUp()
  await until(() => sandbox.requests.some(({ path }) => path.endsWith('/messages'))) // what was before it was up
  await until(() => stack.counts().reconcile.running === 0)
  sandbox.clearRequests()

  const sent = await write('messages', { content: 'Your order ships today.' }, agent.token)
  await until(() => live.added().length === 1)
  expect(live.added()).toEqual([
    { upstreamId: String(sent.id), text: 'Your order ships today.', isPrivate: false, status: 'SENT' },
  ])
  const statuses = () =>
    live
      .events()
      .flatMap(({ __typename: type, message }) => (type === 'MessageUpdated' ? [message.status] : []))
  sandbox.life.advance(300)
  await until(() => statuses().includes('DELIVERED'))
  sandbox.life.advance(700)
  await until(() => statuses().includes('READ'))
  expect(statuses()).toEqual(['DELIVERED', 'READ'])

  await write('messages', { content: 'Between us.', private: true }, agent.token)
  await until(() => live.added().length === 2)
  expect(live.added()[1]).toMatchObject({ text: 'Between us.', isPrivate: true })

  await write('toggle_typing_status', { typing_status: 'on' }, agent.token)
  await write('toggle_typing_status', { typing_status: 'off' }, agent.token)
  const typing = () => live.events().filter(({ __typename: type }) => type === 'TypingChanged')
  await until(() => typing().length === 2)
  expect(typing().map(({ isTyping, actor }) => [isTyping, actor.name])).toEqual([
    [true, 'Ben Carter'],
    [false, 'Ben Carter'],
  ])
  const reads = sandbox.requests.filter(({ method, path }) => method === 'GET' && path.endsWith('/messages'))
  expect(reads).toEqual([])

  await write('toggle_status', { status: 'resolved' })
  const changes = () => live.events().filter(({ __typename: type }) => type === 'ConversationUpdated')
  await until(() => changes().some(({ conversation }) => conversation.status === 'RESOLVED'))
})

test('a connection that is cut again and again loses nothing, tells nothing twice, and keeps the order', async () => {
  const live = collect(clientOf(admin.token), conversationEvents, { id })
  const written: string[] = []
  const say = async () => {
    const content = `number ${written.length}`
    written.push(content)
    await write('messages', { content })
  }
  for (let round = 0; round < 4; round += 1) {
    await isUp()
    for (let count = 0; count < 3; count += 1) await say()
    sandbox.sockets.cut()
    while (sandbox.sockets.count() === 0) await say() // until it is back, and a little after
    for (let count = 0; count < 3; count += 1) await say()
  }
  await until(() => live.added().length >= written.length, 20_000)
  expect(live.added().map(({ text }) => text)).toEqual(written)
  const updates = live.events().filter(({ __typename: type }) => type === 'MessageUpdated')
  expect(updates).toEqual([])
})

test('each viewer has one connection, and hears only of what it may see', async () => {
  const [ana, ben, chiara] = [clientOf(admin.token), clientOf(agent.token), clientOf(secondAgent.token)]
  const all = collect(ana, inboxEvents)
  const one = collect(ben, conversationEvents, { id })
  collect(ana, conversationEvents, { id })
  const stranger = collect(chiara, inboxEvents)
  await until(() => stack.counts().subscribers === 4 && sandbox.sockets.count() === 3)
  await isUp()
  await write('messages', { content: 'Between us.', private: true })
  await write('toggle_typing_status', { typing_status: 'on' })
  await write('toggle_typing_status', { typing_status: 'off' })
  const typing = (seen: typeof all) =>
    seen.events().filter(({ __typename: type }) => type === 'TypingChanged')
  await until(() => all.added().length === 1 && one.added().length === 1)
  await until(() => typing(one).length === 2)
  await write('messages', { content: 'the last' })
  await until(() => all.added().length === 2 && one.added().length === 2)
  expect(typing(one)).toHaveLength(2)
  expect(typing(all)).toHaveLength(2)
  const ofConversations = /Message|Conversation|Typing/
  expect(stranger.events().filter(({ __typename: type }) => ofConversations.test(type))).toEqual([])
})

test('when the last subscriber has left, so has Parley', async () => {
  const client = clientOf(admin.token)
  const live = collect(client, conversationEvents, { id })
  await isUp()
  expect(sandbox.sockets.count()).toBe(1)
  live.end()
  await until(() => sandbox.sockets.count() === 0, 20_000)
  expect(await source()).toBe('NONE')
})

test('where nobody is let in, what is watched is looked at', async () => {
  sandbox.sockets.shut()
  collect(clientOf(admin.token), conversationEvents, { id })
  await until(() => stack.counts().subscribers === 1)
  expect(await source()).toBe('POLLING')
})
