/** Tokens as an issuer makes them. */
import { randomBytes } from 'node:crypto'
import { type JWTPayload, SignJWT } from 'jose'

export const tokenSecret = randomBytes(48).toString('base64')

export interface TokenOptions {
  readonly secret?: string
  readonly alg?: string
  /** Seconds from now. Default 600. */
  readonly expiresIn?: number
  /** Milliseconds. */
  readonly now?: number
}

/** For the subject `ana`, unless the claims say another. */
export const signToken = (
  claims: JWTPayload,
  { secret = tokenSecret, alg = 'HS256', expiresIn = 600, now = Date.now() }: TokenOptions = {},
): Promise<string> => {
  const seconds = Math.floor(now / 1_000)
  return new SignJWT({ sub: 'ana', iat: seconds, exp: seconds + expiresIn, ...claims })
    .setProtectedHeader({ alg })
    .sign(new TextEncoder().encode(secret))
}
