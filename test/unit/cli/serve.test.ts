import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { AccountStatus, App } from '../../../src/app.ts'
import { serve } from '../../../src/cli/commands/serve.ts'
import { packageVersion } from '../../../src/cli/commands/version.ts'
import type { Config } from '../../../src/config/config.ts'
import { sandboxCredentials } from '../../../src/sandbox/credentials.ts'
import type { SandboxConfig } from '../../../src/sandbox/index.ts'

const accounts = {
  INFOBIP_BASE_URL: 'https://x.api.infobip.com',
  INFOBIP_API_KEY: 'CANARY-key',
}

const listenFailure = (code: string, syscall = 'listen') =>
  Object.assign(new Error(`${syscall} ${code}`), { code, syscall })

interface Stage {
  readonly env?: Record<string, string>
  readonly statuses?: readonly AccountStatus[]
  readonly start?: () => Promise<{ url: string }>
  /** What keeps the sandbox from starting. */
  readonly sandboxFailure?: Error
}

/** Runs `serve` with an app that only notes what is done to it. */
const stage = ({ env = accounts, statuses = [], start, sandboxFailure }: Stage = {}) => {
  const happened: string[] = []
  const out: string[] = []
  const err: string[] = []
  const configs: Config[] = []
  const sandboxes: SandboxConfig[] = []
  const connected: unknown[] = []
  const signals = new EventEmitter()
  const started = Promise.withResolvers<void>()
  const reported = Promise.withResolvers<void>()
  const stopped = Promise.withResolvers<void>()
  const app: App = {
    start: async () => {
      const result = start ? await start() : { url: 'http://127.0.0.1:4000' }
      queueMicrotask(started.resolve)
      return result
    },
    stop: async () => {
      happened.push('app stops')
      await stopped.promise
    },
    checkAccounts: async () => {
      setImmediate(reported.resolve)
      return statuses
    },
  }
  const code = serve({
    sources: { env, cwd: '/srv', makeFolder: () => undefined },
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    signals,
    exit: (exitCode) => happened.push(`exit ${exitCode}`),
    createApp: async (config) => {
      configs.push(config)
      return app
    },
    loadSandbox: async () => ({
      sandboxCredentials,
      joinSandbox: async () => null,
      startSandbox: async (config) => {
        if (sandboxFailure) throw sandboxFailure
        sandboxes.push(config)
        return {
          url: 'http://127.0.0.1:4010',
          close: async () => void happened.push('sandbox closes'),
          webhooks: {
            connect: (urls) => void connected.push(urls),
          },
        }
      },
    }),
  })
  return {
    code,
    out,
    err,
    happened,
    configs,
    sandboxes,
    connected,
    signals,
    started: started.promise,
    reported: reported.promise,
    finishStop: () => stopped.resolve(),
  }
}

/** Lets `serve` run until the accounts are told, then ends it. */
const shown = async (input: Stage) => {
  const run = stage(input)
  await run.reported
  run.finishStop()
  run.signals.emit('SIGTERM')
  await run.code
  return run
}

describe('serve', () => {
  test('ends with 2 and every problem when the configuration is wrong', async () => {
    const run = stage({ env: { ...accounts, PORT: 'CANARY', INFOBIP_BASE_URL: 'CANARY' } })
    expect(await run.code).toBe(2)
    expect(run.configs).toEqual([])
    expect(run.err.join('\n')).toContain('Parley cannot start: 2 problems in the configuration.')
    expect(run.err.join('\n')).not.toContain('CANARY')
  })

  test('serves the configured accounts, and no sandbox', async () => {
    const { configs, sandboxes } = await shown({})
    expect(configs).toMatchObject([{ anonymous: 'refuse', accounts: [{ name: 'infobip' }] }])
    expect(sandboxes).toEqual([])
  })

  test('serves the sandbox as two ordinary accounts when none is configured', async () => {
    const { configs, sandboxes, connected, out } = await shown({ env: { PARLEY_SANDBOX_PORT: '4321' } })
    expect(sandboxes).toEqual([{ file: '/srv/.parley/sandbox.db', host: '127.0.0.1', port: 4321 }])
    const baseUrl = 'http://127.0.0.1:4010'
    const { chatwoot, infobip } = sandboxCredentials
    expect(configs[0]).toMatchObject({
      anonymous: 'demo',
      actingAgents: { chatwoot: chatwoot.admin.userId, infobip: infobip.agent.id },
      accounts: [
        { name: 'chatwoot', provider: 'chatwoot', baseUrl, accountId: '1', apiToken: chatwoot.admin.token },
        { name: 'infobip', provider: 'infobip', baseUrl, apiKey: infobip.apiKey },
      ],
    })
    expect(connected).toEqual([
      {
        chatwoot: 'http://127.0.0.1:4000/webhooks/chatwoot',
        infobip: 'http://127.0.0.1:4000/webhooks/infobip',
      },
    ])
    expect(out.join('\n')).toContain('no account is configured, so this is demo data')
  })
})

test('nothing configured is an error in production: the demo lets everybody in', async () => {
  const { code, err, out } = stage({ env: { NODE_ENV: 'production' } })
  expect(await code).toBe(2)
  expect(err.join('\n')).toContain('NODE_ENV is production, but no account is configured')
  expect(out).toEqual([])
})

