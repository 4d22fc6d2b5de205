/** Whether a token (a signed JWT) was issued for Parley, and is good now. */
import {
  type CryptoKey,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose'
import { UnauthenticatedError } from '../domain/errors.ts'
import type { Role } from '../domain/role.ts'
import { hmacAlgorithms, publicKeyAlgorithms } from './algorithms.ts'
import { type ClaimPaths, defaultClaimPaths, readClaims } from './claims.ts'
import type { TokenVerifier } from './grant.ts'
import { createKeySet, type KeySetConfig, type KeySetDeps } from './key-set.ts'

export interface TokenConfig {
  /** Shared with whoever issues tokens (HMAC): each of them is good. */
  readonly secrets?: readonly string[]
  /** Where the issuer's public keys are (RSA, EC, Ed25519). */
  readonly keySet?: KeySetConfig
  /** What `iss` has to be. Default: anything. */
  readonly issuer?: string
  /** What `aud` has to be or to hold. Default: anything. */
  readonly audience?: string
  /** Seconds from `iat` on in which a token is good at all. Default 86,400. */
  readonly maxAge?: number
  readonly claimPaths?: Partial<ClaimPaths>
  /** Names that the issuer has for roles. Parley's own are known besides. */
  readonly roleNames?: Readonly<Record<string, Role>>
}

const maxLength = 8 * 1024
/** Seconds that the clocks of Parley and of the issuer may differ. */
const clockTolerance = 5

export const createTokenVerifier = (config: TokenConfig, deps: KeySetDeps): TokenVerifier => {
  const { maxAge = 86_400 } = config
  const secrets = (config.secrets ?? []).map((secret) => new TextEncoder().encode(secret))
  const keySet = config.keySet && createKeySet(config.keySet, deps)
  const meaning = {
    paths: { ...defaultClaimPaths, ...config.claimPaths },
    roleNames: config.roleNames ?? {},
  }
  const options = (algorithms: string[]): JWTVerifyOptions => ({
    algorithms,
    clockTolerance,
    maxTokenAge: maxAge,
    requiredClaims: ['exp'],
    currentDate: new Date(deps.now()),
    ...(config.issuer !== undefined && { issuer: config.issuer }),
    ...(config.audience !== undefined && { audience: config.audience }),
  })

  const claimsOf = async (token: string): Promise<JWTPayload> => {
    const { alg = '' } = decodeProtectedHeader(token)
    if (keySet && publicKeyAlgorithms.includes(alg)) {
      try {
        return (await jwtVerify(token, keySet.keyOf, options([alg]))).payload
      } catch (error) {
        // it names none, and several could be meant, as while the issuer changes from one to the next
        if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
        return verifyWithAny(token, error, options([alg]))
      }
    }
    if (secrets.length > 0 && hmacAlgorithms.includes(alg))
      return verifyWithAny(token, secrets, options([alg]))
    throw new errors.JOSEAlgNotAllowed('Not an algorithm of any key here.')
  }

  return {
    verify: async (token) => {
      if (token.length > maxLength) throw new UnauthenticatedError('The token is too long.')
      const claims = await claimsOf(token).catch((error: unknown) => {
        throw refusalOf(error)
      })
      const { exp = 0, iat = 0 } = claims // both have been checked
      return {
        ...readClaims(claims, meaning),
        expiresAt: (Math.min(exp, iat + maxAge) + clockTolerance) * 1_000,
      }
    },
    close: async () => keySet?.close(),
  }
}

const verifyWithAny = async (
  token: string,
  keys: Iterable<Uint8Array> | AsyncIterable<CryptoKey>,
  options: JWTVerifyOptions,
): Promise<JWTPayload> => {
  for await (const key of keys) {
    try {
      return (await jwtVerify(token, key, options)).payload
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error
    }
  }
  throw new errors.JWSSignatureVerificationFailed()
}

/** Names the claim that is wrong, and never what is in it. */
const refusalOf = (error: unknown): unknown => {
  if (error instanceof errors.JWTExpired) return new UnauthenticatedError('The token has expired.')
  if (error instanceof errors.JWTClaimValidationFailed) {
    return new UnauthenticatedError(`The token's claim ${error.claim} is not as it has to be.`)
  }
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSInvalid ||
    error instanceof errors.JOSEAlgNotAllowed
  ) {
    return new UnauthenticatedError('The token is not signed with a key that counts here.')
  }
  if (error instanceof errors.JOSEError || error instanceof TypeError) {
    return new UnauthenticatedError('The token cannot be read.')
  }
  return error
}
