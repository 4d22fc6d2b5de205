import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type ConfigSources, loadConfig } from '../../../src/config/load.ts'
import { describeProblems } from '../../../src/config/problem.ts'

const cwd = '/srv/parley'

/** Loads with `file` as the content of parley.json; `PARLEY_CONFIG` names it. */
const load = (env: ConfigSources['env'], file?: unknown) =>
  loadConfig({
    cwd,
    env: file === undefined ? env : { PARLEY_CONFIG: 'parley.json', ...env },
    readFile: (path) => {
      if (path !== resolve(cwd, 'parley.json')) throw Object.assign(new Error(path), { code: 'ENOENT' })
      return typeof file === 'string' ? file : JSON.stringify(file)
    },
  })

const configOf = (...input: Parameters<typeof load>) => {
  const loaded = load(...input)
  if (!loaded.config) throw new Error(describeProblems(loaded.problems))
  return loaded.config
}

const wrongs = (...input: Parameters<typeof load>) =>
  (load(...input).problems ?? []).map(({ where, wrong }) => `${where} ${wrong}`)

const chatwoot = {
  CHATWOOT_BASE_URL: 'https://chatwoot.example.com/',
  CHATWOOT_ACCOUNT_ID: '7',
  CHATWOOT_API_TOKEN: 'token-7',
}

describe('settings', () => {
  test('have their defaults when nothing is set', () => {
    expect(configOf({})).toEqual({
      profile: 'development',
      host: '127.0.0.1',
      port: 4000,
      dataDir: '/srv/parley/.parley',
      anonymous: 'refuse',
      allowedOrigins: ['http://localhost:*', 'http://127.0.0.1:*'],
      sandboxPort: 4010,
      accounts: [],
      maxBodyBytes: 1_048_576,
      maxTokens: 2_000,
      maxDepth: 12,
      maxAliases: 30,
      maxDirectives: 9,
      maxRootFields: 20,
      maxListItems: 100,
      maxCost: 5_000,
      maxUpstreamCalls: 120,
      maxSeconds: 10,
      costPerMinute: 1_000_000_000,
      refusalsPerMinute: 100,
      persistedOnly: false,
      hasGraphiQL: true,
      hasIntrospection: true,
    })
  })

  test('show nothing of the schema in production unless it is switched on', () => {
    const hidden = { hasGraphiQL: false, hasIntrospection: false }
    expect(configOf({ NODE_ENV: 'production' })).toMatchObject(hidden)
    const named = { NODE_ENV: 'production', PARLEY_GRAPHIQL: 'true', PARLEY_INTROSPECTION: 'true' }
    expect(configOf(named)).toMatchObject({ hasGraphiQL: true, hasIntrospection: true })
  })

  test('open no GraphiQL without the schema that it needs', () => {
    expect(configOf({ PARLEY_INTROSPECTION: 'false' })).toMatchObject({ hasGraphiQL: false })
    expect(wrongs({ NODE_ENV: 'production', PARLEY_GRAPHIQL: 'true' })).toEqual([
      'PARLEY_INTROSPECTION is false, although PARLEY_GRAPHIQL is true',
    ])
    expect(wrongs({}, { hasGraphiQL: true, hasIntrospection: false })).toEqual([
      'parley.json: hasIntrospection is false, although parley.json: hasGraphiQL is true',
    ])
    expect(wrongs({ PARLEY_GRAPHIQL: 'false', PARLEY_INTROSPECTION: 'false' })).toEqual([])
  })

  test('allow no browser origin in production unless one is named', () => {
    expect(configOf({ NODE_ENV: 'production' }).allowedOrigins).toEqual([])
    const named = {
      NODE_ENV: 'production',
      PARLEY_ALLOWED_ORIGINS: 'https://Inbox.example.com, https://b.example',
    }
    expect(configOf(named).allowedOrigins).toEqual(['https://inbox.example.com', 'https://b.example'])
    expect(configOf({ PARLEY_ALLOWED_ORIGINS: '' }).allowedOrigins).toEqual([])
  })

  test('are taken from the file, and the environment wins', () => {
    const file = { port: 5000, host: '0.0.0.0', profile: 'production', dataDir: '/data' }
    expect(configOf({ HOST: '::1' }, file)).toMatchObject({
      port: 5000,
      host: '::1',
      profile: 'production',
      dataDir: '/data',
      allowedOrigins: [],
    })
  })

  test('call the test environment development', () => {
    expect(configOf({ NODE_ENV: 'test' }).profile).toBe('development')
  })

  test('lose the blanks and line breaks around them', () => {
    const config = configOf({ ...chatwoot, CHATWOOT_API_TOKEN: ' token-7\n', PORT: ' 80 ' })
    expect(config.port).toBe(80)
    expect(config.accounts[0]).toMatchObject({ apiToken: 'token-7' })
  })

  test.each([
    [{ PORT: 'http' }, 'PORT is not a whole number'],
    [{ PORT: '65536' }, 'PORT is more than 65535'],
    [{ PORT: '-1' }, 'PORT is not a whole number'],
    [{ PORT: '99999999999999999999' }, 'PORT is not a whole number'],
    [{ PORT: '' }, 'PORT is empty'],
    [{ HOST: 'http://localhost' }, 'HOST is neither a host name nor an IP address'],
    [{ NODE_ENV: 'staging' }, 'NODE_ENV is neither development nor production'],
    [{ PARLEY_DATA_DIR: '' }, 'PARLEY_DATA_DIR is empty'],
    [{ PARLEY_MAX_DEPTH: '0' }, 'PARLEY_MAX_DEPTH is less than 1'],
    [{ PARLEY_GRAPHIQL: 'yes' }, 'PARLEY_GRAPHIQL is neither true nor false'],
    [{ PARLEY_ANONYMOUS: 'demo' }, 'PARLEY_ANONYMOUS is neither refuse nor service'],
    [
      { PARLEY_ALLOWED_ORIGINS: '*' },
      'PARLEY_ALLOWED_ORIGINS is not an origin such as https://inbox.example.com',
    ],
    [
      { PARLEY_ALLOWED_ORIGINS: 'https://a.example/inbox' },
      'PARLEY_ALLOWED_ORIGINS is not an origin such as https://inbox.example.com',
    ],
    [
      { PARLEY_ALLOWED_ORIGINS: 'http://localhost:80:*' },
      'PARLEY_ALLOWED_ORIGINS is not an origin such as https://inbox.example.com',
    ],
    [{ PARLEY_CONFIG: '' }, 'PARLEY_CONFIG is empty'],
  ])('are refused when they are wrong: %j', (env, wrong) => {
    expect(wrongs(env)).toEqual([wrong])
  })
})

