import { createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { joinSandbox, type Sandbox, sandboxCredentials, startSandbox } from '../../../src/sandbox/index.ts'
import { bodyOf, startHttpServer, type TestServer } from '../../support/http-server.ts'

interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  // biome-ignore lint/suspicious/noExplicitAny: what comes over the wire is what the tests are about
  readonly json: any
}

let sandbox: Sandbox
let listener: TestServer
let received: Received[]
let status: number
beforeEach(async () => {
  received = []
  status = 200
  sandbox = await startSandbox({ file: ':memory:', port: 0, life: false })
  listener = await startHttpServer(async (request, response) => {
    const body = (await bodyOf(request)).toString()
    received.push({ path: request.url ?? '', headers: request.headers, body, json: JSON.parse(body) })
    response.writeHead(status).end()
  })
})
afterEach(async () => {
  await sandbox.close()
  await listener[Symbol.asyncDispose]()
})

const { admin, agent } = sandboxCredentials.chatwoot
const ask = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
}
const chatwoot = (method: string, path: string, body?: object, token: string = admin.token) =>
  ask(method, `/api/v1/accounts/1${path}`, body, { api_access_token: token })
const infobip = (method: string, path: string, body?: object) =>
  ask(method, path, body, { authorization: `App ${sandboxCredentials.infobip.apiKey}` })

const register = (subscriptions: readonly string[], path = '/hook') =>
  chatwoot('POST', '/webhooks', { webhook: { url: listener.url + path, subscriptions } })
const { conversationId } = sandboxCredentials.example
const write = (body: object) => chatwoot('POST', `/conversations/${conversationId}/messages`, body)

