import type { Role } from '../domain/role.ts'
import type { Instant } from '../domain/time.ts'
import type { ClaimPaths } from './claims.ts'
import type { TokenVerifier } from './grant.ts'
import type { KeyReport } from './key-report.ts'
import { createKeySet, type KeySetConfig, type KeySetDeps } from './key-set.ts'
import { createTokenVerifier } from './token.ts'

/** The settings that tokens are judged by. */
export interface IdentityConfig {
  readonly jwtSecrets?: readonly string[]
  readonly jwksUrl?: string
  readonly jwtIssuer?: string
  readonly jwtAudience?: string
  readonly jwtMaxAge?: number
  readonly jwtClaims?: Partial<ClaimPaths>
  readonly jwtRoles?: Readonly<Record<string, Role>>
}

/** Undefined where nobody is known by a token. */
export const createTokens = (config: IdentityConfig, deps: KeySetDeps): TokenVerifier | undefined => {
  const { jwtSecrets, jwksUrl } = config
  if (jwtSecrets === undefined && jwksUrl === undefined) return undefined
  return createTokenVerifier(
    {
      secrets: jwtSecrets,
      keySet: jwksUrl === undefined ? undefined : { url: jwksUrl },
      issuer: config.jwtIssuer,
      audience: config.jwtAudience,
      maxAge: config.jwtMaxAge,
      claimPaths: config.jwtClaims,
      roleNames: config.jwtRoles,
    },
    deps,
  )
}

/** One look at the keys, as they would be fetched to check a token. Never rejects. */
export const lookAtKeys = async (config: KeySetConfig, now: () => Instant): Promise<KeyReport> => {
  let trouble = 'unknown'
  const onTrouble = (reason: string) => {
    trouble = reason
  }
  const keySet = createKeySet(config, { now, onTrouble })
  try {
    return await keySet.report()
  } catch {
    return { trouble }
  } finally {
    await keySet.close()
  }
}