describe('accounts', () => {
  test('come from the environment, one for each provider and named after it', () => {
    const env = { ...chatwoot, INFOBIP_BASE_URL: 'https://x.api.infobip.com', INFOBIP_API_KEY: 'key-9' }
    expect(configOf(env).accounts).toEqual([
      {
        name: 'chatwoot',
        provider: 'chatwoot',
        baseUrl: 'https://chatwoot.example.com',
        accountId: '7',
        apiToken: 'token-7',
      },
      { name: 'infobip', provider: 'infobip', baseUrl: 'https://x.api.infobip.com', apiKey: 'key-9' },
    ])
  })

  test('may be without a token of their own, for callers who bring theirs', () => {
    const { CHATWOOT_API_TOKEN: _, ...env } = chatwoot
    expect(configOf(env).accounts[0]).not.toHaveProperty('apiToken')
  })

  test('come from the file in any number, before those of the environment', () => {
    const file = {
      accounts: [
        {
          name: 'support-eu',
          provider: 'chatwoot',
          baseUrl: 'http://10.0.0.5:3000',
          accountId: 2,
          apiToken: 'eu',
        },
        { name: 'sales', provider: 'infobip', baseUrl: 'https://y.api.infobip.com' },
      ],
    }
    const { accounts } = configOf(chatwoot, file)
    expect(accounts.map(({ name }) => name)).toEqual(['support-eu', 'sales', 'chatwoot'])
    expect(accounts[0]).toMatchObject({ provider: 'chatwoot', accountId: '2', apiToken: 'eu' })
  })

  test('of the file take their token from the environment when they have its name', () => {
    const file = {
      accounts: [{ name: 'chatwoot', provider: 'chatwoot', baseUrl: 'https://c.example', accountId: 3 }],
    }
    expect(configOf({ CHATWOOT_API_TOKEN: 'from-env' }, file).accounts).toEqual([
      {
        name: 'chatwoot',
        provider: 'chatwoot',
        baseUrl: 'https://c.example',
        accountId: '3',
        apiToken: 'from-env',
      },
    ])
  })

  test('are refused when they are incomplete', () => {
    expect(wrongs({ CHATWOOT_BASE_URL: 'https://c.example' })).toEqual(['CHATWOOT_ACCOUNT_ID is missing'])
    expect(wrongs({ CHATWOOT_API_TOKEN: 'token' })).toEqual([
      'CHATWOOT_BASE_URL is missing',
      'CHATWOOT_ACCOUNT_ID is missing',
    ])
    expect(wrongs({ INFOBIP_API_KEY: 'key' })).toEqual(['INFOBIP_BASE_URL is missing'])
    expect(wrongs({}, { accounts: [{ name: 'a', provider: 'chatwoot', accountId: 1 }] })).toEqual([
      'parley.json: accounts[0].baseUrl is missing',
    ])
  })

  test.each([
    ['', 'is empty'],
    ['x', 'has fewer than 2 characters'],
    ['two words', 'holds a blank or a character that no header can carry'],
    ['line\nbreak', 'holds a blank or a character that no header can carry'],
    ['tökén', 'holds a blank or a character that no header can carry'],
  ])('are refused with the token %j', (token, wrong) => {
    expect(wrongs({ ...chatwoot, CHATWOOT_API_TOKEN: token })).toEqual([`CHATWOOT_API_TOKEN ${wrong}`])
    expect(wrongs({ INFOBIP_BASE_URL: 'https://i.example', INFOBIP_API_KEY: token })).toEqual([
      `INFOBIP_API_KEY ${wrong}`,
    ])
  })

  test.each(['0', '-3', '1.5', '1e3', '../2', 'seven'])('are refused with the account id %s', (id) => {
    expect(wrongs({ ...chatwoot, CHATWOOT_ACCOUNT_ID: id })).toHaveLength(1)
  })

  test('need a name and a provider that are known, and a name of their own', () => {
    const one = { provider: 'infobip', baseUrl: 'https://i.example' }
    const file = {
      accounts: [
        one,
        { ...one, name: 'Sales' },
        { ...one, name: 'sales' },
        { ...one, name: 'sales' },
        { name: 'x', provider: 'zendesk' },
        { name: 'y' },
      ],
    }
    expect(wrongs({}, file)).toEqual([
      'parley.json: accounts[0].name is missing',
      'parley.json: accounts[1].name is not a valid name',
      'parley.json: accounts[4].provider is not a provider',
      'parley.json: accounts[5].provider is missing',
      'parley.json: accounts[3].name is the name of another account too',
    ])
  })

  test('cannot mix the variables of one provider with an account of another', () => {
    const file = { accounts: [{ name: 'chatwoot', provider: 'infobip', baseUrl: 'https://i.example' }] }
    expect(wrongs(chatwoot, file)).toEqual([
      'CHATWOOT_BASE_URL belongs to the account chatwoot, which is an account of another provider at parley.json: accounts[0]',
    ])
  })
})

