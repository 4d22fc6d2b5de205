import { setImmediate } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { StateUnavailableError, UnauthenticatedError } from '../../../src/domain/errors.ts'
import type { TypingChanged } from '../../../src/domain/event.ts'
import { createStreams, type StreamLimits, type Streams } from '../../../src/live/streams.ts'
import { createWatch } from '../../../src/live/watch.ts'
import type { Call, News, NewsListener, Upstream } from '../../../src/upstream/port.ts'
import { account, messageOf, viewerOf } from '../../support/live.ts'
import { until } from '../../support/until.ts'

const limits: StreamLimits = {
  perAccount: 2,
  madeAtOnce: 2,
  making: 9,
  grace: 5,
  retry: 60,
  webhooksGoodFor: 1_000,
  order: 7,
}

const started: Streams[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map((streams) => streams.stop()))
})

interface Connection {
  readonly call: Call
  readonly listener: NewsListener
  fail(error: Error): void
}

const world = (changed: Partial<StreamLimits> = {}) => {
  const watch = createWatch()
  const connections: Connection[] = []
  const taken: News[] = []
  const looks: string[] = []
  const errors: unknown[] = []
  const waits: { readonly ms: number; readonly go: () => void }[] = []
  const state = {
    now: 10_000,
    deliveredAt: null as number | null,
    taking: undefined as Error | undefined,
    looking: Promise.resolve(),
  }
  const listen: Upstream['listen'] = (call, listener) =>
    new Promise((resolve, reject) => {
      const connection = { call, listener, fail: reject }
      connections.push(connection)
      const close = () => connections.splice(connections.indexOf(connection), 1)
      call.signal.addEventListener('abort', () => {
        close()
        resolve()
      })
    })
  const upstreams = [
    { account: { name: account }, listen },
    { account: { name: 'deaf' } },
  ] as unknown as readonly Upstream[]
  const streams = createStreams({
    upstreams,
    watch,
    news: {
      take: async (_account, news) => {
        if (state.taking) throw state.taking
        taken.push(...news)
      },
    },
    lookForViewer: async (name, viewerKey) => {
      looks.push(`${name} ${viewerKey}`)
      await state.looking
    },
    lastDeliveryAt: () => state.deliveredAt,
    now: () => state.now,
    pause: (ms, signal) =>
      new Promise((resolve) => {
        waits.push({ ms, go: resolve })
        signal?.addEventListener('abort', () => resolve())
      }),
    onError: (error) => errors.push(error),
    limits: { ...limits, ...changed },
  })
  streams.start()
  started.push(streams)
  return {
    streams,
    connections,
    taken,
    looks,
    errors,
    state,
    subscribe: async (key: string, name = account, conversationId: string | null = 'c1') => {
      const about = { account: name, conversationId, viewer: viewerOf(key), since: 0, isResumed: false }
      const watching = watch.add(about)
      await setImmediate()
      return watching
    },
    /** Lets those go on who wait for so long. */
    pass: async (ms: number) => {
      state.now += ms
      for (const wait of waits.splice(0)) {
        if (wait.ms === ms) wait.go()
        else waits.push(wait)
      }
      await setImmediate()
    },
    waiting: () => waits.flatMap(({ ms }) => (ms === limits.making ? [] : [ms])),
    who: () => connections.map(({ call }) => call.credential.value),
  }
}

const messageNews = (id: string): News => ({
  type: 'message',
  hint: 'created',
  deliveryId: undefined,
  conversationId: 'c1',
  messageId: id,
  told: messageOf(id),
  isWhole: true,
})
const typingNews = (isTyping: boolean): News => {
  const event: TypingChanged = {
    type: 'TypingChanged',
    account,
    conversationId: 'c1',
    occurredAt: 1,
    actor: null,
    isTyping,
    expiresAt: null,
  }
  return { type: 'typing', event }
}

