import { defaultRetention, type Retention, type State } from './port.ts'
import { createRedisCache } from './redis/cache.ts'
import { describeRedis } from './redis/describe.ts'
import { createRedisJournal } from './redis/journal.ts'
import { createKeys } from './redis/keys.ts'
import { createRedisLedger } from './redis/ledger.ts'
import { createLink } from './redis/link.ts'
import { createRunScript } from './redis/script.ts'
import { parseRedisUrl } from './redis/url.ts'
import { createOpenWake } from './redis/wake.ts'

export interface RedisStateConfig {
  /**
   * `redis[s]://[user:password@]host[:port][/database]`, `redis[s]+cluster://…host[:port][,host…]` or
   * `redis[s]+sentinel://…host[:port][,host…]/master[/database]`. The user is that of the data nodes.
   */
  readonly url: string
  /** What every key begins with, for deployments that share one Redis. Default `parley`. */
  readonly namespace?: string
  readonly retention?: Partial<Retention>
  /** Milliseconds until a command counts as unanswered. Default 2,000. */
  readonly timeoutMs?: number
}

export interface RedisStateDeps {
  readonly randomId: () => string
  /** Milliseconds. Absent: the server's clock, which is one for all instances, and right outside of tests. */
  readonly now?: () => number
}

/**
 * State for several instances. It needs Redis 6.2 or later with `maxmemory-policy noeviction`; with
 * `appendonly yes` it outlives the server's process. Throws when the URL is malformed, and at nothing else: a Redis
 * that is not there yet is waited for, and until then every call rejects at once.
 */
export const createRedisState = (config: RedisStateConfig, { randomId, now }: RedisStateDeps): State => {
  const target = parseRedisUrl(config.url)
  const openLink = () => createLink(target, config.timeoutMs ?? 2000)
  const keys = createKeys(config.namespace ?? 'parley')
  const closing = new AbortController()
  const link = openLink()
  const run = createRunScript(link, keys, now)
  return {
    journal: createRedisJournal({
      run,
      retention: { ...defaultRetention, ...config.retention },
      randomId,
      openWake: createOpenWake(openLink, keys, target.kind === 'CLUSTER'),
      closed: closing.signal,
    }),
    ledger: createRedisLedger(run),
    cache: createRedisCache(run),
    ready: async () => {
      try {
        await link.send(keys.prefix('ready'), ['PING'])
        return true
      } catch {
        return false
      }
    },
    describe: () => describeRedis((...args) => link.send(keys.prefix('ready'), args)),
    close: async () => {
      closing.abort()
      await link.close()
    },
  }
}
