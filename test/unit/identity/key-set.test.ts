import type { RequestListener } from 'node:http'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { UnauthenticatedError, UpstreamUnavailableError } from '../../../src/domain/errors.ts'
import type { TokenVerifier } from '../../../src/identity/grant.ts'
import type { KeySetConfig } from '../../../src/identity/key-set.ts'
import { createTokenVerifier, type TokenConfig } from '../../../src/identity/token.ts'
import { type Issuer, makeKey, startIssuer } from '../../support/issuer.ts'
import { signToken, tokenSecret } from '../../support/token.ts'

let issuer: Issuer
let now: number
let verifier: TokenVerifier
const troubles: string[] = []

const start = (config: Partial<TokenConfig> = {}, limits: Partial<KeySetConfig> = { cooldown: 0 }) => {
  verifier = createTokenVerifier(
    { keySet: { url: issuer.url, ...limits }, ...config },
    { now: () => now, onTrouble: (reason) => troubles.push(reason) },
  )
}
beforeEach(async () => {
  now = Date.now()
  troubles.length = 0
  issuer = await startIssuer()
  start()
})
afterEach(async () => {
  await verifier.close()
  await issuer[Symbol.asyncDispose]()
})

const errorOf = (token: string) =>
  verifier.verify(token).then(
    () => null,
    (error: unknown) => error,
  )

describe('tokens signed with a private key', () => {
  test.each(['RS256', 'PS384', 'ES256', 'ES512', 'EdDSA', 'Ed25519'])('are good by %s', async (alg) => {
    const key = await makeKey('k1', alg)
    issuer.serve(key.jwk)
    expect((await verifier.verify(await key.sign({ parley: { role: 'admin' } }))).role).toBe('admin')
  })

  test('need one look at the keys, however many they are', async () => {
    const key = await makeKey('k1')
    issuer.serve(key.jwk)
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, index) => key.sign({ sub: `s${index}` })))
    await Promise.all(tokens.map((token) => verifier.verify(token)))
    expect(issuer.looks()).toBe(1)
  })

  test('are good with a new key as soon as the issuer shows it, and the old ones beside it', async () => {
    const [old, young] = [await makeKey('old'), await makeKey('young')]
    issuer.serve(old.jwk)
    await verifier.verify(await old.sign())
    issuer.serve(old.jwk, young.jwk)
    expect(await errorOf(await young.sign())).toBeNull()
    expect(await errorOf(await old.sign())).toBeNull()
    expect(issuer.looks()).toBe(2)
  })

  test('with unknown keys cost one look in 30 seconds', async () => {
    start({}, {})
    const [known, foreign] = [await makeKey('known'), await makeKey('foreign')]
    issuer.serve(known.jwk)
    for (let count = 0; count < 10; count++) {
      expect(await errorOf(await foreign.sign({}, { kid: `k${count}` }))).toBeInstanceOf(UnauthenticatedError)
    }
    expect(issuer.looks()).toBe(1)
  })

  test('are refused when another key signed in the name of a known one', async () => {
    const [known, foreign] = [await makeKey('k1'), await makeKey('k1')]
    issuer.serve(known.jwk)
    expect(await errorOf(await foreign.sign())).toBeInstanceOf(UnauthenticatedError)
  })

  test('are refused when they bring their key along', async () => {
    const [known, foreign] = [await makeKey('k1'), await makeKey('k2')]
    issuer.serve(known.jwk)
    const token = await foreign.sign({}, { jwk: foreign.jwk, jku: 'http://127.0.0.1:9/keys' })
    expect(await errorOf(token)).toBeInstanceOf(UnauthenticatedError)
  })

  test('are no HMAC by a key of the set, nor by a secret that the set holds', async () => {
    const key = await makeKey('k1', 'RS256')
    issuer.serve(key.jwk, { kty: 'oct', k: Buffer.from(tokenSecret).toString('base64url'), alg: 'HS256' })
    expect(await errorOf(await signToken({}))).toBeInstanceOf(UnauthenticatedError)
    expect(issuer.looks()).toBe(0)
  })

  test('are good beside those of a shared secret', async () => {
    start({ secrets: [tokenSecret] })
    const key = await makeKey('k1')
    issuer.serve(key.jwk)
    expect(await errorOf(await key.sign())).toBeNull()
    expect(await errorOf(await signToken({}))).toBeNull()
  })
})

describe('keys that cannot be had', () => {
  test.each<[string, RequestListener]>([
    ['a failing server', (_, response) => response.writeHead(500).end('CANARY')],
    ['a redirect', (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end()],
    ['a page', (_, response) => response.end('<html>CANARY</html>')],
    ['something else in JSON', (_, response) => response.end('[]')],
    ['too many bytes', (_, response) => response.end(JSON.stringify({ keys: [], x: 'x'.repeat(300_000) }))],
    ['a server that hangs up', (request) => request.socket.destroy()],
  ])('because of %s are worth another try, and not the fault of the token', async (_, listener) => {
    issuer.respond(listener)
    const key = await makeKey('k1')
    const error = await errorOf(await key.sign())
    expect(error).toBeInstanceOf(UpstreamUnavailableError)
    expect(error).toMatchObject({ retryAt: now + 5_000 })
    expect(troubles).toHaveLength(1)
    expect(`${error} ${troubles}`).not.toMatch(/CANARY|127\.0\.0\.1/)
  })

  test('because the server is silent are not waited for', async () => {
    start({}, { timeout: 50 })
    issuer.respond(() => undefined)
    expect(await errorOf(await (await makeKey('k1')).sign())).toBeInstanceOf(UpstreamUnavailableError)
    expect(troubles).toEqual(['It did not answer in time.'])
  })

  test('are looked for again after 5 seconds, and not before', async () => {
    issuer.respond((_, response) => response.writeHead(503).end())
    const key = await makeKey('k1')
    const token = await key.sign()
    for (let count = 0; count < 10; count++)
      expect(await errorOf(token)).toBeInstanceOf(UpstreamUnavailableError)
    expect(issuer.looks()).toBe(1)
    issuer.serve(key.jwk)
    now += 5_000
    expect(await errorOf(token)).toBeNull()
  })

  test('do not touch tokens whose keys are known', async () => {
    const [known, young] = [await makeKey('known'), await makeKey('young')]
    issuer.serve(known.jwk)
    await verifier.verify(await known.sign())
    issuer.respond((_, response) => response.writeHead(503).end())
    expect(await errorOf(await young.sign())).toBeInstanceOf(UpstreamUnavailableError)
    expect(await errorOf(await known.sign())).toBeNull()
  })

  test('are good for 10 minutes after they were seen, and then looked for again', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const key = await makeKey('known')
    issuer.serve(key.jwk)
    const token = await key.sign({ exp: Math.floor(now / 1_000) + 3_600 })
    const later = (minutes: number) => {
      vi.setSystemTime(Date.now() + minutes * 60_000)
      now = Date.now()
      return errorOf(token)
    }
    expect(await later(0)).toBeNull()
    issuer.respond((_, response) => response.writeHead(503).end())
    expect(await later(9)).toBeNull()
    expect(await later(2)).toBeInstanceOf(UpstreamUnavailableError)
    issuer.serve(key.jwk)
    expect(await later(1)).toBeNull()
    issuer.serve((await makeKey('other')).jwk)
    expect(await later(11)).toBeInstanceOf(UnauthenticatedError)
  })
})
