/** The composition root: it wires, it decides nothing. */
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { lexicographicSortSchema, printSchema } from 'graphql'
import type { Config } from './config/config.ts'
import { createTokens } from './identity/index.ts'
import { pause } from './kit/pause.ts'
import { createLive, type LiveCounts } from './live/index.ts'
import { createNewsDesk } from './live/news.ts'
import { createReread } from './live/reread.ts'
import { createStreams } from './live/streams.ts'
import { schema } from './schema/index.ts'
import { createMissing } from './sending/missing.ts'
import { createSender } from './sending/send-once.ts'
import { type AccountStatus, checkAccount } from './server/account-check.ts'
import { createAttachments } from './server/attachments.ts'
import { createCallers } from './server/callers.ts'
import { createDeliveries } from './server/deliveries.ts'
import { createEventSources } from './server/event-source.ts'
import { createGraphiQL } from './server/graphiql.ts'
import { createGraphQLServer } from './server/graphql.ts'
import { createHttpServer } from './server/http.ts'
import { createLog, type Log } from './server/log.ts'
import { createMetrics } from './server/metrics.ts'
import { createMetricsPage } from './server/metrics-page.ts'
import { createOperations } from './server/operation.ts'
import { createFindText } from './server/persisted.ts'
import { logReports, type OnReport } from './server/report.ts'
import { createRoutes } from './server/routes.ts'
import { createSpending } from './server/spending.ts'
import { createStallWatch } from './server/stall.ts'
import { createUploads } from './server/uploads.ts'
import { createWebhooks } from './server/webhooks.ts'
import { createWebSockets, type WebSocketLimits } from './server/websocket.ts'
import { createBudget } from './state/budget.ts'
import { createState } from './state/index.ts'
import type { State } from './state/port.ts'
import { createTranslator } from './translate/index.ts'
import { createTranslations } from './translate/translations.ts'
import type { Call, Exchange } from './upstream/port.ts'
import { type ConfiguredUpstream, createUpstream } from './upstream/registry.ts'

/** Milliseconds that the store of events has to answer before Parley starts without it. */
const startPatience = 2_000
/** Milliseconds that answers in progress have when Parley stops. */
const patience = 25_000
/** Milliseconds that a client may leave what was sent to it unread. */
const stallPatience = 10_000

export type { AccountStatus } from './server/account-check.ts'

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
  /** What must survive. Default: Redis where it is configured, else SQLite in the data folder. Closed with the app. */
  readonly state?: State
  readonly webSocketLimits?: Partial<WebSocketLimits>
  /** Milliseconds that a client may leave what was sent to it unread. Default 10,000. */
  readonly stallPatience?: number
}

