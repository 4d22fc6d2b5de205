/** Everything that clients reach: GraphQL over HTTP and WebSockets, and the plain routes beside it. */
import { lexicographicSortSchema, printSchema } from 'graphql'
import type { Config } from '../config/config.ts'
import { schema } from '../schema/index.ts'
import { createAttachments } from '../server/file/attachments.ts'
import { createUploads } from '../server/file/uploads.ts'
import { createGraphiQL } from '../server/graphiql/index.ts'
import { createGraphQLServer } from '../server/graphql/index.ts'
import { createHttpServer, type HttpServer, type RequestPatience } from '../server/http.ts'
import { createStallWatch } from '../server/live/stall.ts'
import { createWebSockets, type WebSocketLimits, type WebSockets } from '../server/live/websocket.ts'
import { createOperations } from '../server/operation/index.ts'
import { createMetricsPage } from '../server/rest/metrics-page.ts'
import { createRoutes } from '../server/rest/routes.ts'
import { logReports, type OnReport } from '../server/watching/report.ts'
import { createWebhooks } from '../server/webhook/webhooks.ts'
import type { Access } from './access.ts'
import type { Accounts } from './accounts.ts'
import type { Ground } from './ground.ts'
import type { LiveSide } from './live-side.ts'
import type { Writing } from './writing.ts'

export interface Parts {
  readonly accounts: Accounts
  readonly writing: Writing
  readonly liveSide: LiveSide
  readonly access: Access
}

export interface FrontDeps {
  readonly webSocketLimits?: Partial<WebSocketLimits>
  /** Milliseconds that a client may leave what was sent to it unread. Default 10,000. */
  readonly stallPatience?: number
  /** How long a request may take to come. Defaults: 15 s for the headers, 150 s for all of it. */
  readonly requestPatience?: Partial<RequestPatience>
}

export interface Front extends HttpServer {
  readonly webSockets: Pick<WebSockets, 'count'>
}

export const createFront = (config: Config, ground: Ground, parts: Parts, deps: FrontDeps): Front => {
  const { state, metrics, log, now, onError } = ground
  const { upstreams, configured } = parts.accounts
  const { sender, translations } = parts.writing
  const { live, news, deliveries, eventSource } = parts.liveSide
  const { callers, spending, findText } = parts.access
  const { onCode, onEvent, onBatch, onDelivery, onClose } = metrics
  const { publicUrl, allowedOrigins, hasGraphiQL, hasIntrospection } = config
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
  const everywhere = { operations, callers, spending, findText, publicUrl, allowedOrigins, log, now, onCode }
  const onLine = logReports(log)
  const onReport: OnReport = (report) => {
    metrics.onReport(report)
    onLine(report)
  }
  const graphql = createGraphQLServer({
    ...everywhere,
    schema,
    limits: config,
    hasIntrospection,
    isStrict: config.profile === 'production',
    onReport,
    onEvent,
  })
  const stalls = createStallWatch(deps.stallPatience ?? 10_000)
  const webSockets = createWebSockets({
    ...everywhere,
    yoga: graphql,
    stalls,
    limits: deps.webSocketLimits,
    onClose,
  })
  const rest = { upstreams: configured, callers, spending, allowedOrigins, log, now, onCode, onBatch }
  let isStopping = false
  const routes = createRoutes({
    ...(hasIntrospection ? { sdl: printSchema(lexicographicSortSchema(schema)) } : {}),
    upstreams,
    isStopping: () => isStopping,
    state: { kind: config.redisUrl === undefined ? 'sqlite' : 'redis', ready: () => state.ready() },
    uploads: createUploads(rest),
    attachments: createAttachments(rest),
    webhooks: createWebhooks({ ...rest, news, deliveries, cache: state.cache, onDelivery }),
    metrics: createMetricsPage({
      metrics,
      token: config.metricsToken,
      isLocal: config.profile === 'development',
    }),
    ...(hasGraphiQL ? { graphiql: createGraphiQL(config.example) } : {}),
  })
  const { host, port } = config
  const http = createHttpServer({
    host,
    port,
    hasGraphiQL,
    publicUrl,
    graphql,
    stalls,
    webSockets,
    routes,
    requestPatience: deps.requestPatience,
  })
  return {
    webSockets,
    start: http.start,
    endStreams: () => {
      isStopping = true
      return http.endStreams()
    },
    stop: http.stop,
  }
}
