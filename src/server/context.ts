import type { EventSource } from '../domain/account.ts'
import { InvalidInputError, UnauthenticatedError } from '../domain/errors.ts'
import type { Role } from '../domain/role.ts'
import type { Instant } from '../domain/time.ts'
import { createLimit, type Limit } from '../kit/limit.ts'
import { createLoaders, type Loaders } from '../loaders/index.ts'
import type { Scope } from '../loaders/scope.ts'
import type { Context, Events, RateLimit } from '../schema/context.ts'
import type { Call, Upstream, UpstreamRequest } from '../upstream/port.ts'
import { attachmentLinks } from './attachment-link.ts'
import { type Caller, hasRole } from './caller.ts'
import { createEvents, type EventDeps } from './events.ts'
import { tooComplex } from './limit/refuse.ts'
import { createWrites, type WriteDeps, type Writes } from './writes.ts'

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

export interface ContextStart {
  readonly upstreams: readonly Upstream[]
  readonly caller: Caller
  readonly startedAt: Instant
  /** Where clients reach Parley. */
  readonly publicUrl: string
  readonly events: EventDeps
  readonly writes: WriteDeps
  /** What it may reach of the upstreams. */
  readonly openScope: () => Scope
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
export const createContext = (start: ContextStart): Context => new OperationContext(start)

/** The same as a plain object, for Yoga: it copies the own fields of a context, and leaves the rest behind. */
export const fieldsOf = (context: Context): Context => {
  const { upstreams, upstream, canCall, call, loaders, events, renew, eventSource, requireCaller } = context
  const { rateLimit, hasRole } = context
  const { send, begin, alone, changed, joined, translate, canTranslate, clientMessageIdOf } = context
  const { attachmentUrl, attachmentThumbnailUrl } = context
  return {
    ...{ upstreams, upstream, canCall, call, loaders, events, renew, eventSource, requireCaller },
    ...{ send, begin, alone, changed, joined, translate, canTranslate, clientMessageIdOf },
    ...{ rateLimit, hasRole, attachmentUrl, attachmentThumbnailUrl },
  }
}

/**
 * Makes its parts when something asks for them: a subscription keeps its context as long as it lives, most events ask
 * for next to nothing, and there may be tens of thousands of both. Its functions work without it.
 */
class OperationContext implements Context {
  readonly events: Events
  readonly #start: ContextStart
  #scope: Scope | undefined
  #loaders: Loaders | undefined
  #writes: Writes | undefined

  constructor(start: ContextStart) {
    this.#start = start
    this.events = createEvents(start.events)
  }

  get upstreams() {
    return this.#start.upstreams
  }
  get upstream() {
    return this.#scopeOnce().upstream
  }
  get canCall() {
    return this.#scopeOnce().canCall
  }
  get call() {
    return this.#scopeOnce().call
  }
  get loaders() {
    this.#loaders ??= createLoaders(this.#scopeOnce())
    return this.#loaders
  }
  get renew() {
    return this.#start.renew
  }
  get eventSource() {
    return this.#start.eventSource
  }
  get rateLimit() {
    return this.#start.rateLimit
  }
  get hasRole() {
    const { caller } = this.#start
    return (needed: Role) => hasRole(caller, needed)
  }
  get send() {
    return this.#writesOnce().send
  }
  get begin() {
    return this.#writesOnce().begin
  }
  get alone() {
    return this.#writesOnce().alone
  }
  get changed() {
    return this.#writesOnce().changed
  }
  get joined() {
    return this.#writesOnce().joined
  }
  get translate() {
    return this.#writesOnce().translate
  }
  get canTranslate() {
    return this.#writesOnce().canTranslate
  }
  get clientMessageIdOf() {
    return this.#writesOnce().clientMessageIdOf
  }
  get attachmentUrl() {
    return attachmentLinks(this.#start.publicUrl).attachmentUrl
  }
  get attachmentThumbnailUrl() {
    return attachmentLinks(this.#start.publicUrl).attachmentThumbnailUrl
  }

  get requireCaller() {
    const { caller } = this.#start
    return () => {
      if (caller.accounts.size === 0) throw new UnauthenticatedError('The request carries no credential.')
    }
  }

  #scopeOnce(): Scope {
    this.#scope ??= this.#start.openScope()
    return this.#scope
  }
  #writesOnce(): Writes {
    const { writes, startedAt } = this.#start
    this.#writes ??= createWrites(this.#scopeOnce(), () => this.loaders, writes, startedAt)
    return this.#writes
  }
}
