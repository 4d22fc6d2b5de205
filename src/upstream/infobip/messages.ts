import { NotFoundError } from '../../domain/errors.ts'
import type { Upstream } from '../port.ts'
import type { Context } from './context.ts'
import { toMessage } from './map/message.ts'
import { countableSourcesOf, matches, readByIds, sourcesOf } from './message-list.ts'
import { readPage } from './page.ts'
import { formatPosition, placeOf } from './place.ts'
import { createSending } from './send/message.ts'
import { countAll } from './sources.ts'

/** A thread is two collections, messages and notes, read as one. */
export const createMessages = (context: Context): Upstream['messages'] => {
  const { account, origin, client } = context
  return {
    whyUnsupported: () => null,

    list: (conversationId, filter, request, call) =>
      readPage(sourcesOf(context, conversationId, filter, call), 'asc', request),

    async around(conversationId, filter, messageId, limit, call) {
      const [middle] = await readByIds(context, conversationId, [messageId], call)
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
      return {
        items: [...older.items, { node: middle, position }, ...newer.items],
        hasPrevious: older.hasPrevious,
        hasNext: newer.hasNext,
      }
    },

    count: (conversationId, filter, call) =>
      countAll(countableSourcesOf(context, conversationId, filter, call)),

    async getMany(conversationId, ids, call) {
      try {
        return await readByIds(context, conversationId, ids, call)
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

    ...createSending(context),
  }
}
