import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ForbiddenError, InvalidInputError, UnauthenticatedError } from '../../../../src/domain/errors.ts'
import { createWebhookReader, type WebhookSecrets } from '../../../../src/upstream/infobip/webhook.ts'
import type { RawDelivery, WebhookReader } from '../../../../src/upstream/port.ts'

const now = Date.UTC(2025, 9, 31, 13, 47, 41)

// as documented, to the letter
const inbound = `{ "type": "INBOUND_MESSAGE", "timestamp": "2025-10-31T13:47:40.032+00:00",
  "payload": { "id": "b9263ee4-93b9-4352-912a-3b558f751276", "shortId": "100", "status": "OPEN", "priority": "NORMAL",
    "channel": "LIVE_CHAT", "direction": "INBOUND", "queue": { "id": "35b5e5b7-ac4a-40dc-872f-2a1403bcd770", "name": "Queue Name" },
    "assignee": { "id": "fbcfe58e-a5c3-3a80-b569-f631dbb27c41", "name": "Agent Name", "role": "AGENT" },
    "customer": { "id": "35b5e5b7-ac4a-40dc-872f-2a1403bcd769", "name": "Customer Name", "personId": "2500" },
    "form": {}, "tags": [], "topic": "Test Topic", "timestamp": "2025-03-21T13:20:55.013+00:00",
    "message": { "id": "f74f3515-2a8d-481a-9bd1-36ee1f905585", "messageId": "f74f3515-2a8d-481a-9bd1-36ee1f905585",
      "channel": "LIVE_CHAT", "from": "d21806c0-279e-418d-8caf-b96223fd8392", "to": "a48d5aad-f584-41c6-b5e3-c1e3a43b52d2",
      "conversationId": "b9263ee4-93b9-4352-912a-3b558f751276", "content": { "text": "…" } },
    "invoker": { "type": "SYSTEM" } } }`

const readerOf = (secrets: WebhookSecrets): WebhookReader => {
  const reader = createWebhookReader({ account: 'infobip', provider: 'INFOBIP' }, secrets)
  if (!reader) throw new Error('Nothing is configured.')
  return reader
}

const deliveryOf = (body: string, headers: Readonly<Record<string, string>> = {}): RawDelivery => ({
  body: Buffer.from(body),
  header: (name) => headers[name],
  receivedAt: now,
})

const login = { webhookUsername: 'infobip', webhookPassword: 'pässword' }
const authorization = `Basic ${Buffer.from('infobip:pässword').toString('base64')}`

test('without a secret there is nothing that reads deliveries', () => {
  const origin = { account: 'infobip', provider: 'INFOBIP' } as const
  expect(createWebhookReader(origin, {})).toBeUndefined()
  expect(createWebhookReader(origin, { webhookUsername: 'infobip' })).toBeUndefined()
})