/** `counts`: what is subscribed to now. */
export const createApp = (config: Config, deps: AppDeps = {}): App & { counts(): LiveCounts } => {
  const { now = Date.now, log = createLog(config.logLevel) } = deps
  const metrics = createMetrics({
    upstreams: () => service.upstreams,
    live: () => live.counts(),
    webSockets: () => webSockets.count(),
    isStateReady: () => state.ready(),
  })
  const { onCode, onEvent, onBatch, onDelivery, onClose } = metrics
  const onExchange = (exchange: Exchange) => {
    metrics.onExchange(exchange)
    log.debug?.(exchange, 'upstream request')
  }
  const upstreams = config.accounts.map((account) =>
    createUpstream(account, { now, storageOrigins: config.storageOrigins, onExchange }),
  )
  const state = deps.state ?? createState(config, { now, randomId: randomUUID })
  const onError = (err: unknown, requestId?: string) => log.error({ err, requestId }, 'unexpected error')
  const configured = new Map(upstreams.map((each) => [each.upstream.account.name, each]))
  const service = {
    upstreams: upstreams.map(({ upstream }) => upstream),
    serviceCall: (account: string, signal: AbortSignal): Call | null => {
      const credential = configured.get(account)?.credential
      return credential
        ? { credential, agentId: null, requestId: 'reconcile', signal, mustBeFresh: true }
        : null
    },
  }
  const deliveries = createDeliveries({
    accounts: [...configured.keys()],
    cache: state.cache,
    now,
    onError,
  })
  const missing = createMissing({ ...service, cache: state.cache, ledger: state.ledger })
  const live = createLive({
    ...service,
    state,
    recognise: missing.recognise,
    eventSource: (account) => eventSource(account),
    now,
    random: Math.random,
    pause,
    onError,
    onHandOver: metrics.onHandOver,
    onOverflow: metrics.onOverflow,
    onLook: metrics.onLook,
  })
  const eventSource = createEventSources({
    deliveries,
    isStreaming: (account) => streams.isUp(account),
    watch: live.watch,
    now,
  })
  const news = createNewsDesk({ live, reread: createReread({ ...service, now, onError }), pause })
  const translator =
    config.translator === undefined
      ? null
      : createTranslator(
          { kind: config.translator, url: config.translatorUrl, key: config.translatorKey },
          { now },
        )
  const translations = createTranslations({ cache: state.cache, translator })
  const sender = createSender({
    ledger: state.ledger,
    missing,
    now,
    randomId: randomUUID,
    wait,
    onOutcome: metrics.onSend,
  })
  const budget = createBudget({ pointsPerMinute: config.costPerMinute, redisUrl: config.redisUrl }, { now })
  const refusals = createBudget({ pointsPerMinute: config.refusalsPerMinute }, { now })
  const spending = createSpending({ budget, refusals, onError })
  const findText = createFindText({
    operations: config.persistedOperations,
    isOnly: config.persistedOnly,
  })
  const { hasGraphiQL, hasIntrospection } = config
  let isStopping = false
  const tokens = createTokens(config, {
    now,
    onTrouble: (reason) => log.warn({ reason }, 'the keys of tokens cannot be fetched'),
  })
  const callers = createCallers({
    upstreams,
    anonymous:
      config.anonymous === 'demo'
        ? ({ mode: 'demo', agents: config.actingAgents ?? {} } as const)
        : { mode: config.anonymous },
    tokens,
  })
  const access = { upstreams, callers, log, onCode, onBatch, allowedOrigins: config.allowedOrigins }
  const webhooks = createWebhooks({ ...access, news, cache: state.cache, deliveries, now, onDelivery })
  const streams = createStreams({
    upstreams: service.upstreams,
    watch: live.watch,
    news,
    catchUp: live.catchUp,
    lastDeliveryAt: deliveries.lastAt,
    now,
    pause,
    onError,
  })
  const operations = createOperations({
    upstreams,
    live,
    eventSource,
    sender,
    translations,
    ledger: state.ledger,
    now,
    onError,
    onBatch,
    operationTimeout: config.maxSeconds * 1_000,
    maxUpstreamCalls: config.maxUpstreamCalls,
  })
  const onLine = logReports(log)
  const onReport: OnReport = (report) => {
    metrics.onReport(report)
    onLine(report)
  }
  const { publicUrl } = config
  const graphql = createGraphQLServer({
    ...access,
    schema,
    operations,
    publicUrl,
    limits: config,
    spending,
    findText,
    now,
    hasIntrospection,
    isStrict: config.profile === 'production',
    onReport,
    onEvent,
  })
  const stalls = createStallWatch(deps.stallPatience ?? stallPatience)
  const webSockets = createWebSockets({
    ...access,
    yoga: graphql,
    operations,
    now,
    stalls,
    spending,
    findText,
    publicUrl,
    limits: deps.webSocketLimits,
    onClose,
  })
  const http = createHttpServer({
    host: config.host,
    port: config.port,
    hasGraphiQL,
    publicUrl,
    graphql,
    stalls,
    webSockets,
    routes: createRoutes({
      ...(hasIntrospection ? { sdl: printSchema(lexicographicSortSchema(schema)) } : {}),
      upstreams: upstreams.map(({ upstream }) => upstream),
      isStopping: () => isStopping,
      state: { kind: config.redisUrl === undefined ? 'sqlite' : 'redis', ready: () => state.ready() },
      uploads: createUploads(access),
      attachments: createAttachments(access),
      webhooks,
      metrics: createMetricsPage({
        metrics,
        token: config.metricsToken,
        isLocal: config.profile === 'development',
      }),
      ...(hasGraphiQL ? { graphiql: createGraphiQL(config.example) } : {}),
    }),
  })
  return {
    start: async () => {
      const patience = new AbortController()
      const started = Promise.all([live.start(), deliveries.refresh()])
      await Promise.race([started, pause(startPatience, patience.signal)])
      patience.abort()
      streams.start()
      return http.start()
    },
    stop: async () => {
      isStopping = true
      await http.endStreams()
      await Promise.all([streams.stop(), live.stop(), http.stop(patience), news.stop()])
      await sender.idle()
      await Promise.all(upstreams.map(({ upstream }) => upstream.close()))
      await Promise.all([translator?.close(), tokens?.close()])
      budget.close()
      await state.close()
    },
    counts: live.counts,
    checkAccounts: () => Promise.all(upstreams.map(checkAccount)),
  }
}

/** One account alone, for the command line; undefined where none has that name. To be closed. */
export const openAccount = (
  { accounts, storageOrigins }: Config,
  name: string,
): ConfiguredUpstream | undefined => {
  const account = accounts.find((each) => each.name === name)
  return account && createUpstream(account, { now: Date.now, storageOrigins })
}

const wait = (ms: number, signal?: AbortSignal): Promise<void> => setTimeout(ms, undefined, { signal })
