/** Infobip's REST API, one method an endpoint. Reads never carry `x-agent-id`. */
import { InvalidInputError } from '../../domain/errors.ts'
import type { HttpClient } from '../http/request.ts'
import type { Call } from '../port.ts'
import { isSafeId } from './id.ts'
import {
  agent,
  agentPage,
  botPage,
  conversationPage,
  messagePage,
  queuePage,
  tagPage,
  type WireAgent,
  type WireBot,
  type WireConversation,
  type WireMessage,
  type WireQueue,
  type WireTag,
} from './wire.ts'

/** The largest page that Infobip gives. */
export const maxPageSize = 999

/** Always said: without `limit` Infobip gives 10 rows, without `orderBy` it orders by random ids. */
export interface ListQuery {
  readonly limit: number
  /** `property:asc` or `property:desc`. */
  readonly orderBy: string
  /** Counted from 0, which is also the default. */
  readonly page?: number
}

export interface ConversationsQuery extends ListQuery {
  readonly conversationIds?: readonly string[]
  readonly queueIds?: readonly string[]
  readonly tagNames?: readonly string[]
  readonly agentId?: string
  readonly status?: string
  readonly priority?: string
  readonly createdAfter?: string
  readonly createdBefore?: string
  readonly updatedAfter?: string
  readonly updatedBefore?: string
}

export interface MessagesQuery extends ListQuery {
  readonly messageIds?: readonly string[]
  readonly channel?: string
  readonly direction?: string
  readonly createdAfter?: string
  readonly createdBefore?: string
}

/** One page of a list. `total`: size of the whole list; null when Infobip did not say. */
export interface Listing<T> {
  readonly rows: readonly T[]
  readonly total: number | null
}

export interface Client {
  listConversations(query: ConversationsQuery, call: Call): Promise<Listing<WireConversation>>
  listMessages(conversationId: string, query: MessagesQuery, call: Call): Promise<Listing<WireMessage>>
  listAgents(query: ListQuery & { agentIds?: readonly string[] }, call: Call): Promise<Listing<WireAgent>>
  getAgent(agentId: string, call: Call): Promise<WireAgent>
  listBots(query: ListQuery, call: Call): Promise<Listing<WireBot>>
  listQueues(query: ListQuery & { queueIds?: readonly string[] }, call: Call): Promise<Listing<WireQueue>>
  listTags(query: ListQuery & { conversationId?: string }, call: Call): Promise<Listing<WireTag>>
}

export const createClient = (http: Pick<HttpClient, 'request'>): Client => ({
  async listConversations(query, call) {
    const page = await http.request(
      {
        operation: 'conversations.list',
        method: 'GET',
        path: '/ccaas/1/conversations',
        query: { ...query },
        schema: conversationPage,
      },
      call,
    )
    return listing(page.conversations, page)
  },

  async listMessages(conversationId, query, call) {
    const page = await http.request(
      {
        operation: 'messages.list',
        method: 'GET',
        path: `/ccaas/1/conversations/${segment(conversationId)}/messages`,
        query: { ...query },
        schema: messagePage,
      },
      call,
    )
    return listing(page.messages, page)
  },

  async listAgents(query, call) {
    const page = await http.request(
      {
        operation: 'agents.list',
        method: 'GET',
        path: '/ccaas/1/agents',
        query: { ...query },
        schema: agentPage,
      },
      call,
    )
    return listing(page.agents, page)
  },

  getAgent: async (agentId, call) =>
    http.request(
      {
        operation: 'agents.get',
        method: 'GET',
        path: `/ccaas/1/agents/${segment(agentId)}`,
        schema: agent,
      },
      call,
    ),

  async listBots(query, call) {
    const page = await http.request(
      { operation: 'bots.list', method: 'GET', path: '/ccaas/1/bots', query: { ...query }, schema: botPage },
      call,
    )
    return listing(page.bots, page)
  },

  async listQueues(query, call) {
    const page = await http.request(
      {
        operation: 'queues.list',
        method: 'GET',
        path: '/ccaas/1/queues',
        query: { ...query },
        schema: queuePage,
      },
      call,
    )
    return listing(page.queues, page)
  },

  async listTags(query, call) {
    const page = await http.request(
      { operation: 'tags.list', method: 'GET', path: '/ccaas/1/tags', query: { ...query }, schema: tagPage },
      call,
    )
    return listing(page.tags, page)
  },
})

const listing = <T>(
  rows: readonly T[],
  { pagination }: { readonly pagination?: { readonly totalItems?: number | null } | null },
): Listing<T> => ({ rows, total: pagination?.totalItems ?? null })

const segment = (id: string): string => {
  if (!isSafeId(id)) throw new InvalidInputError('This is not an id of Infobip.')
  return encodeURIComponent(id)
}
