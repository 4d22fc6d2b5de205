import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Conversation } from '../../../src/domain/conversation.ts'
import { StateUnavailableError, UpstreamUnavailableError } from '../../../src/domain/errors.ts'
import type { Message } from '../../../src/domain/message.ts'
import type { PageRequest } from '../../../src/domain/page.ts'
import { pause } from '../../../src/kit/pause.ts'
import type { Scope } from '../../../src/live/cursor.ts'
import { createLive, type Live } from '../../../src/live/index.ts'
import type { State } from '../../../src/state/port.ts'
import type { Upstream } from '../../../src/upstream/port.ts'
import {
  account,
  conversationFact,
  conversationOf,
  messageFact,
  messageOf,
  nameOf,
  startReading,
  viewerOf,
} from '../../support/live.ts'
import { until } from '../../support/until.ts'
import type { Backend, Store } from '../state/store.ts'

/** An upstream of two lists, of which only what reconciliation calls is there. */
const createFakeUpstream = () => {
  const messages: Message[] = []
  const conversations: Conversation[] = []
  const calls: string[] = []
  let isAway = false
  const note = (name: string, value: string) => {
    calls.push(`${name} ${value}`)
    if (isAway) throw new UpstreamUnavailableError('away')
  }
  const sortedMessages = (conversationId: string) =>
    messages
      .filter((message) => message.conversationId === conversationId)
      .sort((one, two) => one.createdAt - two.createdAt || Number(one.id) - Number(two.id))
  const upstream = {
    account: { name: account, provider: 'CHATWOOT', upstreamId: '1' },
    conversations: {
      getMany: async (ids: readonly string[], call: { credential: { value: string } }) => {
        note('conversation', `${ids.join()} by ${call.credential.value}`)
        return ids.map((id) => conversations.find((each) => each.id === id) ?? null)
      },
      list: async (_query: unknown, { limit, after }: PageRequest) => {
        note('conversations', String(after ?? ''))
        const sorted = conversations.toSorted(
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
      list: async (conversationId: string, _filter: unknown, { limit, before }: PageRequest) => {
        note('messages', conversationId)
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
    calls,
    setAway: (value: boolean) => {
      isAway = value
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
  let rounds: (() => void)[]
  let lives: Live[]
  const bugs: unknown[] = []

  const open = (ofState: State): Live => {
    const opened = createLive({
      state: ofState,
      upstreams: [fake.upstream],
      serviceCall: () => null,
      now: () => store.clock.now,
      random: () => 0.5,
      // rounds begin when the test says so
      pause: (ms, signal) =>
        ms >= 30_000
          ? new Promise((resolve) => {
              signal?.addEventListener('abort', () => resolve())
              rounds.push(resolve)
            })
          : pause(1, signal),
      onError: (error) => bugs.push(error),
    })
    opened.start()
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
  const at = (ms: number) => store.clock.now + ms

  beforeEach(async () => {
    store = backend().newStore()
    state = await store.open()
    fake = createFakeUpstream()
    fake.touch('c1', { createdAt: 1, lastActivityAt: 1 })
    rounds = []
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

    test('repeats itself every 30 to 60 seconds for what is watched, and only for that', async () => {
      const reader = await subscribe()
      await until(() => rounds.length === 1)
      fake.put(messageOf('1', { createdAt: at(1) }))
      rounds[0]?.()
      await until(() => reader.items.length === 1)
      await until(() => rounds.length === 2)
      await reader.stop()
      fake.calls.length = 0
      rounds[1]?.()
      await until(() => rounds.length === 3)
      expect(fake.calls).toEqual([])
      expect(live.counts().reconcile).toEqual({ targets: 0, running: 0, failures: 0 })
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
      expect(fake.calls).toEqual(['conversations '])
      fake.put(messageOf('1', { conversationId: 'c7', createdAt: at(1) }))
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
      expect(fake.calls.sort()).toEqual(['conversations ', 'messages c7', 'messages new'])
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
