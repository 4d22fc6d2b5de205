/**
 * The closed list of what can go wrong. Adapters translate into it, `schema/error.ts` publishes it, and nothing
 * in between catches. Every other exception is a bug: masked, and logged once with its request id.
 *
 * Messages are read by the caller: they never hold a URL, a header, a credential or an upstream's body.
 */
import type { Provider } from './account.ts'
import type { Capability } from './capability.ts'
import type { ReplyBlockedReason } from './conversation.ts'
import type { Instant } from './time.ts'

export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'UNSUPPORTED'
  | 'RATE_LIMITED'
  | 'QUERY_TOO_COMPLEX'
  | 'UPSTREAM_REJECTED'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_BAD_RESPONSE'
  | 'UPSTREAM_OVERLOADED'
  | 'REPLY_BLOCKED'
  | 'NOT_RETRYABLE'
  | 'CONFLICT'
  | 'OUTCOME_UNKNOWN'
  | 'STATE_UNAVAILABLE'
  | 'SUBSCRIPTION_OVERFLOW'

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

/** The upstream has no such thing; `capability` names it where there is a name. */
export class UnsupportedError extends DomainError {
  readonly code = 'UNSUPPORTED'
  readonly capability: Capability | null

  constructor(message: string, origin: Origin, capability: Capability | null = null) {
    super(message, origin)
    this.capability = capability
  }
}

/** A reply by this caller would be refused by the upstream: nothing was sent. */
export class ReplyBlockedError extends DomainError {
  readonly code = 'REPLY_BLOCKED'
  readonly reason: ReplyBlockedReason

  constructor(message: string, origin: Origin, reason: ReplyBlockedReason) {
    super(message, origin)
    this.reason = reason
  }
}

/** Only a message that is known to have failed can be sent again. */
export class NotRetryableError extends DomainError {
  readonly code = 'NOT_RETRYABLE'
}

/** What the caller asked for contradicts what was done before, e.g. a `clientMessageId` used for other content. */
export class ConflictError extends DomainError {
  readonly code = 'CONFLICT'
}

/** The upstream did not answer in time: the message may have been sent. Not to be sent again blindly. */
export class OutcomeUnknownError extends DomainError {
  readonly code = 'OUTCOME_UNKNOWN'
  readonly clientMessageId: string | null

  constructor(message: string, origin: Origin, clientMessageId: string | null, cause?: unknown) {
    super(message, origin, cause)
    this.clientMessageId = clientMessageId
  }
}

/** Without an origin it is Parley's own limit. */
export class RateLimitedError extends DomainError {
  readonly code = 'RATE_LIMITED'
  /** When requests will be taken again; null when nobody said. */
  readonly retryAt: Instant | null

  constructor(message: string, origin: Origin | undefined, retryAt: Instant | null) {
    super(message, origin)
    this.retryAt = retryAt
  }
}

/** What an operation can have too much of. */
export type ComplexityLimit =
  | 'tokens'
  | 'nesting'
  | 'depth'
  | 'aliases'
  | 'directives'
  | 'rootFields'
  | 'listItems'
  | 'cost'
  | 'upstreamCalls'

/** The operation asks for more than is served at once. `actual` is null where counting ended at the limit. */
export class QueryTooComplexError extends DomainError {
  readonly code = 'QUERY_TOO_COMPLEX'
  readonly limit: ComplexityLimit
  readonly max: number
  readonly actual: number | null

  constructor(message: string, limit: ComplexityLimit, max: number, actual: number | null) {
    super(message)
    this.limit = limit
    this.max = max
    this.actual = actual
  }
}

/**
 * The upstream understood and said no. `upstreamMessage` is its own explanation, meant for people. `isCertain` is
 * false where the upstream says no although it may have done the thing.
 */
export class UpstreamRejectedError extends DomainError {
  readonly code = 'UPSTREAM_REJECTED'
  readonly upstreamStatus: number
  readonly upstreamMessage: string | null
  readonly isCertain: boolean

  constructor(
    message: string,
    origin: Origin,
    upstreamStatus: number,
    upstreamMessage: string | null,
    isCertain = true,
  ) {
    super(message, origin)
    this.upstreamStatus = upstreamStatus
    this.upstreamMessage = upstreamMessage
    this.isCertain = isCertain
  }
}

/**
 * Not reachable, answered with a 5xx, or left alone after too many failures. `wasReached` is false when the request
 * cannot have arrived.
 */
export class UpstreamUnavailableError extends DomainError {
  readonly code = 'UPSTREAM_UNAVAILABLE'
  readonly wasReached: boolean
  /** When it is worth another try; null when nobody knows. */
  readonly retryAt: Instant | null

  constructor(
    message: string,
    origin?: Origin,
    cause?: unknown,
    wasReached = true,
    retryAt: Instant | null = null,
  ) {
    super(message, origin, cause)
    this.wasReached = wasReached
    this.retryAt = retryAt
  }
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
  /** When it is worth another try: by chance, so that not all who were refused come back at once. */
  readonly retryAt: Instant | null

  constructor(message: string, origin?: Origin, cause?: unknown, retryAt: Instant | null = null) {
    super(message, origin, cause)
    this.retryAt = retryAt
  }
}

/** Parley's own store of events and sends cannot be reached now. Worth a repetition. */
export class StateUnavailableError extends DomainError {
  readonly code = 'STATE_UNAVAILABLE'

  constructor(message: string, cause?: unknown) {
    super(message, undefined, cause)
  }
}

/** The subscriber did not read as fast as events came. `cursor` is where it can go on. */
export class SubscriptionOverflowError extends DomainError {
  readonly code = 'SUBSCRIPTION_OVERFLOW'
  readonly cursor: string

  constructor(message: string, cursor: string) {
    super(message)
    this.cursor = cursor
  }
}

/** What is not there, or not for this caller, is null to readers. */
export const nullWhenNotFound = async <V>(value: Promise<V | null>): Promise<V | null> => {
  try {
    return await value
  } catch (error) {
    if (error instanceof NotFoundError) return null
    throw error
  }
}

/** When it is worth another try; null when nobody said. */
export const retryAtOf = (error: unknown): Instant | null =>
  error instanceof RateLimitedError ||
  error instanceof UpstreamUnavailableError ||
  error instanceof UpstreamOverloadedError
    ? error.retryAt
    : null

/** After a request with an effect: whether it may have had its effect although it failed. */
export const isOutcomeUnknown = (error: unknown): boolean =>
  error instanceof UpstreamTimeoutError ||
  error instanceof UpstreamBadResponseError ||
  (error instanceof UpstreamUnavailableError && error.wasReached) ||
  (error instanceof UpstreamRejectedError && !error.isCertain)
