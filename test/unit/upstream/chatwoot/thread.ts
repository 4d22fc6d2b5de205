import type { MessageFilter } from '../../../../src/domain/message.ts'
import type { PageRequest } from '../../../../src/domain/page.ts'
import { call, chatwootOver, conversationJson, type ModelMessage, serveMessages } from './model.ts'

/** Ids are shared with other conversations, so they have gaps. */
export const tableOf = (size: number): ModelMessage[] =>
  Array.from({ length: size }, (_, index) => ({ id: 10 + index * 7, created_at: 1_000 + index }))

export const threadOf = (table: ModelMessage[], serve = serveMessages(table)) => {
  const { upstream, asked } = chatwootOver((spec) =>
    spec.operation === 'messages.list'
      ? serve(spec)
      : {
          ...conversationJson({
            id: 32,
            status: 'open',
            created_at: 1,
            last_activity_at: 1,
            waiting_since: 0,
            priority: null,
          }),
          messages: table.slice(-1).map((one) => ({ message_type: 0, ...one })),
        },
  )
  const { messages } = upstream
  return {
    asked,
    messages,
    list: (request: PageRequest, filter: MessageFilter = {}) => messages.list('32', filter, request, call),
    queries: () => asked.map(({ query }) => query),
  }
}

export const idsOf = (page: { items: readonly { node: { id: string } }[] }) =>
  page.items.map(({ node }) => Number(node.id))
export const ids = (messages: readonly ModelMessage[]) => messages.map(({ id }) => id)
