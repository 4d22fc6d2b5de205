/** How often keys are fetched, from where, how much of them and for how long, whatever anybody sends. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { UnauthenticatedError, UpstreamUnavailableError } from '../../../src/domain/errors.ts'
import type { TokenVerifier } from '../../../src/identity/grant.ts'
import type { KeySetConfig } from '../../../src/identity/key-set.ts'
import { createTokenVerifier } from '../../../src/identity/token.ts'
import { type Issuer, makeKey, startIssuer } from '../../support/issuer.ts'

let issuer: Issuer
let verifier: TokenVerifier
let now: number
const troubles: string[] = []
const start = (limits: Partial<KeySetConfig> = {}) => {
  verifier = createTokenVerifier(
    { keySet: { url: issuer.url, ...limits } },
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
const isRefused = async (token: string) => {
  expect(await errorOf(token)).toBeInstanceOf(UnauthenticatedError)
}
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
/** Of a key that nobody has. */
const forged = (at: number) => `${part({ alg: 'ES256', kid: `k${at}` })}.${part({})}.${'A'.repeat(86)}`

describe('the keys are fetched', () => {
  test('once for thousands of tokens that name thousands of keys, one after the other or at once', async () => {
    issuer.serve((await makeKey('known')).jwk)
    await Promise.all(Array.from({ length: 2_000 }, (_, at) => isRefused(forged(at))))
    for (let at = 2_000; at < 3_000; at++) await isRefused(forged(at))
    expect(issuer.looks()).toBe(1)
  })

  test('once in 5 seconds for as many, while they are away', async () => {
    issuer.respond((_, response) => response.writeHead(503).end())
    const all = () => Promise.all(Array.from({ length: 1_000 }, (_, at) => errorOf(forged(at))))
    for (const error of await all()) {
      expect(error).toBeInstanceOf(UpstreamUnavailableError)
      expect(error).toMatchObject({ retryAt: now + 5_000 })
    }
    await all()
    expect(issuer.looks()).toBe(1)
    now += 5_000
    await all()
    expect(issuer.looks()).toBe(2)
    expect(troubles).toHaveLength(2)
  })

  test('from nowhere that a redirect leads to', async () => {
    const inside = await startIssuer()
    const key = await makeKey('k1')
    inside.serve(key.jwk)
    for (const status of [301, 302, 303, 307, 308]) {
      now += 5_000
      issuer.respond((_, response) => response.writeHead(status, { location: inside.url }).end())
      expect(await errorOf(await key.sign())).toBeInstanceOf(UpstreamUnavailableError)
    }
    expect(issuer.looks()).toBe(5)
    expect(inside.looks()).toBe(0)
    await inside[Symbol.asyncDispose]()
  })

  test('to no more than 256 KiB, whatever is offered, and to no unpacked gigabyte', async () => {
    let written = 0
    issuer.respond((_, response) => {
      const chunk = Buffer.alloc(64 * 1024, ' ')
      const write = () => {
        while (written < 50 * 1024 * 1024 && !response.destroyed) {
          written += chunk.length
          if (!response.write(chunk)) return response.once('drain', write)
        }
        return response.end('{}')
      }
      response.writeHead(200, { 'content-encoding': 'gzip' })
      write()
    })
    expect(await errorOf(await (await makeKey('k1')).sign())).toBeInstanceOf(UpstreamUnavailableError)
    expect(written).toBeLessThan(10 * 1024 * 1024)
  })

  test('for so long and no longer, when they come by the byte', async () => {
    await verifier.close()
    start({ timeout: 100 })
    let isGone = false
    issuer.respond((_, response) => {
      const drip = setInterval(() => response.write(' '), 10)
      response.on('close', () => {
        clearInterval(drip)
        isGone = true
      })
    })
    expect(await errorOf(await (await makeKey('k1')).sign())).toBeInstanceOf(UpstreamUnavailableError)
    expect(troubles).toEqual(['It did not answer in time.'])
    await expect.poll(() => isGone).toBe(true)
  })
})

describe('while the issuer changes its key', () => {
  test('tokens by both are good, named or not, and by none that is gone', async () => {
    const [old, young, gone] = [
      await makeKey(undefined, 'RS256'),
      await makeKey(undefined, 'RS256'),
      await makeKey(undefined, 'RS256'),
    ]
    issuer.serve(old.jwk, young.jwk)
    expect(await errorOf(await old.sign())).toBeNull()
    expect(await errorOf(await young.sign())).toBeNull()
    await isRefused(await gone.sign())
    await isRefused((await old.sign()).slice(0, -4))
    expect(issuer.looks()).toBe(1)
  })
})
