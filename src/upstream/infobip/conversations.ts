import type { Upstream } from '../port.ts'
import type { Context } from './context.ts'
import { directionOf, orderOf, sourcesOf, whyUnsupported } from './conversation-list.ts'
import { readMany, sparingKnown } from './many.ts'
import { toConversation } from './map/conversation.ts'
import { readPage } from './page.ts'
import { replyBlockedReason } from './reply.ts'
import { countAll } from './sources.ts'

export const createConversations = (context: Context): Upstream['conversations'] => ({
  whyUnsupported,

  async list(query, request, call) {
    const page = await readPage(sourcesOf(context, query, call), directionOf(query), request)
    const { timeOf } = orderOf(query)
    return {
      ...page,
      items: page.items.map(({ node, position }) => ({
        node: toConversation(context.account.name, node),
        position,
        sortKey: timeOf(node),
      })),
    }
  },

  count: (query, call) => countAll(sourcesOf(context, query, call)),

  async getMany(ids, call) {
    const rows = await readMany(
      ids,
      sparingKnown((conversationIds) =>
        context.client.listConversations(
          { conversationIds, limit: conversationIds.length, orderBy: 'createdAt:asc' },
          call,
        ),
      ),
    )
    return rows.map((row) => row && toConversation(context.account.name, row))
  },

  replyBlockedReason,
})
