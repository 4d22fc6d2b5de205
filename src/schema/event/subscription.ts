import { StateUnavailableError } from '../../domain/errors.ts'
import type { FeedItem } from '../../live/item.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { ConversationFilterInput } from '../conversation/input.ts'
import { ownId, requireRefOf } from '../id.ts'
import { lastingFields, toEventFilter } from './filter.ts'
import { EventRef, MessageAddedRef } from './type.ts'

/** What one event is answered from. */
export interface Delivery<T = FeedItem> {
  readonly item: T
  /** A context in which nothing was loaded before the event came. */
  readonly renew: () => Context
}

const resumeHint =
  'Pass the last `cursor` that you processed as `after`; over graphql-ws also as `resume: { <operation id>: <cursor> }` in `connection_init`, which goes before `after`: clients repeat their first variables on reconnect. Without either it begins now.'

builder.subscriptionType({ description: 'What happens, as it happens: over graphql-ws, or SSE.' })

builder.subscriptionFields((t) => ({
  messageAdded: t.field({
    type: MessageAddedRef,
    description:
      'The simplest live feed: each message that appears in the conversation from now on. No resume; use `conversationEvents` for that.',
    args: { conversationId: t.arg.id({ required: true, description: 'Global id.' }) },
    subscribe: async (_, { conversationId }, context) => {
      const { events, renew } = context
      const items = await events.follow(requireConversation(conversationId, context))
      return items.map((item) => {
        if ('resync' in item) throw new StateUnavailableError('Events were lost: subscribe again.')
        const { event, cursor } = item
        return event.type === 'MessageAdded' ? { item: { event, cursor }, renew } : undefined
      })
    },
    resolve: ({ item }) => item,
  }),
  conversationEvents: t.field({
    type: EventRef,
    description: `Everything that happens in one conversation: every event after the cursor, in order, at least once, or one \`ResyncRequired\` when events are not available any more. ${resumeHint}`,
    args: {
      conversationId: t.arg.id({ required: true, description: 'Global id.' }),
      after: t.arg.string({
        required: false,
        description: '`Conversation.eventCursor`, or the `cursor` of an event of this feed.',
      }),
    },
    subscribe: async (_, { conversationId, after }, context) => {
      const { events, renew } = context
      const items = await events.resume(requireConversation(conversationId, context), after)
      return items.map((item): Delivery => ({ item, renew }))
    },
    resolve: ({ item }) => item,
  }),
  inboxEvents: t.field({
    type: EventRef,
    description: `Everything that changes what an inbox list shows, over all accounts for which you have a credential; in order within each conversation. ${resumeHint}`,
    args: {
      filter: t.arg({
        type: ConversationFilterInput,
        required: false,
        description: `Only events of these conversations, by ${lastingFields}; other fields are refused, for a conversation that leaves your list is news. Where a filter needs more than the event holds, it costs a call an event. The cursor does not depend on the filter.`,
      }),
      after: t.arg.string({
        required: false,
        description: '`ConversationConnection.eventCursor`, or the `cursor` of an event of this feed.',
      }),
    },
    subscribe: async (_, { filter, after }, context) => {
      const isWanted = toEventFilter(filter, context)
      const { events, renew } = context
      const items = await events.resume(null, after)
      return items.map(async (item): Promise<Delivery | undefined> => {
        const fresh = once(renew)
        return (await isWanted(item, fresh)) ? { item, renew: fresh } : undefined
      })
    },
    resolve: ({ item }) => item,
  }),
}))

/** What the filter loaded, the answer need not load again. */
const once = (renew: () => Context): (() => Context) => {
  let context: Context | undefined
  return () => {
    context ??= renew()
    return context
  }
}

const requireConversation = (id: string, context: Context) => {
  const ref = requireRefOf('Conversation', id, ['conversationId'], context)
  return { account: ref.account, id: ownId(ref) }
}
