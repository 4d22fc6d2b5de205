import { randomBytes } from 'node:crypto'
import {
  CompactEncrypt,
  CompactSign,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWTPayload,
  SignJWT,
} from 'jose'
import { describe, expect, test } from 'vitest'
import { UnauthenticatedError } from '../../../src/domain/errors.ts'
import { createTokenVerifier, type TokenConfig } from '../../../src/identity/token.ts'
import { signToken, tokenSecret } from '../../support/token.ts'

const now = Date.UTC(2026, 6, 1)
const seconds = now / 1_000
const utf8 = new TextEncoder()

const verifierOf = (config: Partial<TokenConfig> = {}) =>
  createTokenVerifier({ secrets: [tokenSecret], ...config }, { now: () => now, onTrouble: () => undefined })
const sign = (claims: JWTPayload, options = {}) => signToken(claims, { now, ...options })
const verify = async (token: string | Promise<string>, config?: Partial<TokenConfig>) =>
  verifierOf(config).verify(await token)
/** Why it proves nobody. */
const refusal = async (token: string | Promise<string>, config?: Partial<TokenConfig>): Promise<string> => {
  const error: unknown = await verify(token, config).catch((reason: unknown) => reason)
  if (!(error instanceof UnauthenticatedError)) throw new Error(`Not refused: ${JSON.stringify(error)}`)
  return error.message
}
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

const notOurs = 'The token is not signed with a key that counts here.'
const unreadable = 'The token cannot be read.'

describe('a token signed with the secret', () => {
  test.each(['HS256', 'HS384', 'HS512'])(
    'by %s is good until its end, and a tolerance for clocks',
    async (alg) => {
      const grant = await verify(sign({ parley: { accounts: ['chatwoot'], role: 'agent' } }, { alg }))
      expect(grant).toMatchObject({ role: 'agent', expiresAt: now + 605_000 })
      expect([...grant.accounts]).toEqual([['chatwoot', null]])
    },
  )

  test('is good with each of several secrets, and with none after it was taken away', async () => {
    const [old, young] = [randomBytes(32), randomBytes(32)].map((bytes) => bytes.toString('hex')) as [
      string,
      string,
    ]
    const ofOld = await sign({}, { secret: old })
    const ofYoung = await sign({}, { secret: young })
    const both = { secrets: [young, old] }
    expect((await verify(ofOld, both)).subject).toBe((await verify(ofYoung, both)).subject)
    expect(await refusal(ofOld, { secrets: [young] })).toBe(notOurs)
  })

  test.each([
    ['expired', { exp: seconds - 6 }, 'The token has expired.'],
    ['without an end', { exp: undefined }, "The token's claim exp is not as it has to be."],
    ['without a begin', { iat: undefined }, "The token's claim iat is not as it has to be."],
    [
      'with an end that is no number',
      { exp: '99999999999' },
      "The token's claim exp is not as it has to be.",
    ],
    ['not good yet', { nbf: seconds + 60 }, "The token's claim nbf is not as it has to be."],
    ['made in the future', { iat: seconds + 60 }, "The token's claim iat is not as it has to be."],
    [
      'too old, however late its end',
      { iat: seconds - 90_000, exp: seconds + 9_000 },
      'The token has expired.',
    ],
    ['of nobody', { sub: undefined }, "The token's claim sub is missing or has another shape."],
    ['of an empty subject', { sub: '' }, "The token's claim sub is missing or has another shape."],
  ])('is refused when it is %s', async (_, claims, why) => {
    expect(await refusal(sign(claims as JWTPayload))).toBe(why)
  })

  test('ends where the greatest age ends, when that is before its own end', async () => {
    const grant = await verify(sign({ iat: seconds - 100, exp: seconds + 9_000 }), { maxAge: 120 })
    expect(grant.expiresAt).toBe(now + 25_000)
  })

  test('is refused with another issuer or audience than is wanted, and is good with those', async () => {
    const wanted = { issuer: 'https://login.example.com/', audience: 'parley' }
    const good = { iss: wanted.issuer, aud: ['other', 'parley'] }
    expect((await verify(sign(good), wanted)).role).toBe('viewer')
    expect(await refusal(sign({ ...good, iss: 'https://login.example.com' }), wanted)).toContain('claim iss')
    expect(await refusal(sign({ ...good, aud: 'other' }), wanted)).toContain('claim aud')
    expect(await refusal(sign({}), wanted)).toContain('claim iss')
  })

  test('is refused when it is longer than 8 KiB', async () => {
    expect(await refusal(sign({ padding: 'x'.repeat(8_192) }))).toBe('The token is too long.')
  })

  test('is refused when any of its parts was changed', async () => {
    const [header, , signature] = (await sign({ sub: 'ana' })).split('.')
    const claims = base64({ sub: 'eve', iat: seconds, exp: seconds + 600 })
    expect(await refusal(`${header}.${claims}.${signature}`)).toBe(notOurs)
    const own = (await sign({})).split('.')
    expect(await refusal(`${own[0]}.${own[1]}.`)).toBe(notOurs)
    expect(await refusal(`${base64({ alg: 'HS384' })}.${own[1]}.${own[2]}`)).toBe(notOurs)
  })
})

