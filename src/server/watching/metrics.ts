/**
 * What Parley counts, in the words of Prometheus. Every label has few values: accounts, endpoints, loaders and codes;
 * nothing that a client or an upstream wrote.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { LiveCounts, LiveListeners } from '../../live/index.ts'
import type { SendOutcome } from '../../sending/deps.ts'
import type { Exchange, Upstream } from '../../upstream/port.ts'
import type { OnReport } from './report.ts'

export interface Metrics extends Required<LiveListeners> {
  readonly onReport: OnReport
  /** A subscriber was given an event. */
  readonly onEvent: () => void
  /** An error went out to a caller. */
  readonly onCode: (code: string) => void
  readonly onExchange: (exchange: Exchange) => void
  /** Keys that were asked for in one go. */
  readonly onBatch: (loader: string, size: number) => void
  readonly onSend: (account: string, outcome: SendOutcome) => void
  /** See `WebhooksConfig`. */
  readonly onDelivery: (account: string | null, result: string) => void
  readonly onClose: (code: number) => void
  /** Everything, as Prometheus reads it. */
  read(): Promise<{ readonly contentType: string; readonly text: string }>
}

/** What is looked at when somebody asks. */
export interface MetricsDeps {
  readonly upstreams: () => readonly Upstream[]
  readonly live: () => LiveCounts
  readonly webSockets: () => number
  readonly isStateReady: () => Promise<boolean>
}

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const lagSeconds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30]
const sizes = [1, 2, 5, 10, 20, 50, 100]
/** A client may close with any of thousands of codes. */
const knownCloseCodes = new Set([
  1000, 1001, 1005, 1006, 1009, 1012, 1013, 4400, 4401, 4403, 4408, 4409, 4429, 4500,
])

export const createMetrics = (deps: MetricsDeps): Metrics => {
  const registers = [new Registry()]
  const [registry] = registers as [Registry]
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name: `parley_${name}`, help, labelNames, registers })
  const histogram = <L extends string>(name: string, help: string, labelNames: L[], buckets: number[]) =>
    new Histogram({ name: `parley_${name}`, help, labelNames, buckets, registers })

  const operations = counter('operations_total', 'Operations that were carried out.', ['type', 'outcome'])
  const operationTime = histogram('operation_seconds', 'How long they took.', ['type'], seconds)
  const errors = counter('errors_total', 'Errors that callers were given, by code.', ['code'])
  const requests = counter('upstream_requests_total', 'HTTP requests to upstreams, retries included.', [
    'account',
    'endpoint',
    'outcome',
  ])
  const requestTime = histogram('upstream_request_seconds', 'How long they took.', ['account'], seconds)
  const batches = histogram('loader_batch_size', 'Objects that were asked for in one go.', ['loader'], sizes)
  const sends = counter('sends_total', 'Messages and notes, by what became of them.', ['account', 'outcome'])
  const delivered = counter('events_delivered_total', 'Events that subscribers were given.', [])
  const lag = histogram(
    'journal_lag_seconds',
    'From the writing of an event to its handing over to those who wait for it.',
    ['account'],
    lagSeconds,
  )
  const overflows = counter('subscription_overflows_total', 'Subscribers that read too slowly.', ['account'])
  const looks = counter('reconciliation_looks_total', 'Looks for what no source told.', [
    'account',
    'outcome',
  ])
  const deliveries = counter('webhook_deliveries_total', 'Webhook deliveries; a code is a refusal.', [
    'account',
    'result',
  ])
  const closes = counter('websocket_closes_total', 'WebSockets that ended, by close code.', ['code'])
  watchNow(deps, registry)

  let isReading = false
  return {
    onReport: ({ type, ms, codes, stream }) => {
      operations.inc({ type, outcome: codes[0] ?? 'OK' })
      if (!stream) operationTime.observe({ type }, ms / 1000)
    },
    onCode: (code) => errors.inc({ code }),
    onExchange: ({ account, operation, outcome, ms }) => {
      requests.inc({ account, endpoint: operation, outcome })
      requestTime.observe({ account }, ms / 1000)
    },
    onBatch: (loader, size) => batches.observe({ loader }, size),
    onSend: (account, outcome) => sends.inc({ account, outcome }),
    onEvent: () => delivered.inc(),
    onHandOver: (account, lagMs) => lag.observe({ account }, lagMs / 1000),
    onOverflow: (account) => overflows.inc({ account }),
    onLook: (account, outcome) => looks.inc({ account, outcome }),
    onDelivery: (account, result) => deliveries.inc({ account: account ?? 'none', result }),
    onClose: (code) => closes.inc({ code: knownCloseCodes.has(code) ? code : 'other' }),
    read: async () => {
      // begun by the first who asks: it keeps observers running
      if (!isReading) collectDefaultMetrics({ register: registry })
      isReading = true
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
  }
}

/** What is not counted but there. */
const watchNow = ({ upstreams, live, webSockets, isStateReady }: MetricsDeps, registry: Registry): void => {
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name: `parley_${name}`,
      help,
      registers: [registry],
      async collect() {
        this.set(await read())
      },
    })
  gauge('subscribers', 'Subscriptions that are open.', () => live().subscribers)
  gauge('queued_events', 'Events that wait for slow subscribers.', () => live().queued)
  gauge('watched', 'Conversations and accounts that reconciliation looks at.', () => live().reconcile.targets)
  gauge('websockets', 'WebSockets that are open.', webSockets)
  gauge('state_up', 'Whether the store of events and sends answers.', async () =>
    Number(await isStateReady()),
  )
  const perAccount = (name: string, help: string, read: (upstream: Upstream) => number) =>
    new Gauge({
      name: `parley_${name}`,
      help,
      labelNames: ['account'],
      registers: [registry],
      collect() {
        for (const upstream of upstreams()) this.set({ account: upstream.account.name }, read(upstream))
      },
    })
  perAccount('upstream_breaker_open', 'Whether calls are held back because too many failed.', ({ health }) =>
    Number(health().openSince !== null),
  )
  perAccount('upstream_down', 'Whether the last calls failed.', ({ health }) =>
    Number(health().status === 'DOWN'),
  )
}
