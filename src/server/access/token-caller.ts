/** A caller whom Parley itself knows, by a token: it is lent the configured credentials, as far as the token says. */
import { ForbiddenError, UnauthenticatedError } from '../../domain/errors.ts'
import type { Grant } from '../../identity/grant.ts'
import type { ConfiguredUpstream } from '../../upstream/registry.ts'
import type { Caller, Identity } from './caller.ts'

const dotted = /^Bearer +([\x21-\x7e]*\.[\x21-\x7e]*)$/i

/**
 * The token of an `Authorization` header. Tokens have dots and no access token of an upstream does: whatever has one is
 * judged here, and goes to no upstream even when it is mangled.
 */
export const tokenOf = (authorization: string | undefined): string | undefined =>
  dotted.exec(authorization ?? '')?.[1]

export const callerOfGrant = (grant: Grant, upstreams: readonly ConfiguredUpstream[]): Caller => {
  const { role, expiresAt } = grant
  const accounts = new Map(
    upstreams.flatMap((configured): [string, Identity][] => {
      const { credential, upstream } = configured
      const { name } = upstream.account
      if (!credential || !grant.accounts.has(name)) return []
      return [[name, { credential, agentId: agentIdOf(grant, configured), subject: grant.subject }]]
    }),
  )
  if (accounts.size === 0) throw new ForbiddenError('The token is good for no account here.')
  return { accounts, grant: { role, expiresAt } }
}

const agentIdOf = (grant: Grant, { upstream }: ConfiguredUpstream): string | null => {
  const { name } = upstream.account
  const named = grant.accounts.get(name) ?? null
  if (named !== null && !upstream.acceptsId('Agent', named)) {
    throw new UnauthenticatedError(`The token names an agent that ${name} cannot have.`)
  }
  const general = grant.agentId !== null && upstream.acceptsId('Agent', grant.agentId) ? grant.agentId : null
  return named ?? general
}
