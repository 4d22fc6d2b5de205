/** What somebody may try who wants in, or wants Parley busy. */
import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { exportJWK, exportSPKI, type JWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { UnauthenticatedError } from '../../../src/domain/errors.ts'
import { makeKey, startIssuer } from '../../support/issuer.ts'
import { tokenSecret } from '../../support/token.ts'
import { verifying } from './verifying.ts'

const world = verifying({ secrets: [tokenSecret] })

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
/** Any header and any claims, with an HMAC that fits. */
const hs256 = (header: object, claims: unknown, secret: string | Buffer = tokenSecret) => {
  const text = `${part({ alg: 'HS256', ...header })}.${typeof claims === 'string' ? claims : part(claims)}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}
const seconds = () => Math.floor(world.now / 1_000)
const good = () => ({ sub: 'ana', iat: seconds(), exp: seconds() + 600 })
const isRefused = async (token: string) => {
  const error = await world.errorOf(token)
  expect(error).toBeInstanceOf(UnauthenticatedError)
  return (error as Error).message
}

test('a token as these tests make them is good, so what follows is refused for its own sake', async () => {
  expect((await world.verifier.verify(hs256({}, good()))).role).toBe('viewer')
})

describe('where a secret and a key set are configured, nobody gets in', () => {
  test('with the public key as the secret of an HMAC, in any form of it', async () => {
    const key = await makeKey('k1', 'RS256')
    world.issuer.serve(key.jwk)
    const spki = await exportSPKI(key.publicKey)
    const der = Buffer.from(spki.replace(/-----[^-]+-----|\s/g, ''), 'base64')
    const { n = '' } = await exportJWK(key.publicKey)
    for (const secret of [spki, spki.trim(), der, n, Buffer.from(n, 'base64url'), JSON.stringify(key.jwk)]) {
      await isRefused(hs256({ kid: 'k1' }, good(), secret))
      await isRefused(hs256({ kid: 'k1', alg: 'RS256' }, good(), secret))
    }
  })

  test.each(['none', 'NONE', 'nOnE', ''])('with the algorithm "%s", signed or not', async (alg) => {
    world.issuer.serve((await makeKey('k1')).jwk)
    await isRefused(`${part({ alg, kid: 'k1' })}.${part(good())}.`)
    await isRefused(hs256({ alg, kid: 'k1' }, good()))
    expect(world.issuer.looks()).toBe(0)
  })

  test('with an empty secret', async () => {
    await isRefused(hs256({}, good(), ''))
  })

  test.each(['../../../../dev/null', "' OR 1=1 --", '__proto__', '', 'x'.repeat(2_000), 7, null, {}, ['k1']])(
    'with the key %j',
    async (kid) => {
      const [known, foreign] = [await makeKey('k1'), await makeKey('k1')]
      world.issuer.serve(known.jwk)
      await isRefused(await foreign.sign({}, { kid: kid as string }))
      expect((await world.verifier.verify(hs256({ kid }, good()))).role).toBe('viewer') // no key of an HMAC has a name
    },
  )

  test('with a key that the token brings along, or leads to', async () => {
    const other = await startIssuer()
    const [known, foreign] = [await makeKey('k1', 'RS256'), await makeKey('k1', 'RS256')]
    world.issuer.serve(known.jwk)
    other.serve(foreign.jwk)
    for (const header of [
      { jwk: foreign.jwk },
      { jku: other.url },
      { x5u: other.url },
      { x5c: ['MIIB'] },
      { jku: other.url, jwk: foreign.jwk, x5u: other.url, kid: 'k2' },
    ]) {
      await isRefused(await foreign.sign({}, header))
    }
    expect(other.looks()).toBe(0)
    await other[Symbol.asyncDispose]()
  })

  test.each([
    { crit: ['x'], x: 1 },
    { crit: ['exp'], exp: 1 },
    { crit: ['b64'], b64: false },
    { crit: ['alg'] },
    { crit: [] },
    { crit: 'x' },
    { crit: ['__proto__'] },
  ])('with the critical extension %j, however well it is signed', async (header) => {
    await isRefused(hs256(header, good()))
  })

  test('with a key that the set has for something else', async () => {
    const [encrypting, short, other] = [await makeKey('e'), await makeKey('s'), await makeKey('o')]
    world.issuer.serve(
      { ...encrypting.jwk, use: 'enc' },
      { ...short.jwk, key_ops: ['sign'] },
      { ...other.jwk, alg: 'ES512' },
    )
    for (const key of [encrypting, short, other]) await isRefused(await key.sign())
  })

  test('with a broken key of the set, which is no reason to call the set away', async () => {
    const [known, broken, young] = [await makeKey('k1'), await makeKey('b'), await makeKey('young')]
    const privateKey: JWK = { ...(await exportJWK(broken.privateKey)), kid: 'private', alg: 'ES256' }
    const set = [known.jwk, { ...broken.jwk, x: 'AAAA' }, privateKey]
    world.issuer.serve(...set)
    await world.verifier.close()
    world.start({ cooldown: 0 })
    await isRefused(await broken.sign())
    await isRefused(await broken.sign({}, { kid: 'private' }))
    expect(world.troubles).toEqual([])
    world.issuer.serve(...set, young.jwk)
    expect(await world.errorOf(await young.sign())).toBeNull()
  })
})

describe('the time of a token', () => {
  test.each([
    ['ended 4 seconds ago', () => ({ exp: seconds() - 4 }), true],
    ['ended 6 seconds ago', () => ({ exp: seconds() - 6 }), false],
    ['begins in 4 seconds', () => ({ nbf: seconds() + 4 }), true],
    ['begins in 6 seconds', () => ({ nbf: seconds() + 6 }), false],
    ['was made in 4 seconds', () => ({ iat: seconds() + 4 }), true],
    ['was made in 6 seconds', () => ({ iat: seconds() + 6 }), false],
    ['has no end', () => ({ exp: undefined }), false],
    ['ends at null', () => ({ exp: null }), false],
    ['ends at a text', () => ({ exp: String(seconds() + 600) }), false],
    ['ends at a list', () => ({ exp: [seconds() + 600] }), false],
    ['begins at a text', () => ({ nbf: '0' }), false],
    ['was made at an object', () => ({ iat: {} }), false],
    ['ended before the first second', () => ({ exp: -1 }), false],
  ])('that %s is judged with a tolerance of 5 seconds', async (_, claims, isGood) => {
    const error = await world.errorOf(hs256({}, { ...good(), ...claims() }))
    if (isGood) expect(error).toBeNull()
    else expect(error).toBeInstanceOf(UnauthenticatedError)
  })

  test.each(['1e400', '1e308', '9007199254740993'])(
    'that ends at %s ends with its greatest age',
    async (exp) => {
      const claims = Buffer.from(`{"sub":"ana","iat":${seconds()},"exp":${exp}}`).toString('base64url')
      const { expiresAt } = await world.verifier.verify(hs256({}, claims))
      expect(expiresAt).toBe((seconds() + 86_400 + 5) * 1_000)
    },
  )
})

describe('claims of another shape', () => {
  test.each([
    ['iss', ['https://login.example.com/']],
    ['iss', { a: 1 }],
    ['iss', 7],
    ['sub', ['ana']],
    ['sub', { name: 'ana' }],
    ['sub', 7],
    ['sub', true],
    ['parley', { role: { name: 'admin' } }],
    ['parley', { role: 7 }],
    ['parley', { role: [['admin']] }],
    ['parley', { role: true }],
    ['parley', { accounts: 'chatwoot' }],
    ['parley', { accounts: { length: 1, 0: 'chatwoot' } }],
    ['parley', { accounts: [['chatwoot']] }],
    ['parley', { accounts: [{ name: ['chatwoot'] }] }],
    ['parley', { accounts: [null] }],
    ['parley', { agentId: ['A1'] }],
    ['parley', { agentId: 7 }],
  ])('%s: %j are refused', async (name, value) => {
    expect(await isRefused(hs256({}, { ...good(), [name]: value }))).toMatch(/^The token's claim /)
  })

  test.each([
    ['a list', '[]'],
    ['a text', '"text"'],
    ['null', 'null'],
    ['a number', '7'],
    ['half an object', '{'],
    ['nothing', ''],
    ['a list without a bottom', '['.repeat(5_000)],
    ['a byte', '\u0000'],
  ])('%s instead of an object, are refused', async (_, text) => {
    expect(await isRefused(hs256({}, Buffer.from(text).toString('base64url')))).toBe(
      'The token cannot be read.',
    )
  })

  test('with the names of prototypes are names like any other', async () => {
    const text = `{"sub":"ana","iat":${seconds()},"exp":${seconds() + 600},"__proto__":{"parley":{"role":"admin"}},
      "parley":{"__proto__":{"role":"admin"},"accounts":["__proto__","constructor",{"name":"toString","__proto__":{"agentId":"A1"}}]}}`
    const grant = await world.verifier.verify(hs256({}, Buffer.from(text).toString('base64url')))
    expect(grant.role).toBe('viewer')
    expect([...grant.accounts]).toEqual([
      ['__proto__', null],
      ['constructor', null],
      ['toString', null],
    ])
  })

  test.each(['root', 'ADMIN', ' admin', 'admin ', 'admin,agent', '__proto__', 'constructor', 'owner'])(
    'that give the role %j give no more than reading',
    async (role) => {
      for (const held of [role, [role], ['viewer', role]]) {
        expect((await world.verifier.verify(hs256({}, { ...good(), parley: { role: held } }))).role).toBe(
          'viewer',
        )
      }
    },
  )
})

describe('whatever else comes', () => {
  const isJudged = async (token: string) => {
    const error = await world.errorOf(token)
    if (error !== null) expect(error).toBeInstanceOf(UnauthenticatedError)
    return error === null
  }
  const anything = fc.jsonValue({ maxDepth: 4 })

  test('as claims, however well signed, is a grant or a refusal, and never more than was given', async () => {
    const names = fc.constantFrom('sub', 'iss', 'aud', 'exp', 'nbf', 'iat', 'parley', '__proto__', 'jti')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(names, anything)), async (changed) => {
        const token = hs256({}, { ...good(), ...Object.fromEntries(changed) })
        if (await isJudged(token)) expect((await world.verifier.verify(token)).role).toBe('viewer')
      }),
      { numRuns: 300 },
    )
  })

  test('as a header, or as a text, is a refusal unless it is one of ours', async () => {
    world.issuer.serve((await makeKey('k1')).jwk)
    const names = fc.constantFrom('alg', 'kid', 'typ', 'crit', 'jwk', 'b64', 'enc', 'zip', '__proto__')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(names, anything)), async (changed) => {
        await isJudged(hs256(Object.fromEntries(changed), good()))
      }),
      { numRuns: 300 },
    )
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.base64String()).map((all) => all.join('.')),
    )
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        expect(await isJudged(text)).toBe(false)
      }),
      { numRuns: 500 },
    )
  })
})
