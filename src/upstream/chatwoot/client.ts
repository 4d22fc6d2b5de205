/** One method per REST endpoint that is used. Answers are decoded; nothing is interpreted. */
import type { ZodType } from 'zod'
import { ForbiddenError, type Origin, UnauthenticatedError } from '../../domain/errors.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { HttpClient, QueryValue, RequestSpec } from '../http/request.ts'
import type { Call } from '../port.ts'
import { segment } from './id.ts'
import * as wire from './wire.ts'

export type ConversationParams = Readonly<Record<string, QueryValue>>

/** One condition of the filter; conditions add up. */
export interface Condition {
  readonly attribute_key: string
  readonly filter_operator: 'equal_to' | 'is_present' | 'is_not_present'
  readonly values: readonly (string | number)[]
}

export interface MessageParams {
  /** Exclusive alone, inclusive together with `before`. */
  readonly after?: string
  /** Exclusive. */
  readonly before?: string
  /** Leaves out private notes and activities. */
  readonly filter_internal_messages?: true
}

export type ChatwootClient = ReturnType<typeof createClient>

export const createClient = (http: HttpClient, origin: Origin, accountId: string) => {
  const root = `/api/v1/accounts/${segment(accountId)}`
  const request = credentialChecking(http, origin, root)
  const get = <T>(
    operation: string,
    path: string,
    schema: ZodType<T>,
    call: Call,
    query?: ConversationParams,
  ): Promise<T> => request({ operation, method: 'GET', path, schema, ...(query && { query }) }, call)
  const post = <T>(
    operation: string,
    path: string,
    body: JsonObject | undefined,
    schema: ZodType<T>,
    call: Call,
  ): Promise<T> => request({ operation, method: 'POST', path, body, schema }, call)

  const messagesPath = (conversationId: string) => `${root}/conversations/${segment(conversationId)}/messages`
  const messagePath = (conversationId: string, id: string) => `${messagesPath(conversationId)}/${segment(id)}`

  return {
    profile: (call: Call) => get('profile.get', '/api/v1/profile', wire.profile, call),
    version: async (call: Call) => (await get('version.get', '/api', wire.version, call)).version ?? null,
    cableKey: (call: Call) => get('profile.get', '/api/v1/profile', wire.cableKey, call),

    /** Pages count from 1. */
    conversations: async (params: ConversationParams, page: number, call: Call) => {
      const path = `${root}/conversations`
      const query = { ...params, page }
      return (await get('conversations.list', path, wire.conversationList, call, query)).data
    },
    /** The counts have no order, and tell the assignee types apart themselves. */
    conversationCounts: async (params: ConversationParams, call: Call) => {
      const { sort_by, assignee_type, ...filters } = params
      const path = `${root}/conversations/meta`
      return (await get('conversations.meta', path, wire.conversationCounts, call, filters)).meta
    },
    /** Pages count from 1 and hold 25, newest activity first. */
    filterConversations: (conditions: readonly Condition[], page: number, call: Call) =>
      request(
        {
          operation: 'conversations.filter',
          method: 'POST',
          isRead: true,
          path: `${root}/conversations/filter`,
          query: { page },
          body: {
            payload: conditions.map((condition, index) => ({
              ...condition,
              query_operator: index === conditions.length - 1 ? null : 'AND',
            })),
          },
          schema: wire.conversationFilter,
        },
        call,
      ),
    conversation: (id: string, call: Call) =>
      get('conversations.get', `${root}/conversations/${segment(id)}`, wire.conversation, call),
    /** The newest 20 by activity. */
    contactConversations: async (id: string, call: Call) => {
      const path = `${root}/contacts/${segment(id)}/conversations`
      return (await get('contacts.conversations', path, wire.contactConversations, call)).payload
    },
    createConversation: (body: JsonObject, call: Call) =>
      post('conversations.create', `${root}/conversations`, body, wire.conversation, call),
    messages: async (conversationId: string, params: MessageParams, call: Call) => {
      const path = messagesPath(conversationId)
      return (await get('messages.list', path, wire.messageList, call, { ...params })).payload
    },
    createMessage: (conversationId: string, body: JsonObject, call: Call) =>
      post('messages.create', messagesPath(conversationId), body, wire.message, call),
    updateMessage: (conversationId: string, id: string, body: JsonObject, call: Call) =>
      request(
        {
          operation: 'messages.update',
          method: 'PATCH',
          path: messagePath(conversationId, id),
          body,
          schema: wire.message,
        },
        call,
      ),
    deleteMessage: (conversationId: string, id: string, call: Call) =>
      request(
        {
          operation: 'messages.delete',
          method: 'DELETE',
          path: messagePath(conversationId, id),
          schema: wire.message,
        },
        call,
      ),
    retryMessage: (conversationId: string, id: string, call: Call) =>
      post('messages.retry', `${messagePath(conversationId, id)}/retry`, undefined, wire.message, call),
    /** Undefined when Chatwoot has this translation already, and leaves it to be read from the message. */
    translateMessage: (conversationId: string, id: string, target_language: string, call: Call) => {
      const path = `${messagePath(conversationId, id)}/translate`
      return post('messages.translate', path, { target_language }, wire.translation, call)
    },
    /** Makes room for a file, and tells where its bytes go. */
    createDirectUpload: (conversationId: string, blob: JsonObject, call: Call) => {
      const path = `${root}/conversations/${segment(conversationId)}/direct_uploads`
      return post('direct_uploads.create', path, { blob }, wire.directUpload, call)
    },
    contact: async (id: string, call: Call) =>
      (await get('contacts.get', `${root}/contacts/${segment(id)}`, wire.contact, call)).payload,
    addressee: async (id: string, call: Call) =>
      (await get('contacts.get', `${root}/contacts/${segment(id)}`, wire.addresseeById, call)).payload,
    /** Finds parts of names and addresses. Pages count from 1. */
    searchContacts: (q: string, page: number, call: Call) =>
      get('contacts.search', `${root}/contacts/search`, wire.addressees, call, { q, page }),
    createContact: (body: JsonObject, call: Call) =>
      post('contacts.create', `${root}/contacts`, body, wire.newAddressee, call),
    createAgent: (body: JsonObject, call: Call) =>
      post('agents.create', `${root}/agents`, body, wire.agent, call),
    agents: (call: Call) => get('agents.list', `${root}/agents`, wire.agents, call),
    bots: (call: Call) => get('bots.list', `${root}/agent_bots`, wire.bots, call),
    teams: (call: Call) => get('teams.list', `${root}/teams`, wire.teams, call),
    labels: async (call: Call) => (await get('labels.list', `${root}/labels`, wire.labels, call)).payload,
    inboxes: async (call: Call) => (await get('inboxes.list', `${root}/inboxes`, wire.inboxes, call)).payload,
    webhooks: async (call: Call) =>
      (await get('webhooks.list', `${root}/webhooks`, wire.webhooks, call)).payload.webhooks,
    /** Makes one when `id` is null. */
    saveWebhook: async (id: string | null, body: JsonObject, call: Call) => {
      const path = id === null ? `${root}/webhooks` : `${root}/webhooks/${segment(id)}`
      const spec =
        id === null ? (['webhooks.create', 'POST'] as const) : (['webhooks.update', 'PATCH'] as const)
      const [operation, method] = spec
      return (await request({ operation, method, path, body, schema: wire.webhook }, call)).payload.webhook
    },
    deleteWebhook: (id: string, call: Call) =>
      request(
        {
          operation: 'webhooks.delete',
          method: 'DELETE',
          path: `${root}/webhooks/${segment(id)}`,
          schema: wire.nothing,
        },
        call,
      ),
    health: http.health,
    close: http.close,
  }
}

