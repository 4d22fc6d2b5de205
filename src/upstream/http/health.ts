import type { AccountHealth } from '../../domain/account.ts'
import {
  DomainError,
  RateLimitedError,
  UpstreamBadResponseError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
} from '../../domain/errors.ts'
import type { Instant } from '../../domain/time.ts'

/** A failure this soon after a success is called DEGRADED, later DOWN. Milliseconds. */
const recent = 30_000

/** Remembers how the calls to one account went. A refusal that concerns only the caller (401, 404) is a success here. */
export const createHealth = (now: () => Instant) => {
  let lastSuccessAt: Instant | null = null
  let failure: DomainError | null = null

  return {
    succeeded: () => {
      lastSuccessAt = now()
      failure = null
    },
    failed: (error: unknown) => {
      if (isUpstreamTrouble(error)) failure = error
      else if (error instanceof DomainError) lastSuccessAt = now()
    },
    read: (): AccountHealth => ({
      status: statusOf(lastSuccessAt, failure, now()),
      lastSuccessAt,
      lastError: failure?.message ?? null,
      retryAt: failure instanceof RateLimitedError ? failure.retryAt : null,
    }),
  }
}

const isUpstreamTrouble = (error: unknown): error is DomainError =>
  error instanceof UpstreamUnavailableError ||
  error instanceof UpstreamTimeoutError ||
  error instanceof UpstreamBadResponseError ||
  error instanceof RateLimitedError

const statusOf = (lastSuccessAt: Instant | null, failure: DomainError | null, now: Instant) => {
  if (!failure) return lastSuccessAt === null ? 'UNKNOWN' : 'UP'
  return lastSuccessAt !== null && now - lastSuccessAt < recent ? 'DEGRADED' : 'DOWN'
}
