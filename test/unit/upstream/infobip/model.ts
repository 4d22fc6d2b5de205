/** An Infobip in memory, as its description tells it and no friendlier: what that leaves open is a choice here. */

import { NotFoundError, UpstreamBadResponseError } from '../../../../src/domain/errors.ts'
import type { HttpClient, RequestSpec } from '../../../../src/upstream/http/request.ts'
import { infobipOver } from '../../../../src/upstream/infobip/index.ts'
import type { Call } from '../../../../src/upstream/port.ts'

export type Row = Readonly<Record<string, unknown>> & { readonly id: string }

export interface Choices {
  /** Whether `…After` and `…Before` include the instant that they name. */
  readonly isInclusive: boolean
  /** Order of rows with equal timestamps; another one at every call. */
  readonly random: () => number
  /** Page size that is not exceeded, whatever is asked for. */
  readonly maxPageSize: number
  /** Whether it gives the first page whatever page is asked for. */
  readonly isStuck: boolean
  /** Rows that still fit into an answer that can be read. */
  readonly readableRows: number
  /** Whether it refuses a whole call for one unknown id in it. */
  readonly refusesUnknownIds: boolean
  /** Whether `pagination.totalItems` is told. */
  readonly tellsTotal: boolean
}

const plain: Choices = {
  isInclusive: false,
  random: () => 0.5,
  maxPageSize: 999,
  readableRows: 999,
  isStuck: false,
  refusesUnknownIds: false,
  tellsTotal: true,
}

export const origin = { account: 'infobip', provider: 'INFOBIP' } as const

export interface Request {
  readonly operation: string
  readonly path: string
  readonly query: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
  /** Of a write. */
  readonly body?: unknown
}