describe('the translator', () => {
  test('is none unless one is named', () => {
    expect(configOf({})).not.toHaveProperty('translator')
  })

  test('is LibreTranslate at an address, with a key or without', () => {
    const env = { PARLEY_TRANSLATOR: 'libretranslate', PARLEY_TRANSLATOR_URL: 'http://10.0.0.9:5000/' }
    expect(configOf(env)).toMatchObject({
      translator: 'libretranslate',
      translatorUrl: 'http://10.0.0.9:5000',
    })
    expect(configOf({ ...env, PARLEY_TRANSLATOR_KEY: 'key' })).toMatchObject({ translatorKey: 'key' })
  })

  test.each(['google', 'deepl'])('is %s with a key, given in the file or the environment', (translator) => {
    expect(configOf({ PARLEY_TRANSLATOR_KEY: 'key' }, { translator })).toMatchObject({
      translator,
      translatorKey: 'key',
    })
  })

  test.each([
    [{ PARLEY_TRANSLATOR: 'bing' }, ['PARLEY_TRANSLATOR is neither libretranslate nor google nor deepl']],
    [
      { PARLEY_TRANSLATOR: 'libretranslate', PARLEY_TRANSLATOR_KEY: 'key' },
      ['PARLEY_TRANSLATOR_URL is missing, although PARLEY_TRANSLATOR is libretranslate'],
    ],
    [
      { PARLEY_TRANSLATOR: 'deepl' },
      ['PARLEY_TRANSLATOR_KEY is missing, although PARLEY_TRANSLATOR is deepl'],
    ],
    [
      { PARLEY_TRANSLATOR: 'google', PARLEY_TRANSLATOR_KEY: 'two words' },
      ['PARLEY_TRANSLATOR_KEY holds a blank or a character that no header can carry'],
    ],
    [
      { PARLEY_TRANSLATOR: 'libretranslate', PARLEY_TRANSLATOR_URL: 'ftp://x' },
      ['PARLEY_TRANSLATOR_URL is not an http(s) address'],
    ],
    [
      { PARLEY_TRANSLATOR_KEY: 'key' },
      ['PARLEY_TRANSLATOR is missing, although PARLEY_TRANSLATOR_KEY is set'],
    ],
  ])('is refused when something is missing or wrong: %j', (env, problems) => {
    expect(wrongs(env)).toEqual(problems)
  })
})

