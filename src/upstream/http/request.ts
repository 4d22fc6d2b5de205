/**
 * One HTTP call to one upstream account: bounded in time, size and number, never redirected, decoded by a
 * schema. Every failure leaves as a `DomainError` without the URL, the headers or the body in it.
 */
import type { Readable } from 'node:stream'
import { BulkheadRejectedError, bulkhead } from 'cockatiel'
import { Pool } from 'undici'
import type { ZodType } from 'zod'
import type { AccountHealth } from '../../domain/account.ts'
import {
  type DomainError,
  type Origin,
  UpstreamOverloadedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
} from '../../domain/errors.ts'
import type { Call } from '../port.ts'
import { createHealth } from './health.ts'
import { decodeJson, type FailedResponse, jsonOrUndefined, readText } from './response.ts'

export interface HttpLimits {
  /** Milliseconds to open a socket. Default 1,000. */
  readonly connectTimeout: number
  /** Milliseconds until the response headers are there. Default 5,000. */
  readonly headersTimeout: number
  /** Milliseconds for the whole attempt, body included. Default 8,000. */
  readonly attemptTimeout: number
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
  maxResponseBytes: 10 * 1024 * 1024,
  maxSockets: 32,
  maxInFlight: 16,
  maxQueued: 64,
}

export interface HttpConfig {
  readonly origin: Origin
  /** http(s), without query; a path prefix is kept. */
  readonly baseUrl: string
  /** Sent with every request, before the credential. */
  readonly headers: Readonly<Record<string, string>>
  readonly limits?: Partial<HttpLimits>
  /** The provider's reading of a status outside 2xx. */
  readonly toError: (response: FailedResponse) => DomainError
  /** The clock, for health. */
  readonly now: () => number
}

export interface RequestSpec<T> {
  /** The endpoint by name, e.g. `conversations.list`; appears in logs and metrics. */
  readonly operation: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Begins with `/`. Its variable parts have passed the provider's id check and are percent-encoded. */
  readonly path: string
  /** Undefined values are left out; an array becomes a repeated key. */
  readonly query?: Readonly<Record<string, QueryValue>>
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  readonly schema: ZodType<T>
}

export type QueryValue = string | number | boolean | undefined | readonly (string | number)[]

export interface HttpClient {
  request<T>(spec: RequestSpec<T>, call: Call): Promise<T>
  health(): AccountHealth
  close(): Promise<void>
}

export const createHttpClient = (config: HttpConfig): HttpClient => {
  const limits = { ...defaultHttpLimits, ...config.limits }
  const { origin } = config
  const base = new URL(config.baseUrl)
  const prefix = base.pathname.replace(/\/+$/, '')
  const pool = new Pool(base.origin, {
    connections: limits.maxSockets,
    connect: { timeout: limits.connectTimeout },
    headersTimeout: limits.headersTimeout,
  })
  const places = bulkhead(limits.maxInFlight, limits.maxQueued)
  const health = createHealth(config.now)

  const attempt = async <T>(spec: RequestSpec<T>, call: Call): Promise<T> => {
    call.signal.throwIfAborted()
    call.onRequest?.({ account: origin.account, operation: spec.operation })
    const response = await pool.request({
      method: spec.method,
      path: prefix + spec.path + queryString(spec.query),
      headers: {
        accept: 'application/json',
        ...config.headers,
        ...(spec.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...spec.headers,
        [call.credential.header]: call.credential.value,
      },
      body: spec.body === undefined ? null : JSON.stringify(spec.body),
      signal: AbortSignal.any([call.signal, AbortSignal.timeout(limits.attemptTimeout)]),
    })
    const text = await readText(response.body as Readable, limits.maxResponseBytes, origin)
    if (response.statusCode >= 200 && response.statusCode < 300) return decodeJson(text, spec.schema, origin)
    throw config.toError({
      status: response.statusCode,
      headers: response.headers,
      body: jsonOrUndefined(text),
    })
  }

  return {
    async request(spec, call) {
      try {
        const result = await places.execute(() => attempt(spec, call))
        health.succeeded()
        return result
      } catch (cause) {
        if (call.signal.aborted && call.signal.reason?.name !== 'TimeoutError') throw cause // the caller went away
        const error = transportError(cause, origin)
        health.failed(error)
        throw error
      }
    },
    health: health.read,
    close: () => pool.close(),
  }
}

/** What undici and the bulkhead throw, in the words of the domain. Anything else is a bug and passes through. */
const transportError = (cause: unknown, origin: Origin): unknown => {
  if (cause instanceof BulkheadRejectedError) {
    return new UpstreamOverloadedError(`Too many calls to ${origin.account} are under way.`, origin, cause)
  }
  if (!(cause instanceof Error)) return cause
  const code = 'code' in cause ? String(cause.code) : ''
  if (cause.name === 'TimeoutError' || /TIMEOUT|ETIMEDOUT/.test(code)) {
    return new UpstreamTimeoutError(`${origin.account} did not answer in time.`, origin, cause)
  }
  if (/^(UND_ERR_|E[A-Z]+$|HPE_)/.test(code) || cause.name === 'AggregateError') {
    return new UpstreamUnavailableError(`${origin.account} cannot be reached.`, origin, cause)
  }
  return cause
}

const queryString = (query: RequestSpec<unknown>['query']): string => {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {})) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined) search.append(key, String(each))
    }
  }
  return search.size > 0 ? `?${search}` : ''
}
