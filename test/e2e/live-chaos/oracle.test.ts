/**
 * What a client was shown is compared with what is at the upstream, after each way of breaking something in between.
 * `CHAOS_SECONDS` says how long things stay broken; short by default.
 */
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { ChaosClient } from '../../support/chaos-client.ts'
import {
  type ChaosOptions,
  type ChaosWorld,
  type Instance,
  startChaosWorld,
} from '../../support/chaos-world.ts'
import { findTool } from '../../support/find-tool.ts'
import { until } from '../../support/until.ts'

const program = await findTool('redis-server')
const brokenMs = 1_000 * Number(process.env.CHAOS_SECONDS ?? 3)
const timeout = 120_000 + 2 * brokenMs

/** Nothing lost, nothing foreign, cursors that rise. */
const expectAll = async (world: ChaosWorld, client: ChaosClient): Promise<void> => {
  const there = await world.there()
  expect(there.size).toBeGreaterThan(20)
  await until(() => client.count('chaos ') >= there.size, 80_000).catch(() => undefined) // the difference says more
  expect(client.seen('chaos ')).toEqual(there)
  expect(client.foreign()).toEqual([])
  for (const cursors of client.cursors) expect(cursors).toEqual([...new Set(cursors)].sort())
  expect(client.failures).toEqual([])
}
const broken = () => setTimeout(brokenMs)

const survives = (
  name: string,
  options: ChaosOptions,
  breakThings: (world: ChaosWorld, client: ChaosClient) => Promise<void>,
) =>
  test.concurrent(name, { skip: options.redisProgram === null, timeout }, async () => {
    await using world = await startChaosWorld(options)
    const client = await world.watch()
    await world.writeDuring(async () => undefined, 3)
    await until(() => client.added.length >= 3)
    await breakThings(world, client)
    await expectAll(world, client)
  })

describe('nothing is lost, nothing is foreign, and cursors rise', () => {
  const redisProgram = program

  survives('with 30 % of the webhooks dropped, duplicated and shuffled', {}, async (world) => {
    world.sandbox.webhooks.trouble({ drop: 0.3, duplicate: 0.3, shuffle: brokenMs })
    await world.writeDuring(broken, 40)
    await world.sandbox.webhooks.idle()
  })

  survives('when the upstream is away and comes back', {}, async ({ sandbox, writeDuring }) => {
    sandbox.faults.add({ match: { method: 'GET' }, times: null, effect: { type: 'cut' } })
    sandbox.webhooks.trouble({ drop: 0.7 })
    await writeDuring(broken)
    sandbox.faults.clear()
    sandbox.webhooks.trouble()
    await writeDuring(async () => undefined)
  })

  survives("when the client's socket is cut 20 times", {}, async ({ writeDuring }, client) => {
    await writeDuring(async () => {
      for (let cuts = 0; cuts < 20; cuts += 1) {
        const before = client.connections()
        client.cut()
        await until(() => client.connections() > before)
      }
    })
  })

  survives('when Redis is killed and started again', { redisProgram }, async ({ redis, writeDuring }) => {
    await writeDuring(async () => {
      await redis.kill()
      await broken()
      await redis.start()
    })
  })

  survives('when Redis is emptied', { redisProgram }, async ({ redis, writeDuring }, client) => {
    await writeDuring(() => redis.command('FLUSHALL'))
    await until(() => client.cursors.length > 1)
    await writeDuring(async () => undefined)
  })

  survives('when Redis is frozen', { redisProgram }, async ({ redis, writeDuring }) => {
    await writeDuring(async () => {
      redis.freeze()
      await broken()
      redis.thaw()
    })
  })

  survives('when Redis is told to pause', { redisProgram }, async ({ redis, writeDuring }) => {
    await writeDuring(async () => {
      await redis.command('CLIENT', 'PAUSE', String(brokenMs))
      await broken()
    })
  })

  survives(
    'when the connections of Redis are cut each 0.7 s',
    { redisProgram },
    async ({ redis, writeDuring }) => {
      await writeDuring(async () => {
        for (let past = 0; past < 2 * brokenMs; past += 700) {
          await redis.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
          await setTimeout(700)
        }
      })
    },
  )

  survives(
    'when one of two instances is killed, and its client goes on at the other',
    { redisProgram, instances: 2 },
    async ({ instances, postTo, writeDuring }, client) => {
      const [one, two] = instances as [Instance, Instance]
      await writeDuring(async () => {
        await setTimeout(500)
        client.moveTo(two.url)
        const before = client.connections()
        await one.process.end('SIGKILL')
        postTo(two)
        await until(() => client.connections() > before)
      })
      await writeDuring(async () => undefined)
    },
  )
})