describe('the file', () => {
  test('may begin with a byte order mark', () => {
    expect(configOf({}, '\uFEFF{ "port": 1234 }').port).toBe(1234)
  })

  test('is a problem when it cannot be read', () => {
    expect(wrongs({ PARLEY_CONFIG: 'elsewhere.json' })).toEqual([
      'PARLEY_CONFIG names a file that cannot be read (ENOENT)',
    ])
  })

  test('is a problem when it is not a JSON object', () => {
    expect(wrongs({}, '[]')).toEqual(['parley.json does not hold a JSON object'])
    expect(wrongs({}, { accounts: {} })).toEqual(['parley.json: accounts is not a list of objects'])
    expect(wrongs({}, { accounts: ['chatwoot'] })).toEqual(['parley.json: accounts is not a list of objects'])
  })

  test('is not valid JSON at a line and a column, and nothing of it is quoted', () => {
    const { problems = [] } = load({}, '{\n  "accounts": [{\n    "apiToken": CANARY\n  }]\n}')
    expect(problems[0]).toMatchObject({
      where: 'parley.json',
      wrong: 'is not valid JSON at line 3, column 17',
    })
    expect(describeProblems(problems)).not.toContain('CANARY')
  })

  test('holds no key that Parley does not know', () => {
    const file = {
      prot: 4000,
      accounts: [{ name: 'a', provider: 'infobip', baseUrl: 'https://i.example', accountId: 1 }],
    }
    expect(wrongs({}, file)).toEqual([
      'parley.json: prot is not a setting',
      'parley.json: accounts[0].accountId is not a setting',
    ])
  })

  test('holds values of the right type', () => {
    expect(wrongs({}, { port: '4000', allowedOrigins: 'https://a.example', host: null })).toEqual([
      'parley.json: host is not text',
      'parley.json: port is not a whole number',
      'parley.json: allowedOrigins is not a list',
    ])
  })
})

