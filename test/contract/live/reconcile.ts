import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AccountHealth } from '../../../src/domain/account.ts'
import type { Agent } from '../../../src/domain/actor.ts'
import type { Conversation } from '../../../src/domain/conversation.ts'
import {
  NotFoundError,
  RateLimitedError,
  StateUnavailableError,
  UpstreamUnavailableError,
} from '../../../src/domain/errors.ts'
import type { Message } from '../../../src/domain/message.ts'
import type { PageRequest } from '../../../src/domain/page.ts'
import { pause } from '../../../src/kit/pause.ts'
import type { Scope } from '../../../src/live/cursor.ts'
import { createLive, type Live } from '../../../src/live/index.ts'
import type { ReconcileLimits } from '../../../src/live/reconcile.ts'
import type { State } from '../../../src/state/port.ts'
import type { Call, Upstream } from '../../../src/upstream/port.ts'
import {
  account,
  conversationFact,
  conversationOf,
  messageFact,
  messageOf,
  nameOf,
  nameOfItem,
  startReading,
  viewerOf,
} from '../../support/live.ts'
import { until } from '../../support/until.ts'
import type { Backend, Store } from '../state/store.ts'

/** An upstream of two lists, of which only what reconciliation calls is there. */
const createFakeUpstream = (clock: { readonly now: number }) => {
  const messages: Message[] = []
  const conversations: Conversation[] = []
  const agents: Agent[] = []
  const calls: string[] = []
  const times: [string, number][] = []
  let failure: Error | null = null
  const health: AccountHealth = {
    status: 'UP',
    lastSuccessAt: null,
    lastError: null,
    openSince: null,
    retryAt: null,
  }
  let shows: (id: string, by: string) => boolean = () => true
  let blocked: Promise<void> = Promise.resolve()
  const note = (name: string, value: string, call?: Call) => {
    call?.onRequest?.({ account, operation: name })
    calls.push(`${name} ${value}`)
    times.push([name, clock.now])
    if (failure) throw failure
  }
  const visibleTo = (by: string) => conversations.filter(({ id }) => shows(id, by))
  const isVisible = (id: string, by: string) => visibleTo(by).some((each) => each.id === id)
  const sortedMessages = (conversationId: string) =>
    messages
      .filter((message) => message.conversationId === conversationId)
      .sort((one, two) => one.createdAt - two.createdAt || Number(one.id) - Number(two.id))
  const upstream = {
    account: { name: account, provider: 'CHATWOOT', upstreamId: '1' },
    capabilities: ['PRESENCE', 'UNREAD_COUNT'],
    health: () => health,
    agents: {
      list: async (call: Call) => {
        note('agents', '', call)
        return agents
      },
    },
    conversations: {
      getMany: async (ids: readonly string[], call: Call) => {
        note('conversation', `${ids.join()} by ${call.credential.value}`, call)
        return ids.map((id) => visibleTo(call.credential.value).find((each) => each.id === id) ?? null)
      },
      list: async (_query: unknown, { limit, after }: PageRequest, call: Call) => {
        note('conversations', String(after ?? ''), call)
        const sorted = visibleTo(call.credential.value).toSorted(
          (one, two) => (two.lastActivityAt ?? 0) - (one.lastActivityAt ?? 0),
        )
        const from = after === undefined ? 0 : Number(after) + 1
        return {
          items: sorted
            .slice(from, from + limit)
            .map((node, index) => ({ node, position: String(from + index), sortKey: node.lastActivityAt })),
          hasNext: from + limit < sorted.length,
          hasPrevious: from > 0,
        }
      },
    },
    messages: {
      list: async (conversationId: string, _filter: unknown, { limit, before }: PageRequest, call: Call) => {
        note('messages', conversationId, call)
        await blocked
        if (!isVisible(conversationId, call.credential.value)) throw new NotFoundError('There is none.')
        const sorted = sortedMessages(conversationId)
        const to = before === undefined ? sorted.length : Number(before)
        const from = Math.max(0, to - limit)
        return {
          items: sorted.slice(from, to).map((node, index) => ({ node, position: String(from + index) })),
          hasNext: to < sorted.length,
          hasPrevious: from > 0,
        }
      },
    },
  }
  return {
    upstream: upstream as unknown as Upstream,
    messages,
    conversations,
    agents,
    calls,
    times,
    setAway: (value: boolean) => {
      failure = value ? new UpstreamUnavailableError('away') : null
    },
    block: (until: Promise<void>) => {
      blocked = until
    },
    showOnly: (which: typeof shows) => {
      shows = which
    },
    failWith: (error: Error | null) => {
      failure = error
    },
    isVisible,
    remove: (id: string) => {
      conversations.splice(
        conversations.findIndex((each) => each.id === id),
        1,
      )
    },
    put: (message: Message) => {
      const index = messages.findIndex(({ id }) => id === message.id)
      if (index < 0) messages.push(message)
      else messages[index] = message
    },
    /** Leaves the conversation as it is after its newest message. */
    touch: (id: string, fields: Partial<Conversation> = {}) => {
      const index = conversations.findIndex((each) => each.id === id)
      const conversation = { ...(conversations[index] ?? conversationOf(id)), ...fields }
      if (index < 0) conversations.push(conversation)
      else conversations[index] = conversation
    },
  }
}

