/** Real Parley processes over one Redis and one sandbox, and somebody who writes at the upstream without pause. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Sandbox, sandboxCredentials, startSandbox } from '../../src/sandbox/index.ts'
import { startChaosClient } from './chaos-client.ts'
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
}

/** The conversation that is watched, and one that goes on beside it. */
const watched = sandboxCredentials.example.conversationId
const beside = '4'
const { accountId, admin, webhookSecret } = sandboxCredentials.chatwoot
const mark = 'chaos '
/** Milliseconds after a message, slower and slower: Chatwoot takes 200 a minute in one conversation. */
const paceAfter = (count: number) => 50 * 2 ** Math.floor(count / 40)

export const startChaosWorld = async ({ redisProgram, instances: count = 1 }: ChaosOptions) => {
  const stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'parley-chaos-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const sandbox = await startSandbox({ file: ':memory:', port: 0, life: false, random: seeded(11) })
  stack.defer(() => sandbox.close())
  sandbox.sockets.shut() // or what webhooks lost would come over Chatwoot's live connection
  const redis =
    typeof redisProgram !== 'string'
      ? undefined
      : await startRedisServer(redisProgram, { settings: ['appendonly yes', 'appendfsync always'] })
  if (redis) stack.defer(() => redis.close())

  const instances: Instance[] = []
  for (let index = 0; index < count; index += 1) {
    const instance = await startInstance(join(folder, String(index)), folder, sandbox, redis)
    stack.defer(() => instance.process[Symbol.asyncDispose]())
    instances.push(instance)
  }
  const postTo = (instance: Instance) =>
    sandbox.webhooks.connect({ chatwoot: `${instance.url}/webhooks/chatwoot` })
  const first = instances[0] as Instance
  postTo(first)

  const write = async (conversationId: string, text: string) => {
    const answer = await fetch(messagesUrl(sandbox, conversationId), {
      method: 'POST',
      headers: { api_access_token: admin.token, 'content-type': 'application/json' },
      body: JSON.stringify({ content: text, private: written % 3 === 0 }),
    })
    if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}.`)
  }
  let written = 0
  /** One after the other, until `work` is done and at least as often as `least` says. */
  const writeDuring = async (work: () => Promise<unknown>, least = 20): Promise<void> => {
    let isDone = false
    const working = work().finally(() => {
      isDone = true
    })
    for (let count = 0; !isDone || count < least; count += 1) {
      written += 1
      await write(watched, `${mark}${written}`)
      if (count % 4 === 0) await write(beside, `${mark}beside ${written}`)
      await setTimeout(paceAfter(count))
    }
    await working
  }

  return {
    sandbox,
    redis: redis as RedisServer,
    instances,
    postTo,
    writeDuring,
    watch: async (instance = first) => {
      const client = await startChaosClient(instance.url, watched)
      stack.defer(() => client.end())
      return client
    },
    /** Text by id of everything that was written in the watched conversation. */
    there: async (): Promise<Map<string, string>> => {
      const answer = await fetch(`${messagesUrl(sandbox, watched)}?after=1&before=2147483647`, {
        headers: { api_access_token: admin.token },
      })
      const { payload } = (await answer.json()) as { payload: { id: number; content: string | null }[] }
      return new Map(
        payload.flatMap(({ id, content }) => (content?.startsWith(mark) ? [[String(id), content]] : [])),
      )
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

export type ChaosWorld = Awaited<ReturnType<typeof startChaosWorld>>

const messagesUrl = (sandbox: Sandbox, conversationId: string) =>
  `${sandbox.url}/api/v1/accounts/${accountId}/conversations/${conversationId}/messages`

const startInstance = async (
  dataDir: string,
  folder: string,
  sandbox: Sandbox,
  redis: RedisServer | undefined,
): Promise<Instance> => {
  const file = join(folder, 'parley.json')
  const chatwoot = {
    name: 'chatwoot',
    provider: 'chatwoot',
    baseUrl: sandbox.url,
    accountId: Number(accountId),
    apiToken: admin.token,
    webhookSecrets: [webhookSecret],
  }
  await writeFile(file, JSON.stringify({ anonymous: 'service', accounts: [chatwoot] }))
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
  })
  return { url, process: running }
}

/** A chance that is the same each time. */
const seeded = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return seed / 2_147_483_648
}