describe('problems', () => {
  test('are told all at once, each with its place, what is expected and an example', () => {
    const file = { sandboxPort: 'x', accounts: [{ name: 'b', provider: 'chatwoot', baseUrl: 'ftp://c' }] }
    const { problems = [] } = load({ PORT: 'x', CHATWOOT_BASE_URL: 'http://169.254.169.254' }, file)
    expect(describeProblems(problems)).toBe(
      `Parley cannot start: 6 problems in the configuration.

  PORT is not a whole number.
    Expected: a whole number from 0 to 65535.
    Example:  PORT=4000

  parley.json: sandboxPort is not a whole number.
    Expected: a whole number from 0 to 65535.
    Example:  "sandboxPort": 4010

  parley.json: accounts[0].baseUrl is not an http(s) address.
    Expected: an http(s) address without user name, query and fragment.
    Example:  "baseUrl": "https://chatwoot.example.com"

  parley.json: accounts[0].accountId is missing.
    Expected: a positive whole number.
    Example:  "accountId": 1

  CHATWOOT_BASE_URL is a link-local or metadata address.
    Expected: an http(s) address without user name, query and fragment.
    Example:  CHATWOOT_BASE_URL=https://chatwoot.example.com

  CHATWOOT_ACCOUNT_ID is missing.
    Expected: a positive whole number.
    Example:  CHATWOOT_ACCOUNT_ID=1`,
    )
  })

  test('never hold a value that was given, secret or not', () => {
    const canary = 'CANARY with a blank'
    const env = Object.fromEntries(
      [
        'NODE_ENV HOST PORT PARLEY_DATA_DIR PARLEY_ANONYMOUS PARLEY_ALLOWED_ORIGINS PARLEY_SANDBOX_PORT',
        'PARLEY_TRANSLATOR PARLEY_TRANSLATOR_URL PARLEY_TRANSLATOR_KEY',
        'CHATWOOT_ACCOUNT_ID CHATWOOT_API_TOKEN INFOBIP_API_KEY',
      ]
        .join(' ')
        .split(' ')
        .map((name) => [name, canary]),
    )
    const urls = {
      CHATWOOT_BASE_URL: 'https://user:CANARY@chatwoot.example.com',
      INFOBIP_BASE_URL: 'https://x.api.infobip.com/?key=CANARY',
    }
    const file = {
      port: canary,
      accounts: [
        { name: canary, provider: canary },
        { name: 'c', provider: 'chatwoot', baseUrl: canary, accountId: canary, apiToken: canary },
        { name: 'i', provider: 'infobip', baseUrl: canary, apiKey: canary },
      ],
    }
    const { problems = [] } = load({ ...env, ...urls }, file)
    expect(problems.length).toBeGreaterThan(15)
    expect(JSON.stringify(problems)).not.toContain('CANARY')
  })
})

test('a metrics token that could be guessed is a problem', () => {
  expect(wrongs({ PARLEY_METRICS_TOKEN: 'metrics' })).toEqual([
    'PARLEY_METRICS_TOKEN has fewer than 16 characters',
  ])
})

describe('the data folder', () => {
  const made = (env: Record<string, string>, makeFolder: (path: string) => void) =>
    loadConfig({ cwd, env, makeFolder }).problems?.map(({ where, wrong }) => `${where} ${wrong}`) ?? []
  const refuse = () => {
    throw new Error('EROFS')
  }

  test('is made, and is a problem beside the others when it cannot be', () => {
    const folders: string[] = []
    expect(made({ PARLEY_DATA_DIR: 'data' }, (path) => folders.push(path))).toEqual([])
    expect(folders).toEqual(['/srv/parley/data'])
    expect(made({ PORT: 'x' }, refuse)).toEqual([
      'PORT is not a whole number',
      'PARLEY_DATA_DIR is not a folder that Parley may write to',
    ])
  })

  test('is not wanted where Redis keeps the state and there is no sandbox', () => {
    const env = { REDIS_URL: 'redis://localhost' }
    expect(made({ ...chatwoot, ...env }, refuse)).toEqual([])
    expect(made(env, refuse)).toHaveLength(1)
  })
})

