import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ForbiddenError, InvalidInputError } from '../../../../src/domain/errors.ts'
import { createWebhookReader } from '../../../../src/upstream/chatwoot/webhook.ts'
import type { RawDelivery } from '../../../../src/upstream/port.ts'
import { site } from './examples.ts'

const now = Date.UTC(2026, 5, 17, 8, 17, 4)
const secret = 'the-secret-of-the-webhook'
const reader = createWebhookReader({
  origin: { account: 'chatwoot', provider: 'CHATWOOT' },
  site,
  accountId: '1',
  secrets: ['the-one-before', secret],
})

// as documented, to the letter
const messageCreated = `{"event":"message_created","id":4181,"content":"Your order ships today","content_type":"text","content_attributes":{},
 "additional_attributes":{},"message_type":"outgoing","private":false,"created_at":"2026-06-17T08:17:03.000Z","source_id":null,
 "account":{"id":1,"name":"Acme"},"inbox":{"id":7,"name":"WhatsApp"},
 "sender":{"id":3,"name":"Ana Ruiz","email":"ana@example.com","type":"user"},
 "conversation":{"id":32,"status":"open","inbox_id":7,"channel":"Channel::Whatsapp","account":{"id":1,"name":"Acme"},
   "labels":["billing"],"unread_count":0,"contact_inbox":{"id":55,"source_id":"15550100","pubsub_token":"…"},
   "meta":{"sender":{"id":12,"type":"contact"},"assignee":{"id":3,"type":"user"},"assignee_type":"User","team":null,"hmac_verified":false},
   "messages":[{"id":4181,"status":"sent","message_type":1}],"timestamp":1750148223,"updated_at":1750148223.512}}`

interface Options {
  readonly signedAt?: number
  readonly secret?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
}

const deliveryOf = (body: string | Uint8Array, options: Options = {}): RawDelivery => {
  const timestamp = String(Math.floor((options.signedAt ?? now) / 1000))
  const hmac = createHmac('sha256', options.secret ?? secret)
    .update(`${timestamp}.`)
    .update(body)
    .digest('hex')
  const headers: Readonly<Record<string, string | undefined>> = {
    'x-chatwoot-signature': `sha256=${hmac}`,
    'x-chatwoot-timestamp': timestamp,
    'x-chatwoot-delivery': '0f3f4c0e-0000-4000-8000-000000000001',
    ...options.headers,
  }
  return { body: Buffer.from(body), header: (name) => headers[name], receivedAt: now }
}

const changed = (change: object) => JSON.stringify({ ...JSON.parse(messageCreated), ...change })
const decode = (body: string) => reader.decode(deliveryOf(body))

describe('a delivery is believed', () => {
  test('when the bytes and the time are signed with a secret of the account', () => {
    expect(reader.verify(deliveryOf(messageCreated))).toMatch(/^sha256=[0-9a-f]{64}$/)
  })

  test('with the secret that is being replaced', () => {
    expect(() => reader.verify(deliveryOf(messageCreated, { secret: 'the-one-before' }))).not.toThrow()
  })

  test('up to five minutes from its time, in either direction', () => {
    for (const signedAt of [now - 300_000, now + 300_000]) {
      expect(() => reader.verify(deliveryOf(messageCreated, { signedAt }))).not.toThrow()
    }
  })
})

describe('a delivery is refused', () => {
  const refused = (body: string | Uint8Array, options?: Options) =>
    expect(() => reader.verify(deliveryOf(body, options))).toThrow(ForbiddenError)

  test('when it is signed with another secret', () => refused(messageCreated, { secret: 'another' }))
  test('when it is older or younger than five minutes', () => {
    refused(messageCreated, { signedAt: now - 301_000 })
    refused(messageCreated, { signedAt: now + 301_000 })
  })
  test.each(['x-chatwoot-signature', 'x-chatwoot-timestamp'])('without %s', (name) => {
    refused(messageCreated, { headers: { [name]: undefined } })
  })
  test('when its time is not the one that was signed', () => {
    refused(messageCreated, { headers: { 'x-chatwoot-timestamp': String(now / 1000 + 1) } })
  })
  test('when it was parsed and written again', () => {
    const { header } = deliveryOf(messageCreated)
    const body = Buffer.from(JSON.stringify(JSON.parse(messageCreated)))
    expect(() => reader.verify({ body, header, receivedAt: now })).toThrow(ForbiddenError)
  })

  test('when any bit of the body or of the signature is another', () => {
    const original = deliveryOf(messageCreated)
    const signature = original.header('x-chatwoot-signature') ?? ''
    const flip = (bytes: Uint8Array, bit: number): Buffer => {
      const copy = Buffer.from(bytes)
      const index = Math.floor(bit / 8) % copy.length
      copy[index] = (copy[index] as number) ^ (1 << (bit % 8))
      return copy
    }
    fc.assert(
      fc.property(fc.nat(), fc.boolean(), (bit, isBody) => {
        const delivery = isBody
          ? { ...original, body: flip(original.body, bit) }
          : {
              ...original,
              header: (name: string) =>
                name === 'x-chatwoot-signature'
                  ? flip(Buffer.from(signature), bit).toString('latin1')
                  : original.header(name),
            }
        expect(() => reader.verify(delivery)).toThrow(ForbiddenError)
      }),
      { numRuns: 300 },
    )
  })
})

