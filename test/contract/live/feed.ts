import { getEventListeners } from 'node:events'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Agent } from '../../../src/domain/actor.ts'
import {
  InvalidInputError,
  NotFoundError,
  StateUnavailableError,
  SubscriptionOverflowError,
  UpstreamUnavailableError,
} from '../../../src/domain/errors.ts'
import { eventToJson } from '../../../src/domain/event.ts'
import { pause } from '../../../src/kit/pause.ts'
import type { Scope } from '../../../src/live/cursor.ts'
import { createFeed, type Feed, type FeedRequest } from '../../../src/live/feed.ts'
import { createHub, type Hub } from '../../../src/live/hub.ts'
import { createRights } from '../../../src/live/rights.ts'
import { createWatch, type Watch } from '../../../src/live/watch.ts'
import type { Retention, State } from '../../../src/state/port.ts'
import { account, messageOf, nameOfItem, startReading, viewerOf } from '../../support/live.ts'
import { until } from '../../support/until.ts'
import type { Backend, Store } from '../state/store.ts'

interface Instance {
  readonly state: State
  readonly hub: Hub
  readonly feed: Feed
  readonly watch: Watch
  tellAgent(availability: Agent['availability']): Promise<{ readonly cursor: string }>
  append(id: string, conversationId?: string | null, ofAccount?: string): Promise<void>
}

const c1: Scope = { accounts: [account], conversationId: 'c1' }
const whole: Scope = { accounts: [account], conversationId: null }
const both: Scope = { accounts: ['b', account], conversationId: null }
const added = (...ids: readonly (number | string)[]) => ids.map((id) => `MessageAdded ${id} SENT`)

