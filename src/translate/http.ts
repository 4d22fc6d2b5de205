/** One POST to a translator: bounded in time, size and number, never redirected or repeated, decoded by a schema. */
import { BulkheadRejectedError, bulkhead } from 'cockatiel'
import { Agent, request } from 'undici'
import type { ZodType } from 'zod'
import {
  DomainError,
  type Origin,
  RateLimitedError,
  UpstreamBadResponseError,
  UpstreamOverloadedError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
} from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { operatorLookup } from '../kit/lookup.ts'

export interface TranslatorHttpConfig {
  /** http(s), without query; a path prefix is kept. */
  readonly baseUrl: string
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>
  /** Milliseconds. */
  readonly now: () => number
  /** Milliseconds for one request, body included. Default 15,000: models on a plain processor are slow. */
  readonly timeout?: number
}

export interface TranslatorHttp {
  /** `path` begins with `/`. */
  post<T>(path: string, body: object, schema: ZodType<T>, origin: Origin, signal: AbortSignal): Promise<T>
  close(): Promise<void>
}

const connectTimeout = 1_000
const maxResponseBytes = 10 * 1024 * 1024
const maxInFlight = 16
const maxQueued = 256

export const createTranslatorHttp = (config: TranslatorHttpConfig): TranslatorHttp => {
  const { timeout = 15_000, now } = config
  const agent = new Agent({
    connections: maxInFlight,
    connect: { timeout: connectTimeout, lookup: operatorLookup() },
    maxResponseSize: maxResponseBytes,
  })
  const places = bulkhead(maxInFlight, maxQueued)
  const base = config.baseUrl.replace(/\/+$/, '')

  const attempt: TranslatorHttp['post'] = async (path, body, schema, origin, signal) => {
    signal.throwIfAborted()
    const response = await request(base + path, {
      dispatcher: agent,
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json', ...config.headers },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
    })
    const text = await response.body.text()
    const { statusCode } = response
    if (statusCode < 200 || statusCode > 299) {
      throw refusal(statusCode, retryAt(response.headers['retry-after'], now()), origin)
    }
    const decoded = schema.safeParse(jsonOrUndefined(text))
    if (decoded.success) return decoded.data
    throw new UpstreamBadResponseError('The translator answered with an unknown shape.', origin)
  }

  return {
    post: async (path, body, schema, origin, signal) => {
      try {
        return await places.execute(() => attempt(path, body, schema, origin, signal))
      } catch (cause) {
        throw cause instanceof DomainError ? cause : transportError(cause, origin)
      }
    },
    close: () => agent.close(),
  }
}

const refusal = (status: number, retryAt: Instant | null, origin: Origin): DomainError => {
  if (status === 429)
    return new RateLimitedError('The translator takes no more requests now.', origin, retryAt)
  if (status === 456) return new RateLimitedError("The translator's quota is used up.", origin, null) // DeepL
  if (status >= 500)
    return new UpstreamUnavailableError(`The translator answered with status ${status}.`, origin)
  if (status >= 400) {
    const why = status === 401 || status === 403 ? ' It may not know the key.' : ''
    return new UpstreamRejectedError(`The translator refused the request.${why}`, origin, status, null)
  }
  return new UpstreamBadResponseError(`The translator answered with status ${status}.`, origin)
}

const retryAt = (header: string | string[] | undefined, now: Instant): Instant | null => {
  const value = [header].flat()[0]?.trim()
  if (!value) return null
  const instant = /^\d{1,9}$/.test(value) ? now + Number(value) * 1_000 : Date.parse(value)
  return Number.isNaN(instant) ? null : instant
}

const jsonOrUndefined = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // no schema here takes it
  }
}

/** The cause stays behind: it may hold the address. A caller's going away, and a bug, pass through. */
const transportError = (cause: unknown, origin: Origin): unknown => {
  if (cause instanceof BulkheadRejectedError) {
    return new UpstreamOverloadedError('Too many translations are under way.', origin)
  }
  if (!(cause instanceof Error)) return cause
  const code = 'code' in cause ? String(cause.code) : ''
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
    return new UpstreamBadResponseError(
      `The translator answered with more than ${maxResponseBytes} bytes.`,
      origin,
      true,
    )
  }
  if (cause.name === 'TimeoutError' || /TIMEOUT|ETIMEDOUT/.test(code)) {
    return new UpstreamTimeoutError('The translator did not answer in time.', origin)
  }
  if (/^(UND_ERR_|E[A-Z_]+$|HPE_)/.test(code) || cause.name === 'AggregateError') {
    return new UpstreamUnavailableError('The translator cannot be reached.', origin)
  }
  return cause
}
