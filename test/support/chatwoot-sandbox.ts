import { DatabaseSync } from 'node:sqlite'
import { chatwoot } from '../../src/sandbox/chatwoot/index.ts'
import { sandboxCredentials } from '../../src/sandbox/index.ts'

export const chatwootSeededAt = Date.UTC(2026, 6, 23, 12)
export const { admin, agent, secondAgent, bot, beta } = sandboxCredentials.chatwoot

// biome-ignore lint/suspicious/noExplicitAny: what comes over the wire is what the tests are about
export type Wire = any

export interface WireAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: Wire
}

export interface Asking {
  /** Default: the administrator's. Null sends none. */
  readonly token?: string | null
  readonly header?: string
  readonly body?: unknown
  /** Default 1. */
  readonly account?: number | string
}

/** The Chatwoot dialect over a seeded database of its own, with a clock that the test moves. */
export const createChatwootSandbox = () => {
  const db = new DatabaseSync(':memory:')
  db.exec(chatwoot.tables)
  db.exec('BEGIN')
  chatwoot.seed(db, chatwootSeededAt)
  db.exec('COMMIT')
  let now = chatwootSeededAt
  const app = chatwoot.routes({ db, now: () => now, baseUrl: () => 'http://sandbox.test' })

  const send = async (
    method: string,
    path: string,
    { token = admin.token, header = 'api_access_token', body }: Asking = {},
  ): Promise<WireAnswer> => {
    const response = await app.request(path, {
      method,
      headers: {
        ...(token !== null && { [header]: token }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
  }
  /** `path` goes on after the account. */
  const ask = (method: string, path: string, asking: Asking = {}) =>
    send(method, `/api/v1/accounts/${asking.account ?? 1}${path}`, asking)
  const get = (path: string, asking?: Asking) => ask('GET', path, asking)

  return {
    db,
    send,
    ask,
    get,
    fetch: (url: string, init?: RequestInit) => app.request(url, init),
    post: (path: string, body: unknown, asking: Asking = {}) => ask('POST', path, { ...asking, body }),
    /** Every conversation of account 1, over all pages. */
    conversations: async (query = 'status=all', asking?: Asking): Promise<Wire[]> => {
      const found: Wire[] = []
      for (let page = 1; ; page++) {
        const { body } = await get(`/conversations?${query}&page=${page}`, asking)
        if (body.data.payload.length === 0) return found
        found.push(...body.data.payload)
      }
    },
    /** Ids of all messages, oldest first. */
    messageIds: async (conversation: number): Promise<number[]> => {
      const { body } = await get(`/conversations/${conversation}/messages?after=1&before=2147483648`)
      return body.payload.map((message: Wire) => message.id)
    },
    advance: (milliseconds: number) => {
      now += milliseconds
    },
  }
}

export type ChatwootSandbox = ReturnType<typeof createChatwootSandbox>

export const idsOf = (rows: readonly { readonly id: number }[]): number[] => rows.map(({ id }) => id)