describe('a delivery is believed for', () => {
  test('a user name and password', () => {
    const reader = readerOf(login)
    expect(reader.verify(deliveryOf(inbound, { authorization }))).toBeNull()
    for (const wrong of ['', 'Basic', `${authorization}x`, authorization.replace('Basic', 'Bearer')]) {
      expect(() => reader.verify(deliveryOf(inbound, { authorization: wrong }))).toThrow(UnauthenticatedError)
    }
    expect(() => reader.verify(deliveryOf(inbound))).toThrow(UnauthenticatedError)
  })

  test('a header of the profile, under the name that is configured', () => {
    const reader = readerOf({ webhookSecret: 'from-the-profile' })
    expect(reader.verify(deliveryOf(inbound, { 'x-parley-webhook-secret': 'from-the-profile' }))).toBeNull()
    expect(() => reader.verify(deliveryOf(inbound))).toThrow(ForbiddenError)
    const named = readerOf({ webhookSecret: 'from-the-profile', webhookSecretHeader: 'X-Hook-Secret' })
    expect(named.verify(deliveryOf(inbound, { 'x-hook-secret': 'from-the-profile' }))).toBeNull()
    expect(() => named.verify(deliveryOf(inbound, { 'x-hook-secret': 'another' }))).toThrow(ForbiddenError)
  })

  test.each([
    ['sha256', 'hex', 'x-infobip-signature', {}],
    ['md5', 'hex', 'x-infobip-signature', { webhookHmacAlgorithm: 'md5' }],
    [
      'sha512',
      'base64',
      'x-sig',
      {
        webhookHmacAlgorithm: 'sha512',
        webhookHmacEncoding: 'base64',
        webhookHmacHeader: 'X-Sig',
      },
    ],
  ] as const)('an HMAC by %s in %s in %s', (algorithm, encoding, name, settings) => {
    const reader = readerOf({ webhookHmacSecret: 'shared', ...settings })
    const signature = createHmac(algorithm, 'shared').update(inbound).digest(encoding)
    expect(reader.verify(deliveryOf(inbound, { [name]: signature }))).toBe(signature)
    expect(() => reader.verify(deliveryOf(`${inbound} `, { [name]: signature }))).toThrow(ForbiddenError)
    expect(() => reader.verify(deliveryOf(inbound))).toThrow(ForbiddenError)
  })

  test('a password or an HMAC where both are configured, because a profile has one of them', () => {
    const reader = readerOf({ ...login, webhookHmacSecret: 'shared' })
    const signature = createHmac('sha256', 'shared').update(inbound).digest('hex')
    expect(reader.verify(deliveryOf(inbound, { authorization }))).toBeNull()
    expect(reader.verify(deliveryOf(inbound, { 'x-infobip-signature': signature }))).toBe(signature)
    const wrong = { authorization, 'x-infobip-signature': 'wrong' }
    expect(() => reader.verify(deliveryOf(inbound, wrong))).toThrow(ForbiddenError)
    expect(() => reader.verify(deliveryOf(inbound))).toThrow(UnauthenticatedError)
  })

  test('nothing less than the fixed header, where one is configured', () => {
    const reader = readerOf({ ...login, webhookSecret: 'from-the-profile' })
    const both = { authorization, 'x-parley-webhook-secret': 'from-the-profile' }
    expect(reader.verify(deliveryOf(inbound, both))).toBeNull()
    expect(() => reader.verify(deliveryOf(inbound, { authorization }))).toThrow(ForbiddenError)
  })
})

test('any other bit of the body or of the signature is refused', () => {
  const reader = readerOf({ webhookHmacSecret: 'shared' })
  const signature = createHmac('sha256', 'shared').update(inbound).digest('hex')
  const flip = (bytes: Uint8Array, bit: number): Buffer => {
    const copy = Buffer.from(bytes)
    const index = Math.floor(bit / 8) % copy.length
    copy[index] = (copy[index] as number) ^ (1 << (bit % 8))
    return copy
  }
  fc.assert(
    fc.property(fc.nat(), fc.boolean(), (bit, isBody) => {
      const body = isBody ? flip(Buffer.from(inbound), bit) : Buffer.from(inbound)
      const given = isBody ? signature : flip(Buffer.from(signature), bit).toString('latin1')
      const delivery = { body, header: () => given, receivedAt: now }
      expect(() => reader.verify(delivery)).toThrow(ForbiddenError)
    }),
    { numRuns: 300 },
  )
})

