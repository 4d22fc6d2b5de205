/** Objects and a world for the tests of live events. */
import type { Conversation } from '../../src/domain/conversation.ts'
import type { DomainEvent } from '../../src/domain/event.ts'
import type { Message } from '../../src/domain/message.ts'
import type { Flow } from '../../src/kit/flow.ts'
import type { Fact } from '../../src/live/fact.ts'
import type { FeedItem } from '../../src/live/item.ts'
import type { Viewer } from '../../src/live/viewer.ts'

export const account = 'a'

export const messageOf = (id: string, fields: Partial<Message> = {}): Message => ({
  account,
  conversationId: 'c1',
  id,
  kind: 'MESSAGE',
  direction: 'INCOMING',
  text: `text ${id}`,
  content: { type: 'TextContent', text: `text ${id}`, format: 'PLAIN' },
  attachments: [],
  isPrivate: false,
  isDeleted: false,
  status: 'SENT',
  statusReason: null,
  replyToId: null,
  clientMessageId: null,
  translations: [],
  createdAt: 1000,
  updatedAt: null,
  metadata: null,
  ...fields,
})

export const conversationOf = (id: string, fields: Partial<Conversation> = {}): Conversation => ({
  account,
  id,
  status: 'OPEN',
  upstreamStatus: 'open',
  priority: null,
  subject: null,
  upstreamUrl: null,
  createdAt: 1000,
  updatedAt: null,
  lastActivityAt: 1000,
  waitingSince: null,
  closedAt: null,
  snoozedUntil: null,
  contactLastSeenAt: null,
  agentLastSeenAt: null,
  unreadCount: 0,
  customAttributes: null,
  isReplyWindowOpen: true,
  inboxId: null,
  teamId: null,
  assigneeId: null,
  ...fields,
})

export const messageFact = (
  message: Message,
  readAt: number,
  hint: Fact['hint'] = 'created',
  since?: number,
): Fact => ({ type: 'message', message, readAt, hint, since })

export const conversationFact = (
  conversation: Conversation,
  readAt: number,
  hint: Fact['hint'] = 'created',
  since?: number,
): Fact => ({ type: 'conversation', conversation, readAt, hint, since })

export const viewerOf = (key: string, fields: Partial<Viewer> = {}): Viewer => ({
  key,
  maySee: async () => true,
  call: (_account, signal) => ({
    credential: { header: 'authorization', value: key },
    agentId: null,
    requestId: 'test',
    signal,
  }),
  ...fields,
})

/** Short names of events, such as `MessageAdded 7 SENT`. */
export const nameOf = (event: DomainEvent): string => {
  switch (event.type) {
    case 'MessageAdded':
    case 'MessageUpdated':
      return `${event.type} ${event.message.id} ${event.message.status}`
    case 'MessageDeleted':
      return `${event.type} ${event.messageId}`
    case 'ConversationAdded':
    case 'ConversationUpdated':
      return `${event.type} ${event.conversation.id} ${event.conversation.status}`
    case 'TypingChanged':
      return `${event.type} ${event.isTyping}`
    case 'AgentAvailabilityChanged':
      return `${event.type} ${event.agent.availability}`
    case 'AccountHealthChanged':
    case 'UpstreamGap':
      return event.type
  }
}

export const nameOfItem = (item: FeedItem): string =>
  'event' in item ? nameOf(item.event) : `resync ${item.resync}`

/** Reads a feed in the background and notes everything. */
export const startReading = (feed: Flow<FeedItem>) => {
  const items: FeedItem[] = []
  let error: unknown
  const ended = feed
    .into((item) => {
      items.push(item)
    })
    .catch((thrown: unknown) => {
      error = thrown
    })
  return {
    items,
    names: () => items.map(nameOfItem),
    ended,
    error: () => error,
    stop: async () => {
      feed.end()
      await ended
    },
  }
}
