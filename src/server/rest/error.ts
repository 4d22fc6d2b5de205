/** Failures of the plain routes: `{ "error": { "code", "message" } }` with a status that says the same. */
import { DomainError, type ErrorCode, retryAtOf } from '../../domain/errors.ts'
import type { Instant } from '../../domain/time.ts'
import { toGraphQLError } from '../../schema/error.ts'
import { retryAfter } from '../retry-after.ts'
import type { Log } from '../watching/log.ts'

/** A refusal that only HTTP knows. */
export class RestError extends Error {
  readonly status: 400 | 403 | 413 | 415
  readonly code: 'BAD_USER_INPUT' | 'FORBIDDEN'

  constructor(status: RestError['status'], code: RestError['code'], message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const statuses: Readonly<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_USER_INPUT: 400,
  NOT_FOUND: 404,
  UNSUPPORTED: 422,
  REPLY_BLOCKED: 409,
  NOT_RETRYABLE: 409,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  QUERY_TOO_COMPLEX: 400,
  UPSTREAM_REJECTED: 502,
  UPSTREAM_UNAVAILABLE: 502,
  UPSTREAM_BAD_RESPONSE: 502,
  UPSTREAM_TIMEOUT: 504,
  OUTCOME_UNKNOWN: 504,
  UPSTREAM_OVERLOADED: 503,
  STATE_UNAVAILABLE: 503,
  SUBSCRIPTION_OVERFLOW: 503,
}

export interface RestErrorDeps {
  readonly log: Log
  readonly now: () => Instant
  readonly onCode?: (code: string) => void
}

/** The public form of any error. One that is not of the closed list is a bug: masked, and logged once. */
export const restErrorResponse = (
  error: unknown,
  requestId: string,
  { log, now, onCode }: RestErrorDeps,
): Response => {
  const { status, code, message, retryAt } = describe(error)
  if (status === 500) log.error({ err: error, requestId }, 'unexpected error')
  onCode?.(code)
  const body = { error: { code, message, ...(retryAt !== undefined && { retryAt }) } }
  const mayComeBack = status === 429 || status === 503 ? retryAtOf(error) : null
  return Response.json(body, {
    status,
    headers: {
      'x-request-id': requestId,
      ...(mayComeBack !== null && { 'retry-after': retryAfter(mayComeBack, now()) }),
    },
  })
}

interface Description {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly retryAt?: unknown
}

/** What an error is to the outside. */
export const describe = (error: unknown): Description => {
  if (error instanceof RestError) return error
  const known = toGraphQLError(error)
  if (!known || !(error instanceof DomainError)) {
    const message = 'Something went wrong in Parley. The log has it under the request id.'
    return { status: 500, code: 'INTERNAL_SERVER_ERROR', message }
  }
  const { code, retryAt } = known.extensions
  return { status: statuses[error.code], code: String(code), message: known.message, retryAt }
}