describe("Chatwoot's webhooks", () => {
  test('are managed by administrators, each with a secret that is made for it', async () => {
    const { status, body } = await register(['message_created'])
    expect(status).toBe(200)
    const { webhook } = body.payload
    expect(webhook).toMatchObject({ account_id: 1, subscriptions: ['message_created'], name: null })
    expect(webhook.secret).toMatch(/^[\w-]{20,}$/)
    const path = `/webhooks/${webhook.id}`
    const changed = await chatwoot('PATCH', path, { subscriptions: ['message_updated'] })
    expect(changed.body.payload.webhook).toEqual({ ...webhook, subscriptions: ['message_updated'] })
    const list = await chatwoot('GET', '/webhooks')
    expect(list.body).toEqual({ payload: { webhooks: [changed.body.payload.webhook] } })
    expect((await chatwoot('GET', '/webhooks', undefined, agent.token)).status).toBe(401)
    expect(await chatwoot('DELETE', path)).toEqual({ status: 200, body: null })
    expect((await chatwoot('DELETE', path)).status).toBe(404)
  })

  test('have an address of their own and known events', async () => {
    await register(['message_created'])
    expect((await register(['message_created'])).body).toMatchObject({ attributes: ['url'] })
    expect((await register(['message_deleted'], '/other')).status).toBe(422)
    const wrong = await chatwoot('POST', '/webhooks', { url: 'ftp://x', subscriptions: ['message_created'] })
    expect(wrong.status).toBe(422)
  })

  test('tell of a message in a shape of their own, signed', async () => {
    const { secret } = (await register(['message_created'])).body.payload.webhook
    const { body: message } = await write({ content: 'Hello\n\n' })
    await sandbox.webhooks.idle()
    const [first] = received
    expect(first?.json).toMatchObject({
      event: 'message_created',
      id: message.id,
      content: 'Hello',
      message_type: 'outgoing',
      private: false,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      account: { id: 1 },
      inbox: { id: expect.any(Number), name: expect.any(String) },
      sender: { id: Number(admin.userId), type: 'user' },
      conversation: {
        id: Number(conversationId),
        channel: expect.stringContaining('Channel::'),
        contact_inbox: { pubsub_token: expect.any(String) },
        account: { id: 1 },
      },
    })
    for (const absent of ['status', 'conversation_id', 'inbox_id', 'updated_at']) {
      expect(first?.json).not.toHaveProperty(absent)
    }
    expect(Object.keys(first?.json.sender).sort()).toEqual(['email', 'id', 'name', 'type'])
    const timestamp = String(first?.headers['x-chatwoot-timestamp'])
    const hmac = createHmac('sha256', secret).update(`${timestamp}.${first?.body}`).digest('hex')
    expect(first?.headers['x-chatwoot-signature']).toBe(`sha256=${hmac}`)
    expect(first?.headers['x-chatwoot-delivery']).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('tell of contacts without a type, of notes, and not of the lines of the system', async () => {
    await register(['message_created'])
    await write({ content: 'A note', private: true })
    await write({ content: 'Is that right?' })
    sandbox.life.advance()
    await chatwoot('POST', `/conversations/${conversationId}/toggle_status`, { status: 'resolved' })
    await sandbox.webhooks.idle()
    expect(received.map(({ json }) => json.message_type).sort()).toEqual(['incoming', 'outgoing', 'outgoing'])
    const contact = received.find(({ json }) => json.message_type === 'incoming')?.json.sender
    expect(contact).not.toHaveProperty('type')
    expect(contact).toMatchObject({ account: { id: 1 }, avatar: '' })
  })

  test('tell what changed of a conversation, and only by one of its two events', async () => {
    await register(['conversation_updated', 'conversation_status_changed'])
    await chatwoot('POST', `/conversations/${conversationId}/toggle_status`, { status: 'pending' })
    await sandbox.webhooks.idle()
    const of = (event: string) => received.find(({ json }) => json.event === event)?.json
    expect(of('conversation_status_changed')).toMatchObject({ status: 'pending', changed_attributes: null })
    expect(of('conversation_updated').changed_attributes).toContainEqual({
      status: { previous_value: 'open', current_value: 'pending' },
    })
  })

  test('are not tried again', async () => {
    status = 500
    await register(['message_created'])
    await write({ content: 'Hello' })
    await sandbox.webhooks.idle()
    expect(received).toHaveLength(1)
    expect(sandbox.webhooks.posted).toMatchObject([{ status: 500 }])
  })
})

describe("Infobip's subscriptions", () => {
  const base = '/subscriptions/1/subscription/CUSTOMER_ENGAGEMENT'
  const draft = (security: object, events = ['CONVERSATION_CREATED', 'CONVERSATION_PRIORITY_UPDATED']) => ({
    subscriptionId: 'one',
    events,
    profile: {
      profileId: 'profile',
      webhook: { notifyUrl: `${listener.url}/hook`, contentType: 'application/json' },
      headers: { 'X-Hook-Secret': 'fixed' },
      security: { authId: 'auth', ...security },
    },
  })
  const basic = { type: 'BASIC', credentials: { username: 'u', password: 'CANARY' } }

  test('are made, listed without their secrets, and removed; unknown events are ignored', async () => {
    const { status, body } = await infobip('POST', base, draft(basic))
    expect(status).toBe(201)
    expect(body.events).toEqual(['CONVERSATION_CREATED'])
    const list = await infobip('GET', base)
    expect(list.body.results).toEqual([body])
    expect(JSON.stringify(list.body)).not.toContain('CANARY')
    expect((await infobip('POST', base, draft(basic))).status).toBe(400)
    expect((await infobip('DELETE', `${base}/one`)).status).toBe(200)
    expect((await infobip('DELETE', `${base}/one`)).status).toBe(404)
    expect((await ask('GET', base)).status).toBe(401)
  })

  test('tell with the headers and the password of their profile', async () => {
    await infobip('POST', base, draft(basic))
    const { body: conversation } = await infobip('POST', '/ccaas/1/conversations', {})
    await sandbox.webhooks.idle()
    expect(received).toHaveLength(1)
    expect(received[0]?.json).toMatchObject({
      type: 'CONVERSATION_CREATED',
      timestamp: expect.stringMatching(/\+00:00$/),
      payload: { id: conversation.id, status: 'OPEN', tags: [], invoker: { type: 'SYSTEM' } },
    })
    expect(received[0]?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from('u:CANARY').toString('base64')}`,
      'x-hook-secret': 'fixed',
    })
  })

  test('sign where the profile says so', async () => {
    const credentials = { secretKey: 'shared', algorithm: 'HMAC_SHA_512' }
    await infobip('POST', base, draft({ type: 'HMAC', credentials }))
    await infobip('POST', '/ccaas/1/conversations', {})
    await sandbox.webhooks.idle()
    const hmac = createHmac('sha512', 'shared')
      .update(received[0]?.body ?? '')
      .digest('hex')
    expect(received[0]?.headers['x-infobip-signature']).toBe(hmac)
  })
})

describe('trouble on the way', () => {
  const controls = (method: string, body?: object) => ask(method, '/_sandbox/webhooks/trouble', body)

  test('loses all of them, doubles all of them, and ends', async () => {
    await register(['message_created'])
    sandbox.webhooks.trouble({ drop: 1 })
    await write({ content: 'Lost' })
    sandbox.webhooks.trouble({ duplicate: 1 })
    await write({ content: 'Twice' })
    sandbox.webhooks.trouble()
    await write({ content: 'Once' })
    await sandbox.webhooks.idle()
    expect(received.map(({ json }) => json.content).sort()).toEqual(['Once', 'Twice', 'Twice'])
  })

  test('can be asked for from outside', async () => {
    await register(['message_created'])
    expect(await controls('POST', { drop: 1 })).toMatchObject({
      status: 200,
      body: { drop: 1, duplicate: 0 },
    })
    await write({ content: 'Lost' })
    expect((await controls('DELETE')).status).toBe(204)
    await write({ content: 'Once' })
    await sandbox.webhooks.idle()
    expect(received.map(({ json }) => json.content)).toEqual(['Once'])
    expect((await controls('POST', { drop: 2 })).status).toBe(422)
    expect((await ask('GET', '/_sandbox/webhooks')).body).toMatchObject([{ status: 200 }])
  })
})

test('an address that is connected is told everything, also after another one was', async () => {
  sandbox.webhooks.connect({ chatwoot: `${listener.url}/old`, infobip: `${listener.url}/old` })
  sandbox.webhooks.connect({ chatwoot: `${listener.url}/chatwoot`, infobip: `${listener.url}/infobip` })
  await write({ content: 'Hello' })
  const { body } = await infobip('POST', '/ccaas/1/conversations', {})
  await infobip('PATCH', `/ccaas/1/conversations/${body.id}`, { priority: 'HIGH' })
  await sandbox.webhooks.idle()
  expect(new Set(received.map(({ path }) => path))).toEqual(new Set(['/chatwoot', '/infobip']))
  const types = received.filter(({ path }) => path === '/infobip').map(({ json }) => json.type)
  expect(types.sort()).toEqual(['CONVERSATION_CREATED', 'CONVERSATION_PRIORITY_UPDATED'])
})

describe('an address that another process connects', () => {
  const join = async () => (await joinSandbox(sandbox.url)) ?? expect.fail('There is a sandbox.')

  test('is told everything besides the one that was there', async () => {
    sandbox.webhooks.connect({ chatwoot: `${listener.url}/first`, infobip: `${listener.url}/first` })
    const joined = await join()
    await joined.webhooks.connect({ chatwoot: `${listener.url}/second`, infobip: `${listener.url}/second` })
    await joined.webhooks.connect({ chatwoot: `${listener.url}/second` }) // as after a restart
    await write({ content: 'Hello' })
    await infobip('POST', '/ccaas/1/conversations', {})
    await sandbox.webhooks.idle()
    const counts = Map.groupBy(received, ({ path, json }) => `${path} ${json.type ?? json.event}`)
    for (const path of ['/first', '/second']) {
      expect(counts.get(`${path} CONVERSATION_CREATED`)).toHaveLength(1)
      expect(counts.get(`${path} message_created`)).toHaveLength(1)
    }
  })

  test('is an http address, in JSON that no web page can send by itself', async () => {
    expect((await ask('POST', '/_sandbox/webhooks', { chatwoot: 'file:///etc/passwd' })).status).toBe(422)
    const body = JSON.stringify({ chatwoot: `${listener.url}/page` })
    const headers = { 'content-type': 'text/plain' }
    const answer = await fetch(`${sandbox.url}/_sandbox/webhooks`, { method: 'POST', headers, body })
    expect(answer.status).toBe(415)
  })

  test('finds no sandbox where something else answers', async () => {
    await using other = await startHttpServer((_, response) => response.end('{}'))
    expect(await joinSandbox(other.url)).toBeNull()
    expect(await joinSandbox('http://127.0.0.1:1')).toBeNull()
  })
})
