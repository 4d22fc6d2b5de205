import { InvalidInputError, UnauthenticatedError } from '../domain/errors.ts'
import { createLoaders } from '../loaders/index.ts'
import type { Scope } from '../loaders/scope.ts'
import type { Context } from '../schema/context.ts'
import type { Call, Upstream, UpstreamRequest } from '../upstream/port.ts'
import type { Caller } from './caller.ts'

export interface OperationScope {
  readonly upstreams: readonly Upstream[]
  readonly caller: Caller
  readonly requestId: string
  /** Ends the operation's reads: the caller went away, or its time is over. */
  readonly signal: AbortSignal
  readonly onRequest: (request: UpstreamRequest) => void
}

/** The context of one operation, with loaders of its own. */
export const createContext = ({
  upstreams,
  caller,
  requestId,
  signal,
  onRequest,
}: OperationScope): Context => {
  const byName = new Map(upstreams.map((upstream) => [upstream.account.name, upstream]))
  const scope: Scope = {
    upstreams,
    upstream: (account) => {
      const upstream = byName.get(account)
      if (!upstream) throw new InvalidInputError('There is no such account here.')
      return upstream
    },
    canCall: (account) => caller.has(account),
    call: (account): Call => {
      const identity = caller.get(account)
      if (!identity)
        throw new UnauthenticatedError(`The request carries no credential for the account ${account}.`)
      return { ...identity, requestId, signal, onRequest }
    },
  }
  return {
    ...scope,
    loaders: createLoaders(scope),
    requireCaller: () => {
      if (caller.size === 0) throw new UnauthenticatedError('The request carries no credential.')
    },
  }
}
