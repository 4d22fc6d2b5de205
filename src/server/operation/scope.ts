/** What one operation may reach of the upstreams, on its caller's behalf. */
import { InvalidInputError, UnauthenticatedError } from '../../domain/errors.ts'
import type { Instant } from '../../domain/time.ts'
import { createLimit, type Limit } from '../../kit/limit.ts'
import type { Scope } from '../../loaders/scope.ts'
import type { CallerScope } from '../../schema/context.ts'
import type { Call, Upstream, UpstreamRequest } from '../../upstream/port.ts'
import { type Caller, hasRole } from '../access/caller.ts'
import { tooComplex } from '../limit/refuse.ts'

export interface ScopeStart {
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

/** Requests of one operation to one account under way at once: half of the account's places. */
const requestsAtOnce = 8

export const createScope = (start: ScopeStart): CallerScope => {
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
  } = start
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
      const { signal } = start // made when it is first asked for
      const limits = { signal, deadline, mustBeFresh, takeTurn: takeTurn(turnsOf(account)) }
      return { ...identity, requestId, onRequest, onRefused, follow, ...limits }
    },
    requireCaller: () => {
      if (caller.accounts.size === 0) throw new UnauthenticatedError('The request carries no credential.')
    },
    hasRole: (needed) => hasRole(caller, needed),
  }
}
