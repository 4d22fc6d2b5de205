/** Parley processes that share one Redis, in front of both upstreams. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, type GraphQLTestClient } from './client.ts'
import { ComposerDocument } from './gql/graphql.ts'
import { type Fate, type LossyUpstream, startLossyUpstream } from './lossy-upstream.ts'
import { type Running, runParley } from './process.ts'
import { type RedisServer, startRedisServer } from './redis-server.ts'
import { accountId } from './rows.ts'
import { sandboxAccounts } from './stack.ts'
import { until } from './until.ts'

export interface Instance {
  readonly url: string
  readonly process: Running
  /** As the service: without credentials. */
  readonly client: GraphQLTestClient
  clientWith(headers: Record<string, string>): GraphQLTestClient
}

export interface Instances extends AsyncDisposable {
  readonly upstream: LossyUpstream
  readonly redis: RedisServer
  /** In the order in which they served; also those that have ended. */
  readonly running: readonly Instance[]
  /** One more. Resolves when it serves. */
  start(): Promise<Instance>
  /** How many keys of sends the ledger holds. */
  claims(): Promise<number>
  /** Global ids of the account's conversations in which the service may answer. */
  conversations(account: string): Promise<readonly string[]>
}

/** Two of them. `program` is the path of `redis-server`; `fateOf` says what becomes of a post with the text. */
export const startInstances = async (program: string, fateOf: (text: string) => Fate): Promise<Instances> => {
  const redis = await startRedisServer(program)
  const upstream = await startLossyUpstream(fateOf)
  const folder = await mkdtemp(join(tmpdir(), 'parley-instances-'))
  const file = join(folder, 'parley.json')
  const accounts = sandboxAccounts(upstream.url).map((account) =>
    account.provider === 'chatwoot' ? { ...account, accountId: Number(account.accountId) } : account,
  )
  await writeFile(file, JSON.stringify({ anonymous: 'service', accounts }))
  const running: Instance[] = []

  const start = async (): Promise<Instance> => {
    const process = runParley(['serve'], {
      PORT: '0',
      PARLEY_CONFIG: file,
      PARLEY_DATA_DIR: folder,
      REDIS_URL: redis.url,
    })
    const [, url = ''] = await process.printed(/GraphQL\s+(http:\S+)\/graphql/)
    const clientWith = (headers: Record<string, string>) => createClient(`${url}/graphql`, headers)
    const instance = { url, process, client: clientWith({}), clientWith }
    await until(() => hasState(url), 20_000)
    running.push(instance)
    return instance
  }
  await Promise.all([start(), start()])

  return {
    upstream,
    redis,
    running,
    start,
    claims: async () => Number((await redis.command('KEYS', '*:s:*')).slice(1)), // `*50`: a list of 50
    conversations: async (account) => {
      const filter = { accountIds: [accountId(account)] }
      const { conversations } = await (running.at(-1) as Instance).client.expectData(ComposerDocument, {
        first: 100,
        filter,
      })
      return (conversations?.nodes ?? []).filter((row) => row.viewerCanReply).map(({ id }) => id)
    },
    [Symbol.asyncDispose]: async () => {
      upstream.release()
      await Promise.all(running.map(({ process }) => process.end('SIGKILL')))
      await upstream[Symbol.asyncDispose]()
      await redis.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Whether the instance reaches Redis. */
export const hasState = async (url: string): Promise<boolean> => {
  const { state } = (await (await fetch(`${url}/ready`)).json()) as { state: { status: string } }
  return state.status === 'UP'
}
