import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newsOfFrame } from '../../../../src/upstream/chatwoot/cable-frame.ts'
import { pushConversation, pushMessage } from '../../../support/cable-server.ts'
import { site } from './examples.ts'

const at = Date.UTC(2026, 5, 17)
const read = (event: unknown, data: unknown) => newsOfFrame({ event, data }, { accountId: '1', site, at })

test('a message is told with its status, whatever the payload says of changes', () => {
  const [created] = read('message.created', { ...pushMessage, echo_id: 'e', performer: { id: 3 } })
  expect(created).toMatchObject({
    type: 'message',
    hint: 'created',
    deliveryId: undefined,
    conversationId: '32',
    messageId: '4181',
    isWhole: true,
    told: {
      account: 'chatwoot',
      conversationId: '32',
      id: '4181',
      kind: 'MESSAGE',
      direction: 'OUTGOING',
      status: 'DELIVERED',
      text: 'Your order ships today',
      replyToId: '4177',
      sender: { type: 'Agent', id: '3' },
      createdAt: 1750148223_000,
      updatedAt: Date.parse('2025-06-17T08:17:03.512Z'),
    },
  })
  const previous_changes = { status: ['delivered', 'read'] }
  expect(read('message.updated', { ...pushMessage, status: 'read', previous_changes })).toMatchObject([
    { type: 'message', hint: 'updated', told: { status: 'READ' } },
  ])
})

test('notes, lines of the system and tombstones are told as what they are', () => {
  const told = (change: object) => read('message.created', { ...pushMessage, ...change })
  expect(told({ private: true })).toMatchObject([{ told: { kind: 'NOTE', isPrivate: true } }])
  expect(told({ message_type: 2, sender: undefined, sender_type: null, sender_id: null })).toMatchObject([
    { told: { kind: 'ACTIVITY', sender: null } },
  ])
  expect(told({ content_attributes: { deleted: true } })).toMatchObject([{ told: { isDeleted: true } }])
})

test.each([
  ['conversation.created', 'created'],
  ['conversation.updated', 'updated'],
  ['conversation.status_changed', 'updated'],
  ['conversation.read', 'updated'],
  ['conversation.contact_changed', 'updated'],
  ['assignee.changed', 'updated'],
  ['team.changed', 'updated'],
] as const)('%s is told as a conversation that was %s', (event, hint) => {
  const news = read(event, pushConversation)
  expect(news).toMatchObject([
    {
      type: 'conversation',
      hint,
      conversationId: '32',
      isWhole: true,
      told: {
        id: '32',
        status: 'PENDING',
        priority: 'HIGH',
        inboxId: '7',
        teamId: '2',
        assigneeId: '3',
        labels: ['billing'],
        unreadCount: 4,
        channel: 'WHATSAPP',
        contactLastSeenAt: null,
      },
    },
  ])
  expect(JSON.stringify(news)).not.toContain('secret of the contact')
})

test('a conversation that leaves things out is to be read again', () => {
  expect(read('conversation.updated', { id: 32, account_id: 1 })).toMatchObject([
    { conversationId: '32', told: null, isWhole: false },
  ])
})

test.each([
  ['conversation.typing_on', true, at + 30_000],
  ['conversation.typing_off', false, null],
] as const)('%s is told with who types', (event, isTyping, expiresAt) => {
  const contact = { id: 12, name: 'Sam Lee', thumbnail: '', type: 'contact' }
  const data = { conversation: pushConversation, user: contact, is_private: false, account_id: 1 }
  expect(read(event, data)).toEqual([
    {
      type: 'typing',
      event: {
        type: 'TypingChanged',
        account: 'chatwoot',
        conversationId: '32',
        occurredAt: at,
        actor: expect.objectContaining({ type: 'Contact', id: '12', name: 'Sam Lee' }),
        isTyping,
        expiresAt,
      },
    },
  ])
})

test.each([
  ['first.reply.created', pushMessage],
  ['conversation.mentioned', pushConversation],
  ['conversation.unread_count_changed', { account_id: 1 }],
  ['notification.created', { account_id: 1, notification: {}, unread_count: 1, count: 1 }],
  ['contact.updated', { account_id: 1, id: 12 }],
  ['account.cache_invalidated', { account_id: 1, cache_keys: {} }],
  ['presence.update', { account_id: 1, users: { '3': 'online' }, contacts: { '12': 'online' } }],
  ['constructor', pushMessage],
])('%s tells nothing', (event, data) => {
  expect(read(event, data)).toEqual([])
})

test('nothing is told of another account, or of none', () => {
  for (const account_id of [2, '11', undefined, null]) {
    expect(read('message.created', { ...pushMessage, account_id })).toEqual([])
    expect(read('conversation.updated', { ...pushConversation, account_id })).toEqual([])
  }
})

test('what cannot be read tells nothing, whatever it is', () => {
  const anyData = fc.oneof(fc.jsonValue(), fc.record({ account_id: fc.constant(1), id: fc.jsonValue() }))
  const anyEvent = fc.constantFrom('message.created', 'conversation.updated', 'conversation.typing_on')
  fc.assert(
    fc.property(anyEvent, anyData, (event, data) => {
      for (const each of read(event, data)) expect(each).toHaveProperty('type')
    }),
  )
})
