import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UnauthenticatedError } from '../../../src/domain/errors.ts'
import { isAtLeast, roles } from '../../../src/domain/role.ts'
import { type ClaimPaths, defaultClaimPaths, readClaims } from '../../../src/identity/claims.ts'

const read = (claims: object, paths: Partial<ClaimPaths> = {}, roleNames = {}) =>
  readClaims({ sub: 'ana', ...claims }, { paths: { ...defaultClaimPaths, ...paths }, roleNames })

describe('accounts', () => {
  test('are names, or names with an agent', () => {
    const { accounts, agentId } = read({
      parley: {
        accounts: ['chatwoot', { name: 'infobip', agentId: 'A1' }, { name: 'sales' }],
        agentId: 'A2',
      },
    })
    expect([...accounts]).toEqual([
      ['chatwoot', null],
      ['infobip', 'A1'],
      ['sales', null],
    ])
    expect(agentId).toBe('A2')
  })

  test('are none without the claim', () => {
    expect(read({})).toMatchObject({ accounts: new Map(), agentId: null, role: 'viewer' })
  })

  test.each([
    ['chatwoot'],
    [{ chatwoot: true }],
    [[1]],
    [['']],
    [[{ agentId: 'A1' }]],
    [Array(101).fill('a')],
  ])('are refused in another shape: %j', (accounts) => {
    expect(() => read({ parley: { accounts } })).toThrow(UnauthenticatedError)
  })
})

describe('a path', () => {
  test('leads to claims whose own names have dots', () => {
    const claims = {
      'https://example.com/accounts': ['a'],
      realm_access: { roles: ['agent'] },
      'x.y': { 'z.w': 'A7' },
    }
    const paths = { accounts: 'https://example.com/accounts', role: 'realm_access.roles', agentId: 'x.y.z.w' }
    expect(read(claims, paths)).toMatchObject({
      accounts: new Map([['a', null]]),
      role: 'agent',
      agentId: 'A7',
    })
  })

  test('leads to nothing that the token does not hold itself', () => {
    expect(read({ parley: {} }, { agentId: 'parley.constructor.name', role: '__proto__.x' })).toMatchObject({
      agentId: null,
      role: 'viewer',
    })
  })

  test('leads to what is there and nothing else, whatever the names', () => {
    const name = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text !== 'sub')
    fc.assert(
      fc.property(
        fc.array(name, { minLength: 1, maxLength: 4 }),
        fc.string({ minLength: 1 }),
        (names, value) => {
          const claims = names.reduceRight<unknown>((inner, key) => Object.fromEntries([[key, inner]]), value)
          expect(
            read(claims as object, { agentId: names.join('.'), accounts: 'none', role: 'none' }).agentId,
          ).toBe(value)
        },
      ),
    )
  })
})

describe('the role', () => {
  test.each([
    ['agent', 'agent'],
    ['admin', 'admin'],
    [['staff', 'support', 'viewer'], 'agent'],
    [['support', 'boss'], 'admin'],
    ['unknown', 'viewer'],
    ['toString', 'viewer'],
    [[], 'viewer'],
    [undefined, 'viewer'],
  ])('%j is %s', (role, expected) => {
    expect(read({ parley: { role } }, {}, { support: 'agent', boss: 'admin' }).role).toBe(expected)
  })

  test('includes those below it', () => {
    expect(roles.map((role) => roles.filter((needed) => isAtLeast(role, needed)))).toEqual([
      ['viewer'],
      ['viewer', 'agent'],
      ['viewer', 'agent', 'admin'],
    ])
  })
})

describe('the subject', () => {
  const subjectOf = (claims: object, paths = {}) => read(claims, paths).subject

  test('is the same for the same issuer and name, and another for any other', () => {
    const subjects = [
      { iss: 'a', sub: 'b' },
      { iss: 'b', sub: 'a' },
      { sub: 'ab' },
      { iss: 'ab', sub: 'ab' },
      { iss: 'a', sub: 'bb' },
    ].map((claims) => subjectOf(claims))
    expect(new Set(subjects).size).toBe(subjects.length)
    expect(subjectOf({ iss: 'a', sub: 'b', jti: 'other', exp: 7 })).toBe(subjects[0])
    expect(subjects.join()).not.toContain('ab')
  })
})