export const createModel = (choices: Partial<Choices> = {}) => {
  const { isInclusive, random, maxPageSize, readableRows, isStuck, refusesUnknownIds, tellsTotal } = {
    ...plain,
    ...choices,
  }
  /** Rows by path, e.g. `/ccaas/1/conversations`; any other path is unknown. */
  const lists = new Map<string, Row[]>()
  const requests: Request[] = []
  const clock = { now: Date.UTC(2026, 10, 20, 12) }
  /** What happens to a write before it has its effect, and after; either may throw. */
  const writes: { before?: () => void; after?: () => void } = {}
  let written = 0

  const write = ({ path, headers = {}, body }: RequestSpec<unknown>): unknown => {
    writes.before?.()
    const rows = lists.get(path)
    if (!rows) throw new NotFoundError('infobip has no such object.', origin)
    const agentId = headers['x-agent-id'] ?? null
    const time = instantText(clock.now)
    written += 1
    const row: Row = {
      ...(path.endsWith('/messages')
        ? { direction: 'OUTBOUND', authorId: agentId, authorType: agentId === null ? null : 'AGENT' }
        : {}),
      ...(body as object),
      id: `new-${written}`,
      createdAt: time,
      updatedAt: time,
    }
    rows.push(row)
    if (path === conversationsPath) {
      lists.set(`${path}/${row.id}/messages`, [])
      lists.set(`${path}/${row.id}/notes`, [])
    }
    writes.after?.()
    return row
  }

  const answer = (spec: RequestSpec<unknown>): unknown => {
    if (spec.method !== 'GET') return write(spec)
    const { path, query = {} } = spec
    const rows = lists.get(path)
    const plural = path.slice(path.lastIndexOf('/') + 1)
    if (plural === 'notes' && Object.keys(query).some((key) => !['limit', 'page', 'orderBy'].includes(key))) {
      throw new Error('Infobip cannot filter notes.')
    }
    if (!rows) {
      const one = lists.get(path.slice(0, path.lastIndexOf('/')))?.find(({ id }) => id === plural)
      if (one) return one
      throw new NotFoundError('infobip has no such object.', origin)
    }
    const [property = 'id', direction = 'asc'] = String(query.orderBy ?? 'id:asc').split(':')
    const sign = direction === 'asc' ? 1 : -1
    const found = rows
      .filter((row) => Object.entries(query).every(([key, value]) => passes(row, key, value)))
      .map((row) => ({ row, tie: random() }))
      .sort((a, b) => sign * order(a.row[property], b.row[property]) || a.tie - b.tie)
      .map(({ row }) => row)
    const limit = Math.min(Number(query.limit ?? 10), maxPageSize)
    const page = isStuck ? 0 : Number(query.page ?? 0)
    const answered = found.slice(page * limit, (page + 1) * limit)
    if (answered.length > readableRows) throw new UpstreamBadResponseError('Too large.', origin, true)
    const named = query[`${plural.slice(0, -1)}Ids`]
    if (refusesUnknownIds && Array.isArray(named) && answered.length < named.length) {
      throw new NotFoundError('infobip has no such object.', origin)
    }
    return {
      [plural]: answered,
      pagination: {
        ...(tellsTotal ? { totalItems: found.length } : {}),
        page,
        limit,
        orderBy: query.orderBy,
      },
    }
  }

  const passes = (row: Row, key: string, value: unknown): boolean => {
    if (value === undefined || ['limit', 'page', 'orderBy'].includes(key)) return true
    const [, property, side] = /^(\w+)(After|Before)$/.exec(key) ?? []
    if (property) {
      const distance = (side === 'After' ? 1 : -1) * (timeOf(row[`${property}At`]) - timeOf(value))
      return distance > 0 || (isInclusive && distance === 0)
    }
    if (key === 'tagNames')
      return (row.tags as readonly string[]).some((tag) => (value as string[]).includes(tag))
    if (Array.isArray(value))
      return value.includes(row[key === 'queueIds' && 'queueId' in row ? 'queueId' : 'id'])
    return row[key] === value
  }

  const http: HttpClient = {
    async request(spec) {
      requests.push({
        operation: spec.operation,
        path: spec.path,
        query: Object.fromEntries(
          Object.entries(spec.query ?? {}).filter(([, value]) => value !== undefined),
        ),
        headers: spec.headers ?? {},
        ...(spec.method === 'GET' ? {} : { body: spec.body }),
      })
      return spec.schema.parse(JSON.parse(JSON.stringify(answer(spec))))
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

  return {
    upstream: infobipOver(
      http,
      { name: 'infobip', baseUrl: 'https://api.example.com' },
      { now: () => clock.now },
    ),
    lists,
    requests,
    clock,
    writes,
    /** The requests made while `run` ran. */
    async requestsOf(run: () => Promise<unknown>): Promise<readonly Request[]> {
      const before = requests.length
      await run()
      return requests.slice(before)
    },
  }
}

const order = (a: unknown, b: unknown): number => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0)

const timeOf = (value: unknown): number => Date.parse(String(value).replace('+0000', 'Z'))

const instantText = (at: number): string => new Date(at).toISOString().replace('Z', '+00:00')

export const conversationId = '1ddece93-041f-42ac-8e25-d05801dfe358'
export const messagesPath = `/ccaas/1/conversations/${conversationId}/messages`
export const notesPath = `/ccaas/1/conversations/${conversationId}/notes`
export const conversationsPath = '/ccaas/1/conversations'
export const agentsPath = '/ccaas/1/agents'

export const messageRow = (id: string, at: number, fields: Readonly<Record<string, unknown>> = {}): Row => ({
  id,
  channel: 'SMS',
  from: '385976333666',
  to: '385951116666',
  direction: 'INBOUND',
  createdAt: instantText(at),
  contentType: 'TEXT',
  content: { text: `message ${id}` },
  ...fields,
})

export const noteRow = (id: string, at: number, fields: Readonly<Record<string, unknown>> = {}): Row => ({
  id,
  agentId: 'ann',
  type: 'INTERNAL',
  createdAt: instantText(at),
  content: `note ${id}`,
  ...fields,
})

export const conversationRow = (
  id: string,
  at: number,
  fields: Readonly<Record<string, unknown>> = {},
): Row => ({
  id,
  status: 'OPEN',
  priority: 'NORMAL',
  queueId: null,
  agentId: null,
  tags: [],
  createdAt: instantText(at),
  updatedAt: instantText(at),
  ...fields,
})

export const call: Call = {
  credential: { header: 'authorization', value: 'App key' },
  agentId: null,
  requestId: 'request',
  signal: new AbortController().signal,
}
