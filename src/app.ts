/** The composition root: it wires, it decides nothing. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { lexicographicSortSchema, printSchema } from 'graphql'
import { pino } from 'pino'
import type { Config } from './config/config.ts'
import type { Provider } from './domain/account.ts'
import { DomainError } from './domain/errors.ts'
import { schema } from './schema/index.ts'
import { createSender } from './sending/send-once.ts'
import { createAttachments } from './server/attachments.ts'
import { createGraphiQL } from './server/graphiql.ts'
import { createGraphQLServer } from './server/graphql.ts'
import { createHttpServer } from './server/http.ts'
import type { Log } from './server/log.ts'
import { createRoutes } from './server/routes.ts'
import { createUploads } from './server/uploads.ts'
import type { State } from './state/port.ts'
import { createSqliteState } from './state/sqlite.ts'
import { createTranslator } from './translate/index.ts'
import { createTranslations } from './translate/translations.ts'
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
  /** What must survive. Default: SQLite in the data folder. Closed with the app. */
  readonly state?: State
}

export const createApp = (config: Config, deps: AppDeps = {}): App => {
  const { now = Date.now, log = pino() } = deps
  const upstreams = config.accounts.map((account) =>
    createUpstream(account, { now, storageOrigins: config.storageOrigins }),
  )
  const state =
    deps.state ?? createSqliteState({ file: join(config.dataDir, 'state.db') }, { now, randomId: randomUUID })
  const translator =
    config.translator === undefined
      ? null
      : createTranslator(
          { kind: config.translator, url: config.translatorUrl, key: config.translatorKey },
          { now },
        )
  const translations = createTranslations({ cache: state.cache, translator })
  const sender = createSender({ ledger: state.ledger, now, randomId: randomUUID, wait })
  const hasGraphiQL = config.profile === 'development'
  let isStopping = false
  const access = {
    upstreams,
    log,
    allowedOrigins: config.allowedOrigins,
    anonymous:
      config.anonymous === 'demo'
        ? ({ mode: 'demo', agents: config.actingAgents ?? {} } as const)
        : { mode: config.anonymous },
  }
  const http = createHttpServer({
    host: config.host,
    port: config.port,
    hasGraphiQL,
    graphql: createGraphQLServer({
      ...access,
      schema,
      sender,
      translations,
      now,
      publicUrl: config.publicUrl,
    }),
    routes: createRoutes({
      sdl: printSchema(lexicographicSortSchema(schema)),
      upstreams: upstreams.map(({ upstream }) => upstream),
      isStopping: () => isStopping,
      uploads: createUploads(access),
      attachments: createAttachments(access),
      ...(hasGraphiQL ? { graphiql: createGraphiQL(config.example) } : {}),
    }),
  })
  return {
    start: () => http.start(),
    stop: async () => {
      isStopping = true
      await http.stop(patience)
      await sender.idle()
      await Promise.all(upstreams.map(({ upstream }) => upstream.close()))
      await translator?.close()
      await state.close()
    },
    checkAccounts: () => Promise.all(upstreams.map(checkAccount)),
  }
}

const wait = (ms: number, signal?: AbortSignal): Promise<void> => setTimeout(ms, undefined, { signal })

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