export const feedContract = (backend: () => Backend): void => {
  let store: Store
  let hubs: Hub[]
  let one: Instance

  const open = async (retention?: Partial<Retention>): Promise<Instance> => {
    const state = await store.open(retention)
    const now = () => store.clock.now
    const errors: unknown[] = []
    const hub = createHub({
      accounts: [account, 'b'],
      journal: state.journal,
      now,
      pause,
      onError: (error) => errors.push(error),
    })
    const watch = createWatch()
    const rights = createRights({ now, random: () => 0, pause })
    const feed = createFeed({
      journal: state.journal,
      hub,
      watch,
      rights,
      visit: async ({ since }) => since,
      isReady: state.ready,
      now,
      pause: () => pause(1),
    })
    hubs.push(hub)
    await hub.start()
    return {
      state,
      hub,
      feed,
      watch,
      tellAgent: async (availability: Agent['availability']) => {
        const agent: Agent = { type: 'Agent', account, id: '1', name: 'Ana', avatarUrl: null, availability }
        const base = { account, conversationId: null, occurredAt: now() }
        const event = eventToJson({ type: 'AgentAvailabilityChanged', ...base, agent })
        return (await state.journal.append(account, { conversationId: null, event })) as { cursor: string }
      },
      append: async (id, conversationId = 'c1', ofAccount = account) => {
        const message = messageOf(id, { account: ofAccount, conversationId: conversationId ?? 'none' })
        await state.journal.append(ofAccount, {
          conversationId,
          event: eventToJson({
            type: 'MessageAdded',
            account: ofAccount,
            conversationId: conversationId ?? 'none',
            occurredAt: 1,
            message,
          }),
        })
      },
    }
  }
  const request = (fields: Partial<FeedRequest> = {}): FeedRequest => ({
    scope: c1,
    viewer: viewerOf('v'),
    signal: new AbortController().signal,
    ...fields,
  })

  beforeEach(async () => {
    store = backend().newStore()
    hubs = []
    one = await open()
  })
  afterEach(async () => {
    await Promise.all(hubs.map((hub) => hub.stop()))
    await store.close()
  })

  describe('a feed', () => {
    test('gives what comes from now on, of its conversation only', async () => {
      await one.append('0')
      const before = await one.state.journal.head(account)
      await until(() => one.hub.position(account) === before)
      const reader = startReading(await one.feed.subscribe(request()))
      await one.append('1')
      await one.append('x', 'c2')
      await one.append('2')
      await until(() => reader.items.length >= 2)
      expect(reader.names()).toEqual(added(1, 2))
      await reader.stop()
    })

    test('misses nothing that comes while the upstream is asked for the right', async () => {
      const maySee = async () => {
        await one.append('1')
        const end = await one.state.journal.head(account)
        await until(() => one.hub.position(account) === end)
        return true
      }
      const reader = startReading(await one.feed.subscribe(request({ viewer: viewerOf('slow', { maySee }) })))
      await one.append('2')
      await until(() => reader.items.length >= 2)
      expect(reader.names()).toEqual(added(1, 2))
      await reader.stop()
    })

    test('begins with what a query may have missed that was made after its head was taken', async () => {
      const after = one.feed.head(c1)
      await one.append('1')
      const reader = startReading(await one.feed.subscribe(request({ after })))
      await one.append('2')
      await until(() => reader.items.length >= 2)
      expect(reader.names()).toEqual(added(1, 2))
      await reader.stop()
    })

    test('goes on after any of its cursors, on another instance too', async () => {
      const two = await open()
      const after = one.feed.head(c1)
      for (const id of [1, 2, 3, 4, 5]) await one.append(String(id))
      const first = startReading(await one.feed.subscribe(request({ after })))
      await until(() => first.items.length === 5)
      await first.stop()
      for (const [index, { cursor }] of first.items.entries()) {
        const reader = startReading(await two.feed.subscribe(request({ after: cursor })))
        await one.append(`late ${index}`)
        await until(() => reader.names().includes(`MessageAdded late ${index} SENT`))
        const names = reader.names()
        expect(names.slice(0, 4 - index)).toEqual(first.names().slice(index + 1))
        expect(names).toHaveLength(4 - index + index + 1)
        await reader.stop()
      }
    })

    test('has no seam: whenever it is cut and resumed, each event comes once, in order, with rising cursors', async () => {
      const two = await open()
      const step = fc.record({
        burst: fc.integer({ min: 0, max: 12 }),
        take: fc.integer({ min: 0, max: 9 }),
        isOther: fc.boolean(),
        isForeign: fc.boolean(),
        isAwaited: fc.boolean(),
      })
      await fc.assert(
        fc.asyncProperty(fc.uuid(), fc.array(step, { minLength: 1, maxLength: 8 }), async (id, steps) => {
          const scope: Scope = { accounts: [account], conversationId: id }
          let after = one.feed.head(scope)
          const sent: string[] = []
          const seen: string[] = []
          const cursors: string[] = []
          let appending: Promise<void> = Promise.resolve()
          const readSome = async (count: number, instance: Instance) => {
            const feed = (await instance.feed.subscribe(request({ scope, after })))[Symbol.asyncIterator]()
            for (let taken = 0; taken < count; taken += 1) {
              const { value } = await feed.next()
              if (!value) break
              seen.push(nameOfItem(value))
              cursors.push(value.cursor)
              after = value.cursor
            }
            await feed.return?.()
          }
          for (const { burst, take, isOther, isForeign, isAwaited } of steps) {
            for (let index = 0; index < burst; index += 1) {
              const name = String(sent.length)
              sent.push(`MessageAdded ${name} SENT`)
              const writer = isOther ? two : one
              appending = appending.then(async () => {
                if (isForeign) await writer.append('foreign', `${id} foreign`)
                await writer.append(name, id)
              })
            }
            if (isAwaited) await appending
            await readSome(Math.min(take, sent.length - seen.length), isOther ? one : two)
          }
          await readSome(sent.length - seen.length, one)
          await appending
          expect(seen).toEqual(sent)
          expect(cursors).toEqual([...cursors].sort())
          expect(new Set(cursors).size).toBe(cursors.length)
        }),
        { numRuns: 30 },
      )
    })

    test('of several accounts has one cursor for all of them', async () => {
      const after = one.feed.head(both)
      for (const id of [1, 2, 3]) {
        await one.append(`a${id}`)
        await one.append(`b${id}`, 'c9', 'b')
      }
      const first = startReading(await one.feed.subscribe(request({ scope: both, after })))
      await until(() => first.items.length === 6)
      await one.append('a4')
      await one.append('b4', 'c9', 'b')
      await until(() => first.items.length === 8)
      await first.stop()
      expect(first.items.map(({ cursor }) => cursor)).toEqual(first.items.map(({ cursor }) => cursor).sort())
      for (const [index, { cursor }] of first.items.entries()) {
        const reader = startReading(await one.feed.subscribe(request({ scope: both, after: cursor })))
        await until(() => reader.items.length >= 7 - index)
        expect(reader.names().sort()).toEqual(
          first
            .names()
            .slice(index + 1)
            .sort(),
        )
        await reader.stop()
      }
    })

    test('refuses a cursor that is none, or that of another feed', async () => {
      const after = one.feed.head(c1)
      for (const cursor of ['', 'x', `${after}x`, `x${after}`, after.toUpperCase(), `${after}:`, 'a:b:c']) {
        await expect(one.feed.subscribe(request({ after: cursor }))).rejects.toThrow(InvalidInputError)
      }
      const foreign = request({ scope: { accounts: [account], conversationId: 'c2' }, after })
      await expect(one.feed.subscribe(foreign)).rejects.toThrow(InvalidInputError)
      await expect(one.feed.subscribe(request({ scope: whole, after }))).rejects.toThrow(InvalidInputError)
      expect(one.hub.counts().subscribers + one.watch.counts().watchers).toBe(0)
    })

    test('says once that it cannot know what happened more than a week ago, and goes on from now', async () => {
      const after = one.feed.head(c1)
      store.clock.now += 7 * 24 * 3_600_000
      const reader = startReading(await one.feed.subscribe(request({ after })))
      await one.append('1')
      await until(() => reader.items.length === 2)
      expect(reader.names()).toEqual(['resync UPSTREAM_GAP', ...added(1)])
      const page = await one.feed.read({ scope: c1, after, limit: 10, viewer: viewerOf('v') })
      expect(page.items.map(nameOfItem)).toEqual(['resync UPSTREAM_GAP'])
      const resumed = startReading(await one.feed.subscribe(request({ after: reader.items[0]?.cursor })))
      await until(() => resumed.items.length === 1)
      expect(resumed.names()).toEqual(added(1))
      await reader.stop()
      await resumed.stop()
    })

    test('says once that its cursor is unknown here, and goes on from now', async () => {
      const [owner, , at] = one.feed.head(c1).split(':')
      const after = `${owner}:0123456789abcdef.00000000001:${at}`
      await one.append('1')
      await until(() => one.feed.head(c1) !== after)
      const reader = startReading(await one.feed.subscribe(request({ after })))
      await until(() => reader.items.length === 1)
      expect(reader.names()).toEqual(['resync CURSOR_UNKNOWN'])
      await one.append('2')
      await until(() => reader.names().includes('MessageAdded 2 SENT'))
      await reader.stop()
      const resumed = startReading(await one.feed.subscribe(request({ after: reader.items[0]?.cursor })))
      await until(() => resumed.names().includes('MessageAdded 2 SENT'))
      expect(resumed.names()).toEqual(reader.names().slice(1))
      await resumed.stop()
    })

    test('says once that what came after its cursor is not kept any more, and goes on from now', async () => {
      const small = await open({ keepMs: 1, keepPerConversation: 1, maxAgeMs: 10, maxPerAccount: 10 })
      const after = small.feed.head(c1)
      for (let index = 0; index < 300; index += 1) {
        store.clock.now += 1
        await small.append(String(index))
      }
      const last = await small.state.journal.head(account)
      await until(() => small.hub.position(account) === last)
      const reader = startReading(await small.feed.subscribe(request({ after })))
      await until(() => reader.items.length > 0)
      await small.append('new')
      await until(() => reader.names().includes('MessageAdded new SENT'))
      expect(reader.names()).toEqual(['resync CURSOR_EXPIRED', 'MessageAdded new SENT'])
      await reader.stop()
    })

    test('says so while it is live when the store was wiped, and goes on', async () => {
      const reader = startReading(await one.feed.subscribe(request()))
      const wide = startReading(await one.feed.subscribe(request({ scope: both })))
      await one.append('1')
      await until(() => reader.items.length === 1 && wide.items.length === 1)
      await store.wipe()
      await until(() => reader.names().includes('resync CURSOR_UNKNOWN'))
      await until(() => wide.names().filter((name) => name === 'resync CURSOR_UNKNOWN').length === 2)
      await one.append('2')
      await until(() => reader.names().at(-1) === 'MessageAdded 2 SENT')
      await until(() => wide.names().at(-1) === 'MessageAdded 2 SENT')
      expect(reader.names()).toEqual([...added(1), 'resync CURSOR_UNKNOWN', ...added(2)])
      expect(wide.names()).toHaveLength(4)
      await reader.stop()
      await wide.stop()
    })

    test('ends a subscriber that does not read, with the cursor to go on from, and nobody else', async () => {
      const start = one.feed.head(c1)
      const frozen = (await one.feed.subscribe(request({ after: start })))[Symbol.asyncIterator]()
      const healthy = startReading(await one.feed.subscribe(request({ after: start })))
      await one.append('first')
      const first = await frozen.next()
      expect(first.value && nameOfItem(first.value)).toBe('MessageAdded first SENT')
      // what a frozen socket leaves behind: an iterator that is live and that nobody asks
      const waiting = frozen.next()
      await until(() => one.hub.counts().waiting === 2)
      await one.append('second')
      const second = await waiting
      const ids = Array.from({ length: 300 }, (_, index) => index)
      for (const id of ids) await one.append(String(id))
      await until(() => healthy.items.length === 302)
      expect(one.hub.counts()).toMatchObject({ subscribers: 1, queued: 0 })
      const error = await frozen.next().catch((thrown) => thrown)
      expect(error).toBeInstanceOf(SubscriptionOverflowError)
      expect(error.cursor).toBe(second.value?.cursor)
      expect(await frozen.next()).toEqual({ done: true, value: undefined })
      const resumed = startReading(await one.feed.subscribe(request({ after: error.cursor })))
      await until(() => resumed.items.length === 300)
      expect(resumed.names()).toEqual(added(...ids))
      expect(healthy.names()).toEqual(added('first', 'second', ...ids))
      await healthy.stop()
      await resumed.stop()
    })

    test('lets a slow subscriber catch up from the journal at its own pace', async () => {
      const after = one.feed.head(c1)
      const ids = Array.from({ length: 700 }, (_, index) => index)
      for (const id of ids.slice(0, 350)) await one.append(String(id))
      const feed = (await one.feed.subscribe(request({ after })))[Symbol.asyncIterator]()
      const names: string[] = []
      const take = async () => {
        const { value } = await feed.next()
        if (value) names.push(nameOfItem(value))
      }
      await take()
      for (const id of ids.slice(350)) await one.append(String(id))
      const head = await one.state.journal.head(account)
      await until(() => one.hub.position(account) === head)
      while (names.length < ids.length) await take()
      expect(names).toEqual(added(...ids))
      await feed.return?.()
    })

    test('hands over typing to who is there, without moving the cursor', async () => {
      const reader = startReading(await one.feed.subscribe(request()))
      await one.append('1')
      await until(() => reader.items.length === 1)
      for (const conversationId of ['c2', 'c1']) {
        one.hub.tell({
          type: 'TypingChanged',
          account,
          conversationId,
          occurredAt: 1,
          actor: null,
          isTyping: true,
          expiresAt: null,
        })
      }
      await until(() => reader.items.length === 2)
      expect(reader.names()[1]).toBe('TypingChanged true')
      expect(reader.items[1]?.cursor).toBe(reader.items[0]?.cursor)
      await reader.stop()
    })

    test('ends at the signal and by return, waiting or not, and leaves nothing behind', async () => {
      const ending = new AbortController()
      const readers = [
        startReading(await one.feed.subscribe(request({ signal: ending.signal }))),
        startReading(await one.feed.subscribe(request({ scope: both, signal: ending.signal }))),
      ]
      const unread = (await one.feed.subscribe(request({ signal: ending.signal })))[Symbol.asyncIterator]()
      await until(() => one.hub.counts().waiting === 2)
      expect(one.hub.counts()).toMatchObject({ subscribers: 3, topics: 3 })
      ending.abort()
      await Promise.all(readers.map(({ ended }) => ended))
      expect(await unread.next()).toEqual({ done: true, value: undefined })
      const returned = (await one.feed.subscribe(request()))[Symbol.asyncIterator]()
      const next = returned.next()
      await until(() => one.hub.counts().waiting === 1)
      await returned.return?.()
      expect(await next).toEqual({ done: true, value: undefined })
      await expect(one.feed.subscribe(request({ signal: ending.signal }))).rejects.toThrow()
      expect(one.hub.counts()).toEqual({ subscribers: 0, topics: 0, waiting: 0, queued: 0 })
      expect(one.watch.counts()).toEqual({ watchers: 0, targets: 0, listeners: 0 })
    })

    test('leaves nothing behind after 10,000 rounds of subscribing and ending', async () => {
      const ending = new AbortController()
      for (let round = 0; round < 100; round += 1) {
        const after = round % 2 ? one.feed.head(c1) : undefined
        const feeds = await Promise.all(
          Array.from({ length: 100 }, async () =>
            (await one.feed.subscribe(request({ after, signal: ending.signal })))[Symbol.asyncIterator](),
          ),
        )
        const nexts = feeds.map((feed) => feed.next())
        await Promise.all(feeds.map((feed) => feed.return?.()))
        await Promise.all(nexts)
      }
      expect(one.hub.counts()).toEqual({ subscribers: 0, topics: 0, waiting: 0, queued: 0 })
      expect(one.watch.counts()).toEqual({ watchers: 0, targets: 0, listeners: 0 })
      expect(getEventListeners(ending.signal, 'abort')).toHaveLength(0)
    })

    test('tells those who watch what is watched, and since when', async () => {
      const after = one.feed.head(c1)
      store.clock.now += 5000
      const reader = startReading(await one.feed.subscribe(request()))
      const resumed = startReading(await one.feed.subscribe(request({ after })))
      expect(one.watch.target(account, 'c1')).toMatchObject({
        since: store.clock.now - 5000,
        watchers: [{ isResumed: false }, { isResumed: true }],
      })
      await store.wipe()
      await until(() => resumed.names().includes('resync CURSOR_UNKNOWN'))
      expect(one.watch.target(account, 'c1')?.since).toBe(store.clock.now)
      await reader.stop()
      await resumed.stop()
    })
  })

  describe('a viewer', () => {
    test('gets nothing of a conversation that it may not see, replayed or live', async () => {
      const viewer = viewerOf('v', { maySee: async (_account, id) => id !== 'secret' })
      const after = one.feed.head(whole)
      await one.append('1', 'secret')
      await one.append('2', 'open')
      const reader = startReading(await one.feed.subscribe(request({ scope: whole, after, viewer })))
      await until(() => reader.items.length === 1)
      await one.append('3', 'secret')
      await one.append('4', 'open')
      await until(() => reader.items.length === 2)
      expect(reader.names()).toEqual(added(2, 4))
      const page = await one.feed.read({ scope: whole, after, limit: 10, viewer })
      expect(page.items.map(nameOfItem)).toEqual(added(2, 4))
      await reader.stop()
    })

    test('is told that there is no such conversation, where it may not see it', async () => {
      const viewer = viewerOf('v', { maySee: async () => false })
      const scope: Scope = { accounts: [account], conversationId: 'secret' }
      await expect(one.feed.subscribe(request({ scope, viewer }))).rejects.toThrow(NotFoundError)
      const read = { scope, viewer, after: one.feed.head(scope), limit: 1 }
      await expect(one.feed.read(read)).rejects.toThrow(NotFoundError)
      expect(one.hub.counts().subscribers).toBe(0)
    })

    test('that loses its right is asked about within a minute, and its feed ends without a reason', async () => {
      let isAllowed = true
      const viewer = viewerOf('v', { maySee: async () => isAllowed })
      const reader = startReading(await one.feed.subscribe(request({ viewer })))
      await one.append('1')
      await until(() => reader.items.length === 1)
      isAllowed = false
      store.clock.now += 60_000
      await one.append('2')
      await reader.ended
      expect(reader.names()).toEqual(added(1))
      expect(reader.error()).toBeUndefined()
      expect(one.hub.counts().subscribers).toBe(0)
    })

    test('of several accounts gets those of one while nobody can say of the other, and then those too', async () => {
      let isAway = true
      const viewer = viewerOf('v', {
        maySee: async (ofAccount) => {
          if (isAway && ofAccount === 'b') throw new UpstreamUnavailableError('away')
          return true
        },
      })
      const reader = startReading(await one.feed.subscribe(request({ scope: both, viewer })))
      for (const id of ['1', '2', '3']) {
        await one.append(`b${id}`, 'c1', 'b')
        await one.append(id)
        await until(() => reader.names().includes(`MessageAdded ${id} SENT`))
      }
      await one.append('of the account', null, 'b')
      expect(reader.names()).toEqual(added(1, 2, 3))
      const half = reader.items.at(-1)?.cursor
      isAway = false
      await until(() => reader.items.length >= 7)
      expect(reader.names().slice(3)).toEqual(added('b1', 'b2', 'b3', 'of the account'))
      await one.append('b4', 'c1', 'b')
      await until(() => reader.items.length >= 8)
      await reader.stop()
      const cursors = reader.items.map(({ cursor }) => cursor)
      expect(new Set(cursors).size).toBe(8)
      const again = startReading(await one.feed.subscribe(request({ scope: both, viewer, after: half })))
      await until(() => again.items.length >= 5)
      expect(again.names().sort()).toEqual(added('b1', 'b2', 'b3', 'b4', 'of the account').sort())
      await again.stop()
    })

    test.each([
      ['one account', whole],
      ['several', both],
    ])(
      'gets what concerns a whole account once it can be said that this takes its credential, of %s',
      async (_, scope) => {
        let answer: boolean | Error = true
        const viewer = viewerOf('v', {
          maySee: async (ofAccount, id) => {
            if (ofAccount !== account || id !== null) return true
            if (answer instanceof Error) throw answer
            return answer
          },
        })
        const reader = startReading(await one.feed.subscribe(request({ scope, viewer })))
        answer = new UpstreamUnavailableError('away')
        const agent = (await one.tellAgent('ONLINE')).cursor
        await until(() => one.hub.position(account) === agent)
        expect(reader.names()).toEqual([])
        answer = true
        await until(() => reader.items.length === 1)
        expect(reader.names()).toEqual(['AgentAvailabilityChanged ONLINE'])

        const after = reader.items[0]?.cursor
        answer = false
        store.clock.now += 60_000
        await one.tellAgent('OFFLINE')
        await one.append('1')
        await until(() => reader.items.length === 2)
        expect(reader.names().slice(1)).toEqual(added(1))
        const page = await one.feed.read({ scope, after: after as string, limit: 9, viewer })
        expect(page.items.map(nameOfItem)).toEqual(added(1))
        await reader.stop()
      },
    )

    test('whose right cannot be asked for now gets its events once it can', async () => {
      let isAway = false
      const viewer = viewerOf('v', {
        maySee: async () => {
          if (isAway) throw new UpstreamUnavailableError('away')
          return true
        },
      })
      const reader = startReading(await one.feed.subscribe(request({ viewer })))
      isAway = true
      store.clock.now += 60_000
      await one.append('1')
      await one.append('2')
      const head = await one.state.journal.head(account)
      await until(() => one.hub.position(account) === head)
      expect(reader.names()).toEqual([])
      isAway = false
      await until(() => reader.items.length === 2)
      expect(reader.names()).toEqual(added(1, 2))
      await reader.stop()
    })
  })

  describe('reading now and then', () => {
    test('gives pages that together are everything, of one account or several', async () => {
      const after = one.feed.head(both)
      for (const id of [1, 2, 3, 4, 5]) {
        await one.append(`a${id}`)
        await one.append(`b${id}`, 'c9', 'b')
      }
      for (const limit of [1, 3, 4, 100]) {
        const names: string[] = []
        let cursor = after
        for (let hasMore = true; hasMore; ) {
          const page = await one.feed.read({ scope: both, after: cursor, limit, viewer: viewerOf('v') })
          expect(page.items.length).toBeLessThanOrEqual(limit)
          names.push(...page.items.map(nameOfItem))
          ;({ cursor, hasMore } = page)
        }
        expect(names).toEqual([
          ...added('a1', 'a2', 'a3', 'a4', 'a5'),
          ...added('b1', 'b2', 'b3', 'b4', 'b5'),
        ])
        const rest = await one.feed.read({ scope: both, after: cursor, limit, viewer: viewerOf('v') })
        expect(rest).toEqual({ items: [], cursor, hasMore: false })
      }
    })

    test('says that events are lost', async () => {
      const after = one.feed.head(c1)
      await store.wipe()
      await until(() => one.feed.head(c1) !== after)
      const page = await one.feed.read({ scope: c1, after, limit: 10, viewer: viewerOf('v') })
      expect(page.items.map(nameOfItem)).toEqual(['resync CURSOR_UNKNOWN'])
      await one.append('1')
      const next = await one.feed.read({ scope: c1, after: page.cursor, limit: 10, viewer: viewerOf('v') })
      expect(next.items.map(nameOfItem)).toEqual(added(1))
    })
  })

  test('a store that is closed refuses subscribers as retryable', async () => {
    await one.state.close()
    await expect(one.feed.subscribe(request())).rejects.toThrow(StateUnavailableError)
  })
}
