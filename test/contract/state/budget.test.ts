import { afterEach, describe, expect, test } from 'vitest'
import { type Budget, createBudget } from '../../../src/state/budget.ts'
import { findTool } from '../../support/find-tool.ts'
import { startRedisServer } from '../../support/redis-server.ts'
import { until } from '../../support/until.ts'

const program = await findTool('redis-server')

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const open = (redisUrl?: string): Budget => {
  const budget = createBudget({ pointsPerMinute: 10, redisUrl }, { now: () => 1_000_000 })
  ends.push(budget.close)
  return budget
}

/** Until then each instance counts for itself. */
const connected = (budget: Budget, other: Budget) =>
  until(async () => {
    const key = `probe ${Math.random()}`
    await budget.spend(key, 1)
    return (await other.look(key)).remaining === 9
  })

const behaves = (openOne: () => Promise<Budget>): void => {
  test('is told what is left, and when all of it is there again', async () => {
    const budget = await openOne()
    expect(await budget.spend('a', 4)).toMatchObject({ limit: 10, remaining: 6, isOverdrawn: false })
    const { remaining, resetAt } = await budget.spend('a', 6)
    expect(remaining).toBe(0)
    expect(resetAt).toBeGreaterThan(1_000_000)
    expect(resetAt).toBeLessThanOrEqual(1_060_000)
  })

  test('is overdrawn by whoever takes more than there is, and by nobody else', async () => {
    const budget = await openOne()
    expect(await budget.spend('a', 11)).toMatchObject({ remaining: 0, isOverdrawn: true })
    expect(await budget.spend('a', 1)).toMatchObject({ remaining: 0, isOverdrawn: true })
    expect(await budget.spend('b', 10)).toMatchObject({ remaining: 0, isOverdrawn: false })
  })

  test('is looked at for nothing', async () => {
    const budget = await openOne()
    await budget.spend('a', 3)
    expect(await budget.look('a')).toMatchObject({ remaining: 7, isOverdrawn: false })
    expect(await budget.look('a')).toMatchObject({ remaining: 7 })
    expect(await budget.look('never seen')).toMatchObject({ remaining: 10 })
  })
}

describe('a budget in memory', () => behaves(async () => open()))

/** A cluster of one node that has all slots: it refuses keys of different slots in one call like a large one. */
const startCluster = async () => {
  const server = await startRedisServer(program as string, { settings: ['cluster-enabled yes'] })
  await server.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
  await until(async () => (await server.command('SET', 'probe', '1')) === '+OK')
  return { ...server, url: `redis+cluster://127.0.0.1:${server.port}` }
}
const startSingle = () => startRedisServer(program as string)

describe.skipIf(!program).each([
  ['Redis', startSingle],
  ['Redis Cluster', startCluster],
])('a budget in %s', (_, start) => {
  behaves(async () => {
    const server = await start()
    ends.push(server.close)
    const budget = open(server.url)
    await connected(budget, open(server.url))
    return budget
  })
})

describe.skipIf(!program)('a budget in Redis', () => {
  const startTwo = async () => {
    const server = await startSingle()
    ends.push(server.close)
    const two = [open(server.url), open(server.url)] as const
    await connected(...two)
    return { server, two }
  }

  test('is one for all instances', async () => {
    const { two } = await startTwo()
    for (const budget of [...two, ...two]) await budget.spend('a', 2)
    expect(await two[0].look('a')).toMatchObject({ remaining: 2 })
    expect(await two[1].spend('a', 3)).toMatchObject({ remaining: 0, isOverdrawn: true })
  })

  test.each(['killed', 'frozen'])('is counted by each instance for itself while Redis is %s', async (how) => {
    const { server, two } = await startTwo()
    if (how === 'killed') await server.kill()
    else server.freeze()
    ends.push(() => server.thaw())
    const [one, other] = two
    expect(await one.spend('a', 7)).toMatchObject({ remaining: 3, isOverdrawn: false })
    expect(await other.spend('a', 7)).toMatchObject({ remaining: 3, isOverdrawn: false })
    expect(await one.spend('a', 7)).toMatchObject({ remaining: 0, isOverdrawn: true })
  })

  test('that was not there at the start is used when it comes', async () => {
    const server = await startRedisServer(program as string, { isAbsent: true })
    ends.push(server.close)
    const two = [open(server.url), open(server.url)] as const
    expect(await two[0].spend('a', 1)).toMatchObject({ remaining: 9 })
    await server.start()
    await connected(...two)
  })
})
