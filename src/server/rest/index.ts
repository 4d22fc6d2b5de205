/** What the routes that carry files share: who is calling, what may be reached, and how a failure is told. */
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { Instant } from '../../domain/time.ts'
import { createLoaders, type Loaders } from '../../loaders/index.ts'
import type { Scope } from '../../loaders/scope.ts'
import type { CallerScope } from '../../schema/context.ts'
import type { UpstreamRequest } from '../../upstream/port.ts'
import type { ConfiguredUpstream } from '../../upstream/registry.ts'
import type { Caller } from '../access/caller.ts'
import type { Callers } from '../access/callers.ts'
import type { Payer, Spending } from '../access/spending.ts'
import { createScope } from '../operation/scope.ts'
import { viewerKeyOf } from '../operation/viewer.ts'
import { requestIdOf } from '../request-id.ts'
import type { Log } from '../watching/log.ts'
import { beginTrace, traceHeadersOf } from '../watching/trace.ts'

import { ClientGoneError } from './client-gone.ts'
import { restErrorResponse } from './error.ts'

export interface RestConfig {
  readonly upstreams: readonly ConfiguredUpstream[]
  readonly callers: Callers
  readonly allowedOrigins: readonly string[]
  readonly log: Log
  readonly now: () => Instant
  readonly spending: Spending
  /** Told of each error that goes out. */
  readonly onCode?: (code: string) => void
  /** See `Scope.onBatch`. */
  readonly onBatch?: Scope['onBatch']
}

export interface RestEnv {
  Bindings: HttpBindings
}

export interface RestRequest {
  /** Ends when the client goes away. */
  readonly signal: AbortSignal
  readonly requestId: string
  /** Who asks, and pays for it. Rejects as `Callers` and `Spending` do. */
  caller(cost: number): Promise<Caller>
  /** What may be reached for `caller` until `signal` or `milliseconds` end it. */
  open(caller: Caller, milliseconds: number | null): RestContext
}

export interface RestContext {
  readonly scope: CallerScope
  readonly loaders: Loaders
}

/** For the log alone: nobody is there to read it. */
const clientGone = 499

/** Runs one request, logs it, and turns what it throws into an answer. */
export const answer = async (
  c: Context<RestEnv>,
  config: RestConfig,
  work: (request: RestRequest) => Promise<Response>,
): Promise<Response> => {
  const requestId = requestIdOf(c.req.header('x-request-id'))
  const start = performance.now()
  const upstreamRequests: UpstreamRequest[] = []
  const { signal } = c.req.raw
  const { spending } = config
  const header = (name: string) => c.req.header(name)
  const trace = beginTrace(traceHeadersOf(header))
  let payer: Payer | undefined
  let isRefused = false
  const caller = async (cost: number) => {
    const address = c.env.incoming.socket.remoteAddress ?? ''
    const found = await spending.meet(address, () => config.callers.callerOf(header, header('host')))
    payer = { key: viewerKeyOf(found), hasCredential: found.accounts.size > 0, address }
    await spending.admit(payer)
    await spending.pay(payer, cost, () => undefined)
    return found
  }
  const open = (caller: Caller, milliseconds: number | null) => {
    const scope = createScope({
      upstreams: config.upstreams.map(({ upstream }) => upstream),
      caller,
      requestId,
      signal: milliseconds === null ? signal : AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]),
      onRequest: (request) => upstreamRequests.push(request),
      onBatch: config.onBatch,
      follow: (request) => trace.follow(request),
      onRefused: () => {
        isRefused = true
      },
    })
    return { scope, loaders: createLoaders(scope) }
  }
  const response = await work({ signal, requestId, caller, open }).catch((error: unknown) =>
    signal.aborted || error instanceof ClientGoneError
      ? new Response(null, { status: clientGone })
      : restErrorResponse(error, requestId, config),
  )
  if (payer && upstreamRequests.length > 0) spending.settle(payer, isRefused)
  response.headers.set('x-request-id', requestId)
  const route = `${c.req.method} ${c.req.routePath}`
  const { status } = response
  trace.end(route, { 'http.response.status_code': status }, status >= 500 ? [String(status)] : [])
  config.log.info(
    {
      requestId,
      route,
      status,
      ms: Math.round(performance.now() - start),
      upstreamCalls: upstreamRequests.map(({ account, operation }) => `${account} ${operation}`),
    },
    'request',
  )
  return response
}
