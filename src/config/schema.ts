/**
 * Every setting that Parley knows, once: the loader, `parley --help` and `.env.example` are all made from these
 * entries. The property is the key in the configuration file, `name` is the environment variable.
 */
import { z } from 'zod'
import { baseUrl } from './base-url.ts'
import { identitySettings } from './identity-schema.ts'
import { limitSettings } from './limit-schema.ts'
import { list, number, type SettingGroup, setting } from './setting.ts'
import { host, origin, proof, secret, wholeNumber } from './value.ts'
import { chatwootWebhookSettings, infobipWebhookSettings } from './webhook-schema.ts'

export type { Setting, SettingGroup } from './setting.ts'

/** Where the configuration file is: the one setting that cannot be in it. */
export const configFile = setting({
  name: 'PARLEY_CONFIG',
  description:
    'A JSON file with any number of accounts and every other setting; the environment wins over it.',
  expected: 'the path of a JSON file',
  example: './parley.json',
  schema: z.string().min(1, 'is empty').optional(),
})

export const settings = {
  profile: setting({
    name: 'NODE_ENV',
    description:
      'In production the defaults are strict: no GraphiQL, no introspection, no browser origin allowed.',
    expected: 'development or production (test counts as development)',
    example: 'production',
    schema: z.enum(['development', 'production'], 'is neither development nor production'),
    read: (text) => (text === 'test' ? 'development' : text),
    default: 'development',
  }),
  host: setting({
    name: 'HOST',
    description: 'The address that Parley listens on; 0.0.0.0 opens it to the network.',
    expected: 'a host name or an IP address',
    example: '0.0.0.0',
    schema: host,
    default: '127.0.0.1',
  }),
  port: setting({
    name: 'PORT',
    description: 'The port that Parley listens on; 0 takes any free one.',
    expected: 'a whole number from 0 to 65535',
    example: '4000',
    schema: wholeNumber(0, 65_535),
    read: number,
    default: 4000,
  }),
  dataDir: setting({
    name: 'PARLEY_DATA_DIR',
    description:
      'The folder for the SQLite files, made when needed; a relative path begins at the working directory.',
    expected: 'the path of a folder that Parley may write to',
    example: '/var/lib/parley',
    schema: z.string('is not text').min(1, 'is empty'),
    default: '.parley',
  }),
  anonymous: setting({
    name: 'PARLEY_ANONYMOUS',
    description:
      'What becomes of a request without credentials: refused, or served with the tokens configured here. In production, a HOST that others reach wants it spelled out: service-on-private-network.',
    expected:
      'refuse, service or service-on-private-network (the sandbox chooses its demo identity by itself)',
    example: 'refuse',
    schema: z
      .enum(['refuse', 'service', 'service-on-private-network'], 'is neither refuse nor service')
      .transform((mode) => (mode === 'refuse' ? mode : 'service')),
    default: 'refuse',
  }),
  ...identitySettings,
  allowedOrigins: setting({
    name: 'PARLEY_ALLOWED_ORIGINS',
    description:
      'The web pages that may call Parley from a browser, over HTTP and WebSocket; :* stands for any port.',
    expected: 'origins (scheme, host and port, without a path), separated by commas',
    example: 'https://inbox.example.com,http://localhost:*',
    schema: z.array(origin, 'is not a list'),
    read: list,
    default: ['http://localhost:*', 'http://127.0.0.1:*'],
    productionDefault: [],
  }),
  publicUrl: setting({
    name: 'PARLEY_PUBLIC_URL',
    description:
      'Where clients reach Parley, for the links to attachments; needed behind a proxy, else it is what the request says.',
    expected: 'an http(s) address without user name, query and fragment',
    example: 'https://parley.example.com',
    schema: baseUrl.optional(),
  }),
  storageOrigins: setting({
    name: 'PARLEY_STORAGE_ORIGINS',
    description:
      'Where an upstream keeps its files, if that is in a private network; files at other private addresses are not opened, but for those at the address of an account itself.',
    expected: 'origins (scheme, host and port, without a path), separated by commas',
    example: 'http://minio:9000',
    schema: z.array(baseUrl, 'is not a list').optional(),
    read: list,
  }),
  translator: setting({
    name: 'PARLEY_TRANSLATOR',
    description:
      'The service that translates messages where an upstream does not: Infobip, and Chatwoot without its own translation set up. Without one, those cannot be translated.',
    expected: 'libretranslate, google or deepl',
    example: 'libretranslate',
    schema: z
      .enum(['libretranslate', 'google', 'deepl'], 'is neither libretranslate nor google nor deepl')
      .optional(),
  }),
  translatorUrl: setting({
    name: 'PARLEY_TRANSLATOR_URL',
    description:
      'Where the translator is. Needed for libretranslate; the others have addresses of their own.',
    expected: 'an http(s) address without user name, query and fragment',
    example: 'http://localhost:5000',
    schema: baseUrl.optional(),
  }),
  translatorKey: setting({
    name: 'PARLEY_TRANSLATOR_KEY',
    description: "The translator's API key. Needed for google and deepl.",
    expected: 'an API key',
    example: 'your-translator-key',
    schema: secret.optional(),
    secret: true,
  }),
  redisUrl: setting({
    name: 'REDIS_URL',
    description:
      'The Redis that several instances share for events and sends. Without it, each keeps its own SQLite file.',
    expected: 'redis[s]://…, redis[s]+cluster://host,host or redis[s]+sentinel://host,host/master',
    example: 'redis://localhost:6379',
    schema: z
      .string('is not text')
      .regex(/^rediss?(\+(cluster|sentinel))?:\/\/[^\s/]/, 'is not the address of a Redis')
      .optional(),
    secret: true,
  }),
  ...limitSettings,
  logLevel: setting({
    name: 'PARLEY_LOG_LEVEL',
    description:
      'How much goes into the log: info is a line an operation, debug also one for each call of an upstream. info when it is not set.',
    expected: 'trace, debug, info, warn, error or silent',
    example: 'warn',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'is not a level').optional(),
  }),
  metricsToken: setting({
    name: 'PARLEY_METRICS_TOKEN',
    description:
      'What Prometheus sends as its bearer token to read /metrics. Without it, /metrics answers only this machine at localhost, and in production nobody.',
    expected: 'a secret, at least 16 characters without blanks; you choose it',
    example: 'your-metrics-token',
    schema: proof.optional(),
    secret: true,
  }),
  sandboxPort: setting({
    name: 'PARLEY_SANDBOX_PORT',
    description: 'The port of the sandbox, which starts when no account is configured; 0 takes any free one.',
    expected: 'a whole number from 0 to 65535',
    example: '4010',
    schema: wholeNumber(0, 65_535),
    read: number,
    default: 4010,
  }),
} satisfies SettingGroup

