/** A Parley whose log the test reads, over a sandbox of its own, with webhooks that it believes. */
import { randomUUID } from 'node:crypto'
import { createApp } from '../../src/app.ts'
import type { Config } from '../../src/config/config.ts'
import { type Sandbox, sandboxCredentials, startSandbox } from '../../src/sandbox/index.ts'
import { createLog } from '../../src/server/watching/log.ts'
import type { State } from '../../src/state/port.ts'
import { createSqliteState } from '../../src/state/sqlite.ts'
import { limitDefaults } from './limit-defaults.ts'
import { sandboxAccounts } from './stack.ts'
import { until } from './until.ts'

export type Line = Readonly<Record<string, unknown>>

export interface WatchedStack extends AsyncDisposable {
  readonly url: string
  readonly wsUrl: string
  readonly sandbox: Sandbox
  /** The log, as it was written. */
  log(): string
  /** Resolves with the first line of the log that `isIt` takes. */
  line(isIt: (line: Line) => boolean): Promise<Line>
  /** All of them. */
  lines(msg: string): Line[]
  post(body: object, headers?: Record<string, string>): Promise<Response>
  /** What `/metrics` says, by the series as it is written there. */
  metrics(): Promise<ReadonlyMap<string, number>>
}

export const startWatchedStack = async (
  config: (sandbox: Sandbox) => Partial<Config> = () => ({}),
  stateOver: (state: State) => State = (state) => state,
): Promise<WatchedStack> => {
  const sandbox = await startSandbox({ file: ':memory:', port: 0, life: false })
  let log = ''
  const write = (text: string) => {
    log += text
  }
  const [chatwoot, infobip] = sandboxAccounts(sandbox.url)
  const app = createApp(
    {
      ...limitDefaults,
      profile: 'development',
      host: '127.0.0.1',
      port: 0,
      dataDir: '',
      sandboxPort: 0,
      anonymous: 'demo',
      allowedOrigins: [],
      accounts: [
        { ...chatwoot, webhookSecrets: [sandboxCredentials.chatwoot.webhookSecret] },
        {
          ...infobip,
          webhookUsername: sandboxCredentials.infobip.webhook.username,
          webhookPassword: sandboxCredentials.infobip.webhook.password,
        },
      ] as Config['accounts'],
      ...config(sandbox),
    },
    {
      log: createLog('debug', { write }),
      state: stateOver(createSqliteState({ file: ':memory:' }, { now: Date.now, randomId: randomUUID })),
    },
  )
  const { url } = await app.start()
  const all = () =>
    log
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line)
  return {
    url,
    wsUrl: `${url.replace('http', 'ws')}/graphql`,
    sandbox,
    log: () => log,
    line: async (isIt) => {
      await until(() => all().some(isIt))
      return all().find(isIt) as Line
    },
    lines: (msg) => all().filter((line) => line.msg === msg),
    post: (body, headers = {}) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    metrics: async () => {
      const answer = await fetch(`${url}/metrics`)
      const text = await answer.text()
      if (!answer.ok) throw new Error(`/metrics answered ${answer.status}: ${text}`)
      return new Map(
        text
          .split('\n')
          .filter((line) => line !== '' && !line.startsWith('#'))
          .map((line): [string, number] => {
            const at = line.lastIndexOf(' ')
            return [line.slice(0, at), Number(line.slice(at + 1))]
          }),
      )
    },
    [Symbol.asyncDispose]: async () => {
      await app.stop()
      await sandbox.close()
    },
  }
}
