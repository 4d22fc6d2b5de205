import type { Instant } from './time.ts'

export type Provider = 'CHATWOOT' | 'INFOBIP'

/** One configured upstream account. */
export interface Account {
  /** The operator's name for it, unique in this deployment, e.g. `chatwoot`. */
  readonly name: string
  readonly provider: Provider
  /** The account's id in the upstream's own API; Infobip has none, there it is the host of its base URL. */
  readonly upstreamId: string
}

export type AccountHealthStatus = 'UP' | 'DEGRADED' | 'DOWN' | 'UNKNOWN'

/** What brings an account's events: the best that works. */
export type EventSource = 'WEBHOOK' | 'WEBSOCKET' | 'POLLING' | 'NONE'

/** What this process saw of the account's upstream lately. Never holds an upstream body or a URL. */
export interface AccountHealth {
  /**
   * UNKNOWN until the first call. After a failure DOWN, but DEGRADED when there was a recent success, or when the
   * failure is old enough for another try.
   */
  readonly status: AccountHealthStatus
  readonly lastSuccessAt: Instant | null
  readonly lastError: string | null
  /** Since when calls are held back because too many failed; null when they are not. */
  readonly openSince: Instant | null
  /** When calls go out again that are held back, or when the upstream asked to be asked again. */
  readonly retryAt: Instant | null
}