describe('webhooks', () => {
  const infobip = { INFOBIP_BASE_URL: 'https://x.api.infobip.com' }
  const login = { INFOBIP_WEBHOOK_USERNAME: 'infobip', INFOBIP_WEBHOOK_PASSWORD: 'password-of-16-c' }
  const secret = 'secret-of-16-chr'

  test('are known by one secret of Chatwoot or by several', () => {
    const secretsOf = (text: string) =>
      configOf({ ...chatwoot, CHATWOOT_WEBHOOK_SECRET: text }).accounts[0] as { webhookSecrets?: string[] }
    expect(secretsOf(secret).webhookSecrets).toEqual([secret])
    expect(secretsOf(`${secret}, old-${secret}`).webhookSecrets).toEqual([secret, `old-${secret}`])
    expect(configOf(chatwoot).accounts[0]).not.toHaveProperty('webhookSecrets')
  })

  test.each([
    ['', 'is empty'],
    [',', 'is empty'],
    ['x', 'has fewer than 16 characters'],
    ['secret-of-16-chr,secret-of-15-ch', 'has fewer than 16 characters'],
    ['a secret of words', 'holds a blank or a character that no header can carry'],
    ['abcdabcdabcdabcdabcd', 'is made of fewer than 5 different characters'],
  ])('are not known by %j', (text, wrong) => {
    expect(wrongs({ ...chatwoot, CHATWOOT_WEBHOOK_SECRET: text })).toEqual([
      `CHATWOOT_WEBHOOK_SECRET ${wrong}`,
    ])
  })

  test('say how long a secret must be', () => {
    const { problems = [] } = load({ ...chatwoot, CHATWOOT_WEBHOOK_SECRET: 'x' })
    expect(describeProblems(problems)).toContain('at least 16 characters')
  })

  test('of Infobip are known by a password, a header or an HMAC', () => {
    expect(configOf({ ...infobip, ...login }).accounts[0]).toMatchObject({ webhookUsername: 'infobip' })
    const header = { INFOBIP_WEBHOOK_SECRET: secret, INFOBIP_WEBHOOK_SECRET_HEADER: 'X-Hook' }
    expect(configOf({ ...infobip, ...header }).accounts[0]).toMatchObject({ webhookSecretHeader: 'X-Hook' })
    const hmac = { INFOBIP_WEBHOOK_HMAC_SECRET: secret, INFOBIP_WEBHOOK_HMAC_ALGORITHM: 'sha512' }
    expect(configOf({ ...infobip, ...hmac }).accounts[0]).toMatchObject({ webhookHmacAlgorithm: 'sha512' })
  })

  test.each([
    [
      { INFOBIP_WEBHOOK_USERNAME: 'infobip' },
      'INFOBIP_WEBHOOK_PASSWORD is missing, although INFOBIP_WEBHOOK_USERNAME is set',
    ],
    [
      { INFOBIP_WEBHOOK_PASSWORD: login.INFOBIP_WEBHOOK_PASSWORD },
      'INFOBIP_WEBHOOK_USERNAME is missing, although INFOBIP_WEBHOOK_PASSWORD is set',
    ],
    [
      { INFOBIP_WEBHOOK_SECRET_HEADER: 'X-Hook' },
      'INFOBIP_WEBHOOK_SECRET is missing, although INFOBIP_WEBHOOK_SECRET_HEADER is set',
    ],
    [
      { INFOBIP_WEBHOOK_HMAC_HEADER: 'X-Sig', INFOBIP_WEBHOOK_HMAC_ENCODING: 'base64' },
      'INFOBIP_WEBHOOK_HMAC_SECRET is missing, although INFOBIP_WEBHOOK_HMAC_HEADER is set',
    ],
    [{ ...login, INFOBIP_WEBHOOK_PASSWORD: 'x' }, 'INFOBIP_WEBHOOK_PASSWORD has fewer than 16 characters'],
    [{ INFOBIP_WEBHOOK_SECRET: 'x' }, 'INFOBIP_WEBHOOK_SECRET has fewer than 16 characters'],
    [
      { ...login, INFOBIP_WEBHOOK_USERNAME: 'a:b' },
      'INFOBIP_WEBHOOK_USERNAME holds a blank, a colon or a character that no header can carry',
    ],
    [
      { INFOBIP_WEBHOOK_HMAC_SECRET: secret, INFOBIP_WEBHOOK_HMAC_HEADER: 'X Sig' },
      'INFOBIP_WEBHOOK_HMAC_HEADER is not the name of a header',
    ],
  ])('with %j are one problem', (env, wrong) => {
    expect(wrongs({ ...infobip, ...env })).toEqual([wrong])
  })

  test('have the same rules in the file', () => {
    const account = { name: 'eu', provider: 'infobip', baseUrl: 'https://x.api.infobip.com' }
    expect(wrongs({}, { accounts: [{ ...account, webhookUsername: 'infobip' }] })).toEqual([
      expect.stringContaining('is missing, although'),
    ])
  })
})
