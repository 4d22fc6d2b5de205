import type { CallerHeaders, Credential } from '../port.ts'

/** Underscores are the documented form; Chatwoot reads `Api-Access-Token` as the same header. */
const header = 'api_access_token'

/** A user's access token as a credential. */
export const chatwootCredential = (token: string): Credential => ({ header, value: token })

const bearer = /^Bearer +([\x21-\x7e]+)$/i
const token = /^[\x21-\x7e]+$/

/** The nearest to the account wins: its own entry, then the header that only Chatwoot has, then `Authorization`. */
export const credentialOf = (headers: CallerHeaders): Credential | null => {
  if (headers.upstreamAuthorization !== undefined) return fromBearer(headers.upstreamAuthorization)
  if (headers.apiAccessToken !== undefined) {
    return token.test(headers.apiAccessToken) ? chatwootCredential(headers.apiAccessToken) : null
  }
  return headers.authorization === undefined ? null : fromBearer(headers.authorization)
}

const fromBearer = (authorization: string): Credential | null => {
  const found = bearer.exec(authorization)?.[1]
  return found === undefined ? null : chatwootCredential(found)
}
