/** The stores that the contract of the state runs over. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Retention, State } from '../../../src/state/port.ts'
import { createRedisState } from '../../../src/state/redis.ts'
import { createSqliteState } from '../../../src/state/sqlite.ts'
import { startRedisServer } from '../../support/redis-server.ts'
import { until } from '../../support/until.ts'

export interface Clock {
  /** Milliseconds. */
  now: number
}

/** One store, empty at first, and any number of instances that share it. */
export interface Store {
  readonly clock: Clock
  /** Another instance. Ended with the store. */
  open(retention?: Partial<Retention>): Promise<State>
  /** Loses everything behind the back of open instances. */
  wipe(): Promise<void>
  close(): Promise<void>
}

/** A kind of store, with whatever it needs already running. */
export interface Backend {
  readonly name: string
  newStore(): Store
  close(): Promise<void>
}

export const startOfTime = Date.UTC(2026, 0, 1)

const withInstances = (
  make: (clock: Clock, retention?: Partial<Retention>) => State,
  wipe: Store['wipe'],
  remove: () => void,
): Store => {
  const clock = { now: startOfTime }
  const states: State[] = []
  return {
    clock,
    open: async (retention) => {
      const state = make(clock, retention)
      states.push(state)
      await until(() => state.ready())
      return state
    },
    wipe,
    close: async () => {
      await Promise.all(states.map((state) => state.close()))
      remove()
    },
  }
}

const sqlite = (): Backend => ({
  name: 'SQLite',
  newStore: () => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-state-'))
    const file = join(folder, 'state.db')
    return withInstances(
      (clock, retention) =>
        createSqliteState({ file, retention }, { now: () => clock.now, randomId: randomUUID }),
      async () => {
        const db = new DatabaseSync(file)
        const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all()
        db.exec(tables.map(({ name }) => `DELETE FROM ${name};`).join(''))
        db.close()
      },
      () => rmSync(folder, { recursive: true, force: true }),
    )
  },
  close: async () => {},
})

const redis = (name: string, url: string, wipe: Store['wipe'], close: Backend['close']): Backend => ({
  name,
  newStore: () => {
    const namespace = `test-${randomUUID()}`
    return withInstances(
      (clock, retention) =>
        createRedisState({ url, namespace, retention }, { now: () => clock.now, randomId: randomUUID }),
      wipe,
      () => {},
    )
  },
  close,
})

const single = async (program: string): Promise<Backend> => {
  const server = await startRedisServer(program)
  const wipe = async () => {
    await server.command('FLUSHALL')
  }
  return redis('Redis', server.url, wipe, server.close)
}

/** One node that has all slots: it refuses keys of different slots in one call like a large cluster. */
const cluster = async (program: string): Promise<Backend> => {
  const server = await startRedisServer(program, { settings: ['cluster-enabled yes'] })
  await server.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
  await until(async () => (await server.command('SET', 'probe', '1')) === '+OK')
  const wipe = async () => {
    await server.command('FLUSHALL')
  }
  return redis('Redis Cluster', `redis+cluster://127.0.0.1:${server.port}`, wipe, server.close)
}

const sentinel = async (program: string): Promise<Backend> => {
  const master = await startRedisServer(program)
  const settings = [`sentinel monitor main 127.0.0.1 ${master.port} 1`]
  const watcher = await startRedisServer(program, { isSentinel: true, settings })
  const wipe = async () => {
    await master.command('FLUSHALL')
  }
  return redis('Redis Sentinel', `redis+sentinel://127.0.0.1:${watcher.port}/main`, wipe, async () => {
    await watcher.close()
    await master.close()
  })
}

/** By name, each started when it is called with the path of `redis-server`. */
export const redisBackends = { Redis: single, 'Redis Cluster': cluster, 'Redis Sentinel': sentinel }
export const startSqlite = async (): Promise<Backend> => sqlite()
