import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { StateUnavailableError } from '../../../src/domain/errors.ts'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import {
  addedMessages,
  password,
  startWebhookWorld,
  username,
  type WebhookWorld,
  webhookSecret,
} from '../../support/webhook-world.ts'

let world: WebhookWorld
let isAway: boolean
beforeEach(async () => {
  isAway = false
  world = await startWebhookWorld({
    hasService: false,
    state: (state) => ({
      ...state,
      ready: async () => !isAway && (await state.ready()),
      journal: {
        ...state.journal,
        append: async (...args) => {
          if (isAway) throw new StateUnavailableError('away')
          return state.journal.append(...args)
        },
      },
    }),
  })
})
afterEach(async () => {
  const { errors } = world
  await world[Symbol.asyncDispose]()
  expect(errors).toEqual([])
})

const { conversationId } = sandboxCredentials.example
const bodyOf = (change: object = {}) =>
  JSON.stringify({
    event: 'message_created',
    id: 9_000_001,
    content: 'Hello',
    content_type: 'text',
    content_attributes: {},
    message_type: 'incoming',
    private: false,
    created_at: new Date().toISOString(),
    source_id: null,
    account: { id: 1, name: 'Acme' },
    conversation: { id: Number(conversationId), account: { id: 1, name: 'Acme' }, messages: [] },
    ...change,
  })

interface Signing {
  readonly secret?: string
  readonly at?: number
  readonly deliveryId?: string
}

const headersOf = (
  body: string,
  { secret = webhookSecret, at = Date.now(), deliveryId = 'd-1' }: Signing = {},
) => {
  const timestamp = String(Math.floor(at / 1000))
  const hmac = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
  return {
    'x-chatwoot-delivery': deliveryId,
    'x-chatwoot-timestamp': timestamp,
    'x-chatwoot-signature': `sha256=${hmac}`,
  }
}
const deliver = async (body: string, signing?: Signing, account = 'chatwoot'): Promise<number> =>
  (await world.post(account, body, headersOf(body, signing))).status
const texts = async (account = 'chatwoot') => [...addedMessages(await world.events(account)).values()]

describe('a delivery is refused, and nothing is told of it', () => {
  afterEach(async () => {
    expect(await world.events('chatwoot')).toEqual([])
    expect(await world.events('infobip')).toEqual([])
    expect(world.deliveries.lastAt('chatwoot')).toBeNull()
  })

  test('when it is forged', async () => {
    expect(await deliver(bodyOf(), { secret: 'another' })).toBe(403)
    expect((await world.post('chatwoot', bodyOf(), {})).status).toBe(403)
  })

  test('when it is stale', async () => {
    expect(await deliver(bodyOf(), { at: Date.now() - 302_000 })).toBe(403)
    expect(await deliver(bodyOf(), { at: Date.now() + 302_000 })).toBe(403)
  })

  test('when somebody on the way wrote it anew', async () => {
    const body = bodyOf()
    const rewritten = JSON.stringify(JSON.parse(body), null, 1)
    expect((await world.post('chatwoot', rewritten, headersOf(body))).status).toBe(403)
  })

  test('when it is of another account, whoever signed it', async () => {
    const account = { id: Number(sandboxCredentials.chatwoot.beta.accountId), name: 'Beta Traders' }
    expect(await deliver(bodyOf({ account }))).toBe(403)
    expect(await deliver(bodyOf({ account: null, conversation: { id: 3, account } }))).toBe(403)
  })

  test('when its account has no secret, or there is no such account', async () => {
    expect(await deliver(bodyOf(), {}, 'deaf')).toBe(403)
    expect(await deliver(bodyOf(), {}, 'nobody')).toBe(404)
    expect(await deliver(bodyOf(), {}, 'constructor')).toBe(404)
  })

  test('when its password is missing or wrong', async () => {
    const body = JSON.stringify({ type: 'CONVERSATION_CREATED', payload: { id: 'c1' } })
    expect((await world.post('infobip', body, {})).status).toBe(401)
    const authorization = `Basic ${Buffer.from(`${username}:wrong`).toString('base64')}`
    expect((await world.post('infobip', body, { authorization })).status).toBe(401)
  })

  test('when it is not JSON, is compressed, or is larger than a mebibyte', async () => {
    const body = bodyOf()
    const type = { ...headersOf(body), 'content-type': 'text/plain' }
    expect((await world.post('chatwoot', body, type)).status).toBe(415)
    const zipped = { ...headersOf(body), 'content-encoding': 'gzip' }
    expect((await world.post('chatwoot', body, zipped)).status).toBe(415)
    expect(await deliver(bodyOf({ content: 'x'.repeat(1024 * 1024) }))).toBe(413)
  })

  test('with a reason, and without the secret in it', async () => {
    const body = bodyOf()
    const answer = await world.post('chatwoot', body, headersOf(body, { secret: 'another' }))
    expect(await answer.json()).toEqual({
      error: { code: 'FORBIDDEN', message: 'The signature does not fit.' },
    })
  })
})

describe('a delivery that comes again', () => {
  test('is acknowledged and told once, under another delivery id as well', async () => {
    const body = bodyOf()
    const at = Date.now()
    expect(await deliver(body, { at })).toBe(204)
    expect(await deliver(body, { at })).toBe(204)
    expect(await deliver(body, { at, deliveryId: 'd-2' })).toBe(204)
    expect(await deliver(bodyOf({ created_at: '2026-01-01T00:00:00Z' }), { at: at - 1000 })).toBe(204)
    expect(await texts()).toEqual(['Hello'])
  })

  test('cannot bring back what was changed since', async () => {
    const at = Date.now()
    const before = bodyOf()
    await deliver(before, { at })
    await deliver(bodyOf({ event: 'message_updated', content: 'Hello again' }), { at, deliveryId: 'd-2' })
    await deliver(before, { at, deliveryId: 'd-3' })
    const events = await world.events('chatwoot')
    expect(events.map((event) => 'message' in event && event.message.text)).toEqual(['Hello', 'Hello again'])
  })
})

test('while the store is away a delivery is not acknowledged, and is taken when it comes again', async () => {
  const body = bodyOf()
  isAway = true
  expect(await deliver(body)).toBe(503)
  isAway = false
  expect(await deliver(body)).toBe(204)
  expect(await texts()).toEqual(['Hello'])
})

test('several events of one delivery are all taken', async () => {
  const eventOf = (id: string) => ({
    type: 'INBOUND_MESSAGE',
    timestamp: new Date().toISOString().replace('Z', '+00:00'),
    payload: {
      id: 'c1',
      timestamp: '2026-01-01T00:00:00.000+00:00',
      message: { id, channel: 'SMS', from: '385', to: '386', content: { text: `text ${id}` } },
    },
  })
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const body = JSON.stringify([eventOf('m1'), eventOf('m2'), eventOf('m1')])
  expect((await world.post('infobip', body, { authorization })).status).toBe(204)
  expect((await texts('infobip')).sort()).toEqual(['text m1', 'text m2'])
})
