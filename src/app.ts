/** The composition root: it wires, it decides nothing. */
import { randomUUID } from 'node:crypto'
import { createAccess } from './app/access.ts'
import { openAccounts } from './app/accounts.ts'
import { createFront, type FrontDeps } from './app/front.ts'
import type { Ground } from './app/ground.ts'
import { createLiveSide } from './app/live-side.ts'
import { createWriting } from './app/writing.ts'
import type { Config } from './config/config.ts'
import type { LiveCounts } from './live/index.ts'
import { type AccountStatus, checkAccount } from './server/account-check.ts'
import { createLog, type Log } from './server/watching/log.ts'
import { createMetrics } from './server/watching/metrics.ts'
import { createState } from './state/index.ts'
import type { State } from './state/port.ts'

/** Milliseconds that answers in progress have when Parley stops. */
const patience = 25_000

export { openAccount } from './app/accounts.ts'
export { unservableOperations } from './app/unservable.ts'
export type { AccountStatus } from './server/account-check.ts'
export type { Unservable } from './server/graphql/unservable.ts'

export interface App {
  /** Resolves with the address of the server; rejects when it cannot listen. */
  start(): Promise<{ url: string }>
  /** Finishes what is in progress, at most 25 seconds, and closes everything. */
  stop(): Promise<void>
  /** Asks every upstream for one conversation, with its configured credential. Never rejects for an upstream's sake. */
  checkAccounts(): Promise<readonly AccountStatus[]>
}

export interface AppDeps extends FrontDeps {
  /** Milliseconds. */
  readonly now?: () => number
  readonly log?: Log
  /** What must survive. Default: Redis where it is configured, else SQLite in the data folder. Closed with the app. */
  readonly state?: State
}

/** `counts`: what is subscribed to now. */
export const createApp = (config: Config, deps: AppDeps = {}): App & { counts(): LiveCounts } => {
  const { now = Date.now, log = createLog(config.logLevel) } = deps
  const state = deps.state ?? createState(config, { now, randomId: randomUUID })
  const metrics = createMetrics({
    upstreams: () => accounts.upstreams,
    live: () => liveSide.live.counts(),
    webSockets: () => front.webSockets.count(),
    isStateReady: () => state.ready(),
  })
  const onError = (err: unknown, requestId?: string) => log.error({ err, requestId }, 'unexpected error')
  const ground: Ground = { state, metrics, log, now, onError }
  const accounts = openAccounts(config, ground)
  const writing = createWriting(config, ground, accounts)
  const liveSide = createLiveSide(ground, accounts, writing.missing)
  const access = createAccess(config, ground, accounts)
  const front = createFront(config, ground, { accounts, writing, liveSide, access }, deps)
  return {
    start: async () => {
      await liveSide.start()
      return front.start()
    },
    stop: async () => {
      await front.endStreams()
      await Promise.all([liveSide.stop(), front.stop(patience)])
      await writing.sender.idle()
      await accounts.close()
      await Promise.all([writing.close(), access.close()])
      await state.close()
    },
    counts: liveSide.live.counts,
    checkAccounts: () => Promise.all(accounts.configured.map(checkAccount)),
  }
}
