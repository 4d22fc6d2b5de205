import type { BreakerLimits } from './breaker.ts'
import type { RetryLimits } from './retry.ts'

export interface HttpLimits extends RetryLimits, BreakerLimits {
  /** Milliseconds to open a socket. Default 1,000. */
  readonly connectTimeout: number
  /** Milliseconds until the response headers are there. Default 5,000. */
  readonly headersTimeout: number
  /** Milliseconds for the whole attempt, body included. Default 8,000. */
  readonly attemptTimeout: number
  /** Milliseconds for a call that names no deadline, retries and waiting included. Default 10,000. */
  readonly operationTimeout: number
  /** Bytes of a response body. Default 10 MiB. */
  readonly maxResponseBytes: number
  /** Sockets to the upstream. Default 32. */
  readonly maxSockets: number
  /** Calls of this account under way at once. Default 16. */
  readonly maxInFlight: number
  /** Calls that may wait for a place before further ones are refused. Default 64. */
  readonly maxQueued: number
}

export const defaultHttpLimits: HttpLimits = {
  connectTimeout: 1_000,
  headersTimeout: 5_000,
  attemptTimeout: 8_000,
  operationTimeout: 10_000,
  maxResponseBytes: 10 * 1024 * 1024,
  maxSockets: 32,
  maxInFlight: 16,
  maxQueued: 64,
  maxRetries: 2,
  retryShare: 0.1,
  retryFloor: 10,
  breakerWindow: 10_000,
  breakerMinCalls: 20,
  breakerShare: 0.5,
  breakerTimeouts: 16,
  breakerRest: 10_000,
}