const c1: Scope = { accounts: [account], conversationId: 'c1' }
const inbox: Scope = { accounts: [account], conversationId: null }

export const reconcileContract = (backend: () => Backend): void => {
  let store: Store
  let state: State
  let fake: ReturnType<typeof createFakeUpstream>
  let live: Live
  let lives: Live[]
  const bugs: unknown[] = []

  let hasSource: boolean
  let hasService: boolean
  let limits: Partial<ReconcileLimits>
  let ticks: number

  const open = (ofState: State): Live => {
    const opened = createLive({
      state: ofState,
      upstreams: [fake.upstream],
      serviceCall: (name, signal) => (hasService ? viewerOf('service').call(name, signal) : null),
      eventSource: () => (hasSource ? 'WEBHOOK' : 'POLLING'),
      now: () => store.clock.now,
      random: () => 0.5,
      pause: (_ms, signal) => {
        ticks += 1
        return pause(1, signal)
      },
      limits,
      onError: (error) => bugs.push(error),
    })
    void opened.start()
    lives.push(opened)
    return opened
  }
  const started = (opened: Live) =>
    until(() => {
      try {
        return opened.feed.head(c1) !== ''
      } catch {
        return false
      }
    })
  const subscribe = async (scope = c1, after?: string, from = live, viewer = viewerOf('v')) =>
    startReading(await from.feed.subscribe({ scope, after, viewer, signal: new AbortController().signal }))
  const isIdle = () => live.counts().reconcile.running === 0
  const at = (ms: number) => store.clock.now + ms
  /** Lets time pass in small steps, and whatever is due in each. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 500) {
      store.clock.now += 500
      const before = ticks
      await until(() => ticks > before + 1 && live.counts().reconcile.running === 0)
    }
  }
  const reopen = async (fields: { hasSource: boolean; limits?: Partial<ReconcileLimits> }) => {
    ;({ hasSource, limits = {} } = { limits: {}, ...fields })
    await live.stop()
    live = open(state)
    await started(live)
  }
  /** When each call went out, in seconds after `from`. */
  const timesOf = (name: string, from: number) =>
    fake.times.flatMap(([call, time]) => (call.startsWith(name) ? [(time - from) / 1000] : []))

  beforeEach(async () => {
    store = backend().newStore()
    state = await store.open()
    fake = createFakeUpstream(store.clock)
    fake.touch('c1', { createdAt: 1, lastActivityAt: 1 })
    hasSource = true
    hasService = false
    limits = { shortestRound: 1e12, longestRound: 1e12 } // rounds begin when the test says so
    ticks = 0
    lives = []
    live = open(state)
    await started(live)
  })
  afterEach(async () => {
    await Promise.all(lives.map((each) => each.stop()))
    await store.close()
    expect(bugs.splice(0)).toEqual([])
  })

  describe('reconciliation', () => {
    test('finds what sources dropped, and tells nothing that was there before', async () => {
      for (let index = 0; index < 50; index += 1)
        fake.put(messageOf(String(index), { createdAt: 1000 + index }))
      const reader = await subscribe()
      await live.reconcile(account)
      expect(reader.items).toEqual([])
      const fresh = Array.from({ length: 45 }, (_, index) =>
        messageOf(String(100 + index), { createdAt: at(1000 + index) }),
      )
      for (const [index, message] of fresh.entries()) {
        fake.put(message)
        if (index % 10 > 2) await live.ingest(account, [messageFact(message, at(2000))])
      }
      store.clock.now += 10_000
      await live.reconcile(account)
      await until(() => reader.items.length >= 45)
      const ids = reader.items.flatMap((item) =>
        'event' in item && item.event.type === 'MessageAdded' ? [item.event.message.id] : [],
      )
      expect(ids.sort()).toEqual(fresh.map(({ id }) => id))
      expect(reader.items).toHaveLength(45)
      await reader.stop()
    })

    test('finds changed states and changed conversations', async () => {
      fake.put(messageOf('1'))
      const reader = await subscribe()
      await live.reconcile(account)
      fake.put(messageOf('1', { status: 'READ' }))
      fake.touch('c1', { status: 'RESOLVED' })
      store.clock.now += 45_000
      await live.reconcile(account)
      await until(() => reader.items.length >= 2)
      expect(reader.names()).toEqual(['ConversationUpdated c1 RESOLVED', 'MessageUpdated 1 READ'])
      await reader.stop()
    })

    test('looks at once for a subscriber that resumes, as far back as its cursor', async () => {
      const after = live.feed.head(c1)
      for (let index = 0; index < 60; index += 1) {
        fake.put(messageOf(String(index + 1), { createdAt: at(-3000 + index * 1000) }))
      }
      store.clock.now += 3_600_000
      const other = await subscribe()
      await live.reconcile(account)
      const reader = await subscribe(c1, after)
      // the clocks of upstreams are trusted to 5 seconds
      await until(() => reader.items.length >= 60)
      expect(reader.names()).toEqual(
        Array.from({ length: 60 }, (_, index) => `MessageAdded ${index + 1} SENT`),
      )
      await reader.stop()
      await other.stop()
    })

    test('looks by one list for many who resume at once, and into those alone in which something happened', async () => {
      hasService = true
      const ids = Array.from({ length: 200 }, (_, index) => `c${index + 1}`)
      for (const id of ids) fake.touch(id, { createdAt: 1, lastActivityAt: 1 })
      const scopes = ids.map((id): Scope => ({ accounts: [account], conversationId: id }))
      const after = new Map(scopes.map((scope) => [scope.conversationId, live.feed.head(scope)]))
      const changed = ['c50', 'c100', 'c150']
      for (const [index, conversationId] of changed.entries()) {
        fake.put(messageOf(String(index + 1), { conversationId, createdAt: at(1_000) }))
        fake.touch(conversationId, { lastActivityAt: at(1_000) })
      }
      store.clock.now += 60_000
      const readers = await Promise.all(
        scopes.map((scope) => subscribe(scope, after.get(scope.conversationId))),
      )
      const times = (name: string) => fake.calls.filter((call) => call.startsWith(name)).length
      await until(() => readers.flatMap((reader) => reader.items).length >= 6 && isIdle())
      await until(() => times('conversation ') >= changed.length) // how many are unread now
      const told = readers.map((reader) => reader.names().filter((name) => name.startsWith('MessageAdded')))
      expect(told.map((names, index) => (names.length > 0 ? ids[index] : []))).toEqual(
        ids.map((id) => (changed.includes(id) ? id : [])),
      )
      expect(times('conversations')).toBeLessThanOrEqual(200 / 25)
      expect(times('messages')).toBe(changed.length)
      expect(times('conversation ')).toBe(changed.length)
      await Promise.all(readers.map((reader) => reader.stop()))
    })

    test('looks in their order, within the calls there are, for many who resume and have only their own eyes', async () => {
      await reopen({ hasSource: true })
      const ids = Array.from({ length: 100 }, (_, index) => `c${index + 1}`)
      for (const id of ids) fake.touch(id, { createdAt: 1, lastActivityAt: 1 })
      const scopes = ids.map((id): Scope => ({ accounts: [account], conversationId: id }))
      const readers = []
      for (const scope of scopes) readers.push(await subscribe(scope, live.feed.head(scope)))
      await until(isIdle)
      const looked = () => fake.calls.filter((call) => call.startsWith('messages'))
      expect(looked().length).toBeLessThanOrEqual(24 / 2)
      await pass(20_000)
      expect(looked().length).toBeLessThanOrEqual((24 + 20 * 4) / 2)
      expect(looked().length).toBeGreaterThanOrEqual(40)
      const inOrder = ids.slice(0, looked().length).map((id) => `messages ${id}`)
      expect(new Set(looked())).toEqual(new Set(inOrder))
      await Promise.all(readers.map((reader) => reader.stop()))
    })

    test('repeats itself every 30 to 60 seconds for what is watched and has a source, and only for that', async () => {
      await reopen({ hasSource: true })
      const reader = await subscribe()
      const from = store.clock.now
      fake.put(messageOf('1', { createdAt: at(1) }))
      await pass(91_000)
      expect(timesOf('messages', from)).toEqual([45, 90])
      expect(reader.names()).toEqual(['MessageAdded 1 SENT'])
      await reader.stop()
      fake.calls.length = 0
      await pass(60_000)
      expect(fake.calls).toEqual([])
      expect(live.counts().reconcile).toEqual({ targets: 0, running: 0, failures: 0 })
    })

    test('without a source looks soon after something happened, and then more and more seldom', async () => {
      await reopen({ hasSource: false })
      const reader = await subscribe()
      const from = store.clock.now
      await pass(130_000)
      // from 2 seconds, half as long again each time, to 30, and a tenth more by chance
      const quiet = [2.5, 6, 11, 18.5, 30, 47, 72.5, 105.5]
      expect(timesOf('messages', from)).toEqual(quiet)
      expect(timesOf('conversation', from)).toEqual(quiet)
      fake.put(messageOf('1', { createdAt: at(-60_000) }))
      await pass(8_500)
      expect(reader.names()).toEqual(['MessageAdded 1 SENT'])
      await pass(11_500)
      await live.ingest(account, [messageFact(messageOf('2', { createdAt: at(0) }), at(0))])
      await pass(3_000)
      expect(timesOf('messages', from).slice(quiet.length)).toEqual([138.5, 141, 144.5, 149.5, 152.5])
      await reader.stop()
    })

    test('of a watched account without a source reads the list alone, and what it shows as changed', async () => {
      await reopen({ hasSource: false })
      for (let index = 2; index < 12; index += 1) fake.touch(`c${index}`, { lastActivityAt: at(0) })
      const reader = await subscribe(inbox)
      await pass(10_000)
      const first = fake.calls.filter((call) => call.startsWith('messages'))
      expect(first).toHaveLength(10) // all that happened since somebody watches, once
      fake.calls.length = 0
      fake.put(messageOf('1', { conversationId: 'c7', createdAt: at(0) }))
      fake.touch('c7', { lastActivityAt: at(0), unreadCount: 1 })
      await pass(10_000)
      expect(reader.names()).toContain('MessageAdded 1 SENT')
      expect(fake.calls.filter((call) => call.startsWith('messages'))).toEqual(['messages c7'])
      expect(fake.calls.filter((call) => call.startsWith('conversations')).length).toBeLessThanOrEqual(5)
      await reader.stop()
    })

    test('keeps to its calls a minute, however much is watched, and forgets nothing that is', async () => {
      await reopen({ hasSource: false, limits: { callsPerMinute: 60, burst: 10 } })
      const readers = []
      for (let index = 0; index < 50; index += 1) {
        const id = `busy${index}`
        fake.touch(id, { createdAt: 1 })
        readers.push(await subscribe({ accounts: [account], conversationId: id }))
      }
      const from = store.clock.now
      await pass(120_000)
      const calls = fake.times.filter(([, time]) => time > from).length
      expect(calls).toBeLessThanOrEqual(60 * 2 + 10)
      expect(calls).toBeGreaterThanOrEqual(60 * 2)
      expect(new Set(fake.calls.filter((call) => call.startsWith('messages'))).size).toBe(50)
      for (const reader of readers) await reader.stop()
    })

    test('for one who asks now and then looks at once, and then no more often than for a subscriber', async () => {
      await reopen({ hasSource: false })
      const from = store.clock.now
      let cursor = live.feed.head(c1)
      const names: string[] = []
      const ask = async (by = 'poller') => {
        const page = await live.feed.read({ scope: c1, after: cursor, limit: 9, viewer: viewerOf(by) })
        names.push(...page.items.map(nameOfItem))
        cursor = page.cursor
      }
      /** Here no question waits for a second: the next one has what the look for the first one found. */
      const untilTold = (name: string) =>
        until(async () => {
          await ask()
          return names.includes(name) && live.counts().reconcile.running === 0
        })
      fake.put(messageOf('1', { createdAt: at(0) }))
      store.clock.now += 60_000
      await untilTold('MessageAdded 1 SENT')
      for (let second = 0; second < 40; second += 1) {
        await pass(1_000)
        await ask()
        await ask('another')
      }
      // at the first question of each, then as the pace has it: 2, 3, 4.5 … and a tenth more by chance
      expect(timesOf('messages', from)).toEqual([60, 62.5, 66, 71, 78.5, 90])
      await pass(60_000)
      expect(live.counts()).toMatchObject({ watchers: 0 })
      fake.put(messageOf('2', { createdAt: at(0) }))
      await untilTold('MessageAdded 2 SENT')
      expect(names).toEqual(['MessageAdded 1 SENT', 'MessageAdded 2 SENT'])
    })

    test.each([true, false])(
      'does not let the cursor of one who asks get too old where nothing happens (source: %s)',
      async (source) => {
        await reopen({ hasSource: source })
        const hour = 3_600_000
        let cursor = live.feed.head(c1)
        const ask = async () => {
          const page = await live.feed.read({
            scope: c1,
            after: cursor,
            limit: 9,
            viewer: viewerOf('poller'),
          })
          cursor = page.cursor
          return page.items.map(nameOfItem)
        }
        const first = cursor
        store.clock.now += 23 * hour
        expect(await ask()).toEqual([])
        expect(cursor).toBe(first)
        for (let day = 0; day < 8; day += 1) {
          store.clock.now += 24 * hour
          await until(async () => {
            const before = cursor
            expect(await ask()).toEqual([])
            return cursor !== before
          })
          await pass(31_000) // its visit is over
        }
        fake.put(messageOf('1', { createdAt: at(-30_000) }))
        store.clock.now += hour
        const told: string[] = []
        await until(async () => told.push(...(await ask())) > 0)
        expect(told).toEqual(['MessageAdded 1 SENT'])

        fake.setAway(true)
        const last = cursor
        for (let day = 0; day < 6; day += 1) {
          store.clock.now += 24 * hour
          expect(await ask()).toEqual([])
          expect(cursor).toBe(last) // nobody knows
        }
        store.clock.now += 24 * hour
        expect(await ask()).toEqual(['resync UPSTREAM_GAP'])
      },
    )

    test('lets nobody wait for a look where a source tells, nor longer than a second anywhere', async () => {
      await reopen({ hasSource: true })
      const question = { scope: c1, after: live.feed.head(c1), limit: 9, viewer: viewerOf('poller') }
      const { promise: blocked, resolve: unblock } = Promise.withResolvers<void>()
      fake.block(blocked)
      expect((await live.feed.read(question)).items).toEqual([])
      hasSource = false
      expect((await live.feed.read({ ...question, viewer: viewerOf('other') })).items).toEqual([])
      unblock()
      await until(() => live.counts().reconcile.running === 0)
    })

    test('leaves an upstream alone until when it says, and looks as soon as it is back', async () => {
      await reopen({ hasSource: true })
      const readers = [await subscribe(), await subscribe(inbox)]
      const from = store.clock.now
      fake.put(messageOf('1', { createdAt: at(1) }))
      fake.failWith(new RateLimitedError('slow down', { account, provider: 'CHATWOOT' }, at(100_000)))
      expect(await live.reconcile(account)).toBe(false)
      fake.times.length = 0
      await pass(99_500)
      expect(fake.times).toEqual([])
      fake.failWith(new UpstreamUnavailableError('away'))
      await pass(20_000)
      const tries = fake.times.map(([, time]) => time - from)
      expect(tries.length).toBeGreaterThan(0)
      expect(tries.length).toBeLessThanOrEqual(12)
      fake.failWith(null)
      await pass(31_000)
      expect(readers[0]?.names()).toEqual(['MessageAdded 1 SENT'])
      expect(await live.reconcile(account)).toBe(true)
      for (const reader of readers) await reader.stop()
    })

    test('says where more happened than it reads', async () => {
      const after = live.feed.head(c1)
      for (let index = 0; index < 1_100; index += 1)
        fake.put(messageOf(String(index + 1), { createdAt: at(index) }))
      store.clock.now += 3_600_000
      const reader = await subscribe()
      const resumed = await subscribe(c1, after)
      await until(() => resumed.items.length >= 1_001)
      expect(addedIds(resumed.items)).toEqual(
        Array.from({ length: 1_000 }, (_, index) => String(index + 101)),
      )
      expect(resumed.names().at(-1)).toBe('resync UPSTREAM_GAP')
      await live.reconcile(account)
      const page = await live.feed.read({ scope: c1, after, limit: 1000, viewer: viewerOf('v') })
      const rest = await live.feed.read({ scope: c1, after: page.cursor, limit: 9, viewer: viewerOf('v') })
      expect(rest.items.map(nameOfItem)).toEqual(['resync UPSTREAM_GAP'])
      await reader.stop()
      await resumed.stop()
    })

    test('says nothing of the kind where a source told what it did not read', async () => {
      const after = live.feed.head(c1)
      for (let index = 0; index < 1_100; index += 1) {
        const message = messageOf(String(index + 1), { createdAt: at(index) })
        fake.put(message)
        await live.ingest(account, [messageFact(message, at(index))])
      }
      store.clock.now += 3_600_000
      const reader = await subscribe(c1, after)
      await until(() => reader.items.length >= 1_100 && live.counts().reconcile.running === 0)
      await live.reconcile(account)
      expect(reader.items).toHaveLength(1_100)
      expect(reader.names()).not.toContain('resync UPSTREAM_GAP')
      await reader.stop()
    })

    test('notices which agents come and go, where the account is watched', async () => {
      const agent: Agent = {
        type: 'Agent',
        account,
        id: '1',
        name: 'Ana',
        avatarUrl: null,
        availability: 'OFFLINE',
      }
      fake.agents.push(agent)
      const reader = await subscribe(inbox)
      await live.reconcile(account)
      expect(reader.items).toEqual([])
      fake.agents[0] = { ...agent, availability: 'ONLINE' }
      store.clock.now += 30_000
      await live.reconcile(account)
      await until(() => reader.items.length === 1)
      expect(reader.names()).toEqual(['AgentAvailabilityChanged ONLINE'])
      await reader.stop()
    })

    test('reads a conversation again that somebody watches when a contact wrote, for what is unread now', async () => {
      fake.touch('c2', { createdAt: 1, unreadCount: 0 })
      const readers = [await subscribe(c1), await subscribe(inbox)]
      await live.reconcile(account)
      fake.calls.length = 0
      const said = (id: string, fields: Partial<Message>) =>
        live.ingest(account, [messageFact(messageOf(id, { createdAt: at(0), ...fields }), at(0))])
      fake.touch('c1', { unreadCount: 2 })
      await said('1', {})
      await said('2', {})
      await until(() => readers.every((reader) => reader.items.length >= 3))
      fake.touch('c2', { unreadCount: 1, lastActivityAt: at(0) })
      await said('3', { conversationId: 'c2' })
      await said('4', { conversationId: 'c2', direction: 'OUTGOING' })
      await until(() => readers[1]?.items.length === 6)
      expect(readers[0]?.names().sort()).toEqual([
        'ConversationUpdated c1 OPEN',
        'MessageAdded 1 SENT',
        'MessageAdded 2 SENT',
      ])
      expect(fake.calls.every((call) => /^conversation c[12] /.test(call))).toBe(true)
      expect(fake.calls.length).toBeLessThanOrEqual(3) // one for each contact's message at most
      for (const reader of readers) await reader.stop()
      fake.calls.length = 0
      await said('5', {})
      await live.reconcile(account)
      expect(fake.calls).toEqual([])
    })

    test('tells those who watch the account when its source goes, without keeping it', async () => {
      const readers = [await subscribe(inbox), await subscribe(c1)]
      const head = await state.journal.head(account)
      hasSource = false
      await until(() => readers[0]?.items.length === 1)
      expect(readers.map((reader) => reader.names())).toEqual([['AccountHealthChanged'], []])
      expect(await state.journal.head(account)).toBe(head)
      for (const reader of readers) await reader.stop()
    })

    test('looks for one viewer at what that one watches, after a look that may have been too early', async () => {
      fake.touch('c2', { createdAt: 1, lastActivityAt: 1 })
      const v = await subscribe()
      const w = await subscribe({ ...c1, conversationId: 'c2' }, undefined, live, viewerOf('w'))
      const early = live.reconcile(account)
      fake.calls.length = 0
      await Promise.all([live.lookForViewer(account, 'w'), early])
      expect(fake.calls.filter((call) => call.startsWith('messages'))).toEqual(['messages c2'])
      await live.lookForViewer('another', 'w')
      await live.lookForViewer(account, 'nobody')
      expect(fake.calls.filter((call) => call.startsWith('messages'))).toEqual(['messages c2'])
      await v.stop()
      await w.stop()
    })

    test('goes on where it was when the upstream comes back', async () => {
      const reader = await subscribe()
      await live.reconcile(account)
      fake.setAway(true)
      fake.put(messageOf('1', { createdAt: at(1) }))
      store.clock.now += 600_000
      await live.reconcile(account)
      expect(live.counts().reconcile.failures).toBe(1)
      fake.setAway(false)
      fake.put(messageOf('2', { createdAt: at(-300_000) }))
      await live.reconcile(account)
      await until(() => reader.items.length === 2)
      expect(reader.names()).toEqual(['MessageAdded 1 SENT', 'MessageAdded 2 SENT'])
      await reader.stop()
    })

    test('looks through a watched account by its newest activity, and at what changed only', async () => {
      for (let index = 2; index < 40; index += 1) {
        fake.touch(`c${index}`, { createdAt: 1, lastActivityAt: 1000 + index })
      }
      const reader = await subscribe(inbox)
      await live.reconcile(account)
      expect(fake.calls).toEqual(['conversations ', 'agents '])
      fake.put(messageOf('1', { conversationId: 'c7', createdAt: at(1), direction: 'OUTGOING' }))
      fake.touch('c7', { lastActivityAt: at(1) })
      fake.touch('new', { createdAt: at(2), lastActivityAt: at(2) })
      fake.calls.length = 0
      store.clock.now += 30_000
      await live.reconcile(account)
      await until(() => reader.items.length >= 3)
      expect(reader.names().sort()).toEqual([
        'ConversationAdded new OPEN',
        'ConversationUpdated c7 OPEN',
        'MessageAdded 1 SENT',
      ])
      expect(fake.calls.sort()).toEqual(['agents ', 'conversations ', 'messages c7', 'messages new'])
      await reader.stop()
    })

    test('asks with the credential of one of the watchers, and with another when that fails', async () => {
      const readers = [
        await subscribe(c1, undefined, live, viewerOf('one')),
        await subscribe(c1, undefined, live, viewerOf('two')),
      ]
      fake.setAway(true)
      await live.reconcile(account)
      await live.reconcile(account)
      expect(fake.calls.filter((call) => call.startsWith('conversation '))).toEqual([
        'conversation c1 by one',
        'conversation c1 by two',
      ])
      for (const reader of readers) await reader.stop()
    })

    test('looks through an account with the eyes of each who watches it, in turn', async () => {
      for (const id of ['mine', 'yours']) fake.touch(id, { createdAt: 1, lastActivityAt: 1 })
      fake.showOnly((id, by) => by === 'operator' || (id === 'mine') === (by === 'me'))
      const readers = [
        await subscribe(inbox, undefined, live, viewerOf('me')),
        await subscribe(inbox, undefined, live, viewerOf('you')),
      ]
      for (let round = 1; round <= 3; round += 1) {
        for (const id of ['mine', 'yours']) {
          fake.put(messageOf(`${round}${id}`, { conversationId: id, createdAt: at(0) }))
          fake.touch(id, { lastActivityAt: at(0) })
        }
        for (let look = 0; look < 2; look += 1) {
          store.clock.now += 100_000
          await live.reconcile(account)
        }
        await until(() => readers.every(({ items }) => addedIds(items).length === 2 * round))
      }
      for (const reader of readers) await reader.stop()
    })

    describe('of a conversation that is not there any more', () => {
      /** Who asked whether they may see a conversation. */
      let asked: string[]
      const seeing = (key: string) =>
        viewerOf(key, {
          maySee: async (_account, id) => {
            asked.push(key)
            return id === null || fake.isVisible(id, key)
          },
        })
      const watch = (key: string, scope = c1) => subscribe(scope, undefined, live, seeing(key))
      beforeEach(() => {
        asked = []
      })
      const isOver = async ({ ended }: { readonly ended: Promise<void> }) =>
        Promise.race([ended.then(() => true), new Promise((resolve) => setImmediate(resolve, false))])

      test.each([
        ["the operator's", true],
        ['their own', false],
      ])(
        'ends all who watch it, with %s eyes, within a minute, and tells the rest nothing',
        async (_, ofService) => {
          await reopen({ hasSource: true })
          hasService = ofService
          const whole = await watch('ana', inbox)
          const readers = [await watch('ana'), await watch('ana'), await watch('ben')]
          await pass(15_000)
          fake.remove('c1')
          await pass(59_000)
          await Promise.all(readers.map((reader) => reader.ended))
          expect(readers.map((reader) => [reader.error(), reader.items])).toEqual(
            readers.map(() => [undefined, []]),
          )
          expect(asked).toEqual(['ana', 'ben', 'ana', 'ben']) // when they came, and in doubt
          expect(live.counts()).toMatchObject({ subscribers: 1, watchers: 1 })
          expect(whole.items).toEqual([])
          await whole.stop()
        },
      )

      test('ends those alone who may not see it, and looks with the eyes of those who may', async () => {
        await reopen({ hasSource: true })
        hasService = true
        const [ana, ben] = [await watch('ana'), await watch('ben')]
        fake.showOnly((id, by) => by === 'ana' || id !== 'c1')
        await pass(50_000)
        await ben.ended
        fake.put(messageOf('1', { createdAt: at(0) }))
        await pass(200_000)
        expect(ana.names()).toEqual(['MessageAdded 1 SENT'])
        expect(await isOver(ana)).toBe(false)
        expect(asked).toEqual(['ana', 'ben', 'ana', 'ben'])
        fake.showOnly(() => false)
        await pass(61_000)
        await ana.ended
        expect(asked.slice(4)).toEqual(['ana'])
      })

      test('goes on, and asks once a minute at most, where a look does not find what somebody may see', async () => {
        await reopen({ hasSource: false })
        const blind = viewerOf('ana', { maySee: seeing('operator').maySee })
        const reader = await subscribe(c1, undefined, live, blind)
        fake.showOnly((_id, by) => by === 'operator')
        await pass(300_000)
        expect(await isOver(reader)).toBe(false)
        expect(asked.length).toBeLessThanOrEqual(1 + 300 / 60)
        await reader.stop()
      })

      test('goes on where the upstream cannot say who may see it, until it can', async () => {
        await reopen({ hasSource: true })
        hasService = true
        let isAway = true
        const { maySee } = seeing('ana')
        const viewer = viewerOf('ana', {
          maySee: async (...question) => {
            if (isAway) throw new UpstreamUnavailableError('away')
            return maySee(...question)
          },
        })
        isAway = false
        const reader = await subscribe(c1, undefined, live, viewer)
        isAway = true
        fake.remove('c1')
        await pass(120_000)
        expect(await isOver(reader)).toBe(false)
        isAway = false
        await pass(37_000)
        await reader.ended
        expect(reader.error()).toBeUndefined()
      })
    })

    test('looks with the eyes of each who comes back, in turn and within the calls there are', async () => {
      await reopen({ hasSource: true })
      const count = 100
      const keys = Array.from({ length: count }, (_, index) => `v${index}`)
      for (const key of keys) fake.touch(key, { createdAt: 1, lastActivityAt: 1 })
      fake.touch('shared', { createdAt: 1, lastActivityAt: 1 })
      fake.showOnly((id, by) => id === 'shared' || id === by)
      const after = live.feed.head(inbox)
      store.clock.now += 60_000
      for (const [index, key] of keys.entries()) {
        fake.put(messageOf(`own ${key}`, { conversationId: key, createdAt: at(-30_000 + index) }))
        fake.touch(key, { lastActivityAt: at(-30_000 + index) })
      }
      fake.put(messageOf('all', { conversationId: 'shared', createdAt: at(-10_000) }))
      fake.touch('shared', { lastActivityAt: at(-10_000) })
      const from = store.clock.now
      const readers = await Promise.all(
        keys.map((key) =>
          subscribe(
            inbox,
            after,
            live,
            viewerOf(key, { maySee: async (_, id) => fake.isVisible(`${id}`, key) }),
          ),
        ),
      )
      const told = () => readers.map((reader) => addedIds(reader.items).sort())
      const isAllTold = () => told().every(({ length }) => length === 2)
      for (let second = 0; second < 70 && !isAllTold(); second += 1) await pass(1_000)
      expect(told()).toEqual(keys.map((key) => ['all', `own ${key}`]))
      const calls = (name: string) =>
        fake.times.filter(([call, time]) => call === name && time >= from).length
      expect(calls('conversations')).toBeLessThanOrEqual(count + 3)
      expect(calls('messages')).toBeLessThanOrEqual(count + 6) // what all see is read once in half a minute
      expect(calls('agents')).toBeLessThanOrEqual(3)
      expect(fake.times.filter(([, time]) => time >= from).length).toBeLessThanOrEqual(24 + 4 * 71)

      await readers[50]?.stop()
      const left = live.feed.head(inbox)
      fake.put(messageOf('later', { conversationId: 'v50', createdAt: at(3_000) }))
      fake.touch('v50', { lastActivityAt: at(3_000) })
      await pass(6_000)
      const back = await subscribe(inbox, left, live, viewerOf('v50'))
      readers.push(back)
      await pass(5_000)
      expect(addedIds(back.items)).toEqual(['later'])
      await Promise.all(readers.map((reader) => reader.stop()))
    })

    test('makes up for the facts that were refused while the store was away', async () => {
      const reader = await subscribe()
      await live.reconcile(account)
      fake.put(messageOf('1', { createdAt: at(1) }))
      const { append } = state.journal
      Object.assign(state.journal, {
        append: () => Promise.reject(new StateUnavailableError('away')),
      })
      await expect(live.ingest(account, [messageFact(messageOf('1'), at(2))])).rejects.toThrow('away')
      Object.assign(state.journal, { append })
      await until(() => reader.items.length === 1)
      expect(reader.names()).toEqual(['MessageAdded 1 SENT'])
      await reader.stop()
    })

    test('of whatever is dropped, doubled and shuffled leaves nothing lost, on two instances', async () => {
      const second = open(await store.open())
      await started(second)
      const fate = fc.record({
        isDropped: fc.integer({ min: 0, max: 9 }).map((value) => value < 3),
        isDoubled: fc.boolean(),
        isOther: fc.boolean(),
        delay: fc.nat({ max: 20 }),
        isRead: fc.boolean(),
      })
      await fc.assert(
        fc.asyncProperty(fc.uuid(), fc.array(fate, { minLength: 1, maxLength: 30 }), async (id, fates) => {
          const scope: Scope = { accounts: [account], conversationId: id }
          fake.touch(id, { createdAt: 1, lastActivityAt: 1 })
          const readers = [await subscribe(scope), await subscribe(scope, undefined, second)]
          const deliveries = fates.flatMap(({ isDropped, isDoubled, isOther, delay, isRead }, index) => {
            const message = messageOf(`${index + 1}`, { conversationId: id, createdAt: at(index + 1) })
            fake.messages.push(isRead ? { ...message, status: 'READ' } : message)
            const target = isOther ? second : live
            const delivery = { target, delay, fact: messageFact(message, at(100 + index)) }
            return isDropped ? [] : isDoubled ? [delivery, delivery] : [delivery]
          })
          store.clock.now += 1000
          deliveries.sort((one, two) => one.delay - two.delay)
          await Promise.all([
            ...deliveries.map(({ target, fact }) => target.ingest(account, [fact])),
            live.reconcile(account),
          ])
          await Promise.all([live.reconcile(account), second.reconcile(account)])
          const head = (await state.journal.head(account)).toString()
          await until(() => lives.every(({ feed }) => feed.head(inbox).includes(head)))
          for (const reader of readers) {
            const last = new Map<string, string>()
            await until(() => new Set(addedIds(reader.items)).size === fates.length)
            for (const item of reader.items) {
              if ('event' in item && 'message' in item.event)
                last.set(item.event.message.id, nameOf(item.event))
            }
            expect(addedIds(reader.items)).toHaveLength(fates.length)
            expect([...last.values()].filter((name) => name.endsWith('READ'))).toHaveLength(
              fates.filter(({ isRead }) => isRead).length,
            )
            const cursors = reader.items.map(({ cursor }) => cursor)
            expect(cursors).toEqual([...new Set(cursors)].sort())
            await reader.stop()
          }
          fake.messages.length = 0
        }),
        { numRuns: 20 },
      )
    })

    test('tells a conversation that a source told of no more than once', async () => {
      const reader = await subscribe(inbox)
      const conversation = conversationOf('c2', { createdAt: at(1), lastActivityAt: at(1) })
      fake.conversations.push(conversation)
      await live.ingest(account, [conversationFact(conversation, at(2))])
      await live.reconcile(account)
      await live.ingest(account, [messageFact(messageOf('1', { conversationId: 'c2' }), at(3))])
      await until(() => reader.items.length === 2)
      expect(reader.names()).toEqual(['ConversationAdded c2 OPEN', 'MessageAdded 1 SENT'])
      await reader.stop()
    })
  })
}

const addedIds = (items: ReturnType<typeof startReading>['items']) =>
  items.flatMap((item) =>
    'event' in item && item.event.type === 'MessageAdded' ? [item.event.message.id] : [],
  )
