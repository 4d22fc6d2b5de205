import type { AccountHealth, AccountHealthStatus } from '../../domain/account.ts'
import { DomainError, retryAtOf, UpstreamBadResponseError } from '../../domain/errors.ts'
import type { Instant } from '../../domain/time.ts'
import type { Opening } from './breaker.ts'
import type { Outcome } from './outcome.ts'

/** How long a success or a failure tells something of now. Milliseconds. */
const recent = 30_000

/** Remembers how the requests to one account went. A refusal that concerns only the caller (401, 404) is a success here. */
export const createHealth = (now: () => Instant) => {
  let lastSuccessAt: Instant | null = null
  let failure: { readonly error: DomainError; readonly at: Instant } | null = null

  const statusOf = (opening: Opening | null): AccountHealthStatus => {
    if (opening) return now() < opening.retryAt ? 'DOWN' : 'DEGRADED'
    if (!failure) return lastSuccessAt === null ? 'UNKNOWN' : 'UP'
    const isRecent = (at: Instant | null) => at !== null && now() - at < recent
    return isRecent(lastSuccessAt) || !isRecent(failure.at) ? 'DEGRADED' : 'DOWN'
  }

  /** What has passed says nothing any more. */
  const retryAtFrom = (opening: Opening | null): Instant | null => {
    const retryAt = opening?.retryAt ?? (failure && retryAtOf(failure.error))
    return retryAt !== null && retryAt > now() ? retryAt : null
  }

  return {
    tell: (outcome: Outcome<unknown>) => {
      const error = troubleOf(outcome)
      failure = error && { error, at: now() }
      if (!error) lastSuccessAt = now()
    },
    read: (opening: Opening | null): AccountHealth => ({
      status: statusOf(opening),
      lastSuccessAt,
      lastError: failure?.error.message ?? null,
      openSince: opening?.since ?? null,
      retryAt: retryAtFrom(opening),
    }),
  }
}

const troubleOf = (outcome: Outcome<unknown>): DomainError | null => {
  if (outcome.kind === 'ANSWER' || !(outcome.error instanceof DomainError)) return null
  return outcome.kind === 'FAULT' || outcome.error instanceof UpstreamBadResponseError ? outcome.error : null
}
