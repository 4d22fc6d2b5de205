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

/** What this process saw of the account's upstream lately. Never holds an upstream body or a URL. */
export interface AccountHealth {
  /** UNKNOWN until the first call; DEGRADED when the last call failed after a recent success. */
  readonly status: AccountHealthStatus
  readonly lastSuccessAt: Instant | null
  readonly lastError: string | null
  readonly retryAt: Instant | null
}