describe('a delivery tells', () => {
  test('of a message by its own id, text and time, with a status only where the last message is the same', () => {
    expect(decode(messageCreated)).toEqual([
      {
        type: 'message',
        hint: 'created',
        deliveryId: '0f3f4c0e-0000-4000-8000-000000000001',
        conversationId: '32',
        messageId: '4181',
        told: expect.objectContaining({
          id: '4181',
          text: 'Your order ships today',
          direction: 'OUTGOING',
          status: 'SENT',
          createdAt: Date.UTC(2026, 5, 17, 8, 17, 3),
          sender: expect.objectContaining({ type: 'Agent', id: '3' }),
        }),
      },
    ])
    const { conversation } = JSON.parse(messageCreated)
    const other = changed({ conversation: { ...conversation, messages: [{ id: 9, status: 'read' }] } })
    expect(decode(other)).toMatchObject([{ messageId: '4181', told: { status: 'UNKNOWN' } }])
  })

  test('of a contact as sender, who has no type', () => {
    const sender = { id: 12, name: 'Sam Lee', account: { id: 1, name: 'Acme' }, avatar: '', thumbnail: '' }
    const [news] = decode(changed({ sender, message_type: 'incoming', event: 'message_updated' }))
    expect(news).toMatchObject({ hint: 'updated', told: { sender: { type: 'Contact', id: '12' } } })
  })

  test('of a conversation, as far as it is whole', () => {
    const { conversation } = JSON.parse(messageCreated)
    const whole = { ...conversation, created_at: 1_750_000_000, event: 'conversation_status_changed' }
    expect(decode(JSON.stringify(whole))).toMatchObject([
      {
        type: 'conversation',
        hint: 'updated',
        conversationId: '32',
        told: { status: 'OPEN', channel: 'WHATSAPP' },
      },
    ])
    const part = { id: 32, event: 'conversation_created', account: { id: 1 } }
    expect(decode(JSON.stringify(part))).toMatchObject([
      { conversationId: '32', hint: 'created', told: null },
    ])
  })

  test('of somebody who types, until he stops or half a minute is over', () => {
    const { conversation } = JSON.parse(messageCreated)
    const user = { id: 3, name: 'Ana Ruiz', type: 'user' }
    const [on] = decode(
      JSON.stringify({ event: 'conversation_typing_on', user, conversation, is_private: false }),
    )
    expect(on).toMatchObject({
      type: 'typing',
      event: {
        conversationId: '32',
        isTyping: true,
        actor: { type: 'Agent', id: '3' },
        expiresAt: now + 30_000,
      },
    })
    const [off] = decode(JSON.stringify({ event: 'conversation_typing_off', user, conversation }))
    expect(off).toMatchObject({ event: { isTyping: false, expiresAt: null } })
  })

  test.each(['contact_created', 'webwidget_triggered', 'inbox_updated', 'constructor'])(
    'nothing by %s',
    (event) => {
      expect(decode(JSON.stringify({ event, id: 5, account: { id: 1 } }))).toEqual([])
    },
  )

  test('nothing of another account', () => {
    expect(() => decode(changed({ account: { id: 2, name: 'Beta' } }))).toThrow(ForbiddenError)
  })

  test.each([
    ['broken JSON', '{'],
    ['a list', '[]'],
    ['text', '"x"'],
    ['a message without its parts', '{"event":"message_created"}'],
    ['an id below 1', changed({ id: -1 })],
    ['an id that is a path', changed({ id: '..' })],
  ])('nothing where it is not an event but %s', (_what, body) => {
    expect(() => decode(body)).toThrow(InvalidInputError)
  })
})
