/** What a Redis tells of itself. Many that are rented out refuse CONFIG, and some users may not even ask INFO. */
import type { StoreFacts } from '../port.ts'

type Send = (...args: readonly string[]) => Promise<unknown>

export const describeRedis = async (send: Send): Promise<StoreFacts> => {
  const [info, config] = await Promise.all([
    send('INFO').then(linesOf, () => new Map<string, string>()),
    send('CONFIG', 'GET', 'append*').then(pairsOf, () => new Map<string, string>()),
  ])
  const appends = info.get('aof_enabled')
  return {
    kind: 'Redis',
    version: info.get('redis_version') ?? null,
    isReplica: info.get('role') === 'slave',
    isDiskWell: info.get('aof_last_write_status') !== 'err' && info.get('rdb_last_bgsave_status') !== 'err',
    eviction: info.get('maxmemory_policy') ?? null,
    appends: appends === undefined ? null : appends === '1',
    fsync: config.get('appendfsync') ?? null,
  }
}

/** `name:value` a line. */
const linesOf = (text: unknown): Map<string, string> =>
  new Map(
    String(text)
      .split('\r\n')
      .map((line): [string, string] => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon), line.slice(colon + 1)]
      }),
  )

/** Names and values in turn. */
const pairsOf = (list: unknown): Map<string, string> => {
  const texts = Array.isArray(list) ? list.map(String) : []
  return new Map(texts.flatMap((name, at) => (at % 2 === 0 ? [[name, texts[at + 1] ?? '']] : [])))
}
