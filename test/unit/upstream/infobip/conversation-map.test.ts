import { describe, expect, it } from 'vitest'
import { toConversation } from '../../../../src/upstream/infobip/map/conversation.ts'
import { conversationPage } from '../../../../src/upstream/infobip/wire.ts'

// The third example of the conversations list in the current description.
const example = {
  id: '7e40af76-3020-4bf6-942f-27910d33899b',
  topic: 'Third conversation topic',
  summary: 'Third conversation topic',
  status: 'CLOSED',
  priority: 'LOW',
  queueId: '6f2e6c5a-e4ca-48c6-bc0a-d9c18479743a',
  agentId: 'c856e230-a8cd-498b-9996-42bbed35029a',
  createdAt: '2024-01-01T00:00:00.000+00:00',
  updatedAt: '2024-01-02T00:00:00.000+00:00',
  closedAt: '2024-01-03T00:00:00.000+00:00',
}

const read = (fields: Record<string, unknown>) => {
  const [wire] = conversationPage.parse({ conversations: [fields] }).conversations
  return toConversation('infobip', wire!)
}

describe('a conversation', () => {
  it('is read whole; what is not told with it is left out', () => {
    expect(read(example)).toStrictEqual({
      account: 'infobip',
      id: example.id,
      status: 'CLOSED',
      upstreamStatus: 'CLOSED',
      priority: 'LOW',
      subject: 'Third conversation topic',
      upstreamUrl: null,
      createdAt: Date.UTC(2024, 0, 1),
      updatedAt: Date.UTC(2024, 0, 2),
      lastActivityAt: Date.UTC(2024, 0, 2),
      waitingSince: null,
      closedAt: Date.UTC(2024, 0, 3),
      snoozedUntil: null,
      contactLastSeenAt: null,
      agentLastSeenAt: null,
      unreadCount: null,
      customAttributes: null,
      isReplyWindowOpen: null,
      inboxId: null,
      teamId: example.queueId,
      assigneeId: example.agentId,
    })
  })

  it('may be nothing but an id and a time, or full of nulls', () => {
    const { id, createdAt } = example
    const sparse = read({ id, createdAt })
    expect(sparse).toMatchObject({
      status: 'OPEN',
      upstreamStatus: 'OPEN',
      priority: null,
      subject: null,
      teamId: null,
      assigneeId: null,
      updatedAt: null,
      lastActivityAt: Date.UTC(2024, 0, 1),
    })
    const empty = { topic: null, status: null, priority: null, queueId: null, agentId: null, closedAt: null }
    expect(read({ id, createdAt, updatedAt: null, channel: null, ...empty })).toStrictEqual(sparse)
  })

  it("keeps Infobip's own word for the status", () => {
    expect(read({ ...example, status: 'SOLVED' })).toMatchObject({
      status: 'RESOLVED',
      upstreamStatus: 'SOLVED',
    })
    expect(read({ ...example, status: 'NEW' })).toMatchObject({ status: 'OPEN', upstreamStatus: 'NEW' })
  })

  it.each([
    ['SMS', 'SMS'],
    ['NO_CHANNEL', null],
    ['MULTICHANNEL', null],
  ])('of an older version has a channel: %s', (channel, expected) => {
    expect(read({ ...example, channel }).channel).toBe(expected)
  })
})
