/**
 * The closed list of what can go wrong. Adapters translate into it, `schema/error.ts` publishes it, and nothing
 * in between catches. Every other exception is a bug: masked, and logged once with its request id.
 *
 * Messages are read by the caller: they never hold a URL, a header, a credential or an upstream's body.
 */
import type { Provider } from './account.ts'
import type { Instant } from './time.ts'

export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'UNSUPPORTED'
  | 'RATE_LIMITED'
  | 'UPSTREAM_REJECTED'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_BAD_RESPONSE'
  | 'UPSTREAM_OVERLOADED'
  | 'STATE_UNAVAILABLE'

/** Which account's upstream was asked. */
export interface Origin {
  readonly account: string
  readonly provider: Provider
}

export abstract class DomainError extends Error {
  abstract readonly code: ErrorCode
  readonly origin: Origin | undefined

  constructor(message: string, origin?: Origin, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.origin = origin
  }
}

export class UnauthenticatedError extends DomainError {
  readonly code = 'UNAUTHENTICATED'
}

export class ForbiddenError extends DomainError {
  readonly code = 'FORBIDDEN'
}

/**
 * What the caller sent cannot be served. `argumentPath` leads to it, e.g. `['filter', 'ids', '0']`. (Not `path`:
 * graphql takes an error with a `path` for one of its own.)
 */
export class InvalidInputError extends DomainError {
  readonly code = 'BAD_USER_INPUT'
  readonly argumentPath: readonly string[]

  constructor(message: string, argumentPath: readonly string[] = []) {
    super(message)
    this.argumentPath = argumentPath
  }
}

export class NotFoundError extends DomainError {
  readonly code = 'NOT_FOUND'
}

/** The upstream has no such thing. */
export class UnsupportedError extends DomainError {
  readonly code = 'UNSUPPORTED'
}

export class RateLimitedError extends DomainError {
  readonly code = 'RATE_LIMITED'
  /** When the upstream will take requests again; null when it did not say. */
  readonly retryAt: Instant | null

  constructor(message: string, origin: Origin, retryAt: Instant | null) {
    super(message, origin)
    this.retryAt = retryAt
  }
}

/** The upstream understood and said no. `upstreamMessage` is its own explanation, meant for people. */
export class UpstreamRejectedError extends DomainError {
  readonly code = 'UPSTREAM_REJECTED'
  readonly upstreamStatus: number
  readonly upstreamMessage: string | null

  constructor(message: string, origin: Origin, upstreamStatus: number, upstreamMessage: string | null) {
    super(message, origin)
    this.upstreamStatus = upstreamStatus
    this.upstreamMessage = upstreamMessage
  }
}

/** Not reachable, or answered with a 5xx. */
export class UpstreamUnavailableError extends DomainError {
  readonly code = 'UPSTREAM_UNAVAILABLE'
}

export class UpstreamTimeoutError extends DomainError {
  readonly code = 'UPSTREAM_TIMEOUT'
}

/** Answered with something that is not what its API describes: HTML, truncated JSON, wrong types, too many bytes. */
export class UpstreamBadResponseError extends DomainError {
  readonly code = 'UPSTREAM_BAD_RESPONSE'
  /** True when the answer was larger than Parley reads; asking for less may work. */
  readonly isTooLarge: boolean

  constructor(message: string, origin?: Origin, isTooLarge = false, cause?: unknown) {
    super(message, origin, cause)
    this.isTooLarge = isTooLarge
  }
}

/** Too many calls to this account are under way already. */
export class UpstreamOverloadedError extends DomainError {
  readonly code = 'UPSTREAM_OVERLOADED'
}

/** Parley's own store of events and sends cannot be reached now. Worth a repetition. */
export class StateUnavailableError extends DomainError {
  readonly code = 'STATE_UNAVAILABLE'

  constructor(message: string, cause?: unknown) {
    super(message, undefined, cause)
  }
}