test('all that one viewer watches of an account shares a connection with its own credential', async () => {
  const { subscribe, who, streams } = world()
  await subscribe('ana')
  await subscribe('ana', account, 'c2')
  await subscribe('ana', account, null)
  await subscribe('ben')
  expect(who()).toEqual(['ana', 'ben'])
  expect(streams.counts()).toEqual({ listeners: 2, connections: 2, up: 0 })
})

test('where the upstream has no such connection none is made', async () => {
  const { subscribe, who, streams } = world()
  const watching = await subscribe('ana', 'deaf')
  watching.end()
  expect(who()).toEqual([])
  expect(streams.counts().listeners).toBe(0)
})

test('it outlives its last watcher by a moment, in which another may come', async () => {
  const { subscribe, pass, who, streams, state, waiting } = world()
  const one = await subscribe('ana')
  const two = await subscribe('ana')
  one.end()
  expect(waiting()).toEqual([limits.retry])
  two.end()
  state.now += 3
  const three = await subscribe('ana')
  three.end()
  expect(waiting()).toEqual([limits.retry, limits.grace])
  state.now -= 3
  await pass(limits.grace)
  expect(who()).toEqual(['ana'])
  await pass(3)
  expect(who()).toEqual([])
  expect(streams.counts()).toEqual({ listeners: 0, connections: 0, up: 0 })
})

test('who comes back in time keeps it', async () => {
  const { subscribe, pass, who } = world()
  const one = await subscribe('ana')
  one.end()
  const two = await subscribe('ana')
  await pass(limits.grace)
  expect(who()).toEqual(['ana'])
  two.end()
  await pass(limits.grace)
  expect(who()).toEqual([])
})

test('there are only so many for an account; who finds no place gets one that becomes free', async () => {
  const { subscribe, pass, who } = world()
  const ana = await subscribe('ana')
  await subscribe('ben')
  await subscribe('chiara')
  expect(who()).toEqual(['ana', 'ben'])
  ana.end()
  await pass(limits.grace)
  expect(who()).toEqual(['ben'])
  await pass(limits.retry)
  expect(who()).toEqual(['ben', 'chiara'])
})

test('a few are made at a time, and the next when one is up, has failed, or takes too long', async () => {
  const { subscribe, who, connections, pass, errors } = world({ perAccount: 9, madeAtOnce: 2 })
  for (const key of ['ana', 'ben', 'cem', 'dan', 'eva']) await subscribe(key)
  expect(who()).toEqual(['ana', 'ben'])
  connections[0]?.listener.up()
  await setImmediate()
  expect(who()).toEqual(['ana', 'ben', 'cem'])
  connections[1]?.fail(new UnauthenticatedError('no'))
  await setImmediate()
  expect(who()).toContain('dan')
  expect(who()).not.toContain('eva')
  await pass(limits.making)
  expect(who()).toContain('eva')
  expect(errors).toEqual([])
})

test('one that waits to be made is not made any more for somebody who left', async () => {
  const { subscribe, who, pass, streams } = world({ madeAtOnce: 1 })
  await subscribe('ana')
  const watching = await subscribe('ben')
  watching.end()
  await pass(limits.grace)
  await pass(limits.making)
  expect(who()).toEqual(['ana'])
  expect(streams.counts()).toMatchObject({ listeners: 1, connections: 1 })
})

test('one that led nowhere is not tried again because its viewer watches something else', async () => {
  const { subscribe, who, connections, pass } = world()
  await subscribe('ana')
  connections.splice(0)[0]?.fail(new UnauthenticatedError('no'))
  await setImmediate()
  await subscribe('ana', account, 'c2')
  expect(who()).toEqual([])
  await pass(limits.retry)
  expect(who()).toEqual(['ana'])
})

test('where webhooks tell there is none, until they have been silent for long', async () => {
  const { subscribe, pass, who, state } = world()
  state.deliveredAt = state.now
  await subscribe('ana')
  expect(who()).toEqual([])
  state.now += limits.webhooksGoodFor - 1 - limits.retry
  await pass(limits.retry)
  expect(who()).toEqual([])
  await pass(limits.retry)
  expect(who()).toEqual(['ana'])
})