/**
 * Chatwoot says 401 both for a token that it does not know and for a thing that the user may not see. The one
 * difference that is not a text in some language: the profile is open to every user, and a conversation by its number
 * to every bot. So a refusal is followed by one look at those, and only a credential that fails at both is called
 * invalid. No conversation has the number 0: who may look is told that it is not there.
 */
const credentialChecking = (http: HttpClient, origin: Origin, root: string) => {
  const checks = new WeakMap<Call, Promise<boolean>>()
  const looks = [
    { operation: 'profile.get', method: 'GET', path: '/api/v1/profile', schema: wire.profile },
    {
      operation: 'conversations.get',
      method: 'GET',
      path: `${root}/conversations/0`,
      schema: wire.conversation,
    },
  ] as const

  const check = async (call: Call): Promise<boolean> => {
    for (const look of looks) {
      try {
        await http.request<unknown>(look, call)
        return true
      } catch (error) {
        if (!isRefusal(error)) return true
      }
    }
    return false
  }
  /** Refusals of one caller at one time share a look. */
  const isKnown = (call: Call): Promise<boolean> => {
    const running = checks.get(call) ?? check(call).finally(() => checks.delete(call))
    checks.set(call, running)
    return running
  }

  return async <T>(spec: RequestSpec<T>, call: Call): Promise<T> => {
    try {
      return await http.request(spec, call)
    } catch (error) {
      if (error instanceof ForbiddenError && !(await isKnown(call))) {
        call.onRefused?.()
        throw new UnauthenticatedError(`${origin.account} does not know this credential.`, origin)
      }
      throw error
    }
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof ForbiddenError || error instanceof UnauthenticatedError
