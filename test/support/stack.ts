/** A whole Parley over a sandbox of its own, on free loopback ports, in this process. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { type AppDeps, createApp } from '../../src/app.ts'
import type { AccountConfig, Config } from '../../src/config/config.ts'
import { type Sandbox, sandboxCredentials, startSandbox } from '../../src/sandbox/index.ts'
import { infobipSandboxCredentials } from '../../src/sandbox/infobip/index.ts'
import type { Log } from '../../src/server/watching/log.ts'
import { createSqliteState } from '../../src/state/sqlite.ts'
import { createClient, type GraphQLTestClient } from './client.ts'
import { limitsOf } from './limit-defaults.ts'

export interface Stack extends AsyncDisposable {
  readonly url: string
  readonly sandbox: Sandbox
  /** As the demo agent, without credentials. */
  readonly client: GraphQLTestClient
  clientWith(headers: Record<string, string>): GraphQLTestClient
  /** Stops Parley alone. */
  stop(): Promise<void>
  /** How many requests the sandbox has got since `count` began, as `GET /path` templates. */
  requestsDuring<T>(work: () => Promise<T>): Promise<{ result: T; requests: string[] }>
}

export interface StackOptions {
  /** Changes to the configuration that points at the sandbox. */
  readonly config?: (sandbox: Sandbox) => Partial<Config>
  /** The agent that the demo caller acts as on Infobip. Default none. */
  readonly infobipAgent?: string
  /** The clock. Default `Date.now`. */
  readonly now?: () => number
  /** Default: bugs to the console. */
  readonly log?: Log
  /** What clients have to keep to. Default: as in production. */
  readonly requestPatience?: AppDeps['requestPatience']
  /** Whether the sandbox's contacts read and answer by themselves. Default true. */
  readonly life?: boolean
  /** Where Parley's state and the sandbox's data outlive the stack. Default: in memory. */
  readonly folder?: string
}

export const startStack = async ({
  config,
  infobipAgent,
  now = Date.now,
  life = true,
  folder,
  log = bugsOnly,
  requestPatience,
}: StackOptions = {}): Promise<Stack> => {
  const fileOf = (name: string) => (folder === undefined ? ':memory:' : join(folder, name))
  const sandbox = await startSandbox({ file: fileOf('sandbox.db'), port: 0, life })
  const changes = config?.(sandbox)
  const app = createApp(
    {
      ...limitsOf(changes?.profile),
      profile: 'development',
      host: '127.0.0.1',
      port: 0,
      dataDir: '',
      sandboxPort: 0,
      anonymous: 'demo',
      actingAgents: infobipAgent === undefined ? {} : { infobip: infobipAgent },
      example: { account: 'chatwoot', ...sandboxCredentials.example },
      allowedOrigins: [],
      accounts: sandboxAccounts(sandbox.url),
      ...changes,
    },
    {
      now,
      log,
      requestPatience,
      state: createSqliteState({ file: fileOf('state.db') }, { now, randomId: randomUUID }),
    },
  )
  const { url } = await app.start()
  const clientWith = (headers: Record<string, string>) => createClient(`${url}/graphql`, headers)
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= app.stop()
    return stopping
  }
  return {
    url,
    sandbox,
    client: clientWith({}),
    clientWith,
    stop,
    requestsDuring: async (work) => {
      sandbox.clearRequests()
      const result = await work()
      return { result, requests: sandbox.requests.map(({ method, path }) => `${method} ${path}`) }
    },
    [Symbol.asyncDispose]: async () => {
      await stop()
      await sandbox.close()
    },
  }
}

/** Both demo accounts as ordinary configuration. */
export const sandboxAccounts = (url: string): AccountConfig[] => [
  {
    name: 'chatwoot',
    provider: 'chatwoot',
    baseUrl: url,
    accountId: sandboxCredentials.chatwoot.accountId,
    apiToken: sandboxCredentials.chatwoot.admin.token,
  },
  { name: 'infobip', provider: 'infobip', baseUrl: url, apiKey: infobipSandboxCredentials.apiKey },
]

/** The same, and their webhooks are believed. */
export const hearingAccounts = (url: string): AccountConfig[] =>
  sandboxAccounts(url).map((account) =>
    account.provider === 'chatwoot'
      ? { ...account, webhookSecrets: [sandboxCredentials.chatwoot.webhookSecret] }
      : {
          ...account,
          webhookUsername: sandboxCredentials.infobip.webhook.username,
          webhookPassword: sandboxCredentials.infobip.webhook.password,
        },
  )

/** Only bugs are worth a line. */
const bugsOnly = { info: () => undefined, warn: () => undefined, error: console.error }
