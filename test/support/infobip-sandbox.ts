import { createChanges } from '../../src/sandbox/changes.ts'
import {
  type Inbound,
  infobip,
  infobipSandboxAgents,
  infobipSandboxCredentials,
  recordInbound,
} from '../../src/sandbox/infobip/index.ts'
import { createLife } from '../../src/sandbox/life.ts'
import { openStore } from '../../src/sandbox/store.ts'

export type Row = Readonly<Record<string, unknown>>

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Row
}

export interface Asking {
  readonly body?: unknown
  /** The `Authorization` header; by default the demo key. Null sends none. */
  readonly as?: string | null
  readonly headers?: Readonly<Record<string, string>>
}

export const baseUrl = 'http://sandbox.test'
export const seededAt = Date.UTC(2026, 6, 23, 12)
export const demo = `App ${infobipSandboxCredentials.apiKey}`
export const otherTenant = `App ${infobipSandboxCredentials.otherTenantApiKey}`
export const { agent, supervisor } = infobipSandboxAgents

/** The Infobip dialect over a database of its own, seeded, with a clock that the test moves. */
export const createInfobipSandbox = () => {
  const db = openStore({ file: ':memory:', dialects: [infobip], seed: true, now: seededAt })
  let now = seededAt
  const deps = { db, now: () => now, baseUrl: () => baseUrl }
  const app = infobip.routes(deps)
  const changes = createChanges(db)
  const life = createLife({
    db,
    now: () => now,
    actors: { infobip: infobip.actor(deps) },
    onRun: () => undefined,
  })

  const send = (method: string, path: string, { body, as = demo, headers }: Asking = {}) =>
    app.request(path, {
      method,
      headers: {
        ...(as !== null && { authorization: as }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    })

  /** `path` goes on after `/ccaas/1`. */
  const ask = async (method: string, path: string, asking?: Asking): Promise<Answer> => {
    const response = await send(method, `/ccaas/1${path}`, asking)
    return { status: response.status, headers: response.headers, body: (await response.json()) as Row }
  }

  return {
    db,
    changes,
    life,
    send,
    ask,
    get: (path: string, asking?: Asking) => ask('GET', path, asking),
    /** All conversations of whoever asks. */
    conversations: async (asking?: Asking) =>
      (await ask('GET', '/conversations?limit=999', asking)).body.conversations as readonly Row[],
    /** A new conversation of the demo tenant. */
    create: async (body: Row = {}) => (await ask('POST', '/conversations', { body })).body,
    recordInbound: (inbound: Inbound) => recordInbound(db, now, inbound),
    advance: (milliseconds: number) => {
      now += milliseconds
      return now
    },
    /** Time passes, and what falls due in it happens. */
    live: (milliseconds: number) => {
      now += milliseconds
      return life.runDue()
    },
  }
}

export const errorOf = ({ body }: Answer): Row =>
  ((body.requestError as Row | undefined)?.serviceException ?? {}) as Row

/** The refusal of an id that leads to nothing. */
export const noSuchEntity = (id: string) => ({
  messageId: 'NOT_FOUND',
  text: `Invalid id '${id}' given! No such entity exists.`,
})

export const nobody = '00000000-0000-4000-8000-000000000000'

/** A filter's time as Infobip documents it, with the plus sign escaped. */
export const filterTime = (time: number): string =>
  encodeURIComponent(new Date(time).toISOString().replace('Z', '+0000'))
