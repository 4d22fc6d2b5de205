/** Who is calling, from the request's headers. Nothing here asks an upstream. */
import { parseDictionary } from 'structured-headers'
import { ForbiddenError, InvalidInputError } from '../../domain/errors.ts'
import type { TokenVerifier } from '../../identity/grant.ts'
import type { Credential } from '../../upstream/port.ts'
import type { ConfiguredUpstream } from '../../upstream/registry.ts'
import type { Caller, Identity } from './caller.ts'
import { isOwnHost } from './own-host.ts'
import { callerOfGrant, tokenOf } from './token-caller.ts'

/**
 * What a request without any credential is. `refuse`: nobody. `service`: it is lent the configured credentials.
 * `demo`: the same, and it acts as the given agent of each account.
 */
export type AnonymousPolicy =
  | { readonly mode: 'refuse' | 'service' }
  | { readonly mode: 'demo'; readonly agents: Readonly<Record<string, string>> }

export type HeaderReader = (name: string) => string | undefined

export interface CallersConfig {
  readonly upstreams: readonly ConfiguredUpstream[]
  readonly anonymous: AnonymousPolicy
  /** Names that pages of the operator's may come from: only those are lent the configured credentials. See `isOwnHost`. */
  readonly ownHosts?: readonly string[]
  /** Absent: nobody is known by a token of Parley's own. */
  readonly tokens?: Pick<TokenVerifier, 'verify'>
}

export interface Callers {
  /**
   * `host`: the `Host` of the request itself. `perAccount`: what `Upstream-Authorization` says. Throws
   * `InvalidInputError` for headers that cannot be read or do not go together, `UnauthenticatedError` and
   * `ForbiddenError` for a token that is not good, or good for nothing here, `ForeignHostError` where credentials would
   * be lent to a foreign page, and `UpstreamUnavailableError` while nobody can tell.
   */
  callerOf(
    header: HeaderReader,
    host: string | undefined,
    perAccount?: ReadonlyMap<string, string>,
  ): Promise<Caller>
}

/** A page of that host has nothing to gain where it brings a credential of its own. */
export class ForeignHostError extends ForbiddenError {
  constructor() {
    super(
      "Nobody is served without a credential at this host name. If it is Parley's own, set PARLEY_PUBLIC_URL to its address.",
    )
  }
}

export const createCallers = ({ upstreams, anonymous, ownHosts = [], tokens }: CallersConfig): Callers => ({
  callerOf: async (header, host, perAccount = upstreamAuthorization(header)) => {
    const token = tokenOf(header('authorization'))
    if (tokens) refuseMisplaced([...perAccount.values(), `Bearer ${apiAccessTokenOf(header)}`])
    if (!tokens || token === undefined) {
      const agentId = agentIdOf(header, upstreams)
      const own = broughtAlong(header, upstreams, perAccount)
      if (own) return { accounts: identitiesOf(own, agentId, upstreams) }
      if (anonymous.mode === 'refuse') return { accounts: new Map() }
      if (!isOwnHost(host, ownHosts)) throw new ForeignHostError()
      return { accounts: lent(upstreams, anonymous) }
    }
    const other = apiAccessTokenOf(header) !== undefined || perAccount.size > 0
    if (other || header('x-agent-id') !== undefined) {
      throw new InvalidInputError(
        other
          ? 'A token of Parley and a credential of an upstream do not go together.'
          : 'With a token, the agent is the one that the token names: leave `x-agent-id` out.',
      )
    }
    return callerOfGrant(await tokens.verify(token), upstreams)
  },
})

/** It would go on to an upstream. */
const refuseMisplaced = (upstreamCredentials: readonly string[]): void => {
  if (upstreamCredentials.some((each) => tokenOf(each) !== undefined)) {
    throw new InvalidInputError('A token of Parley goes into `Authorization: Bearer …`, and nowhere else.')
  }
}

const identitiesOf = (
  own: ReadonlyMap<string, Credential>,
  agentId: string | null,
  upstreams: readonly ConfiguredUpstream[],
): Caller['accounts'] =>
  new Map(
    [...own].map(([account, credential]) => [
      account,
      { credential, agentId: actingAgent(account, agentId, upstreams) },
    ]),
  )

const lent = (upstreams: readonly ConfiguredUpstream[], anonymous: AnonymousPolicy): Caller['accounts'] =>
  new Map(
    upstreams.flatMap(({ upstream, credential }): [string, Identity][] => {
      const { name } = upstream.account
      if (!credential) return []
      const demoAgent = anonymous.mode === 'demo' ? (anonymous.agents[name] ?? null) : null
      return [[name, { credential, agentId: demoAgent }]]
    }),
  )

const apiAccessTokenOf = (header: HeaderReader): string | undefined =>
  header('api_access_token') ?? header('api-access-token')

/** The caller's own credentials by account; null when the request has none at all. */
const broughtAlong = (
  header: HeaderReader,
  upstreams: readonly ConfiguredUpstream[],
  perAccount: ReadonlyMap<string, string>,
): Map<string, Credential> | null => {
  const authorization = header('authorization')
  const apiAccessToken = apiAccessTokenOf(header)
  if (authorization === undefined && apiAccessToken === undefined && perAccount.size === 0) return null
  for (const name of perAccount.keys()) {
    if (!upstreams.some(({ upstream }) => upstream.account.name === name)) {
      throw new InvalidInputError('`Upstream-Authorization` names an account that is not configured here.')
    }
  }
  const found = new Map<string, Credential>()
  for (const { upstream } of upstreams) {
    const { name } = upstream.account
    const credential = perAccount.has(name)
      ? upstream.credentialOf({ upstreamAuthorization: perAccount.get(name) })
      : upstream.credentialOf({ authorization, apiAccessToken })
    if (credential) found.set(name, credential)
  }
  return found
}

/** `Upstream-Authorization: chatwoot="Bearer …", infobip="App …"`, a structured-field dictionary (RFC 9651). */
const upstreamAuthorization = (header: HeaderReader): Map<string, string> => {
  const text = header('upstream-authorization')
  if (text === undefined) return new Map()
  const expected = '`Upstream-Authorization` is a dictionary such as `chatwoot="Bearer …", infobip="App …"`.'
  try {
    return new Map(
      [...parseDictionary(text)].map(([name, [value]]) => {
        if (typeof value !== 'string') throw new InvalidInputError(expected)
        return [name, value]
      }),
    )
  } catch {
    throw new InvalidInputError(expected)
  }
}

const agentIdOf = (header: HeaderReader, upstreams: readonly ConfiguredUpstream[]): string | null => {
  const agentId = header('x-agent-id')
  if (agentId === undefined) return null
  if (!upstreams.some(({ upstream }) => upstream.acceptsId('Agent', agentId))) {
    throw new InvalidInputError('`x-agent-id` does not have the form of an agent id of any account here.')
  }
  return agentId
}

const actingAgent = (account: string, agentId: string | null, upstreams: readonly ConfiguredUpstream[]) => {
  const found = upstreams.find(({ upstream }) => upstream.account.name === account)
  return agentId !== null && found?.upstream.acceptsId('Agent', agentId) ? agentId : null
}
