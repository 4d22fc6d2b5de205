import { afterEach, describe, expect, test } from 'vitest'
import { StateUnavailableError } from '../../../src/domain/errors.ts'
import { eventToJson } from '../../../src/domain/event.ts'
import { createHub, type Hub } from '../../../src/live/hub.ts'
import type { Subscription } from '../../../src/live/subscription.ts'
import type { Followed, FollowOptions } from '../../../src/state/port.ts'
import { messageOf } from '../../support/live.ts'
import { until } from '../../support/until.ts'

/** A journal that gives what it is told to. */
const createScript = () => {
  const pending: (Followed | Error)[] = []
  const starts: FollowOptions['after'][] = []
  let wake = () => {}
  let isClosed = false
  return {
    starts,
    give: (...followed: (Followed | Error)[]) => {
      pending.push(...followed)
      wake()
    },
    close: () => {
      isClosed = true
      wake()
    },
    follow: async function* (_accounts: readonly string[], { signal, after }: FollowOptions) {
      starts.push(after)
      signal.addEventListener('abort', () => wake())
      while (!signal.aborted && !isClosed) {
        const next = pending.shift()
        if (next instanceof Error) throw next
        if (next) yield next
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    },
  }
}

const position = (account: string, cursor: string, gap: 'EXPIRED' | 'UNKNOWN' | null = null): Followed => ({
  type: 'POSITION',
  account,
  cursor,
  gap,
})

const entry = (cursor: string, conversationId: string | null, text = 'x', account = 'a'): Followed => ({
  type: 'ENTRY',
  account,
  entry: {
    cursor,
    conversationId,
    at: 1,
    event: eventToJson({
      type: 'MessageAdded',
      account,
      conversationId: conversationId ?? '',
      occurredAt: 1,
      message: messageOf(cursor, { text }),
    }),
  },
})

const hubs: Hub[] = []
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.stop()
})

const open = async () => {
  const script = createScript()
  const errors: unknown[] = []
  const told: unknown[] = []
  const hub = createHub({
    accounts: ['a', 'b'],
    journal: script,
    now: () => 31,
    pause: async () => {},
    onError: (error) => errors.push(error),
    onHandOver: (account, lagMs) => told.push([account, lagMs]),
    onOverflow: (account) => told.push(`${account} overflows`),
  })
  hubs.push(hub)
  const standing = hub.start()
  script.give(position('a', '0'), position('b', '0'))
  await standing
  return { script, hub, errors, told }
}
const of = (conversationId: string | null, ...accounts: string[]) => ({
  accounts: accounts.length > 0 ? accounts : ['a'],
  conversationId,
})

const wakingOf = (subscriber: Subscription): Promise<void> => new Promise((wake) => subscriber.wait({ wake }))

