import type { Conversation, ConversationQuery } from '../../domain/conversation.ts'
import type { Origin } from '../../domain/errors.ts'
import { inOrderOf } from '../../kit/order.ts'
import type { Call, Upstream } from '../port.ts'
import type { ChatwootClient } from './client.ts'
import { orNull } from './errors.ts'
import { idValue } from './id.ts'
import { conversationOf, sortKeyOf } from './map/conversation.ts'
import type { Site } from './map/site.ts'
import { readConversations } from './page/conversation.ts'
import type { ConversationSource } from './page/sheet.ts'
import { type Plan, planOf, whyUnsupported } from './query.ts'
import type { WireConversation } from './wire.ts'

/** Chatwoot's filter shows so many conversations a page, whatever the server's setting for its list. */
const filterPage = 25

export const createConversations = (
  client: ChatwootClient,
  origin: Origin,
  site: Site,
): Upstream['conversations'] => ({
  whyUnsupported,

  list: async (query, request, call) => {
    const plan = await planOf(query, client, call)
    if (plan.by === 'nothing') return { items: [], hasNext: false, hasPrevious: false, totalCount: 0 }
    return readConversations(sourceOf(plan, query, client, origin, site, call), request)
  },

  count: async (query, call) => {
    const plan = await planOf(query, client, call)
    switch (plan.by) {
      case 'nothing':
        return 0
      case 'list':
        return (await client.conversationCounts(plan.params, call))[plan.count]
      case 'filter':
        return (await client.filterConversations(plan.conditions, 1, call)).meta.all_count
    }
  },

  /** Up to two are asked for singly, which is cheaper for Chatwoot; more by the filter, 25 a call. */
  getMany: async (ids, call) => {
    const wanted = [...new Set(ids)]
    const filtered = wanted.length > 2 ? await filterByIds(client, wanted, call) : []
    const known = new Set(filtered.map(({ id }) => id))
    // the filter hides what an agent sees by team alone: those are asked for singly before they count as missing
    const single = await Promise.all(
      wanted.filter((id) => !known.has(id)).map((id) => orNull(client.conversation(id, call))),
    )
    const conversations = [...filtered, ...single.filter((each) => each !== null)].map((wire) =>
      conversationOf(wire, site),
    )
    return inOrderOf(ids, conversations, ({ id }) => id)
  },

  replyBlockedReason: async (conversation) =>
    conversation.isReplyWindowOpen === false ? 'REPLY_WINDOW_CLOSED' : null,
})

const sourceOf = (
  plan: Exclude<Plan, { by: 'nothing' }>,
  { orderBy: { field, direction } }: ConversationQuery,
  client: ChatwootClient,
  origin: Origin,
  site: Site,
  call: Call,
): ConversationSource => ({
  origin,
  direction,
  growsAtStart: direction === 'DESC' && (field === 'LAST_ACTIVITY_AT' || field === 'CREATED_AT'),
  read: async (page) => {
    const rowOf = (wire: WireConversation) => {
      const node: Conversation = conversationOf(wire, site)
      return { node, sortKey: sortKeyOf(node, field) }
    }
    if (plan.by === 'list') {
      const { meta, payload } = await client.conversations(plan.params, page + 1, call)
      return { rows: payload.map(rowOf), count: meta[plan.count] }
    }
    const { meta, payload } = await client.filterConversations(plan.conditions, page + 1, call)
    return { rows: payload.map(rowOf), count: meta.all_count }
  },
})

const filterByIds = async (client: ChatwootClient, ids: readonly string[], call: Call) => {
  const chunks = Array.from({ length: Math.ceil(ids.length / filterPage) }, (_, index) =>
    ids.slice(index * filterPage, (index + 1) * filterPage),
  )
  const pages = await Promise.all(
    chunks.map((chunk) => {
      const values = chunk.map(idValue)
      return client.filterConversations(
        [{ attribute_key: 'display_id', filter_operator: 'equal_to', values }],
        1,
        call,
      )
    }),
  )
  return pages.flatMap(({ payload }) => payload)
}
