/** One HTTP client over an upstream that misbehaves, with a clock, chance and pauses that tests decide. */
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import {
  ForbiddenError,
  NotFoundError,
  type Origin,
  RateLimitedError,
  UpstreamBadResponseError,
  UpstreamUnavailableError,
} from '../../../../src/domain/errors.ts'
import type { HttpLimits } from '../../../../src/upstream/http/limits.ts'
import { createHttpClient, type HttpConfig, type RequestSpec } from '../../../../src/upstream/http/request.ts'
import type { FailedResponse } from '../../../../src/upstream/http/response.ts'
import { retryAfter } from '../../../../src/upstream/http/retry-after.ts'
import type { Call } from '../../../../src/upstream/port.ts'
import { startFaultUpstream } from '../../../support/fault-upstream.ts'

export const origin: Origin = { account: 'desk', provider: 'CHATWOOT' }
export const start = Date.UTC(2026, 0, 1)

export const thing = z.object({ id: z.string().optional() })

export const read: RequestSpec<z.infer<typeof thing>> = {
  operation: 'things.get',
  method: 'GET',
  path: '/things',
  schema: thing,
}
export const write: RequestSpec<z.infer<typeof thing>> = {
  operation: 'things.create',
  method: 'POST',
  path: '/things',
  body: { id: 'a' },
  schema: thing,
}

export const callWith = (changes: Partial<Call> = {}): Call => ({
  credential: { header: 'authorization', value: 'Bearer canary-token' },
  agentId: null,
  requestId: 'test',
  signal: new AbortController().signal,
  ...changes,
})

export const openDesk = async (
  limits: Partial<HttpLimits> = {},
  config: Partial<Pick<HttpConfig, 'pause' | 'random' | 'baseUrl' | 'onExchange'>> = {},
) => {
  const upstream = await startFaultUpstream()
  const clock = { now: start }
  /** The pauses that were asked for: they take no time, but the clock goes on. */
  const pauses: number[] = []
  const http = createHttpClient({
    origin,
    baseUrl: upstream.url,
    headers: {},
    limits,
    toError: (response) => errorOf(response, clock.now),
    now: () => clock.now,
    random: () => 0.5,
    pause: async (ms) => {
      pauses.push(ms)
      clock.now += ms
    },
    ...config,
  })
  onTestFinished(async () => {
    await upstream[Symbol.asyncDispose]()
    await http.close()
  })
  return { upstream, http, clock, pauses }
}

const errorOf = ({ status, headers }: FailedResponse, now: number) => {
  if (status === 403) return new ForbiddenError('no', origin)
  if (status < 400) return new UpstreamBadResponseError('odd', origin)
  if (status === 429) return new RateLimitedError('later', origin, retryAfter(headers, now))
  if (status >= 500)
    return new UpstreamUnavailableError('failed', origin, undefined, true, retryAfter(headers, now))
  return status >= 400 && status !== 408
    ? new NotFoundError('nothing', origin)
    : new UpstreamBadResponseError('odd', origin)
}

/** The error that a promise rejects with; fails the test when it does not. */
export const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => {
      throw new Error(`It went well: ${JSON.stringify(value)}`)
    },
    (error: unknown) => error,
  )
