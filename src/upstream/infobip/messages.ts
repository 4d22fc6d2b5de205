import { NotFoundError } from '../../domain/errors.ts'
import type { Page } from '../../domain/page.ts'
import type { Upstream } from '../port.ts'
import type { Context } from './context.ts'
import { toMessage } from './map/message.ts'
import { countableSourcesOf, matches, placeOf, readMessages, sourcesOf } from './message-list.ts'
import { readPage } from './page.ts'
import { formatPosition } from './place.ts'
import { countAll } from './sources.ts'
import type { WireMessage } from './wire.ts'

export const createMessages = (context: Context): Upstream['messages'] => {
  const { account, origin, client } = context
  const toPage = (conversationId: string, page: Page<WireMessage>) => ({
    ...page,
    items: page.items.map(({ node, position }) => ({
      node: toMessage(account.name, conversationId, node),
      position,
    })),
  })

  return {
    whyUnsupported: () => null,

    async list(conversationId, filter, request, call) {
      const page = await readPage(sourcesOf(context, conversationId, filter, call), 'asc', request)
      return toPage(conversationId, page)
    },

    async around(conversationId, filter, messageId, limit, call) {
      const [middle] = await readMessages(context, conversationId, [messageId], call)
      if (!middle || !matches(filter, middle)) {
        throw new NotFoundError('There is no such message in this list.', origin)
      }
      const position = formatPosition(placeOf(middle))
      const sources = sourcesOf(context, conversationId, filter, call)
      const before = Math.floor((limit - 1) / 2)
      const [older, newer] = await Promise.all([
        readPage(sources, 'asc', { take: 'last', limit: before, before: position }),
        readPage(sources, 'asc', { take: 'first', limit: limit - 1 - before, after: position }),
      ])
      return toPage(conversationId, {
        items: [...older.items, { node: middle, position }, ...newer.items],
        hasPrevious: older.hasPrevious,
        hasNext: newer.hasNext,
      })
    },

    count: (conversationId, filter, call) =>
      countAll(countableSourcesOf(context, conversationId, filter, call)),

    async getMany(conversationId, ids, call) {
      try {
        const rows = await readMessages(context, conversationId, ids, call)
        return rows.map((row) => row && toMessage(account.name, conversationId, row))
      } catch (error) {
        if (error instanceof NotFoundError) return ids.map(() => null) // no such conversation
        throw error
      }
    },

    async last(conversationId, call) {
      const { rows } = await client.listMessages(
        conversationId,
        { limit: 1, orderBy: 'createdAt:desc' },
        call,
      )
      return rows[0] ? toMessage(account.name, conversationId, rows[0]) : null
    },
  }
}
