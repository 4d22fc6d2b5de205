import { join } from 'node:path'
import type { State } from './port.ts'
import { createRedisState } from './redis.ts'
import { createSqliteState } from './sqlite.ts'

export interface StateConfig {
  /** Absent: this process alone keeps it, in a file of `dataDir`. */
  readonly redisUrl?: string
  readonly dataDir: string
}

export interface StateDeps {
  readonly now: () => number
  readonly randomId: () => string
}

export const createState = ({ redisUrl, dataDir }: StateConfig, { now, randomId }: StateDeps): State =>
  redisUrl === undefined
    ? createSqliteState({ file: join(dataDir, 'state.db') }, { now, randomId })
    : createRedisState({ url: redisUrl }, { randomId })
