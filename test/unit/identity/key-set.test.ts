import type { RequestListener } from 'node:http'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { UnauthenticatedError, UpstreamUnavailableError } from '../../../src/domain/errors.ts'
import { makeKey } from '../../support/issuer.ts'
import { signToken, tokenSecret } from '../../support/token.ts'
import { verifying } from './verifying.ts'

const world = verifying({}, { cooldown: 0 })

describe('tokens signed with a private key', () => {
  test.each(['RS256', 'PS384', 'ES256', 'ES512', 'EdDSA', 'Ed25519'])('are good by %s', async (alg) => {
    const key = await makeKey('k1', alg)
    world.issuer.serve(key.jwk)
    expect((await world.verifier.verify(await key.sign({ parley: { role: 'admin' } }))).role).toBe('admin')
  })

  test('need one look at the keys, however many they are', async () => {
    const key = await makeKey('k1')
    world.issuer.serve(key.jwk)
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, index) => key.sign({ sub: `s${index}` })))
    await Promise.all(tokens.map((token) => world.verifier.verify(token)))
    expect(world.issuer.looks()).toBe(1)
  })

  test('are good with a new key as soon as the issuer shows it, and the old ones beside it', async () => {
    const [old, young] = [await makeKey('old'), await makeKey('young')]
    world.issuer.serve(old.jwk)
    await world.verifier.verify(await old.sign())
    world.issuer.serve(old.jwk, young.jwk)
    expect(await world.errorOf(await young.sign())).toBeNull()
    expect(await world.errorOf(await old.sign())).toBeNull()
    expect(world.issuer.looks()).toBe(2)
  })

  test('with unknown keys cost one look in 30 seconds', async () => {
    world.start({})
    const [known, foreign] = [await makeKey('known'), await makeKey('foreign')]
    world.issuer.serve(known.jwk)
    for (let count = 0; count < 10; count++) {
      expect(await world.errorOf(await foreign.sign({}, { kid: `k${count}` }))).toBeInstanceOf(
        UnauthenticatedError,
      )
    }
    expect(world.issuer.looks()).toBe(1)
  })

  test('are refused when another key signed in the name of a known one', async () => {
    const [known, foreign] = [await makeKey('k1'), await makeKey('k1')]
    world.issuer.serve(known.jwk)
    expect(await world.errorOf(await foreign.sign())).toBeInstanceOf(UnauthenticatedError)
  })

  test('are refused when they bring their key along', async () => {
    const [known, foreign] = [await makeKey('k1'), await makeKey('k2')]
    world.issuer.serve(known.jwk)
    const token = await foreign.sign({}, { jwk: foreign.jwk, jku: 'http://127.0.0.1:9/keys' })
    expect(await world.errorOf(token)).toBeInstanceOf(UnauthenticatedError)
  })

  test('are no HMAC by a key of the set, nor by a secret that the set holds', async () => {
    const key = await makeKey('k1', 'RS256')
    world.issuer.serve(key.jwk, {
      kty: 'oct',
      k: Buffer.from(tokenSecret).toString('base64url'),
      alg: 'HS256',
    })
    expect(await world.errorOf(await signToken({}))).toBeInstanceOf(UnauthenticatedError)
    expect(world.issuer.looks()).toBe(0)
  })

  test('are good beside those of a shared secret', async () => {
    world.start(undefined, { secrets: [tokenSecret] })
    const key = await makeKey('k1')
    world.issuer.serve(key.jwk)
    expect(await world.errorOf(await key.sign())).toBeNull()
    expect(await world.errorOf(await signToken({}))).toBeNull()
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
    world.issuer.respond(listener)
    const key = await makeKey('k1')
    const error = await world.errorOf(await key.sign())
    expect(error).toBeInstanceOf(UpstreamUnavailableError)
    expect(error).toMatchObject({ retryAt: world.now + 5_000 })
    expect(world.troubles).toHaveLength(1)
    expect(`${error} ${world.troubles}`).not.toMatch(/CANARY|127\.0\.0\.1/)
  })

  test('because the server is silent are not waited for', async () => {
    world.start({ timeout: 50 })
    world.issuer.respond(() => undefined)
    expect(await world.errorOf(await (await makeKey('k1')).sign())).toBeInstanceOf(UpstreamUnavailableError)
    expect(world.troubles).toEqual(['It did not answer in time.'])
  })

  test('are looked for again after 5 seconds, and not before', async () => {
    world.issuer.respond((_, response) => response.writeHead(503).end())
    const key = await makeKey('k1')
    const token = await key.sign()
    for (let count = 0; count < 10; count++)
      expect(await world.errorOf(token)).toBeInstanceOf(UpstreamUnavailableError)
    expect(world.issuer.looks()).toBe(1)
    world.issuer.serve(key.jwk)
    world.now += 5_000
    expect(await world.errorOf(token)).toBeNull()
  })

  test('do not touch tokens whose keys are known', async () => {
    const [known, young] = [await makeKey('known'), await makeKey('young')]
    world.issuer.serve(known.jwk)
    await world.verifier.verify(await known.sign())
    world.issuer.respond((_, response) => response.writeHead(503).end())
    expect(await world.errorOf(await young.sign())).toBeInstanceOf(UpstreamUnavailableError)
    expect(await world.errorOf(await known.sign())).toBeNull()
  })

  test('are good for 10 minutes after they were seen, and then looked for again', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const key = await makeKey('known')
    world.issuer.serve(key.jwk)
    const token = await key.sign({ exp: Math.floor(world.now / 1_000) + 3_600 })
    const later = (minutes: number) => {
      vi.setSystemTime(Date.now() + minutes * 60_000)
      world.now = Date.now()
      return world.errorOf(token)
    }
    expect(await later(0)).toBeNull()
    world.issuer.respond((_, response) => response.writeHead(503).end())
    expect(await later(9)).toBeNull()
    expect(await later(2)).toBeInstanceOf(UpstreamUnavailableError)
    world.issuer.serve(key.jwk)
    expect(await later(1)).toBeNull()
    world.issuer.serve((await makeKey('other')).jwk)
    expect(await later(11)).toBeInstanceOf(UnauthenticatedError)
  })
})
