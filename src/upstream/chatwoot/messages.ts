import { NotFoundError, type Origin } from '../../domain/errors.ts'
import type { Message, MessageFilter } from '../../domain/message.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import { inOrderOf } from '../../kit/order.ts'
import type { Call, Upstream } from '../port.ts'
import type { ChatwootClient } from './client.ts'
import { orNull } from './errors.ts'
import { nextId } from './id.ts'
import { conversationOf } from './map/conversation.ts'
import { messageOf } from './map/message.ts'
import type { Site } from './map/site.ts'
import { pageOfMessages, readMessages } from './page/message.ts'
import { type MessageSource, older, withIds } from './page/step.ts'

/** What is read of them; `sends.ts` has the rest. */
type Reading = Omit<Upstream['messages'], 'prepareSend' | 'findSent'>

export const createMessages = (client: ChatwootClient, origin: Origin, site: Site): Reading => {
  const sourceOf = (conversationId: string, isForContact: boolean, call: Call): MessageSource => ({
    origin,
    read: async (range) => {
      const params = isForContact ? { ...range, filter_internal_messages: true as const } : range
      const rows = await client.messages(conversationId, params, call)
      return rows.map((row) => messageOf(row, conversationId, site))
    },
    newestId: async () => (await client.conversation(conversationId, call)).messages?.[0]?.id ?? null,
  })

  /**
   * Every message of a Chatwoot conversation goes through the one channel of its inbox, so a channel filter is
   * a question about the conversation and not about its messages.
   */
  const canMatch = async (conversationId: string, filter: MessageFilter, call: Call): Promise<boolean> => {
    if (!filter.channels && !isImpossible(filter)) return true
    const { channel } = conversationOf(await client.conversation(conversationId, call), site)
    if (isImpossible(filter)) return false
    return filter.channels === undefined || (!!channel && filter.channels.includes(channel))
  }

  const read = async (
    conversationId: string,
    filter: MessageFilter,
    request: PageRequest,
    call: Call,
  ): Promise<Page<Message>> => {
    const source = sourceOf(conversationId, wantsNoInternal(filter), call)
    return filter.ids
      ? pageOfMessages(await withIds(source, filter.ids), filter, request)
      : readMessages(source, filter, request)
  }

  return {
    whyUnsupported: () => null,

    list: async (conversationId, filter, request, call) =>
      (await canMatch(conversationId, filter, call))
        ? read(conversationId, filter, request, call)
        : emptyPage(request),

    /** Both sides are read at once; the side towards the start holds the message itself. */
    around: async (conversationId, filter, messageId, limit, call) => {
      const newerLimit = Math.floor(limit / 2)
      const [start, end] = (await canMatch(conversationId, filter, call))
        ? await Promise.all([
            read(
              conversationId,
              filter,
              { take: 'last', limit: limit - newerLimit, before: nextId(messageId) },
              call,
            ),
            read(
              conversationId,
              filter,
              { take: 'first', limit: Math.max(newerLimit, 1), after: messageId },
              call,
            ),
          ])
        : []
      if (!start || !end || start.items.at(-1)?.node.id !== messageId) {
        throw new NotFoundError('There is no such message in this list.', origin)
      }
      return {
        items: [...start.items, ...end.items.slice(0, newerLimit)],
        hasPrevious: start.hasPrevious,
        hasNext: end.hasNext || end.items.length > newerLimit,
        totalCount: null,
      }
    },

    count: async () => null,

    getMany: async (conversationId, ids, call) => {
      const found = await orNull(withIds(sourceOf(conversationId, false, call), ids))
      return inOrderOf(ids, found ?? [], ({ id }) => id)
    },

    last: async (conversationId, call) =>
      (await older(sourceOf(conversationId, false, call), null)).messages.at(-1) ?? null,
  }
}

const emptyPage = ({ take, after, before }: PageRequest): Page<never> => ({
  items: [],
  hasNext: take === 'last' && before !== undefined,
  hasPrevious: take === 'first' && after !== undefined,
  totalCount: null,
})

/** Chatwoot itself leaves out notes and activities, and only the two together. */
const wantsNoInternal = ({ kinds, direction }: MessageFilter): boolean =>
  direction === 'INCOMING' ||
  direction === 'OUTGOING' ||
  (kinds !== undefined && !kinds.includes('NOTE') && !kinds.includes('ACTIVITY'))

/** Notes and activities are what is internal: a filter that says otherwise would read a whole thread for nothing. */
const isImpossible = ({ ids, kinds, direction, createdAfter, createdBefore }: MessageFilter): boolean =>
  ids?.length === 0 ||
  (createdAfter !== undefined && createdBefore !== undefined && createdAfter >= createdBefore) ||
  (kinds !== undefined &&
    !kinds.some(
      (kind) =>
        direction === undefined || (direction === 'INTERNAL') === (kind === 'NOTE' || kind === 'ACTIVITY'),
    ))
