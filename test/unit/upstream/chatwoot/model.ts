/** A Chatwoot in memory that answers as its document says, behind the HTTP layer's interface. */
import {
  DomainError,
  NotFoundError,
  type Origin,
  UpstreamBadResponseError,
} from '../../../../src/domain/errors.ts'
import { createChatwootFrom } from '../../../../src/upstream/chatwoot/index.ts'
import type { HttpClient, RequestSpec } from '../../../../src/upstream/http/request.ts'
import { decodeJson } from '../../../../src/upstream/http/response.ts'
import type { Call } from '../../../../src/upstream/port.ts'

export const origin: Origin = { account: 'chatwoot', provider: 'CHATWOOT' }
export const config = { name: 'chatwoot', baseUrl: 'https://chat.example.com', accountId: '1' }

export const call: Call = {
  credential: { header: 'api_access_token', value: 'token' },
  agentId: null,
  requestId: 'test',
  signal: new AbortController().signal,
}

/** A string is a body as it is, e.g. empty. */
export type Answer = object | string | DomainError

/** The adapter over a server that is one function; `asked` keeps what it was asked. */
export const chatwootOver = (serve: (spec: RequestSpec<unknown>) => Answer) => {
  const asked: RequestSpec<unknown>[] = []
  const http: HttpClient = {
    request: async (spec, { signal }) => {
      signal.throwIfAborted()
      asked.push(spec)
      const answer = serve(spec)
      if (answer instanceof DomainError) throw answer
      const text = typeof answer === 'string' ? answer : JSON.stringify(answer)
      return decodeJson(text, spec.schema, origin)
    },
    health: () => ({
      status: 'UNKNOWN',
      lastSuccessAt: null,
      lastError: null,
      openSince: null,
      retryAt: null,
    }),
    close: async () => {},
  }
  return { upstream: createChatwootFrom(http, config), asked }
}

export const notFound = () => new NotFoundError('no such thing', origin)
export const tooLarge = () => new UpstreamBadResponseError('too large', origin, true)

export interface ModelConversation {
  id: number
  status: string
  created_at: number
  last_activity_at: number
  waiting_since: number
  priority: string | null
}

export const conversationJson = (one: ModelConversation) => ({
  ...one,
  inbox_id: 7,
  meta: { sender: { id: 12, name: 'Sam' }, channel: 'Channel::Whatsapp' },
  messages: [],
  labels: [],
})

const priorities = [null, 'low', 'medium', 'high', 'urgent']

/** Sorted as Chatwoot sorts: no tiebreaker but the id that stands for the table's order; without a value last. */
export const sorted = (conversations: readonly ModelConversation[], sortBy: string) => {
  const [, field, direction] = /^(.*)_(asc|desc)$/.exec(sortBy) ?? []
  const keyOf = (one: ModelConversation): number | null => {
    if (field === 'priority') return priorities.indexOf(one.priority) || null
    if (field === 'waiting_since') return one.waiting_since || null
    return field === 'created_at' ? one.created_at : one.last_activity_at
  }
  return conversations.toSorted((one, two) => {
    const [first, second] = [keyOf(one), keyOf(two)]
    if (first === second) return one.id - two.id
    if (first === null) return 1
    if (second === null) return -1
    return direction === 'asc' ? first - second : second - first
  })
}

export const numberIn = (spec: RequestSpec<unknown>, key: string): number | undefined => {
  const value = spec.query?.[key]
  return value === undefined ? undefined : Number(value)
}

/** `GET /conversations` over a table that the test may change at any time. */
export const serveConversations =
  (table: ModelConversation[], pageSize = 25) =>
  (spec: RequestSpec<unknown>): Answer => {
    const status = spec.query?.status
    const listed = table.filter((one) => status === 'all' || one.status === status)
    const counts = { mine_count: 0, assigned_count: 0, unassigned_count: 0, all_count: listed.length }
    if (spec.path.endsWith('/conversations/meta')) return { meta: counts }
    const start = ((numberIn(spec, 'page') ?? 1) - 1) * pageSize
    const page = sorted(listed, String(spec.query?.sort_by)).slice(start, start + pageSize)
    return { data: { meta: counts, payload: page.map(conversationJson) } }
  }

export interface ModelMessage {
  id: number
  created_at: number
  message_type?: number
  private?: boolean
  content?: string
  content_type?: string
  content_attributes?: object
  status?: string
}

/** `GET …/messages`: selects by id, sorts by time, see §2.5. */
export const serveMessages =
  (table: ModelMessage[]) =>
  (spec: RequestSpec<unknown>): Answer => {
    const [after, before] = [numberIn(spec, 'after'), numberIn(spec, 'before')]
    const shown = table
      .filter((one) => !spec.query?.filter_internal_messages || (!one.private && one.message_type !== 2))
      .toSorted((one, two) => one.created_at - two.created_at)
    const page =
      after !== undefined && before !== undefined
        ? shown.filter(({ id }) => id >= after && id < before).slice(0, 1000)
        : after !== undefined
          ? shown.filter(({ id }) => id > after).slice(0, 100)
          : shown.filter(({ id }) => before === undefined || id < before).slice(-20)
    return { meta: {}, payload: page.map((one) => ({ message_type: 0, content: 'hello', ...one })) }
  }
