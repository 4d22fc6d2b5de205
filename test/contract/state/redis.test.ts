import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { StateUnavailableError } from '../../../src/domain/errors.ts'
import type { Append, Appended, Journal, State } from '../../../src/state/port.ts'
import { createRedisState } from '../../../src/state/redis.ts'
import { findTool } from '../../support/find-tool.ts'
import { type RedisServer, type RedisServerOptions, startRedisServer } from '../../support/redis-server.ts'
import { until } from '../../support/until.ts'
import { startProcess } from './child.ts'
import { startFollower } from './follow.ts'

const program = await findTool('redis-server')
/** `everysec` would put acknowledged writes off for up to two seconds while the disk is busy, and lose them with the process. */
const lasting = { settings: ['appendonly yes', 'appendfsync always'] }

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const start = async (options?: RedisServerOptions): Promise<RedisServer> => {
  const server = await startRedisServer(program as string, options)
  ends.push(server.close)
  return server
}

const open = (url: string, timeoutMs?: number): State => {
  const state = createRedisState({ url, timeoutMs }, { randomId: randomUUID })
  ends.push(state.close)
  return state
}

/** What whoever has an event to append must do: again, as it was, until the store has said something. */
const appendForSure = async (journal: Journal, append: Append): Promise<Appended> => {
  let appended: Appended | undefined
  await until(async () => {
    appended = await journal.append('a', append).catch((error) => {
      if (error instanceof StateUnavailableError) return undefined
      throw error
    })
    return appended !== undefined
  })
  return appended as Appended
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

// A rejection that nobody handles fails the run, so every test here also shows that there is none.
describe.skipIf(program === null)('a state on Redis', () => {
  test('whose connections are cut each 0.7 s loses nothing, doubles nothing and keeps the order', async () => {
    const server = await start()
    const [writer, reader] = [open(server.url), open(server.url)]
    await until(() => reader.ready())
    const follower = startFollower(reader.journal, ['a'])
    await follower.started()
    let cuts = 0
    const cutting = setInterval(() => {
      cuts += 1
      server.command('CLIENT', 'KILL', 'TYPE', 'normal').catch(() => {})
    }, 700)
    ends.push(async () => clearInterval(cutting))

    let sent = 0
    while (cuts < 5) {
      await appendForSure(writer.journal, {
        conversationId: `c${sent % 3}`,
        event: sent,
        dedupeKey: `d${sent}`,
      })
      sent += 1
    }
    await until(() => follower.events().length >= sent)
    expect(follower.events()).toEqual(numbers(sent))
    expect(follower.positions()).toHaveLength(1)
    await follower.stop()
  })

  test('goes on from where it was after Redis was killed and started again', async () => {
    const server = await start(lasting)
    const state = open(server.url)
    await until(() => state.ready())
    const head = await state.journal.head('a')
    const follower = startFollower(state.journal, ['a'])
    await follower.started()
    const append = (event: number) =>
      appendForSure(state.journal, { conversationId: 'c', event, dedupeKey: `d${event}` })
    for (const event of numbers(50)) await append(event)
    await state.ledger.claim('a', 'k', { fingerprint: 'f', owner: 'o1', leaseMs: 60_000 })

    await server.kill()
    await until(async () => !(await state.ready()))
    await expect(
      state.ledger.claim('a', 'k2', { fingerprint: 'f', owner: 'o1', leaseMs: 1 }),
    ).rejects.toThrow(StateUnavailableError)
    await server.start()

    await until(() => state.ready())
    expect(await state.journal.append('a', { conversationId: 'c', event: 0, dedupeKey: 'd0' })).toEqual({
      duplicate: 'DELIVERY',
    })
    await append(50)
    await until(() => follower.events().length >= 51)
    expect(follower.events()).toEqual(numbers(51))
    expect(await state.journal.read('a', { after: head, limit: 100 })).toMatchObject({
      entries: numbers(51).map((event) => ({ event })),
    })
    expect(await state.ledger.claim('a', 'k', { fingerprint: 'f', owner: 'o2', leaseMs: 1 })).toMatchObject({
      state: 'PENDING',
    })
    await follower.stop()
  })

  test('whose Redis comes back empty says that what came before is unknown', async () => {
    const server = await start()
    const state = open(server.url)
    await until(() => state.ready())
    const follower = startFollower(state.journal, ['a'])
    await follower.started()
    const appended = await state.journal.append('a', { conversationId: 'c', event: 1 })
    await until(() => follower.events().length === 1)
    await server.kill()
    await server.start()
    await until(() => follower.positions().length === 2)
    expect(follower.positions()[1]?.gap).toBe('UNKNOWN')
    if (!('cursor' in appended)) throw new Error('not appended')
    expect(await state.journal.read('a', { after: appended.cursor, limit: 1 })).toEqual({ gap: 'UNKNOWN' })
    await follower.stop()
  })

  test('waits for a Redis that is not there at the start, and fails every call at once until then', async () => {
    const server = await start({ isAbsent: true })
    const state = open(server.url)
    const follower = startFollower(state.journal, ['a'])
    expect(await state.ready()).toBe(false)
    for (const call of [
      () => state.journal.head('a'),
      () => state.journal.append('a', { conversationId: 'c', event: 0 }),
      () => state.ledger.claim('a', 'k', { fingerprint: 'f', owner: 'o', leaseMs: 1 }),
      () => state.cache.get('a', 'k'),
    ]) {
      await expect(call()).rejects.toThrow(StateUnavailableError)
    }
    await server.start()
    await until(() => state.ready())
    await follower.started()
    await state.journal.append('a', { conversationId: 'c', event: 1 })
    await until(() => follower.events().length === 1)
    await follower.stop()
  })

  test.each(['cluster', 'sentinel'])('waits for a %s that is not there at the start', async (kind) => {
    const settings = ['cluster-enabled yes']
    const node = await start({ isAbsent: true, ...(kind === 'cluster' ? { settings } : {}) })
    const watcher = await start({
      isAbsent: true,
      isSentinel: true,
      settings: [`sentinel monitor main 127.0.0.1 ${node.port} 1`],
    })
    const state = open(
      kind === 'cluster'
        ? `redis+cluster://127.0.0.1:${node.port}`
        : `redis+sentinel://127.0.0.1:${watcher.port}/main`,
      500,
    )
    expect(await state.ready()).toBe(false)
    await expect(state.journal.head('a')).rejects.toThrow(StateUnavailableError)
    await node.start()
    if (kind === 'cluster') await node.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
    else await watcher.start()
    await until(
      () =>
        state.journal.head('a').then(
          () => true,
          () => false,
        ),
      15_000,
    )
    expect(await state.ready()).toBe(true)
    const follower = startFollower(state.journal, ['a', 'b'])
    await follower.started()
    await state.journal.append('b', { conversationId: 'c', event: 1 })
    await until(() => follower.events().length === 1)
    await follower.stop()
  })

  test('goes on with the replica when the master behind Sentinel dies', async () => {
    const master = await start()
    const replica = await start({ settings: [`replicaof 127.0.0.1 ${master.port}`] })
    await until(async () => (await master.command('WAIT', '1', '100')) === ':1') // Sentinel asks each ten seconds
    const watcher = await start({
      isSentinel: true,
      settings: [
        `sentinel monitor main 127.0.0.1 ${master.port} 1`,
        'sentinel down-after-milliseconds main 500',
      ],
    })
    await until(async () => (await watcher.command('SENTINEL', 'REPLICAS', 'main')) === '*1')
    const state = open(`redis+sentinel://127.0.0.1:${watcher.port}/main`)
    await until(() => state.ready())
    const follower = startFollower(state.journal, ['a'])
    await follower.started()
    const append = (event: number) =>
      appendForSure(state.journal, { conversationId: 'c', event, dedupeKey: `d${event}` })
    for (const event of numbers(50)) await append(event)
    await until(async () => (await replica.command('XLEN', 'parley:{a}:log')) === ':50')

    await master.kill()
    await until(async () => (await replica.command('SET', 'probe', '1')) === '+OK', 15_000)
    for (const event of numbers(60)) await append(event)
    await until(() => follower.events().length >= 60)
    expect(follower.events()).toEqual(numbers(60))
    expect(follower.positions()).toHaveLength(1)
    await follower.stop()
  }, 40_000)

  test('that hangs answers within its time, and heals when Redis does', async () => {
    const server = await start()
    const state = open(server.url, 300)
    await until(() => state.ready())
    const follower = startFollower(state.journal, ['a'])
    await follower.started()
    server.freeze()
    const calls = await Promise.allSettled(
      numbers(20).map((event) =>
        state.journal.append('a', { conversationId: 'c', event, dedupeKey: `d${event}` }),
      ),
    )
    for (const call of calls) expect(call).toMatchObject({ reason: expect.any(StateUnavailableError) })
    expect(await state.ready()).toBe(false)
    server.thaw()
    await until(() => state.ready())
    for (const event of numbers(21)) {
      await appendForSure(state.journal, { conversationId: 'c', event, dedupeKey: `d${event}` })
    }
    await until(() => follower.events().length >= 21)
    expect(follower.events().toSorted((a, b) => Number(a) - Number(b))).toEqual(numbers(21))
    await follower.stop()
  })

  test('sends its scripts again when Redis has forgotten them', async () => {
    const server = await start()
    const state = open(server.url)
    await until(() => state.ready())
    await state.journal.head('a')
    await server.command('SCRIPT', 'FLUSH')
    expect(await state.journal.append('a', { conversationId: 'c', event: 1 })).toHaveProperty('cursor')
  })

  test('leaves nothing behind of a conversation whose events were dropped', async () => {
    const server = await start()
    const retention = { maxPerAccount: 10 }
    const state = createRedisState({ url: server.url, retention }, { randomId: randomUUID })
    ends.push(state.close)
    await until(() => state.ready())
    for (const index of numbers(50))
      await state.journal.append('a', { conversationId: `c${index}`, event: 1 })
    // Ten conversations, the log that names their events, and the journal's own record.
    expect(await server.command('DBSIZE')).toBe(':12')
  })

  test('that is full says so as not available', async () => {
    const server = await start({ settings: ['maxmemory 1', 'maxmemory-policy noeviction'] })
    const state = open(server.url)
    await until(() => state.ready())
    await expect(state.journal.append('a', { conversationId: 'c', event: 1 })).rejects.toThrow(
      StateUnavailableError,
    )
  })

  test('rejects with its error once it is closed', async () => {
    const server = await start()
    const state = open(server.url)
    await until(() => state.ready())
    const last = state.journal.append('a', { conversationId: 'c', event: 1 })
    await state.close()
    expect(await last).toHaveProperty('cursor')
    await expect(state.journal.head('a')).rejects.toThrow(StateUnavailableError)
    expect(await state.ready()).toBe(false)
  })

  test('keeps what was acknowledged to a process that is killed', async () => {
    const server = await start()
    const state = open(server.url)
    await until(() => state.ready())
    const follower = startFollower(state.journal, ['a'])
    await follower.started()
    const writer = startProcess('append', server.url, 'x')
    await until(() => writer.lines.length >= 100, 15_000)
    await writer.kill()
    await until(() => follower.events().length >= writer.lines.length)
    expect(follower.events().slice(0, writer.lines.length)).toEqual(writer.lines)
    await follower.stop()
  })

  test.each([
    ['there', false],
    ['not there', true],
  ])('leaves its process free to end once it is closed: Redis is %s', async (_where, isAbsent) => {
    const server = await start({ isAbsent })
    const tasks = isAbsent ? (['close'] as const) : (['close', 'follow'] as const)
    for (const task of tasks) {
      const child = startProcess(task, server.url, task)
      expect(await child.ended()).toBe(0)
      expect(child.lines.at(-1)).toBe('closed')
    }
  })

  test.each(['cluster', 'sentinel'])(
    'leaves its process free to end once it is closed: a %s',
    async (kind) => {
      const node = await start(kind === 'cluster' ? { settings: ['cluster-enabled yes'] } : {})
      const settings = [`sentinel monitor main 127.0.0.1 ${node.port} 1`]
      let url = `redis+cluster://127.0.0.1:${node.port}`
      if (kind === 'cluster') await node.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
      else url = `redis+sentinel://127.0.0.1:${(await start({ isSentinel: true, settings })).port}/main`
      const child = startProcess('close', url, 'x')
      expect(await child.ended()).toBe(0)
      expect(child.lines.at(-1)).toBe('closed')
    },
  )
})
