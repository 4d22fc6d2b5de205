/**
 * One HTTP call to one upstream account, under one policy: bounded in time, size and number, never redirected,
 * decoded by a schema; identical reads shared, reads retried, and an upstream that fails too often left alone.
 * Every failure leaves as a `DomainError` without the URL, the headers or the body in it.
 *
 * share → breaker → retry → bulkhead → attempt: the breaker counts calls, not attempts, and a call that waits for
 * its next attempt takes no place of another.
 */
import type { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { BulkheadRejectedError, bulkhead } from 'cockatiel'
import { Pool } from 'undici'
import type { ZodType } from 'zod'
import type { AccountHealth } from '../../domain/account.ts'
import {
  type DomainError,
  type Origin,
  RateLimitedError,
  retryAtOf,
  UnauthenticatedError,
  UpstreamBadResponseError,
  UpstreamOverloadedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
} from '../../domain/errors.ts'
import { operatorLookup } from '../../kit/lookup.ts'
import { type Pause, pause } from '../../kit/pause.ts'
import { isTimeout } from '../../kit/timeout.ts'
import type { Call } from '../port.ts'
import { createBreaker } from './breaker.ts'
import { exchanged, type OnExchange, outcomeOfError, type Wire } from './exchange.ts'
import { freezeDeep } from './freeze.ts'
import { createHealth } from './health.ts'
import { defaultHttpLimits, type HttpLimits } from './limits.ts'
import type { Outcome } from './outcome.ts'
import { decodeJson, type FailedResponse, jsonOrUndefined, readInflated } from './response.ts'
import { createRetries } from './retry.ts'
import { createShare, type Flight } from './share.ts'
import { overloaded, transportError } from './transport-error.ts'
import { unlessAborted, withTimeout } from './wait.ts'

export interface HttpConfig {
  readonly origin: Origin
  /** http(s), without query; a path prefix is kept. */
  readonly baseUrl: string
  /** Sent with every request, before the credential. */
  readonly headers: Readonly<Record<string, string>>
  readonly limits?: Partial<HttpLimits>
  /** The provider's reading of a status outside 2xx. */
  readonly toError: (response: FailedResponse) => DomainError
  /** The clock of health, breaker, retries and deadlines. */
  readonly now: () => number
  /** From 0 up to 1. Default `Math.random`. */
  readonly random?: () => number
  /** Waits before a retry. Default a timer. */
  readonly pause?: Pause
  readonly onExchange?: OnExchange
}

export interface RequestSpec<T> {
  /** The endpoint by name, e.g. `conversations.list`; appears in logs and metrics. */
  readonly operation: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** True for a POST that changes nothing: it may be retried and shared as a GET. */
  readonly isRead?: boolean
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
  /**
   * The decoded answer, which others may hold as well: that of a read is frozen. A caller that goes away ends its own
   * wait: a read that nobody waits for any more is cut off, a write that has gone out is not.
   */
  request<T>(spec: RequestSpec<T>, call: Call): Promise<T>
  health(): AccountHealth
  close(): Promise<void>
}

/** When nobody had more time than this to wait for an answer, its absence says nothing of the upstream. Milliseconds. */
const fairTime = 1_000

/** Milliseconds after which a refused call may be tried again: from this to twice this, by chance. */
const overloadMs = 500

/** What may be different a moment later. */
const passingStatus = new Set([408, 429, 502, 503, 504])

export const createHttpClient = (config: HttpConfig): HttpClient => {
  const limits = { ...defaultHttpLimits, ...config.limits }
  const { origin, now, random = Math.random } = config
  const base = new URL(config.baseUrl)
  const pool = new Pool(base.origin, {
    connections: limits.maxSockets,
    connect: { timeout: limits.connectTimeout, lookup: operatorLookup() },
    headersTimeout: limits.headersTimeout,
  })
  const share = createShare()
  const breaker = createBreaker(limits, origin, now)
  const retries = createRetries(limits, { now, random, pause: config.pause ?? pause })
  const places = bulkhead(limits.maxInFlight, limits.maxQueued)
  const health = createHealth(now)

  /** Sends, and reads the whole answer. */
  const exchange = async <T>(
    { spec, message, isRead }: Request<T>,
    wire: Wire,
    signal: AbortSignal,
  ): Promise<Outcome<T>> => {
    const {
      statusCode: status,
      headers,
      body,
    } = await pool.request({
      ...message,
      headers: { ...wire.headers, ...message.headers },
      signal,
    })
    wire.answered(status)
    const text = await readInflated(body as Readable, headers, limits.maxResponseBytes, origin)
    if (status >= 200 && status < 300) {
      const value = decodeJson(text, spec.schema, origin)
      return { kind: 'ANSWER', value: isRead ? freezeDeep(value) : value }
    }
    const error = config.toError({ status, headers, body: jsonOrUndefined(text) })
    return isFault(error) || status === 408
      ? { kind: 'FAULT', error, isPassing: passingStatus.has(status), retryAt: retryAtOf(error) }
      : { kind: 'REFUSAL', error }
  }

  const attempt = async <T>(request: Request<T>, flight: Flight, isProbe: boolean): Promise<Outcome<T>> => {
    flight.signal.throwIfAborted()
    if (breaker.isOpen()) throw breaker.refusal() // it opened while this waited for its turn
    flight.isSent = true
    const upstreamRequest = { account: origin.account, operation: request.spec.operation }
    return exchanged(upstreamRequest, request.call, config.onExchange, meaningOf, (wire) =>
      trial(request, flight, wire, isProbe),
    )
  }

  const trial = async <T>(
    request: Request<T>,
    flight: Flight,
    wire: Wire,
    isProbe: boolean,
  ): Promise<Outcome<T>> => {
    const mayEndEarly = request.isRead && !isProbe
    const sentAt = now()
    try {
      return await withTimeout(limits.attemptTimeout, mayEndEarly ? flight.signal : null, (signal) =>
        exchange(request, wire, signal),
      )
    } catch (cause) {
      const isLeft = mayEndEarly && flight.signal.aborted
      if (isLeft && !(isTimeout(cause) && now() - sentAt >= fairTime)) throw cause
      const error = transportError(cause, origin)
      if (error instanceof UpstreamBadResponseError) return { kind: 'REFUSAL', error }
      if (!isFault(error)) throw error
      return { kind: 'FAULT', error, isPassing: error instanceof UpstreamUnavailableError, retryAt: null }
    }
  }

  /** With a place among those under way. */
  const inTurn = async <T>(request: Request<T>, flight: Flight, isProbe: boolean): Promise<Outcome<T>> => {
    try {
      const mustQueue = places.executionSlots === 0
      const outcome = await places.execute(async () => {
        if (mustQueue) await setImmediate() // the breaker hears first of the call that made room
        return attempt(request, flight, isProbe)
      }, flight.signal)
      health.tell(outcome)
      return outcome
    } catch (cause) {
      if (!(cause instanceof BulkheadRejectedError)) throw transportError(cause, origin)
      throw overloaded(origin, cause, now() + overloadMs * (1 + random()))
    }
  }

  const run = async <T>(request: Request<T>, flight: Flight): Promise<T> => {
    const outcome = await breaker.execute(
      (isProbe) => {
        const attemptInTurn = () => inTurn(request, flight, isProbe)
        return request.isRead ? retries.execute(flight, breaker.isClosed, attemptInTurn) : attemptInTurn()
      },
      () => flight.callers() + limits.maxQueued - places.queueSlots,
    )
    if (outcome.kind === 'ANSWER') return outcome.value
    throw outcome.error
  }

  const request = async <T>(spec: RequestSpec<T>, call: Call): Promise<T> => {
    const until = call.deadline ?? now() + limits.operationTimeout
    const sent = requestOf(spec, call, config.headers, base)
    const { message, isRead } = sent
    const tooLate = (isSent: boolean) =>
      isRead || isSent
        ? new UpstreamTimeoutError(`${origin.account} did not answer in time.`, origin)
        : new UpstreamOverloadedError(`There was no time left to ask ${origin.account}.`, origin)
    if (until <= now() || isTimeout(call.signal.reason)) throw tooLate(false)
    call.signal.throwIfAborted()

    const waiter = { until, mustBeFresh: call.mustBeFresh }
    const begin = (flight: Flight) => run(sent, flight)
    const { flight, result, leave } = isRead
      ? share.read(JSON.stringify(message), spec.schema, waiter, begin)
      : share.write(waiter, begin)
    try {
      return await withTimeout(until - now(), call.signal, (signal) => unlessAborted(result, signal))
    } catch (cause) {
      leave(cause)
      if (cause instanceof UnauthenticatedError) call.onRefused?.()
      throw isTimeout(cause) ? tooLate(flight.isSent) : cause
    }
  }

  return {
    request: (spec, call) => (call.takeTurn ? call.takeTurn(() => request(spec, call)) : request(spec, call)),
    health: () => health.read(breaker.opening()),
    close: () => pool.close(),
  }
}

interface Request<T> {
  readonly spec: RequestSpec<T>
  readonly call: Call
  readonly isRead: boolean
  /** What is sent, to the byte. Reads with equal messages to one account are the same read. */
  readonly message: {
    readonly method: RequestSpec<T>['method']
    readonly path: string
    readonly headers: Record<string, string>
    readonly body: string | null
  }
}

const requestOf = <T>(
  spec: RequestSpec<T>,
  call: Call,
  headers: HttpConfig['headers'],
  base: URL,
): Request<T> => ({
  spec,
  call,
  isRead: spec.method === 'GET' || spec.isRead === true,
  message: {
    method: spec.method,
    path: base.pathname.replace(/\/+$/, '') + spec.path + queryString(spec.query),
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      ...headers,
      ...(spec.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...spec.headers,
      [call.credential.header]: call.credential.value,
    },
    body: spec.body === undefined ? null : JSON.stringify(spec.body),
  },
})

const meaningOf = (outcome: Outcome<unknown>) =>
  outcome.kind === 'ANSWER' ? 'OK' : outcomeOfError(outcome.error)

const isFault = (error: unknown): boolean =>
  error instanceof UpstreamUnavailableError ||
  error instanceof UpstreamTimeoutError ||
  error instanceof RateLimitedError

const queryString = (query: RequestSpec<unknown>['query']): string => {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {})) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined) search.append(key, String(each))
    }
  }
  return search.size > 0 ? `?${search}` : ''
}