/** What an account needs, by provider. The environment has one account of each; the file has as many as it likes. */
export const accountSettings = {
  chatwoot: {
    baseUrl: setting({
      name: 'CHATWOOT_BASE_URL',
      description: 'Where Chatwoot is.',
      expected: 'an http(s) address without user name, query and fragment',
      example: 'https://chatwoot.example.com',
      schema: baseUrl,
    }),
    accountId: setting({
      name: 'CHATWOOT_ACCOUNT_ID',
      description: "The account's number, as in the address of its dashboard: /app/accounts/<number>.",
      expected: 'a positive whole number',
      example: '1',
      schema: wholeNumber(1, Number.MAX_SAFE_INTEGER).transform(String),
      read: number,
    }),
    apiToken: setting({
      name: 'CHATWOOT_API_TOKEN',
      description:
        'The access token that Parley uses for callers who bring none of their own; see PARLEY_ANONYMOUS.',
      expected: "an agent's access token from the profile settings of Chatwoot",
      example: 'your-access-token',
      schema: secret.optional(),
      secret: true,
    }),
    ...chatwootWebhookSettings,
  },
  infobip: {
    baseUrl: setting({
      name: 'INFOBIP_BASE_URL',
      description: "The account's own address at Infobip.",
      expected: 'an http(s) address without user name, query and fragment',
      example: 'https://xxxxx.api.infobip.com',
      schema: baseUrl,
    }),
    apiKey: setting({
      name: 'INFOBIP_API_KEY',
      description:
        'The API key that Parley uses for callers who bring none of their own; see PARLEY_ANONYMOUS.',
      expected: 'an API key with the Conversations scopes, without the word App before it',
      example: 'your-api-key',
      schema: secret.optional(),
      secret: true,
    }),
    ...infobipWebhookSettings,
  },
} satisfies Record<string, SettingGroup>

export type ProviderName = keyof typeof accountSettings
export const providerNames = Object.keys(accountSettings) as readonly ProviderName[]
