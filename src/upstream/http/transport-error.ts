/** Failures below HTTP, in the words of the domain. */
import { BulkheadRejectedError } from 'cockatiel'
import {
  DomainError,
  type Origin,
  UpstreamOverloadedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
} from '../../domain/errors.ts'

/** No byte of the request can have arrived: nobody there, nobody whom Parley asks, or nobody with a certificate that can be believed. */
const neverConnected =
  /^(UND_ERR_CONNECT_TIMEOUT|ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|ELINKLOCAL)$|CERT|SELF_SIGNED|^UNABLE_TO_|^(HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)$/
/** Somebody may have read it. */
const cutOff = /^(UND_ERR_|E[A-Z]+$|HPE_|ERR_SSL_|ERR_TLS_)/

export const overloaded = (origin: Origin, cause: unknown, retryAt: number | null) =>
  new UpstreamOverloadedError(`Too many calls to ${origin.account} are under way.`, origin, cause, retryAt)

/** What undici and the bulkhead throw, in the words of the domain. Anything else is a bug and passes through. */
export const transportError = (cause: unknown, origin: Origin): unknown => {
  if (cause instanceof BulkheadRejectedError) {
    return overloaded(origin, cause, null)
  }
  if (!(cause instanceof Error) || cause instanceof DomainError) return cause
  const code = 'code' in cause ? String(cause.code) : ''
  if (neverConnected.test(code)) {
    return new UpstreamUnavailableError(`${origin.account} cannot be reached.`, origin, cause, false)
  }
  if (cause.name === 'TimeoutError' || /TIMEOUT|ETIMEDOUT/.test(code)) {
    return new UpstreamTimeoutError(`${origin.account} did not answer in time.`, origin, cause)
  }
  if (cutOff.test(code) || cause.name === 'AggregateError') {
    return new UpstreamUnavailableError(`${origin.account} cannot be reached.`, origin, cause)
  }
  return cause
}
