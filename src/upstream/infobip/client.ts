/** Infobip's REST API, one method an endpoint. Only `createMessage` carries `x-agent-id`. */
import { InvalidInputError } from '../../domain/errors.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { HttpClient } from '../http/request.ts'
import type { Call } from '../port.ts'
import { isSafeId } from './id.ts'
import {
  agent,
  agentPage,
  botPage,
  conversation,
  conversationPage,
  message,
  messagePage,
  note,
  notePage,
  queuePage,
  tagPage,
  type WireAgent,
  type WireBot,
  type WireConversation,
  type WireMessage,
  type WireNote,
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

/** The body of a new message: all five are required, and nothing is taken from the conversation. */
export interface MessageDraft {
  readonly channel: string
  readonly from: string
  readonly to: string
  readonly contentType: string
  readonly content: JsonObject
}

export interface NoteDraft {
  readonly content: string
  /** The author. */
  readonly agentId?: string
}

export interface AgentDraft {
  readonly displayName: string
  readonly status: string
  readonly role: string
  readonly enabled: boolean
}

export interface Client {
  listConversations(query: ConversationsQuery, call: Call): Promise<Listing<WireConversation>>
  getConversation(conversationId: string, call: Call): Promise<WireConversation>
  createConversation(
    draft: { readonly agentId?: string; readonly summary: string },
    call: Call,
  ): Promise<WireConversation>
  listMessages(conversationId: string, query: MessagesQuery, call: Call): Promise<Listing<WireMessage>>
  /** `agentId` is the `x-agent-id` to send with. */
  createMessage(
    conversationId: string,
    draft: MessageDraft,
    agentId: string | null,
    call: Call,
  ): Promise<WireMessage>
  /** Notes cannot be filtered. */
  listNotes(conversationId: string, query: ListQuery, call: Call): Promise<Listing<WireNote>>
  createNote(conversationId: string, draft: NoteDraft, call: Call): Promise<WireNote>
  listAgents(query: ListQuery & { agentIds?: readonly string[] }, call: Call): Promise<Listing<WireAgent>>
  getAgent(agentId: string, call: Call): Promise<WireAgent>
  createAgent(draft: AgentDraft, call: Call): Promise<WireAgent>
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

  getConversation: async (conversationId, call) =>
    http.request(
      {
        operation: 'conversations.get',
        method: 'GET',
        path: `/ccaas/1/conversations/${segment(conversationId)}`,
        schema: conversation,
      },
      call,
    ),

  createConversation: (draft, call) =>
    http.request(
      {
        operation: 'conversations.create',
        method: 'POST',
        path: '/ccaas/1/conversations',
        body: draft,
        schema: conversation,
      },
      call,
    ),

  async listMessages(conversationId, query, call) {
    const page = await http.request(
      {
        operation: 'messages.list',
        method: 'GET',
        path: messagesOf(conversationId),
        query: { ...query },
        schema: messagePage,
      },
      call,
    )
    return listing(page.messages, page)
  },

  createMessage: async (conversationId, draft, agentId, call) =>
    http.request(
      {
        operation: 'messages.create',
        method: 'POST',
        path: messagesOf(conversationId),
        headers: agentId === null ? {} : { 'x-agent-id': agentId },
        body: draft,
        schema: message,
      },
      call,
    ),

  async listNotes(conversationId, query, call) {
    const page = await http.request(
      {
        operation: 'notes.list',
        method: 'GET',
        path: notesOf(conversationId),
        query: { ...query },
        schema: notePage,
      },
      call,
    )
    return listing(page.notes, page)
  },

  createNote: async (conversationId, draft, call) =>
    http.request(
      {
        operation: 'notes.create',
        method: 'POST',
        path: notesOf(conversationId),
        body: draft,
        schema: note,
      },
      call,
    ),

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

  createAgent: (draft, call) =>
    http.request(
      { operation: 'agents.create', method: 'POST', path: '/ccaas/1/agents', body: draft, schema: agent },
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

const messagesOf = (conversationId: string) => `/ccaas/1/conversations/${segment(conversationId)}/messages`
const notesOf = (conversationId: string) => `/ccaas/1/conversations/${segment(conversationId)}/notes`

const segment = (id: string): string => {
  if (!isSafeId(id)) throw new InvalidInputError('This is not an id of Infobip.')
  return encodeURIComponent(id)
}
