import { describe, expect, test } from 'vitest'
import { contactOf } from '../../../../src/upstream/chatwoot/map/actor.ts'
import { sortKeyOf } from '../../../../src/upstream/chatwoot/map/conversation.ts'
import { channelOf } from '../../../../src/upstream/chatwoot/map/place.ts'
import { instantOf, instantOrNull } from '../../../../src/upstream/chatwoot/map/time.ts'
import * as wire from '../../../../src/upstream/chatwoot/wire.ts'
import { conversation, site } from './examples.ts'

describe('a conversation', () => {
  test('of the document becomes one of ours', () => {
    expect(conversation()).toMatchObject({
      account: 'chatwoot',
      id: '32',
      status: 'OPEN',
      upstreamStatus: 'open',
      priority: null,
      subject: null,
      upstreamUrl: 'https://chat.example.com/app/accounts/1/conversations/32',
      createdAt: 1_750_000_000_000,
      updatedAt: 1_750_148_223_512,
      lastActivityAt: 1_750_148_223_000,
      waitingSince: null,
      closedAt: null,
      snoozedUntil: null,
      contactLastSeenAt: null,
      agentLastSeenAt: 1_750_148_100_000,
      unreadCount: 0,
      isReplyWindowOpen: true,
      inboxId: '7',
      teamId: null,
      team: null,
      assigneeId: '3',
      assignee: {
        type: 'Agent',
        id: '3',
        name: 'Ana Ruiz',
        email: 'ana@example.com',
        role: 'AGENT',
        availability: 'ONLINE',
      },
      channel: 'WHATSAPP',
      contact: { id: '12', name: 'Sam Lee', email: null, avatarUrl: null, channelAddress: '+15550100' },
      labels: ['billing'],
      lastMessage: { id: '4181', status: 'DELIVERED', text: 'Your order ships today' },
    })
  })

  test.each([
    ['pending', 'PENDING'],
    ['snoozed', 'SNOOZED'],
    ['resolved', 'RESOLVED'],
    ['new', 'OPEN'],
  ])('status %s is %s and keeps its word', (status, expected) => {
    expect(conversation({ status })).toMatchObject({ status: expected, upstreamStatus: status })
  })

  test('without an assignee, a team, messages or a known channel says so', () => {
    const meta = { sender: null, channel: 'Channel::New' }
    const bare = conversation({ meta, messages: [], snoozed_until: '2026-06-17T08:17:03.000Z' })
    expect(bare).toMatchObject({
      assignee: null,
      assigneeId: null,
      team: null,
      lastMessage: null,
      channel: 'OTHER',
      contact: null,
    })
    expect(bare.snoozedUntil).toBe(Date.UTC(2026, 5, 17, 8, 17, 3))
    expect(conversation({ messages: undefined }).lastMessage).toBeUndefined()
  })

  test('may be assigned to a bot and a team', () => {
    const meta = {
      channel: 'Channel::Api',
      assignee: { id: 5, name: 'Bot' },
      assignee_type: 'AgentBot',
      team: { id: 4, name: 'Tier 2' },
    }
    expect(conversation({ meta })).toMatchObject({
      assigneeId: '5',
      assignee: { type: 'Bot', id: '5' },
      teamId: '4',
      team: { id: '4', name: 'Tier 2' },
    })
  })

  test('is sorted by what the order says, and without it last', () => {
    const urgent = conversation({ priority: 'urgent', waiting_since: 1_750_000_001 })
    expect(sortKeyOf(urgent, 'PRIORITY')).toBe(4)
    expect(sortKeyOf(urgent, 'WAITING_SINCE')).toBe(1_750_000_001_000)
    expect(sortKeyOf(conversation(), 'PRIORITY')).toBeNull()
    expect(sortKeyOf(conversation(), 'WAITING_SINCE')).toBeNull()
  })
})

describe('the small maps', () => {
  test.each([
    ['EMAIL', 'sam@example.com'],
    ['WHATSAPP', '+15550100'],
    ['SMS', '+15550100'],
    ['TELEGRAM', null],
    [undefined, null],
  ] as const)('the address of a contact on %s is %s', (channel, address) => {
    const contact = { id: '1', email: 'sam@example.com', phone_number: '+15550100', thumbnail: '' } as const
    expect(contactOf(wire.contact.shape.payload.parse(contact), site, channel).channelAddress).toBe(address)
  })

  test('a channel that is new is another one', () => {
    expect(
      ['Channel::WebWidget', 'Channel::TwilioSms', 'Channel::Hologram', 'toString'].map(channelOf),
    ).toEqual(['WEB_CHAT', 'SMS', 'OTHER', 'OTHER'])
  })

  test('times are seconds with or without a fraction, or ISO', () => {
    expect(instantOf(1_750_148_223.512)).toBe(1_750_148_223_512)
    expect(instantOf('2026-06-17T08:17:03.000Z')).toBe(Date.UTC(2026, 5, 17, 8, 17, 3))
    expect([0, null, undefined, '', 'soon'].map(instantOrNull)).toEqual([null, null, null, null, null])
    expect(instantOrNull('1757506877')).toBe(1_757_506_877_000)
  })
})
