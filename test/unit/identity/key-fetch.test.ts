/** How often keys are fetched, from where, how much of them and for how long, whatever anybody sends. */
import { describe, expect, test } from 'vitest'
import { UnauthenticatedError, UpstreamUnavailableError } from '../../../src/domain/errors.ts'
import { makeKey, startIssuer } from '../../support/issuer.ts'
import { verifying } from './verifying.ts'

const world = verifying()

const isRefused = async (token: string) => {
  expect(await world.errorOf(token)).toBeInstanceOf(UnauthenticatedError)
}
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
/** Of a key that nobody has. */
const forged = (at: number) => `${part({ alg: 'ES256', kid: `k${at}` })}.${part({})}.${'A'.repeat(86)}`

describe('the keys are fetched', () => {
  test('once for thousands of tokens that name thousands of keys, one after the other or at once', async () => {
    world.issuer.serve((await makeKey('known')).jwk)
    await Promise.all(Array.from({ length: 2_000 }, (_, at) => isRefused(forged(at))))
    for (let at = 2_000; at < 3_000; at++) await isRefused(forged(at))
    expect(world.issuer.looks()).toBe(1)
  })

  test('once in 5 seconds for as many, while they are away', async () => {
    world.issuer.respond((_, response) => response.writeHead(503).end())
    const all = () => Promise.all(Array.from({ length: 1_000 }, (_, at) => world.errorOf(forged(at))))
    for (const error of await all()) {
      expect(error).toBeInstanceOf(UpstreamUnavailableError)
      expect(error).toMatchObject({ retryAt: world.now + 5_000 })
    }
    await all()
    expect(world.issuer.looks()).toBe(1)
    world.now += 5_000
    await all()
    expect(world.issuer.looks()).toBe(2)
    expect(world.troubles).toHaveLength(2)
  })

  test('from nowhere that a redirect leads to', async () => {
    const inside = await startIssuer()
    const key = await makeKey('k1')
    inside.serve(key.jwk)
    for (const status of [301, 302, 303, 307, 308]) {
      world.now += 5_000
      world.issuer.respond((_, response) => response.writeHead(status, { location: inside.url }).end())
      expect(await world.errorOf(await key.sign())).toBeInstanceOf(UpstreamUnavailableError)
    }
    expect(world.issuer.looks()).toBe(5)
    expect(inside.looks()).toBe(0)
    await inside[Symbol.asyncDispose]()
  })

  test('to no more than 256 KiB, whatever is offered, and to no unpacked gigabyte', async () => {
    let written = 0
    world.issuer.respond((_, response) => {
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
    expect(await world.errorOf(await (await makeKey('k1')).sign())).toBeInstanceOf(UpstreamUnavailableError)
    expect(written).toBeLessThan(10 * 1024 * 1024)
  })

  test('for so long and no longer, when they come by the byte', async () => {
    await world.verifier.close()
    world.start({ timeout: 100 })
    let isGone = false
    world.issuer.respond((_, response) => {
      const drip = setInterval(() => response.write(' '), 10)
      response.on('close', () => {
        clearInterval(drip)
        isGone = true
      })
    })
    expect(await world.errorOf(await (await makeKey('k1')).sign())).toBeInstanceOf(UpstreamUnavailableError)
    expect(world.troubles).toEqual(['It did not answer in time.'])
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
    world.issuer.serve(old.jwk, young.jwk)
    expect(await world.errorOf(await old.sign())).toBeNull()
    expect(await world.errorOf(await young.sign())).toBeNull()
    await isRefused(await gone.sign())
    await isRefused((await old.sign()).slice(0, -4))
    expect(world.issuer.looks()).toBe(1)
  })
})