describe('what serve tells', () => {
  const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((name): AccountStatus => {
    const detail = name === 'e' ? 'e cannot be reached.' : null
    return { name, provider: 'INFOBIP', status: detail ? 'down' : 'up', detail, hasWebhooks: true }
  })

  test('is where the API is and how the accounts are', async () => {
    const { out } = await shown({ statuses: many.slice(3, 5) })
    expect(out).toEqual([
      `Parley ${packageVersion()}`,
      '  GraphQL   http://127.0.0.1:4000/graphql',
      '  GraphiQL  http://127.0.0.1:4000/graphql in a browser',
      '  Account   e (infobip): down, e cannot be reached.',
      '  Account   d (infobip): up',
    ])
  })

  test('names the accounts whose webhooks are not believed, because no secret is set', async () => {
    const deaf = many.map((account) => ({ ...account, hasWebhooks: account.name < 'c' }))
    const { out } = await shown({ statuses: deaf })
    expect(out.at(-1)).toBe(
      '  Webhooks  none for c, d, e, f: no secret is set, so some events take up to a minute',
    )
  })

  test('fits in eight lines however many accounts there are, those in trouble first', async () => {
    const { out } = await shown({ statuses: many })
    expect(out.length).toBeLessThanOrEqual(8)
    expect(out.slice(3)).toEqual([
      '  Account   e (infobip): down, e cannot be reached.',
      '  Account   a (infobip): up',
      '  Account   b (infobip): up',
      '            and 3 more',
    ])
  })

  test('is one JSON object a line in production, without GraphiQL and without a secret', async () => {
    const { out } = await shown({ env: { ...accounts, NODE_ENV: 'production' }, statuses: many.slice(4, 5) })
    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        event: 'listening',
        version: packageVersion(),
        endpoint: 'http://127.0.0.1:4000/graphql',
        demo: false,
      },
      { event: 'accounts', accounts: [many[4]] },
    ])
    expect(out.join('\n')).not.toContain('CANARY')
  })
})

describe('a signal', () => {
  test.each(['SIGTERM', 'SIGINT'])('%s stops the app, then the sandbox, and ends with 0', async (signal) => {
    const run = stage({ env: {} })
    await run.reported
    run.signals.emit(signal)
    run.finishStop()
    expect(await run.code).toBe(0)
    expect(run.happened).toEqual(['app stops', 'sandbox closes'])
    expect(run.signals.eventNames()).toEqual([])
  })

  test('that is the second one exits at once', async () => {
    const run = stage()
    await run.started
    run.signals.emit('SIGTERM')
    expect(run.happened).not.toContain('exit 1')
    run.signals.emit('SIGINT')
    expect(run.happened).toContain('exit 1')
    run.finishStop()
    await run.code
  })

  test('during the start stops what has started by then', async () => {
    const starting = Promise.withResolvers<{ url: string }>()
    const run = stage({ start: () => starting.promise })
    run.signals.emit('SIGTERM')
    starting.resolve({ url: 'http://127.0.0.1:4000' })
    run.finishStop()
    expect(await run.code).toBe(0)
    expect(run.happened).toEqual(['app stops'])
  })
})

describe('a start that fails', () => {
  test.each([
    ['EADDRINUSE', 'Port 4000 on 127.0.0.1 is in use. Set PORT to another one.'],
    ['EACCES', 'Port 4000 on 127.0.0.1 may not be opened by this user. Set PORT to one above 1023.'],
    ['EADDRNOTAVAIL', 'This machine has no address 127.0.0.1. Set HOST to one that it has.'],
  ])('with %s ends with 1 and one line', async (code, line) => {
    const run = stage({ start: () => Promise.reject(listenFailure(code)) })
    run.finishStop()
    expect(await run.code).toBe(1)
    expect(run.err).toEqual([line])
  })

  test('closes the sandbox that was started for it', async () => {
    const run = stage({ env: {}, start: () => Promise.reject(listenFailure('EADDRINUSE')) })
    run.finishStop()
    expect(await run.code).toBe(1)
    expect(run.happened).toEqual(['app stops', 'sandbox closes'])
  })

  test('because of the sandbox names the variable of its port, or gives the reason', async () => {
    const wrapped = new Error('The sandbox cannot listen.', { cause: listenFailure('EADDRINUSE') })
    const taken = stage({ env: {}, sandboxFailure: wrapped })
    expect(await taken.code).toBe(1)
    expect(taken.err).toEqual(['Port 4010 on 127.0.0.1 is in use. Set PARLEY_SANDBOX_PORT to another one.'])

    const denied = listenFailure('EACCES', 'mkdir')
    const unwritable = stage({ env: {}, sandboxFailure: denied })
    expect(await unwritable.code).toBe(1)
    expect(unwritable.err).toEqual(['mkdir EACCES'])
  })

  test('because of a bug keeps its stack', async () => {
    const run = stage({ start: () => Promise.reject(new TypeError('a bug')) })
    run.finishStop()
    await expect(run.code).rejects.toThrow(new TypeError('a bug'))
  })
})