describe('the hub', () => {
  test('hands one and the same event to the subscribers of its conversation and of its account only', async () => {
    const { script, hub } = await open()
    const [one, two, other] = [of('c1'), of('c1'), of('c2')].map((scope) => hub.subscribe(scope, false))
    const [whole, both, foreign] = [of(null), of(null, 'a', 'b'), of(null, 'b')].map((scope) =>
      hub.subscribe(scope, false),
    )
    script.give(entry('1', 'c1'), entry('2', null))
    await until(() => hub.position('a') === '2')
    const event = one?.take()
    expect(event).toMatchObject({ account: 'a', conversationId: 'c1', cursor: '1' })
    for (const each of [two, whole, both]) expect(each?.take()).toBe(event)
    expect(whole?.take()).toMatchObject({ cursor: '2', conversationId: null })
    for (const each of [one, other, foreign]) expect(each?.take()).toBeUndefined()
  })

  test('tells how late it hands over, where somebody waits, and of each subscriber that has no room once', async () => {
    const { script, hub, told } = await open()
    script.give(entry('1', 'c1'))
    await until(() => hub.position('a') === '1')
    expect(told).toEqual([])
    hub.subscribe(of(null, 'a', 'b'), false)
    script.give(entry('2', 'c1'))
    await until(() => hub.position('a') === '2')
    expect(told).toEqual([['a', 30]])
    script.give(...Array.from({ length: 256 }, (_, i) => entry(`3-${i}`, 'c1')))
    script.give(entry('1', 'c1', 'x', 'b'))
    await until(() => hub.position('b') === '1')
    expect(told.filter((each) => typeof each === 'string')).toEqual(['a overflows'])
  })

  test('takes nobody before it knows where it is', () => {
    const hub = createHub({
      accounts: ['a'],
      journal: createScript(),
      now: () => 1,
      pause: async () => {},
      onError: () => {},
    })
    expect(() => hub.subscribe(of('c1'), false)).toThrow(StateUnavailableError)
    expect(() => hub.position('a')).toThrow(StateUnavailableError)
    expect(() => hub.subscribe(of('c1', 'unheard of'), false)).toThrow(RangeError)
    expect(hub.counts()).toEqual({ subscribers: 0, topics: 0, waiting: 0, queued: 0 })
  })

  test.each([
    ['events', 256, 'x', 257],
    ['size', 3, 'x'.repeat(300_000), 4],
  ])(
    'ends a subscriber whose queue is full by %s, keeps nothing for it, and goes on with the others',
    async (_by, room, text, sent) => {
      const { script, hub } = await open()
      const frozen = hub.subscribe(of('c1'), false)
      const wide = hub.subscribe(of(null, 'a', 'b'), false)
      const cursors = Array.from({ length: sent }, (_, index) => String(index + 1).padStart(4, '0'))
      const healthy = hub.subscribe(of('c1'), false)
      let seen = 0
      for (const [index, cursor] of cursors.entries()) {
        script.give(entry(cursor, 'c1', text))
        await until(() => hub.position('a') === cursor)
        if (healthy.take()) seen += 1
        if (index === room - 1) expect([frozen.end, frozen.queued]).toEqual([null, room])
      }
      expect(seen).toBe(sent)
      for (const each of [frozen, wide]) expect([each.end, each.queued]).toEqual(['OVERFLOWN', 0])
      script.give(entry('1', 'c9', 'x', 'b'))
      await until(() => hub.position('b') === '1')
      expect(hub.counts()).toEqual({ subscribers: 1, topics: 1, waiting: 0, queued: 0 })
    },
  )

  test('lets a single event pass that is larger than a queue', async () => {
    const { script, hub } = await open()
    const subscriber = hub.subscribe(of('c1'), false)
    const woken = wakingOf(subscriber)
    script.give(entry('1', 'c1', 'x'.repeat(2_000_000)))
    await woken
    expect(subscriber.take()?.cursor).toBe('1')
  })

  test('keeps nothing for who catches up, and says that there is more', async () => {
    const { script, hub } = await open()
    const subscriber = hub.subscribe(of('c1'), true)
    expect(subscriber.beginReading()).toBe(true)
    script.give(entry('1', 'c1'))
    await until(() => hub.position('a') === '1')
    expect(subscriber.queued).toBe(0)
    expect(subscriber.beginReading()).toBe(true)
    expect(subscriber.beginReading()).toBe(false)
    const woken = wakingOf(subscriber)
    script.give(entry('2', 'c1'))
    await woken
    expect(subscriber.take()?.cursor).toBe('2')
  })

  test('sends everybody of the account back to the journal after a gap, once what waits is read', async () => {
    const { script, hub } = await open()
    const gaps: string[] = []
    const stop = hub.onGap((account, gap) => gaps.push(`${account} ${gap}`))
    const subscriber = hub.subscribe(of('c1'), false)
    const foreign = hub.subscribe(of(null, 'b'), false)
    script.give(entry('1', 'c1'), position('a', '5', 'UNKNOWN'), entry('6', 'c1'))
    await until(() => hub.position('a') === '6')
    expect([subscriber.queued, subscriber.isCatchingUp, foreign.isCatchingUp]).toEqual([1, true, false])
    expect(gaps).toEqual(['a UNKNOWN'])
    stop()
  })

  test('goes on from where it was after a bug, and says so', async () => {
    const { script, hub, errors } = await open()
    script.give(entry('1', 'c1'), new Error('bug'), entry('2', 'c1'))
    await until(() => hub.position('a') === '2')
    expect(errors).toEqual([new Error('bug')])
    expect(script.starts).toEqual([{}, { a: '1', b: '0' }])
  })

  test('is back to nothing after 10,000 rounds of subscribing and ending', async () => {
    const { script, hub } = await open()
    for (let round = 0; round < 10_000; round += 1) {
      const scope = round % 2 ? of(`c${round % 100}`) : of(null, 'a', 'b')
      const subscriber = hub.subscribe(scope, round % 3 === 0)
      const waiting = round % 3 === 0 ? Promise.resolve() : wakingOf(subscriber)
      hub.unsubscribe(scope, subscriber)
      hub.unsubscribe(scope, subscriber)
      await waiting
      expect(subscriber.isWaiting).toBe(false)
    }
    expect(hub.counts()).toEqual({ subscribers: 0, topics: 0, waiting: 0, queued: 0 })
    script.give(entry('1', 'c1'))
    await until(() => hub.position('a') === '1')
  })

  test('ends everybody when it stops', async () => {
    const { hub } = await open()
    const subscriber = hub.subscribe(of('c1'), false)
    const waiting = wakingOf(subscriber)
    await hub.stop()
    await waiting
    expect(subscriber.end).toBe('ENDED')
    expect(hub.counts().subscribers).toBe(0)
  })

  test('ends quietly when the store is closed', async () => {
    const { script, hub, errors } = await open()
    script.close()
    await hub.stop()
    expect(errors).toEqual([])
  })
})
