import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { reportOf } from '../../../src/identity/key-report.ts'

const publicKey = async (alg: string, extra: object = {}): Promise<JWK> => {
  const pair = await generateKeyPair(alg, { extractable: true })
  return { ...(await exportJWK(pair.publicKey)), ...extra }
}
const rsa = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']

describe('a report of keys', () => {
  test('names what tokens may be signed by, in one order', async () => {
    const keys = [
      await publicKey('ES256', { kid: 'a' }),
      await publicKey('RS256', { alg: 'RS256', kid: 'b' }),
    ]
    expect(await reportOf({ keys })).toEqual({ count: 2, usable: 2, algorithms: ['RS256', 'ES256'] })
  })

  test.each([
    ['an RSA key for anything', () => publicKey('RS256'), rsa],
    ['an Ed25519 key', () => publicKey('Ed25519'), ['EdDSA', 'Ed25519']],
    ['a key of a curve', () => publicKey('ES384'), ['ES384']],
    ['a key to encrypt with', () => publicKey('RS256', { use: 'enc' }), []],
    ['a key for another purpose', () => publicKey('ES256', { key_ops: ['sign'] }), []],
    ['a secret', async () => ({ kty: 'oct', k: 'c2VjcmV0' }), []],
    ['a key that is none', async () => ({ kty: 'EC', crv: 'P-256', x: 'no', y: 'no' }), []],
    [
      'a private key',
      async () => exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey),
      [],
    ],
    [
      'an RSA key of 1024 bits',
      async () => {
        const parameters = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 1024 }
        const exponent = new Uint8Array([1, 0, 1])
        const pair = await crypto.subtle.generateKey({ ...parameters, publicExponent: exponent }, true, [
          'sign',
        ])
        return exportJWK((pair as CryptoKeyPair).publicKey)
      },
      [],
    ],
  ] as [string, () => Promise<JWK>, string[]][])('knows what %s is good for', async (_, make, algorithms) => {
    const usable = algorithms.length > 0 ? 1 : 0
    expect(await reportOf({ keys: [await make()] })).toEqual({ count: 1, usable, algorithms })
  })
})
