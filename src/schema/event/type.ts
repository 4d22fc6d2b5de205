import type { DomainEvent } from '../../domain/event.ts'
import type { FeedItem } from '../../live/item.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { globalId, messageId } from '../id.ts'
import { AccountRef, ActorRef, AgentRef, ConversationRef, MessageRef } from '../refs.ts'

type ItemOf<T extends DomainEvent['type']> = FeedItem & {
  readonly event: Extract<DomainEvent, { readonly type: T }>
}
type Resync = Extract<FeedItem, { readonly resync: unknown }>

export const EventRef = builder.interfaceRef<FeedItem>('Event').implement({
  description:
    'One thing that happened. Events of one conversation come in order. An event may come again after a reconnect: its `cursor` tells.',
  resolveType: (item) => ('resync' in item ? 'ResyncRequired' : item.event.type),
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      description:
        'The place after this event in its feed: keep the last one that you processed, and pass it as `after` to go on. Later ones are greater as strings. Opaque.',
    }),
    occurredAt: t.field({
      type: 'DateTime',
      description: 'When it happened, as the upstream tells; else when Parley noticed.',
      resolve: (item) => ('resync' in item ? item.occurredAt : item.event.occurredAt),
    }),
  }),
})

const eventRef = <T extends DomainEvent['type']>(name: T) => builder.objectRef<ItemOf<T>>(name)

/** An event that holds its message. */
const messageEvent = (name: 'MessageAdded' | 'MessageUpdated', description: string, hint = '') =>
  eventRef(name).implement({
    description,
    interfaces: [EventRef],
    fields: (t) => ({
      message: t.field({
        type: MessageRef,
        description: `The message as it was then.${hint}`,
        resolve: ({ event }) => event.message,
      }),
    }),
  })

/** An event that holds its conversation. */
const conversationEvent = (name: 'ConversationAdded' | 'ConversationUpdated', description: string) =>
  eventRef(name).implement({
    description,
    interfaces: [EventRef],
    fields: (t) => ({
      conversation: t.field({
        type: ConversationRef,
        description: 'The conversation as it was then.',
        resolve: ({ event }) => event.conversation,
      }),
    }),
  })

const conversationNow = (
  { event }: ItemOf<'MessageDeleted' | 'TypingChanged'>,
  _: object,
  { loaders }: Context,
) => loaders.conversation.load({ account: event.account, id: event.conversationId })

export const MessageAddedRef = messageEvent(
  'MessageAdded',
  'A message appeared in a conversation: incoming, outgoing, a note or an activity line.',
  ' `clientMessageId` matches it with what you sent yourself.',
)

messageEvent(
  'MessageUpdated',
  'A message changed: its status, its text, its translations, or only its tombstone is left.',
)

eventRef('MessageDeleted').implement({
  description: 'A message is gone, and the upstream keeps no tombstone of it.',
  interfaces: [EventRef],
  fields: (t) => ({
    messageId: t.id({
      description: 'Global id of the message that is gone.',
      resolve: ({ event: { account, conversationId, messageId: id } }) =>
        messageId({ account, conversationId, id }),
    }),
    conversation: t.field({
      type: ConversationRef,
      nullable: true,
      description: 'The conversation it was in, as it is now.',
      resolve: conversationNow,
    }),
  }),
})

conversationEvent('ConversationAdded', 'A conversation began, or came into what you may see.')

conversationEvent(
  'ConversationUpdated',
  'A conversation changed: status, assignee, labels, priority, counts and the like. Messages have events of their own.',
)

eventRef('TypingChanged').implement({
  description:
    'Somebody began or ceased to type. Not kept: it is never replayed, and its `cursor` is that of the event before it.',
  interfaces: [EventRef],
  fields: (t) => ({
    conversation: t.field({
      type: ConversationRef,
      nullable: true,
      description: 'The conversation, as it is now. Asking for more than its id costs a call.',
      resolve: conversationNow,
    }),
    conversationId: t.id({
      description: 'Global id of the conversation.',
      resolve: ({ event: { account, conversationId } }) =>
        globalId('Conversation', { account, id: conversationId }),
    }),
    actor: t.field({
      type: ActorRef,
      nullable: true,
      description: 'Who types; null where the upstream does not tell.',
      resolve: ({ event }) => event.actor,
    }),
    isTyping: t.boolean({ description: 'Whether they type now.', resolve: ({ event }) => event.isTyping }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it counts as over although nobody said so.',
      resolve: ({ event }) => event.expiresAt,
    }),
  }),
})

eventRef('AccountHealthChanged').implement({
  description:
    'An upstream account stopped answering, is tried again or answers again, or its events come another way now: noticed within a second, as this instance sees it. In `inboxEvents` only. Not kept: it is never replayed, and its `cursor` is that of the event before it.',
  interfaces: [EventRef],
  fields: (t) => ({
    account: t.field({
      type: AccountRef,
      description: 'The account; its `health` is as it is now.',
      resolve: ({ event }, _, { scope }) => scope.upstream(event.account).account,
    }),
  }),
})

eventRef('AgentAvailabilityChanged').implement({
  description:
    'An agent went online, busy or offline. Infobip tells by webhook; else it is noticed when the account is looked at, every 30 to 60 seconds. In `inboxEvents` and `events` without a conversation.',
  interfaces: [EventRef],
  fields: (t) => ({
    agent: t.field({
      type: AgentRef,
      description: 'The agent as they were then.',
      resolve: ({ event }) => event.agent,
    }),
  }),
})

const ResyncReasonEnum = builder.enumType('ResyncReason', {
  description: 'Why events are lost to a subscriber.',
  values: {
    CURSOR_EXPIRED: {
      description: 'They are not kept any more: at least 24 hours and 1,000 events of a conversation are.',
    },
    CURSOR_UNKNOWN: { description: 'The store of events was emptied since, or is another one.' },
    UPSTREAM_GAP: {
      description:
        'More happened upstream while nobody could tell than Parley looks for afterwards: 7 days, 1,000 messages of a conversation, 500 conversations.',
    },
  } as const,
})

builder.objectRef<Resync>('ResyncRequired').implement({
  description:
    'Events between `after` and `cursor` are not available any more. Load anew what you show, then go on from `cursor`.',
  interfaces: [EventRef],
  fields: (t) => ({
    reason: t.field({ type: ResyncReasonEnum, description: 'Why.', resolve: ({ resync }) => resync }),
  }),
})
