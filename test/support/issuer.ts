/** Whoever issues tokens: keys to sign with, and a server that shows them or does anything else. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose'

export interface Issuer extends AsyncDisposable {
  /** Of the keys. */
  readonly url: string
  /** How often somebody asked for them. */
  looks(): number
  serve(...keys: JWK[]): void
  respond(listener: RequestListener): void
}

export const startIssuer = async (): Promise<Issuer> => {
  let listener: RequestListener = (_, response) => response.end('{"keys":[]}')
  let looks = 0
  const server = createServer((request, response) => {
    looks++
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    looks: () => looks,
    serve: (...keys) => {
      listener = (_, response) => response.end(JSON.stringify({ keys }))
    },
    respond: (next) => {
      listener = next
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Its tokens are of the subject `ana` and good for ten minutes, unless the claims say otherwise. */
export const makeKey = async (kid: string | undefined, alg = 'ES256') => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const sign = (claims: JWTPayload = {}, header: Partial<JWTHeaderParameters> = {}) =>
    new SignJWT({ sub: 'ana', ...claims })
      .setProtectedHeader({ alg, ...(kid !== undefined && { kid }), ...header })
      .setIssuedAt()
      .setExpirationTime(claims.exp ?? '10m')
      .sign(privateKey)
  const jwk: JWK = { ...(await exportJWK(publicKey)), ...(kid !== undefined && { kid }), alg, use: 'sig' }
  return { sign, publicKey, privateKey, jwk }
}
