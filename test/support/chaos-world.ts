/** Real Parley processes over one Redis and one sandbox, and somebody who writes at both upstreams without pause. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Sandbox, sandboxCredentials, startSandbox } from '../../src/sandbox/index.ts'
import { infobipSandboxCredentials } from '../../src/sandbox/infobip/index.ts'
import { byPolling, overEventStream, overWebSocket } from './chaos-carriers.ts'
import { type ChaosClient, type ChaosClientOptions, startChaosClient } from './chaos-client.ts'
import { openChaosUpstream } from './chaos-upstream.ts'
import { type Running, runParley } from './process.ts'
import { type RedisServer, startRedisServer } from './redis-server.ts'
import { until } from './until.ts'

export interface Instance {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string
  readonly process: Running
}

export interface ChaosOptions {
  /** The path of `redis-server`. Absent: the one instance keeps its events in a file. */
  readonly redisProgram?: string | null
  /** Default 1. */
  readonly instances?: number
  /** The only thing that tells Parley what happens: of Chatwoot its live connection is one. Default `WEBHOOK`. */
  readonly source?: 'WEBHOOK' | 'WEBSOCKET' | 'POLLING'
}

const { chatwoot, infobip } = sandboxCredentials
/** Milliseconds after a message, slower and slower: Chatwoot takes 200 a minute in one conversation. */
const paceAfter = (count: number) => 50 * 2 ** Math.floor(count / 24)

export const startChaosWorld = async (options: ChaosOptions) => {
  const { redisProgram, instances: count = 1, source = 'WEBHOOK' } = options
  const stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'parley-chaos-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const sandbox = await startSandbox({ file: ':memory:', port: 0, life: false, random: seeded(11) })
  stack.defer(() => sandbox.close())
  if (source !== 'WEBSOCKET') sandbox.sockets.shut() // or what webhooks lost would come over Chatwoot's live connection
  const redis =
    typeof redisProgram !== 'string'
      ? undefined
      : await startRedisServer(redisProgram, { settings: ['appendonly yes', 'appendfsync always'] })
  if (redis) stack.defer(() => redis.close())
  const upstream = await openChaosUpstream(sandbox)
  const { watched, apart, infobip: elsewhere } = upstream.places

  const instances = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const instance = await startInstance(join(folder, String(index)), folder, sandbox, redis)
      stack.defer(() => instance.process[Symbol.asyncDispose]())
      return instance
    }),
  )
  const first = instances[0] as Instance
  /** Infobip posts to each that it was ever told of. */
  const postTo = async (instance: Instance): Promise<void> => {
    sandbox.webhooks.connect({ chatwoot: `${instance.url}/webhooks/chatwoot` })
    await upstream.postInfobipTo(`${instance.url}/webhooks/infobip`)
  }
  if (source === 'WEBHOOK') await postTo(first)

  let rounds = 0
  /** One after the other, until `work` is done and at least as often as `least` says. */
  const writeDuring = async (work: () => Promise<unknown>, least = 20): Promise<void> => {
    let isDone = false
    const working = work().finally(() => {
      isDone = true
    })
    for (const end = rounds + least; !isDone || rounds < end; rounds += 1) {
      await upstream.writeOn(rounds)
      await setTimeout(paceAfter(rounds))
    }
    await working
  }

  const all = [watched, apart, elsewhere]
  const frontends: readonly Omit<ChaosClientOptions, 'url'>[] = [
    { name: 'conversation over WebSocket', carry: overWebSocket, place: watched, expects: [watched] },
    { name: 'conversation over SSE', carry: overEventStream, place: watched, expects: [watched] },
    { name: "Infobip's over WebSocket", carry: overWebSocket, place: elsewhere, expects: [elsewhere] },
    { name: 'inbox over WebSocket', carry: overWebSocket, place: null, expects: all },
    { name: 'inbox by polling', carry: byPolling, place: null, expects: all },
    {
      name: "another agent's and another tenant's inbox",
      carry: overWebSocket,
      place: null,
      expects: [apart],
      credentials: {
        chatwoot: `Bearer ${chatwoot.secondAgent.token}`,
        infobip: `App ${infobipSandboxCredentials.otherTenantApiKey}`,
      },
    },
  ]

  return {
    sandbox,
    redis: redis as RedisServer,
    instances,
    postTo,
    writeDuring,
    there: upstream.there,
    /** One frontend of each kind. */
    watch: (): Promise<ChaosClient[]> =>
      Promise.all(
        frontends.map(async (frontend) => {
          const client = await startChaosClient({ url: first.url, ...frontend })
          stack.defer(() => client.end())
          return client
        }),
      ),
    /** What brings the events of each account now, as Parley says. */
    sources: async (): Promise<Readonly<Record<string, string>>> => {
      const query = '{ accounts { name health { eventSource } } }'
      const answer = await fetch(`${first.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      })
      const { data } = (await answer.json()) as {
        data: { accounts: { name: string; health: { eventSource: string } }[] }
      }
      return Object.fromEntries(data.accounts.map(({ name, health }) => [name, health.eventSource]))
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

export type ChaosWorld = Awaited<ReturnType<typeof startChaosWorld>>

const startInstance = async (
  dataDir: string,
  folder: string,
  sandbox: Sandbox,
  redis: RedisServer | undefined,
): Promise<Instance> => {
  const file = join(folder, 'parley.json')
  const accounts = [
    {
      name: 'chatwoot',
      provider: 'chatwoot',
      baseUrl: sandbox.url,
      accountId: Number(chatwoot.accountId),
      apiToken: chatwoot.admin.token,
      webhookSecrets: [chatwoot.webhookSecret],
    },
    {
      name: 'infobip',
      provider: 'infobip',
      baseUrl: sandbox.url,
      apiKey: infobip.apiKey,
      webhookUsername: infobip.webhook.username,
      webhookPassword: infobip.webhook.password,
    },
  ]
  await writeFile(file, JSON.stringify({ anonymous: 'service', accounts }))
  const running = runParley(['serve'], {
    PORT: '0',
    PARLEY_SANDBOX_PORT: '0',
    PARLEY_DATA_DIR: dataDir,
    PARLEY_CONFIG: file,
    ...(redis && { REDIS_URL: redis.url }),
  })
  const [, url = ''] = await running.printed(/GraphQL\s+(http:\S+)\/graphql/)
  await until(async () => {
    const { state } = (await (await fetch(`${url}/ready`)).json()) as { state: { status: string } }
    return state.status === 'UP'
  }, 30_000)
  return { url, process: running }
}

/** A chance that is the same each time. */
const seeded = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return seed / 2_147_483_648
}
