import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import { describeProblems } from '../../../src/config/problem.ts'

const account = { INFOBIP_BASE_URL: 'https://x.api.infobip.com', INFOBIP_API_KEY: 'key' }
const secret = 'q7Jx2LwPz9TfVb4NcYr8MkHd5GsAe3Uo'
const production = { ...account, NODE_ENV: 'production' }

const load = (env: Record<string, string>, file?: object) =>
  loadConfig({
    cwd: '/srv',
    env: file ? { ...env, PARLEY_CONFIG: 'parley.json' } : env,
    readFile: () => JSON.stringify(file),
  })
const wrongs = (env: Record<string, string>) =>
  (load(env).problems ?? []).map(({ where, wrong }) => `${where} ${wrong}`)

describe('service identity', () => {
  test('is configured by the environment', () => {
    const { config } = load({
      ...account,
      PARLEY_JWT_SECRET: `${secret}, ${secret}2`,
      PARLEY_JWKS_URL: 'https://login.example.com/keys',
      PARLEY_JWT_ISSUER: 'https://login.example.com/',
      PARLEY_JWT_AUDIENCE: 'parley',
      PARLEY_JWT_MAX_AGE: '3600',
      PARLEY_JWT_CLAIMS: 'accounts=https://example.com/accounts, role=realm_access.roles',
      PARLEY_JWT_ROLES: 'support=agent, supervisor=admin',
    })
    expect(config).toMatchObject({
      jwtSecrets: [secret, `${secret}2`],
      jwksUrl: 'https://login.example.com/keys',
      jwtIssuer: 'https://login.example.com/',
      jwtAudience: 'parley',
      jwtMaxAge: 3_600,
      jwtClaims: { accounts: 'https://example.com/accounts', role: 'realm_access.roles' },
      jwtRoles: { support: 'agent', supervisor: 'admin' },
    })
  })

  test('is configured by the file in the same forms', () => {
    const file = { jwtSecrets: [secret], jwtClaims: { role: 'role' }, jwtRoles: { support: 'agent' } }
    expect(load(account, file).config).toMatchObject(file)
  })

  test.each([
    [{ PARLEY_JWT_SECRET: '' }, 'PARLEY_JWT_SECRET is empty'],
    [{ PARLEY_JWT_SECRET: 'q7Jx2LwPz9TfVb4NcYr8MkHd5GsAe3U' }, 'PARLEY_JWT_SECRET is shorter than 32 bytes'],
    [{ PARLEY_JWT_SECRET: `${secret},short` }, 'PARLEY_JWT_SECRET is shorter than 32 bytes'],
    [{ PARLEY_JWT_SECRET: 'x'.repeat(64) }, 'PARLEY_JWT_SECRET looks like a placeholder'],
    [{ PARLEY_JWT_SECRET: `changeme-${secret}` }, 'PARLEY_JWT_SECRET looks like a placeholder'],
    [{ PARLEY_JWT_SECRET: `your-256-bit-secret-${secret}` }, 'PARLEY_JWT_SECRET looks like a placeholder'],
    [{ PARLEY_JWKS_URL: 'file:///etc/keys' }, 'PARLEY_JWKS_URL is not an http(s) address'],
    [
      { PARLEY_JWKS_URL: 'http://169.254.169.254/keys' },
      'PARLEY_JWKS_URL is a link-local or metadata address',
    ],
    [{ PARLEY_JWT_MAX_AGE: '59' }, 'PARLEY_JWT_MAX_AGE is less than 60'],
    [
      { PARLEY_JWT_CLAIMS: 'parley.accounts' },
      'PARLEY_JWT_CLAIMS is not a list of pairs of subject, accounts, agentId and role',
    ],
    [
      { PARLEY_JWT_CLAIMS: 'account=x' },
      'PARLEY_JWT_CLAIMS is not a list of pairs of subject, accounts, agentId and role',
    ],
    [{ PARLEY_JWT_ROLES: 'support' }, 'PARLEY_JWT_ROLES is not a list of pairs'],
    [
      { PARLEY_JWT_ROLES: 'support=boss' },
      'PARLEY_JWT_ROLES gives a role that is none of viewer, agent, admin',
    ],
  ])('is refused when it is wrong: %j', (env, wrong) => {
    expect(wrongs({ ...account, ...env })).toEqual([wrong])
  })

  test('wants a token or key to lend', () => {
    const { INFOBIP_API_KEY: _, ...withoutKey } = account
    expect(wrongs({ ...withoutKey, PARLEY_JWT_SECRET: secret })).toEqual([
      'PARLEY_JWT_SECRET is set, although no account has a token or key to lend',
    ])
    expect(wrongs({ ...withoutKey, PARLEY_JWKS_URL: 'https://login.example.com/keys' })).toEqual([
      'PARLEY_JWKS_URL is set, although no account has a token or key to lend',
    ])
    expect(wrongs({ PARLEY_JWT_SECRET: secret })).toEqual([]) // the demo lends its own
  })

  test('does not go with a door that is open to everybody', () => {
    expect(wrongs({ ...account, PARLEY_JWT_SECRET: secret, PARLEY_ANONYMOUS: 'service' })).toEqual([
      'PARLEY_ANONYMOUS lets everybody in without a token, although PARLEY_JWT_SECRET is set',
    ])
  })

  test('takes keys by https in production, and by http from this machine alone', () => {
    const keys = (url: string) => wrongs({ ...production, PARLEY_JWKS_URL: url })
    expect(keys('http://login.example.com/keys')).toEqual([
      'PARLEY_JWKS_URL is not https, so that somebody on the way could put in a key',
    ])
    expect(keys('https://login.example.com/keys')).toEqual([])
    expect(keys('http://127.0.0.1:8080/keys')).toEqual([])
    expect(wrongs({ ...account, PARLEY_JWKS_URL: 'http://login.example.com/keys' })).toEqual([])
  })

  test('never tells a secret in a problem', () => {
    const { problems } = load({ ...account, PARLEY_JWT_SECRET: 'CANARY', PARLEY_JWT_ROLES: 'CANARY' })
    expect(describeProblems(problems ?? [])).not.toContain('CANARY')
  })
})

describe('lending tokens to requests without credentials', () => {
  const wrong = ['PARLEY_ANONYMOUS lends the tokens to whoever reaches HOST, which is not this machine alone']
  const service = { ...production, PARLEY_ANONYMOUS: 'service' }

  test.each(['0.0.0.0', '::', '10.0.0.5', 'parley.internal', '127.example.com'])(
    'is refused in production at HOST=%s',
    (HOST) => {
      expect(wrongs({ ...service, HOST })).toEqual(wrong)
      expect(wrongs({ ...service, HOST, NODE_ENV: 'development' })).toEqual([])
    },
  )

  test.each(['127.0.0.1', '127.0.0.2', '::1', 'localhost'])('is fine in production at HOST=%s', (HOST) => {
    expect(wrongs({ ...service, HOST })).toEqual([])
  })

  test('is fine anywhere where the operator spells it out', () => {
    const { config } = load({ ...service, HOST: '0.0.0.0', PARLEY_ANONYMOUS: 'service-on-private-network' })
    expect(config?.anonymous).toBe('service')
  })
})