test('one that leads nowhere is tried again later, and only a bug is told as one', async () => {
  const { subscribe, pass, connections, errors, streams } = world()
  await subscribe('ana')
  const [refused] = connections.splice(0)
  refused?.listener.up()
  refused?.fail(new UnauthenticatedError('no'))
  await setImmediate()
  expect(streams.counts()).toEqual({ listeners: 1, connections: 0, up: 0 })
  await pass(limits.retry)
  expect(connections).toHaveLength(1)
  expect(errors).toEqual([])
  const bug = new TypeError('bug')
  connections.splice(0)[0]?.fail(bug)
  await until(() => errors.length > 0)
  expect(errors).toEqual([bug])
})

test('what waited for the end of one that led nowhere is told of it, and kept no longer', async () => {
  const { subscribe, connections } = world()
  await subscribe('ana')
  const [first] = connections
  expect(first?.call.signal.aborted).toBe(false)
  first?.fail(new UnauthenticatedError('no'))
  await until(() => first?.call.signal.aborted === true)
})

test('each time it is up, what its viewer may have missed is looked for', async () => {
  const { subscribe, connections, looks, streams } = world()
  await subscribe('ana')
  expect(streams.isUp(account)).toBe(false)
  connections[0]?.listener.up()
  expect([streams.isUp(account), streams.isUp('deaf')]).toEqual([true, false])
  connections[0]?.listener.down()
  expect(streams.isUp(account)).toBe(false)
  connections[0]?.listener.up()
  expect(looks).toEqual([`${account} ana`, `${account} ana`])
})

test('what it tells waits for what was missed before, but not for long', async () => {
  const { subscribe, connections, taken, state, pass } = world()
  const looking = Promise.withResolvers<void>()
  state.looking = looking.promise
  await subscribe('ana')
  const [connection] = connections
  connection?.listener.up()
  connection?.listener.news([messageNews('1')], 1)
  connection?.listener.news([messageNews('2')], 1)
  await setImmediate()
  expect(taken).toEqual([])
  looking.resolve()
  await until(() => taken.length > 0)
  expect(taken).toEqual([messageNews('1'), messageNews('2')])

  state.looking = new Promise(() => undefined)
  connection?.listener.up()
  connection?.listener.news([messageNews('3')], 1)
  await pass(limits.order)
  expect(taken.at(-1)).toEqual(messageNews('3'))
})

test('what several viewers hear is taken once, and again when it is something else', async () => {
  const { subscribe, connections, taken } = world()
  await subscribe('ana')
  await subscribe('ben')
  const everybodyHears = (news: News) => {
    for (const { listener } of connections) listener.news([news], 1)
  }
  const told = [messageNews('1'), typingNews(true), typingNews(false), typingNews(true), messageNews('2')]
  for (const news of told) everybodyHears(news)
  await setImmediate()
  expect(taken).toEqual(told)
})

test('the same after a while is no echo', async () => {
  const { subscribe, connections, taken, state } = world()
  await subscribe('ana')
  for (const later of [0, 4_999, 1]) {
    state.now += later
    connections[0]?.listener.news([typingNews(true)], 1)
    await setImmediate()
  }
  expect(taken).toHaveLength(2)
})

test('that the store is away is no bug', async () => {
  const { subscribe, connections, errors, state } = world()
  await subscribe('ana')
  state.taking = new StateUnavailableError('away')
  connections[0]?.listener.news([messageNews('1')], 1)
  await setImmediate()
  expect(errors).toEqual([])
  state.taking = new TypeError('bug')
  connections[0]?.listener.news([messageNews('2')], 1)
  await setImmediate()
  expect(errors).toEqual([state.taking])
})

test('with Parley every connection ends, and none is made afterwards', async () => {
  const { subscribe, who, streams } = world()
  await subscribe('ana')
  const ben = await subscribe('ben')
  ben.end()
  await streams.stop()
  expect(who()).toEqual([])
  await subscribe('chiara')
  expect(who()).toEqual([])
  expect(streams.counts()).toEqual({ listeners: 0, connections: 0, up: 0 })
})