describe('no token', () => {
  const claims = base64({ sub: 'ana', iat: seconds, exp: seconds + 600 })

  test.each(['none', 'None', 'NONE', '', undefined, 'HS1', 'dir', 'RS256', 'A128KW', 7])(
    'gets by with the algorithm %s',
    async (alg) => {
      expect([notOurs, unreadable]).toContain(await refusal(`${base64({ alg })}.${claims}.`))
    },
  )

  test.each([
    ['words', 'not.a.token'],
    ['dots', '..'],
    ['five parts', 'a.b.c.d.e'],
    ['two parts', 'eyJhbGciOiJIUzI1NiJ9.e30'],
    ['a header that is a list', `${base64([])}.${claims}.AAAA`],
    ['a header that is no object', `${base64(null)}.${claims}.AAAA`],
    ['a header of nothing', `.${claims}.AAAA`],
  ])('is made of %s', async (_, text) => {
    expect([notOurs, unreadable]).toContain(await refusal(text))
  })

  test('is inside another token', async () => {
    const nested = await new CompactSign(utf8.encode(await sign({})))
      .setProtectedHeader({ alg: 'HS256', cty: 'JWT' })
      .sign(utf8.encode(tokenSecret))
    expect(await refusal(nested)).toBe(unreadable)
  })

  test('is encrypted', async () => {
    const key = randomBytes(32)
    const encrypted = await new CompactEncrypt(utf8.encode('{}'))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(key)
    expect(await refusal(encrypted)).toBe(notOurs)
  })

  test('is signed with a critical extension that nobody knows', async () => {
    const signed = await new SignJWT({ sub: 'ana' })
      .setProtectedHeader({ alg: 'HS256', crit: ['b64'], b64: false })
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + 600)
      .sign(utf8.encode(tokenSecret))
      .catch(() => `${base64({ alg: 'HS256', crit: ['x'], x: 1 })}.${claims}.AAAA`)
    expect([notOurs, unreadable]).toContain(await refusal(signed))
  })

  test('is signed with a public key as if that were the secret', async () => {
    const { publicKey } = await generateKeyPair('RS256', { extractable: true })
    const forgeries = [await exportSPKI(publicKey), JSON.stringify(await exportJWK(publicKey))].map(
      (secret) => sign({}, { secret }),
    )
    for (const forgery of forgeries) {
      expect(await refusal(forgery)).toBe(notOurs)
      expect(await refusal(forgery, { secrets: [], keySet: { url: 'http://127.0.0.1:9/' } })).toBe(notOurs)
    }
  })
})
