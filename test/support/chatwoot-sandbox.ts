import { createChanges } from '../../src/sandbox/changes.ts'
import { chatwoot } from '../../src/sandbox/chatwoot/index.ts'
import { sandboxCredentials } from '../../src/sandbox/index.ts'
import { createLife } from '../../src/sandbox/life.ts'
import { openStore } from '../../src/sandbox/store.ts'

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
  const db = openStore({ file: ':memory:', dialects: [chatwoot], seed: true, now: chatwootSeededAt })
  let now = chatwootSeededAt
  const deps = { db, now: () => now, baseUrl: () => 'http://sandbox.test' }
  const app = chatwoot.routes(deps)
  const changes = createChanges(db)
  const life = createLife({
    db,
    now: () => now,
    actors: { chatwoot: chatwoot.actor(deps) },
    onRun: () => undefined,
  })

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
    changes,
    life,
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
    /** Time passes, and what falls due in it happens. */
    live: (milliseconds: number) => {
      now += milliseconds
      return life.runDue()
    },
  }
}

export type ChatwootSandbox = ReturnType<typeof createChatwootSandbox>

export const idsOf = (rows: readonly { readonly id: number }[]): number[] => rows.map(({ id }) => id)
