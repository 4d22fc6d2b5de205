/** The composition root: it wires, it decides nothing. */
import { lexicographicSortSchema, printSchema } from 'graphql'
import { pino } from 'pino'
import type { Config } from './config/config.ts'
import type { Provider } from './domain/account.ts'
import { DomainError } from './domain/errors.ts'
import { schema } from './schema/index.ts'
import { createGraphiQL } from './server/graphiql.ts'
import { createGraphQLServer } from './server/graphql.ts'
import { createHttpServer } from './server/http.ts'
import type { Log } from './server/log.ts'
import { createRoutes } from './server/routes.ts'
import { type ConfiguredUpstream, createUpstream } from './upstream/registry.ts'

/** Milliseconds that answers in progress have when Parley stops. */
const patience = 25_000

export interface AccountStatus {
  readonly name: string
  readonly provider: Provider
  /** `up`, `down`, or `unchecked` when no credential is configured to ask with. */
  readonly status: 'up' | 'down' | 'unchecked'
  /** Why it is not up, for people. */
  readonly detail: string | null
}

export interface App {
  /** Resolves with the address of the server; rejects when it cannot listen. */
  start(): Promise<{ url: string }>
  /** Finishes what is in progress, at most 25 seconds, and closes everything. */
  stop(): Promise<void>
  /** Asks every upstream for one conversation, with its configured credential. Never rejects for an upstream's sake. */
  checkAccounts(): Promise<readonly AccountStatus[]>
}

export interface AppDeps {
  /** Milliseconds. */
  readonly now?: () => number
  readonly log?: Log
}

export const createApp = (config: Config, { now = Date.now, log = pino() }: AppDeps = {}): App => {
  const upstreams = config.accounts.map((account) => createUpstream(account, { now }))
  const hasGraphiQL = config.profile === 'development'
  let isStopping = false
  const http = createHttpServer({
    host: config.host,
    port: config.port,
    hasGraphiQL,
    graphql: createGraphQLServer({
      schema,
      upstreams,
      log,
      allowedOrigins: config.allowedOrigins,
      anonymous:
        config.anonymous === 'demo'
          ? { mode: 'demo', agents: config.actingAgents ?? {} }
          : { mode: config.anonymous },
    }),
    routes: createRoutes({
      sdl: printSchema(lexicographicSortSchema(schema)),
      upstreams: upstreams.map(({ upstream }) => upstream),
      isStopping: () => isStopping,
      ...(hasGraphiQL ? { graphiql: createGraphiQL() } : {}),
    }),
  })
  return {
    start: () => http.start(),
    stop: async () => {
      isStopping = true
      await http.stop(patience)
      await Promise.all(upstreams.map(({ upstream }) => upstream.close()))
    },
    checkAccounts: () => Promise.all(upstreams.map(checkAccount)),
  }
}

const checkAccount = async ({ upstream, credential }: ConfiguredUpstream): Promise<AccountStatus> => {
  const { name, provider } = upstream.account
  if (!credential)
    return { name, provider, status: 'unchecked', detail: 'callers bring their own credential' }
  try {
    const signal = AbortSignal.timeout(5_000)
    await upstream.conversations.list(
      { filter: {}, orderBy: { field: 'CREATED_AT', direction: 'DESC' } },
      { take: 'first', limit: 1 },
      { credential, agentId: null, requestId: 'start', signal },
    )
    return { name, provider, status: 'up', detail: null }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return { name, provider, status: 'down', detail: error.message }
  }
}