describe('a delivery tells', () => {
  const reader = readerOf(login)
  const decode = (body: string) => reader.decode(deliveryOf(body))
  const eventOf = (type: string, change: object = {}) => {
    const { message: _, ...payload } = JSON.parse(inbound).payload
    return JSON.stringify({
      type,
      timestamp: '2025-10-31T13:47:40.032+00:00',
      payload: { ...payload, ...change },
    })
  }

  test('of a message, whose direction is in the type of the event', () => {
    const message = {
      type: 'message',
      hint: 'created',
      conversationId: 'b9263ee4-93b9-4352-912a-3b558f751276',
      messageId: 'f74f3515-2a8d-481a-9bd1-36ee1f905585',
      told: {
        text: '…',
        direction: 'INCOMING',
        status: 'UNKNOWN',
        createdAt: Date.UTC(2025, 9, 31, 13, 47, 40, 32),
      },
    }
    expect(decode(inbound)).toMatchObject([message])
    expect(decode(inbound.replace('INBOUND_MESSAGE', 'OUTBOUND_MESSAGE'))).toMatchObject([
      { ...message, told: { direction: 'OUTGOING' } },
    ])
  })

  test('of a message that changed or went only that it has to be read again', () => {
    for (const type of [
      'INBOUND_MESSAGE_UPDATED',
      'INBOUND_MESSAGE_DELETED',
      'CONVERSATION_MESSAGE_UPDATED',
    ]) {
      const [news] = decode(inbound.replace('INBOUND_MESSAGE', type))
      expect(news).toMatchObject({ type: 'message', hint: 'updated', told: null })
    }
  })

  test('of several events in an array, in their order', () => {
    const news = decode(`[${inbound},${eventOf('CONVERSATION_STATUS_UPDATED', { status: 'SOLVED' })}]`)
    expect(news.map(({ type }) => type)).toEqual(['message', 'conversation'])
  })

  test('of a conversation, with its labels, and whole only when it is new', () => {
    expect(decode(eventOf('CONVERSATION_CREATED', { tags: [{ id: '1', name: 'vip' }] }))).toMatchObject([
      {
        type: 'conversation',
        hint: 'created',
        told: { status: 'OPEN', priority: 'MEDIUM' },
        labels: ['vip'],
      },
    ])
    expect(decode(eventOf('CONVERSATION_PRIORITY_UPDATED'))).toMatchObject([
      { type: 'conversation', hint: 'updated', told: null, labels: [] },
    ])
  })

  test('of notes, and of an agent who comes or goes', () => {
    const note = { id: '6c1f', type: 'INTERNAL', content: 'Call back' }
    const added = decode(eventOf('CONVERSATION_NOTE_ADDED', { note }))
    expect(added).toMatchObject([{ type: 'message', messageId: 'note-6c1f', told: null }])
    const removed = decode(eventOf('CONVERSATION_NOTE_REMOVED', { note }))
    expect(removed).toMatchObject([{ type: 'messageGone', messageId: 'note-6c1f' }])
    const status = { id: 'ACTIVE', name: 'Active', group: 'ACTIVE' }
    const agent = JSON.stringify({ type: 'CONVERSATION_AGENT_STATUS_CHANGED', payload: { id: 'a1', status } })
    expect(decode(agent)).toMatchObject([{ type: 'agent', agentId: 'a1' }])
  })

  test('the same event under the same name, and another under another', () => {
    const idOf = (body: string) => decode(body).map((news) => 'deliveryId' in news && news.deliveryId)
    const later = inbound.replace('2025-10-31T13:47:40', '2025-10-31T13:47:41')
    expect(idOf(later)).toEqual(idOf(inbound))
    expect(idOf(inbound.replace('2025-03-21', '2025-03-22'))).not.toEqual(idOf(inbound))
    expect(idOf(inbound.replaceAll('f74f3515', 'f74f3516'))).not.toEqual(idOf(inbound))
    const [vip, due] = ['vip', 'due'].map((id) =>
      idOf(eventOf('CONVERSATION_TAG_ADDED', { addedTag: { id } })),
    )
    expect(vip).not.toEqual(due)
  })

  test('nothing that is older than a day, because it would not be known again', () => {
    const old = inbound.replace('2025-10-31T13:47:40', '2025-10-30T13:47:40')
    expect(() => decode(old)).toThrow(ForbiddenError)
    expect(decode(`[${old},${inbound}]`)).toHaveLength(1)
  })

  test.each(['{', '"x"', '[1]', '{"type":"INBOUND_MESSAGE"}', '{"type":"X","payload":{"id":"../agents"}}'])(
    'nothing where it is not an event: %s',
    (body) => {
      expect(() => decode(body)).toThrow(InvalidInputError)
    },
  )
})
