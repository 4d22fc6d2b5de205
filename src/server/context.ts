import type { EventSource } from '../domain/account.ts'
import { InvalidInputError, UnauthenticatedError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { createLimit, type Limit } from '../kit/limit.ts'
import { createLoaders, type Loaders } from '../loaders/index.ts'
import type { Scope } from '../loaders/scope.ts'
import type { Context, RateLimit } from '../schema/context.ts'
import type { Call, Upstream, UpstreamRequest } from '../upstream/port.ts'
import { attachmentLinks } from './attachment-link.ts'
import { type Caller, hasRole } from './caller.ts'
import { createEvents, type EventDeps } from './events.ts'
import { tooComplex } from './limit/refuse.ts'
import { createWrites, type WriteDeps } from './writes.ts'

export interface OperationScope {
  readonly upstreams: readonly Upstream[]
  readonly caller: Caller
  readonly requestId: string
  /** Ends the operation's reads: the caller went away, or its time is over. */
  readonly signal: AbortSignal
  /** When its time is over, by the clock of the upstreams. */
  readonly deadline?: Instant
  /** See `Call.mustBeFresh`. */
  readonly mustBeFresh?: boolean
  readonly onRequest: (request: UpstreamRequest) => void
  /** Calls beyond it are refused. Default: as many as there are. */
  readonly maxUpstreamCalls?: number
  readonly onBatch?: Scope['onBatch']
  readonly follow?: Call['follow']
  /** Told when an upstream refused the credential. */
  readonly onRefused?: () => void
}

export interface ContextScope extends OperationScope, WriteDeps {
  /** Where clients reach Parley. */
  readonly publicUrl: string
  readonly events: EventDeps
  readonly renew: () => Context
  readonly eventSource: (account: string) => EventSource
  readonly rateLimit: () => RateLimit
}

/** Requests of one operation to one account under way at once: half of the account's places. */
const requestsAtOnce = 8

/** What one operation may reach of the upstreams. */
export const createScope = (operation: OperationScope): Scope => {
  const {
    upstreams,
    caller,
    requestId,
    deadline,
    mustBeFresh,
    onRequest,
    onBatch,
    follow,
    onRefused,
    maxUpstreamCalls = Infinity,
  } = operation
  const byName = new Map(upstreams.map((upstream) => [upstream.account.name, upstream]))
  const turns = new Map<string, Limit>()
  const turnsOf = (account: string): Limit => {
    const known = turns.get(account) ?? createLimit(requestsAtOnce)
    turns.set(account, known)
    return known
  }
  let calls = 0
  const takeTurn =
    (turn: Limit): Limit =>
    async (work) => {
      calls += 1
      if (calls > maxUpstreamCalls) throw tooComplex('upstreamCalls', maxUpstreamCalls, null)
      return turn(work)
    }
  return {
    upstreams,
    onBatch,
    upstream: (account) => {
      const upstream = byName.get(account)
      if (!upstream) throw new InvalidInputError('There is no such account here.')
      return upstream
    },
    canCall: (account) => caller.accounts.has(account),
    call: (account): Call => {
      const identity = caller.accounts.get(account)
      if (!identity)
        throw new UnauthenticatedError(`The request carries no credential for the account ${account}.`)
      const { signal } = operation
      const limits = { signal, deadline, mustBeFresh, takeTurn: takeTurn(turnsOf(account)) }
      return { ...identity, requestId, onRequest, onRefused, follow, ...limits }
    },
  }
}

/** The context of one operation, with loaders of its own. */
export const createContext = (operation: ContextScope): Context => {
  const scope = createScope(operation)
  let loaders: Loaders | undefined
  const loadersOnce = (): Loaders => {
    loaders ??= createLoaders(scope)
    return loaders
  }
  return {
    ...scope,
    /** Made when something is loaded: most events load nothing. */
    get loaders() {
      return loadersOnce()
    },
    events: createEvents(operation.events),
    renew: operation.renew,
    eventSource: operation.eventSource,
    rateLimit: operation.rateLimit,
    ...createWrites(scope, loadersOnce, operation),
    requireCaller: () => {
      if (operation.caller.accounts.size === 0)
        throw new UnauthenticatedError('The request carries no credential.')
    },
    hasRole: (needed) => hasRole(operation.caller, needed),
    ...attachmentLinks(operation.publicUrl),
  }
}
