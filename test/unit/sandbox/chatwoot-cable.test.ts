import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Sandbox, sandboxCredentials, startSandbox } from '../../../src/sandbox/index.ts'
import { until } from '../../support/until.ts'

const { admin, agent, secondAgent, beta, accountId } = sandboxCredentials.chatwoot
const { conversationId } = sandboxCredentials.example

// biome-ignore lint/suspicious/noExplicitAny: what comes over the wire is what the tests are about
type Wire = any

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ file: ':memory:', port: 0, life: false })
})
afterEach(() => sandbox.close())

const ask = async (token: string, method: string, path: string, body?: object): Promise<Wire> => {
  const answer = await fetch(`${sandbox.url}/api/v1${path}`, {
    method,
    headers: { api_access_token: token, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return text === '' ? null : JSON.parse(text)
}
const write = (path: string, body: object, token: string = admin.token) =>
  ask(token, 'POST', `/accounts/1/conversations/${conversationId}/${path}`, body)

const connect = async () => {
  const socket = new WebSocket(`${sandbox.url.replace('http', 'ws')}/cable`, ['actioncable-v1-json'])
  const frames: Wire[] = []
  socket.on('message', (data) => frames.push(JSON.parse(String(data))))
  await once(socket, 'open')
  return {
    socket,
    frames,
    send: (command: object) => socket.send(JSON.stringify(command)),
    /** What happened, without what belongs to the connection. */
    heard: () =>
      frames.flatMap(({ message, type }: Wire) => (message && type === undefined ? [message] : [])),
    events: () =>
      frames.flatMap(({ message, type }: Wire) => (message && type === undefined ? [message.event] : [])),
  }
}
/** The order of its keys is the client's. */
const identifierOf = async (token: string, change: object = {}) => {
  const { id, pubsub_token } = await ask(token, 'GET', '/profile')
  return JSON.stringify({
    user_id: id,
    channel: 'RoomChannel',
    pubsub_token,
    account_id: Number(accountId),
    ...change,
  })
}
const subscribe = async (token: string, change: object = {}) => {
  const client = await connect()
  const identifier = await identifierOf(token, change)
  client.send({ command: 'subscribe', identifier })
  await until(() => client.frames.some(({ type }) => type === 'confirm_subscription'))
  return { ...client, identifier }
}

test('it speaks the protocol of ActionCable, says welcome, and pings', async () => {
  const { socket, frames } = await connect()
  await until(() => frames.length > 0)
  expect(socket.protocol).toBe('actioncable-v1-json')
  expect(frames[0]).toEqual({ type: 'welcome' })
  await until(() => frames.length > 1)
  expect(frames[1]).toEqual({ type: 'ping', message: expect.any(Number) })
})

test('a subscription is confirmed with its identifier, to the byte, on every frame', async () => {
  const { frames, identifier } = await subscribe(admin.token)
  expect(frames).toContainEqual({ identifier, type: 'confirm_subscription' })
  await write('messages', { content: 'Here.' })
  await until(() => frames.some(({ message }) => message))
  expect(frames.find(({ message }) => message).identifier).toBe(identifier)
})

test.each([
  ['an unknown token', { pubsub_token: 'x' }],
  ['the id of somebody else', { user_id: 2 }],
  ['an account of others', { account_id: 2 }],
  ['another channel', { channel: 'Room' }],
])('%s is met with silence', async (_, change) => {
  const { frames, send } = await connect()
  send({ command: 'subscribe', identifier: await identifierOf(admin.token, change) })
  const identifier = await identifierOf(admin.token)
  send({ command: 'subscribe', identifier })
  await until(() => frames.length >= 2)
  expect(frames).toEqual([{ type: 'welcome' }, { identifier, type: 'confirm_subscription' }])
})

test('a message is told in its push shape, and each change of it with what it was', async () => {
  const client = await subscribe(agent.token)
  const { id } = await write('messages', { content: 'Here.', echo_id: 'e-1' })
  sandbox.life.advance(300)
  sandbox.life.advance(700)
  await until(() => client.events().filter((event) => event === 'message.updated').length === 2)
  const created = client.heard().find(({ event }) => event === 'message.created')
  expect(created.data).toMatchObject({
    id,
    account_id: 1,
    conversation_id: Number(conversationId),
    message_type: 1,
    status: 'sent',
    echo_id: 'e-1',
    created_at: expect.any(Number),
    updated_at: expect.stringMatching(/^\d{4}-/),
    sender: { id: 1, type: 'user' },
    conversation: { unread_count: expect.any(Number) },
  })
  const updates = client.heard().filter(({ event }) => event === 'message.updated')
  expect(updates.map(({ data }) => [data.status, data.previous_changes.status])).toEqual([
    ['delivered', ['sent', 'delivered']],
    ['read', ['delivered', 'read']],
  ])
})

test('a conversation is told under every name that its change has', async () => {
  const client = await subscribe(admin.token)
  await write('assignments', { assignee_id: 1 })
  await write('toggle_status', { status: 'resolved' })
  await until(() => client.events().includes('conversation.status_changed'))
  expect(client.events()).toEqual(expect.arrayContaining(['conversation.updated', 'assignee.changed']))
  const { data } = client.heard().find(({ event }) => event === 'conversation.status_changed')
  expect(data).toMatchObject({
    id: Number(conversationId),
    account_id: 1,
    status: 'resolved',
    channel: expect.stringMatching(/^Channel::/),
    meta: { assignee: { id: 1, type: 'user' } },
  })
  for (const absent of ['uuid', 'muted', 'account']) expect(data).not.toHaveProperty(absent)
})

test('typing is told to everybody but the typist', async () => {
  const [ana, ben] = [await subscribe(admin.token), await subscribe(agent.token)]
  await write('toggle_typing_status', { typing_status: 'on' }, agent.token)
  await write('toggle_typing_status', { typing_status: 'off' }, agent.token)
  await write('messages', { content: 'Here.' })
  await until(() => [ana, ben].every((client) => client.events().includes('message.created')))
  const typing = (client: typeof ana) => client.heard().filter(({ event }) => /typing/.test(event))
  expect(typing(ana)).toMatchObject([
    {
      event: 'conversation.typing_on',
      data: {
        account_id: 1,
        user: { id: 2, type: 'user' },
        is_private: false,
        conversation: { id: Number(conversationId) },
      },
    },
    { event: 'conversation.typing_off' },
  ])
  expect(typing(ben)).toEqual([])
})

test('only administrators and members of the inbox hear of a conversation, notes and lines of the system too', async () => {
  const [ben, chiara] = [await subscribe(agent.token), await subscribe(secondAgent.token)]
  await write('messages', { content: 'Between us.', private: true })
  await write('toggle_priority', { priority: 'urgent' })
  await ask(admin.token, 'POST', '/accounts/1/contacts', { name: 'Somebody' })
  await until(() => [ben, chiara].every((client) => client.events().includes('contact.created')))
  expect(chiara.events()).toEqual(['contact.created'])
  const told = ben.heard().flatMap(({ event, data }) => (event === 'message.created' ? [data] : []))
  expect(told.map(({ private: isPrivate, message_type: type }) => [isPrivate, type])).toEqual([
    [true, 1],
    [false, 2],
  ])
})

test('the staff of another account hears nothing', async () => {
  const bruno = await subscribe(beta.token, { account_id: 2 })
  const ana = await subscribe(admin.token)
  await write('messages', { content: 'Here.' })
  await ask(admin.token, 'POST', '/accounts/1/contacts', { name: 'Somebody' })
  await until(() => ana.events().includes('contact.created'))
  expect(bruno.events()).toEqual([])
})

test('who unsubscribes hears nothing more, on a connection that goes on', async () => {
  const one = await subscribe(admin.token)
  const identifier = await identifierOf(agent.token)
  one.send({ command: 'unsubscribe', identifier: one.identifier })
  one.send({ command: 'subscribe', identifier })
  await until(() => one.frames.some((frame) => frame.identifier === identifier))
  await write('messages', { content: 'Here.' })
  await until(() => one.events().includes('message.created'))
  expect(
    one.frames.filter(({ message, type }) => message && !type).map((frame) => frame.identifier),
  ).not.toContain(one.identifier)
})

test('a network that breaks is at hand', async () => {
  const { socket } = await subscribe(admin.token)
  expect(sandbox.sockets.count()).toBe(1)
  sandbox.sockets.cut()
  await once(socket, 'close')
  await until(() => sandbox.sockets.count() === 0)
})

test('no other path takes a connection', async () => {
  const socket = new WebSocket(`${sandbox.url.replace('http', 'ws')}/other`)
  const [error] = await once(socket, 'error')
  expect(String(error)).toContain('404')
})

test('who is refused and leaves without a word leaves the sandbox as it was', async () => {
  sandbox.sockets.shut()
  const { hostname, port } = new URL(sandbox.url)
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const socket = connectTcp(Number(port), hostname)
      await once(socket, 'connect')
      socket.write('GET /cable HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
      await once(socket, 'data')
      socket.resetAndDestroy()
    }),
  )
  expect((await fetch(`${sandbox.url}/api`)).status).toBe(200)
})
