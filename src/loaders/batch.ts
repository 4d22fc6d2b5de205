import DataLoader from 'dataloader'
import { inGroups } from '../kit/group.ts'

interface GroupedBatch<K, V> {
  /** Keys with equal group are asked for together. */
  readonly groupOf: (key: K) => string
  /** Equal for equal keys. */
  readonly idOf: (key: K) => string
  /** False: only what is asked in the same tick goes together, nothing is kept. Default true. */
  readonly cache?: boolean
  /** One entry per key, in order. Never called without keys. */
  readonly fetch: (keys: readonly [K, ...K[]]) => Promise<readonly V[]>
  /** Told how many keys go together. */
  readonly onBatch?: (size: number) => void
}

/** A DataLoader that asks once per group; a group that fails fails its own keys and no others. */
export const createLoader = <K, V>({
  groupOf,
  idOf,
  fetch,
  cache = true,
  onBatch,
}: GroupedBatch<K, V>): DataLoader<K, V, string> =>
  new DataLoader<K, V, string>(
    async (keys) => {
      const found = new Map<string, V | Error>()
      await Promise.all(
        inGroups(keys, groupOf).map(async (group) => {
          onBatch?.(group.length)
          try {
            const values = await fetch(group)
            group.forEach((key, index) => {
              found.set(idOf(key), values[index] as V)
            })
          } catch (error) {
            for (const key of group)
              found.set(idOf(key), error instanceof Error ? error : new Error(String(error)))
          }
        }),
      )
      return keys.map((key) => found.get(idOf(key)) as V | Error)
    },
    { cacheKeyFn: idOf, cache },
  )
