import { afterEach, expect, test } from 'vitest'
import type { AccountHealth, EventSource } from '../../../src/domain/account.ts'
import type { PassingEvent } from '../../../src/domain/event.ts'
import { createHealthWatch, type HealthWatch } from '../../../src/live/health-watch.ts'
import { createWatch } from '../../../src/live/watch.ts'
import { viewerOf } from '../../support/live.ts'

const up: AccountHealth = {
  status: 'UP',
  lastSuccessAt: 1,
  lastError: null,
  openSince: null,
  retryAt: null,
}
const running: HealthWatch[] = []
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop()
})

const open = () => {
  const now: { health: AccountHealth; source: EventSource } = { health: up, source: 'POLLING' }
  const told: PassingEvent[] = []
  const watch = createWatch()
  let tick = () => {}
  const healthWatch = createHealthWatch({
    upstreams: ['a', 'b'].map((name) => ({
      account: { name, provider: 'CHATWOOT', upstreamId: '1' },
      health: () => (name === 'a' ? now.health : up),
    })),
    eventSource: (account) => (account === 'a' ? now.source : 'NONE'),
    watch,
    tell: (event) => told.push(event),
    now: () => 5,
    pause: (_ms, signal) =>
      new Promise((resolve) => {
        tick = resolve
        signal?.addEventListener('abort', () => resolve())
      }),
  })
  healthWatch.start()
  running.push(healthWatch)
  const change = async (health: Partial<AccountHealth>, source: EventSource = now.source) => {
    now.health = { ...now.health, ...health }
    now.source = source
    tick()
    await new Promise((resolve) => setImmediate(resolve))
    return told.splice(0).map(({ type, account, conversationId }) => [type, account, conversationId])
  }
  const begin = (account: string, conversationId: string | null) =>
    watch.add({ account, conversationId, viewer: viewerOf('v'), since: 1, isResumed: false })
  return { change, begin }
}

const changed = [['AccountHealthChanged', 'a', null]]

test('tells when calls fail, are held back, are tried again, and are answered', async () => {
  const { change, begin } = open()
  begin('a', null)
  begin('b', null)
  expect(await change({ lastSuccessAt: 2 })).toEqual([])
  expect(await change({ status: 'DEGRADED', lastError: 'away' })).toEqual(changed)
  expect(await change({ lastError: 'away again' })).toEqual([])
  expect(await change({ status: 'DOWN', openSince: 3, retryAt: 13 })).toEqual(changed)
  expect(await change({ retryAt: 23 })).toEqual([])
  expect(await change({ status: 'DEGRADED' })).toEqual(changed)
  expect(await change({ status: 'UP', openSince: null, retryAt: null })).toEqual(changed)
})

test('tells when events come another way', async () => {
  const { change, begin } = open()
  begin('a', null)
  expect(await change({}, 'WEBHOOK')).toEqual(changed)
  expect(await change({}, 'WEBHOOK')).toEqual([])
  expect(await change({}, 'POLLING')).toEqual(changed)
})

test('tells only what changed since somebody watches the whole account', async () => {
  const { change, begin } = open()
  begin('a', 'c1')
  expect(await change({ status: 'DOWN' })).toEqual([])
  const watching = begin('a', null)
  expect(await change({})).toEqual([])
  expect(await change({ status: 'UP' })).toEqual(changed)
  watching.end()
  expect(await change({ status: 'DOWN' })).toEqual([])
})

test('does not take the first call for news', async () => {
  const { change, begin } = open()
  await change({ status: 'UNKNOWN' })
  begin('a', null)
  expect(await change({ status: 'UP' })).toEqual([])
})
