/**
 * What each client was shown is compared with what is at the upstreams, after each way of breaking something in
 * between. `CHAOS_SECONDS` says how long things stay broken; short by default.
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
const timeout = 180_000 + 3 * brokenMs

/** Nothing lost, nothing foreign, cursors that rise, and no loss told of where there is none. */
const expectAll = async (world: ChaosWorld, client: ChaosClient, mayResync: boolean): Promise<void> => {
  const there = await world.there(client.expects)
  expect(there.size, client.name).toBeGreaterThan(5)
  const shown = () => new Map([...client.shown()].filter(([id]) => there.has(id)))
  await until(() => shown().size >= there.size, 100_000).catch(() => undefined) // the difference says more
  expect(client.failures, client.name).toEqual([])
  expect(shown(), client.name).toEqual(there)
  const foreign = [...client.told()].filter(([id]) => !there.has(id))
  expect(foreign, client.name).toEqual([])
  for (const cursors of client.cursors) {
    expect(cursors, client.name).toEqual([...new Set(cursors)].sort())
  }
  if (!mayResync) expect(client.resyncs(), client.name).toBe(0)
}
const broken = () => setTimeout(brokenMs)
const nothing = async () => undefined

/** Only Chatwoot has a live connection, and where nothing tells, Parley looks. */
const sourcesOf = {
  WEBHOOK: { chatwoot: 'WEBHOOK', infobip: 'WEBHOOK' },
  WEBSOCKET: { chatwoot: 'WEBSOCKET', infobip: 'POLLING' },
  POLLING: { chatwoot: 'POLLING', infobip: 'POLLING' },
}

interface Breaking extends ChaosOptions {
  /** Whether events are lost for good, so that clients are told to load anew. */
  readonly mayResync?: boolean
}

const survives = (
  name: string,
  { mayResync = false, ...options }: Breaking,
  breakThings: (world: ChaosWorld, clients: readonly ChaosClient[]) => Promise<void>,
) =>
  test.concurrent(name, { skip: options.redisProgram === null, timeout }, async () => {
    await using world = await startChaosWorld(options)
    const clients = await world.watch()
    await world.writeDuring(nothing, 3)
    await until(() => clients.every((client) => client.told().size > 0), 60_000)
    expect(await world.sources()).toEqual(sourcesOf[options.source ?? 'WEBHOOK'])
    await breakThings(world, clients)
    await Promise.all(clients.map((client) => expectAll(world, client, mayResync)))
  })

/** Each of them, and each time when all are back. */
const cutAll = async (clients: readonly ChaosClient[], times: number): Promise<void> => {
  for (let cuts = 0; cuts < times; cuts += 1) {
    const before = clients.map((client) => client.connections())
    for (const client of clients) client.cut()
    await until(() => clients.every((client, index) => client.connections() > (before[index] as number)))
  }
}

describe('nothing is lost, nothing is foreign, and cursors rise', () => {
  const redisProgram = program

  survives('with 30 % of the webhooks dropped, duplicated and shuffled', {}, async (world) => {
    world.sandbox.webhooks.trouble({ drop: 0.3, duplicate: 0.3, shuffle: brokenMs })
    await world.writeDuring(broken, 40)
    await world.sandbox.webhooks.idle()
  })

  survives('when the upstreams are away and come back', {}, async ({ sandbox, writeDuring }) => {
    sandbox.faults.add({ match: { method: 'GET' }, times: null, effect: { type: 'cut' } })
    sandbox.webhooks.trouble({ drop: 0.7 })
    await writeDuring(broken)
    sandbox.faults.clear()
    sandbox.webhooks.trouble()
    await writeDuring(nothing)
  })

  survives("when the clients' sockets are cut 20 times", {}, async ({ writeDuring }, clients) => {
    await writeDuring(() => cutAll(clients, 20))
  })

  survives('when Redis is killed and started again', { redisProgram }, async ({ redis, writeDuring }) => {
    await writeDuring(async () => {
      await redis.kill()
      await broken()
      await redis.start()
    })
  })

  survives(
    'when Redis is emptied, which each client is told',
    { redisProgram, mayResync: true },
    async ({ redis, writeDuring }, clients) => {
      await writeDuring(() => redis.command('FLUSHALL'))
      await until(() => clients.every((client) => client.resyncs() > 0))
      await writeDuring(nothing)
    },
  )

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
    'when one of two instances is killed, and its clients go on at the other',
    { redisProgram, instances: 2 },
    async ({ instances, postTo, writeDuring }, clients) => {
      const [one, two] = instances as [Instance, Instance]
      await writeDuring(async () => {
        await setTimeout(500)
        const before = clients.map((client) => client.connections())
        for (const client of clients) client.moveTo(two.url)
        await one.process.end('SIGKILL')
        await postTo(two)
        await until(() => clients.every((client, index) => client.connections() > (before[index] as number)))
      })
      await writeDuring(nothing)
    },
  )

  survives(
    "when Chatwoot's live connections tell what happens, and are cut each 0.7 s",
    { source: 'WEBSOCKET' },
    async ({ sandbox, writeDuring }) => {
      await writeDuring(async () => {
        for (let past = 0; past < 2 * brokenMs; past += 700) {
          sandbox.sockets.cut()
          await setTimeout(700)
        }
      })
    },
  )

  survives(
    'when nothing tells, the upstreams are away for a while, and the clients are cut',
    { source: 'POLLING' },
    async ({ sandbox, writeDuring }, clients) => {
      await writeDuring(() => cutAll(clients, 5))
      sandbox.faults.add({ match: { method: 'GET' }, times: null, effect: { type: 'cut' } })
      await writeDuring(broken)
      sandbox.faults.clear()
      await writeDuring(nothing)
    },
  )
})
