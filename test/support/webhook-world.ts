/** A sandbox that posts to Parley's webhooks, and what came of it: over HTTP both ways, with the test's own clockwork. */
import { randomUUID } from 'node:crypto'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import type { DomainEvent, JournaledEvent } from '../../src/domain/event.ts'
import { eventFromJson } from '../../src/domain/event.ts'
import { pause } from '../../src/kit/pause.ts'
import { createLive } from '../../src/live/index.ts'
import { createNewsDesk } from '../../src/live/news.ts'
import { createReread } from '../../src/live/reread.ts'
import type { Viewer } from '../../src/live/viewer.ts'
import { sandboxCredentials, startSandbox } from '../../src/sandbox/index.ts'
import { createCallers } from '../../src/server/access/callers.ts'
import type { RestEnv } from '../../src/server/rest/index.ts'
import { createDeliveries } from '../../src/server/webhook/deliveries.ts'
import { createWebhooks } from '../../src/server/webhook/webhooks.ts'
import type { State } from '../../src/state/port.ts'
import { createSqliteState } from '../../src/state/sqlite.ts'
import type { Call } from '../../src/upstream/port.ts'
import { createUpstream, type UpstreamConfig } from '../../src/upstream/registry.ts'
import { freeSpending } from './free-spending.ts'
import { startHttpServer } from './http-server.ts'
import { sandboxAccounts } from './stack.ts'

export const { webhookSecret } = sandboxCredentials.chatwoot
export const { username, password } = sandboxCredentials.infobip.webhook

export interface WorldOptions {
  /** Whether Parley has credentials of its own to read again with. Default true. */
  readonly hasService?: boolean
  /** How much faster than in reality it looks for what was lost. Default 1. */
  readonly speed?: number
  /** The chance in the sandbox's trouble. */
  readonly random?: () => number
  readonly now?: () => number
  readonly state?: (state: State) => State
}

const withSecrets = (config: UpstreamConfig): UpstreamConfig =>
  config.provider === 'chatwoot'
    ? { ...config, webhookSecrets: [webhookSecret] }
    : { ...config, webhookUsername: username, webhookPassword: password }

export const startWebhookWorld = async (options: WorldOptions = {}) => {
  const { hasService = true, speed = 1, random, now = Date.now } = options
  const sandbox = await startSandbox({ file: ':memory:', port: 0, life: false, ...(random && { random }) })
  const { beta } = sandboxCredentials.chatwoot
  const accounts: UpstreamConfig[] = [
    ...sandboxAccounts(sandbox.url).map(withSecrets),
    { name: 'deaf', provider: 'chatwoot', baseUrl: sandbox.url, accountId: beta.accountId },
  ]
  const upstreams = accounts.map((account) => createUpstream(account, { now }))
  const sqlite = createSqliteState({ file: ':memory:' }, { now, randomId: randomUUID })
  const state = options.state?.(sqlite) ?? sqlite
  const errors: unknown[] = []
  const onError = (error: unknown) => void errors.push(error)
  const callOf = (account: string, signal: AbortSignal): Call | null => {
    const credential = upstreams.find(({ upstream }) => upstream.account.name === account)?.credential
    return credential ? { credential, agentId: null, requestId: 'test', signal, mustBeFresh: true } : null
  }
  const service = {
    upstreams: upstreams.map(({ upstream }) => upstream),
    serviceCall: (account: string, signal: AbortSignal) => (hasService ? callOf(account, signal) : null),
  }
  const live = createLive({
    ...service,
    state,
    eventSource: () => 'WEBHOOK',
    now,
    random: Math.random,
    pause: (ms, signal) => pause(ms / speed, signal),
    limits: { shortestRound: 30_000 / speed, longestRound: 60_000 / speed },
    onError,
  })
  const news = createNewsDesk({ live, reread: createReread({ ...service, now, onError }), pause })
  const deliveries = createDeliveries({
    accounts: accounts.map(({ name }) => name),
    cache: sqlite.cache,
    now,
    onError,
  })
  const webhooks = createWebhooks({
    upstreams,
    callers: createCallers({ upstreams, anonymous: { mode: 'refuse' } }),
    allowedOrigins: [],
    spending: freeSpending(onError),
    log: { info: () => undefined, warn: () => undefined, error: (...line: unknown[]) => onError(line) },
    news,
    cache: state.cache,
    deliveries,
    now,
  })
  const routes = new Hono<RestEnv>().route('/webhooks', webhooks)
  const server = await startHttpServer(getRequestListener(routes.fetch))
  const beginning = new Map<string, string>()
  for (const { name } of accounts) beginning.set(name, await sqlite.journal.head(name))
  await live.start()
  sandbox.webhooks.connect({
    chatwoot: `${server.url}/webhooks/chatwoot`,
    infobip: `${server.url}/webhooks/infobip`,
  })

  const viewer: Viewer = {
    key: 'operator',
    maySee: async () => true,
    call: (account, signal) => callOf(account, signal) as Call,
  }
  return {
    url: server.url,
    sandbox,
    live,
    state,
    deliveries,
    errors,
    viewer,
    /** As Chatwoot's administrator, below account 1. */
    chatwoot: (method: string, path: string, body?: object) =>
      ask(method, `${sandbox.url}/api/v1/accounts/1${path}`, chatwootHeaders, body),
    infobip: (method: string, path: string, body?: object, headers: object = {}) =>
      ask(method, `${sandbox.url}${path}`, { ...infobipHeaders, ...headers }, body),
    post: (account: string, body: BodyInit, headers: Record<string, string>) =>
      fetch(`${server.url}/webhooks/${account}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
      }),
    /** All that the journal keeps of an account, oldest first. */
    events: async (account: string): Promise<JournaledEvent[]> => {
      const found: JournaledEvent[] = []
      const head = beginning.get(account) ?? ''
      for (let after = head; ; ) {
        const page = await sqlite.journal.read(account, { after, limit: 1000 })
        if ('gap' in page) throw new Error(`The journal has a gap: ${page.gap}`)
        found.push(...page.entries.flatMap(({ event }) => eventFromJson(event) ?? []))
        const last = page.entries.at(-1)
        if (!page.hasMore || !last) return found
        after = last.cursor
      }
    },
    [Symbol.asyncDispose]: async () => {
      await sandbox.close()
      await server[Symbol.asyncDispose]()
      await Promise.all([live.stop(), news.stop()])
      await Promise.all(upstreams.map(({ upstream }) => upstream.close()))
      await sqlite.close()
    },
  }
}

export type WebhookWorld = Awaited<ReturnType<typeof startWebhookWorld>>

/** Messages that events tell as added, by id, each with its text. */
export const addedMessages = (events: readonly DomainEvent[]): Map<string, string | null> =>
  new Map(
    events.flatMap((event) =>
      event.type === 'MessageAdded' ? [[event.message.id, event.message.text]] : [],
    ),
  )

const chatwootHeaders = { api_access_token: sandboxCredentials.chatwoot.admin.token }
const infobipHeaders = { authorization: `App ${sandboxCredentials.infobip.apiKey}` }

// biome-ignore lint/suspicious/noExplicitAny: what comes over the wire is what the tests are about
const ask = async (method: string, url: string, headers: object, body?: object): Promise<any> => {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status} to ${method} ${url}: ${text}`)
  return text === '' ? null : JSON.parse(text)
}
