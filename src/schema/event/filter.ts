/** Which events of the inbox a subscriber asked for. */
import type { Conversation, ConversationFilter } from '../../domain/conversation.ts'
import { DomainError, InvalidInputError } from '../../domain/errors.ts'
import type { FeedItem } from '../../live/item.ts'
import type { Context } from '../context.ts'
import { type ConversationFilterInput, toFilters } from '../conversation/input.ts'

type FilterArgument = typeof ConversationFilterInput.$inferInput

/** What stays as it is in the life of a conversation. By anything else, one that leaves the list would leave unsaid. */
const lasting = ['accountIds', 'inboxIds', 'contactId', 'channels', 'createdAfter', 'createdBefore'] as const
export const lastingFields = lasting.map((field) => `\`${field}\``).join(', ')

/** `open`: the context of the event, where one is needed to judge it. */
export type EventFilter = (item: FeedItem, open: () => Context) => Promise<boolean>

/** Throws `InvalidInputError` for a filter by what changes. */
export const toEventFilter = (argument: FilterArgument | null | undefined, context: Context): EventFilter => {
  for (const [field, value] of Object.entries(argument ?? {})) {
    if (value == null || (lasting as readonly string[]).includes(field)) continue
    throw new InvalidInputError(
      `Events are chosen by ${lastingFields} only: \`${field}\` changes, and a conversation that leaves your list is news. Compare it in the event.`,
      ['filter', field],
    )
  }
  if (!argument) return async () => true
  const filters = new Map(toFilters(argument, context).map(({ account, filter }) => [account, filter]))
  return async (item, open) => {
    if ('resync' in item) return true
    const filter = filters.get(item.event.account)
    if (!filter) return false
    return Object.keys(filter).length === 0 || matches(item, filter, open)
  }
}

/** What cannot be judged now is delivered: too much is better than a hole. */
const matches = async (
  { event }: Extract<FeedItem, { readonly event: unknown }>,
  filter: ConversationFilter,
  open: () => Context,
): Promise<boolean> => {
  if (event.conversationId === null) return true
  const { loaders } = open()
  try {
    const conversation =
      'conversation' in event
        ? event.conversation
        : await loaders.conversation.load({ account: event.account, id: event.conversationId })
    if (!conversation) return event.type === 'MessageDeleted'
    const contactId =
      filter.contactId === undefined
        ? undefined
        : (conversation.contact?.id ?? (await lastMessage(conversation, loaders))?.counterpart?.id)
    const channel =
      filter.channels === undefined
        ? undefined
        : (conversation.channel ?? (await lastMessage(conversation, loaders))?.channel)
    return (
      (filter.inboxIds?.includes(conversation.inboxId ?? '') ?? true) &&
      filter.contactId === contactId &&
      (filter.channels === undefined || (channel != null && filter.channels.includes(channel))) &&
      conversation.createdAt > (filter.createdAfter ?? Number.NEGATIVE_INFINITY) &&
      conversation.createdAt < (filter.createdBefore ?? Number.POSITIVE_INFINITY)
    )
  } catch (error) {
    if (error instanceof DomainError) return true
    throw error
  }
}

const lastMessage = (conversation: Conversation, { lastMessage }: Context['loaders']) =>
  conversation.lastMessage === undefined ? lastMessage.load(conversation) : conversation.lastMessage
