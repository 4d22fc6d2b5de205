/** Who asks an upstream, and how long an answer may take. */
import type { Instant } from '../domain/time.ts'
import type { FollowedRequest, UpstreamRequest } from './exchange.ts'

/** One header that proves somebody to one upstream. Forwarded to that upstream only, never logged. */
export interface Credential {
  readonly header: string
  readonly value: string
}

/** What a caller sent to prove itself, as far as it can concern one account. */
export interface CallerHeaders {
  /** `Authorization`, whole. */
  readonly authorization?: string
  /** `api_access_token`. */
  readonly apiAccessToken?: string
  /** This account's entry of `Upstream-Authorization`, in the form of an `Authorization` value. */
  readonly upstreamAuthorization?: string
}

/** On whose behalf a call is made, and how long it may take. Travels down to the HTTP layer. */
export interface Call {
  readonly credential: Credential
  /** The agent the caller acts as, where the upstream wants to be told (Infobip's `x-agent-id`). */
  readonly agentId: string | null
  /** Who asks, where the credential is Parley's own: keeps those apart who are lent the same. */
  readonly subject?: string
  readonly requestId: string
  readonly signal: AbortSignal
  /** When the operation's time is over, as `signal` will say: what cannot be done until then is not begun. */
  readonly deadline?: Instant
  /** True: its reads join none that was under way before, for what they look for may be younger. */
  readonly mustBeFresh?: boolean
  /**
   * Lets the call's requests go out a few at a time, so that one operation with a hundred of them neither fills the
   * account's places nor is refused for want of one.
   */
  readonly takeTurn?: <T>(work: () => Promise<T>) => Promise<T>
  /** Told of each HTTP request that goes out for this call, retries included; not of a read shared with another. */
  readonly onRequest?: (request: UpstreamRequest) => void
  /** Follows each of these requests to its end. */
  readonly follow?: (request: UpstreamRequest) => FollowedRequest
  /** Told when the upstream does not know the credential. */
  readonly onRefused?: () => void
}
