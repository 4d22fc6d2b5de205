import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type DomainEvent, eventFromJson } from '../../../src/domain/event.ts'
import type { Message, MessageStatus } from '../../../src/domain/message.ts'
import { pause } from '../../../src/kit/pause.ts'
import type { Fact } from '../../../src/live/fact.ts'
import { createIngest, type Ingest } from '../../../src/live/ingest.ts'
import type { State } from '../../../src/state/port.ts'
import {
  account,
  conversationFact,
  conversationOf,
  messageFact,
  messageOf,
  nameOf,
} from '../../support/live.ts'
import type { Backend, Store } from '../state/store.ts'

const hour = 3_600_000
const day = 24 * hour

export const ingestContract = (backend: () => Backend): void => {
  let store: Store
  let state: State
  let ingest: Ingest
  let start: string
  beforeEach(async () => {
    store = backend().newStore()
    state = await store.open()
    ingest = createIngest({ ...state, pause })
    start = await state.journal.head(account)
  })
  afterEach(() => store.close())

  const told = async (): Promise<DomainEvent[]> => {
    const page = await state.journal.read(account, { after: start, limit: 1000 })
    if ('gap' in page) throw new Error(page.gap)
    return page.entries.flatMap(({ event }) => eventFromJson(event) ?? [])
  }
  const names = async () => (await told()).map(nameOf)
  const seenStatus = (status: MessageStatus, readAt: number, hint: Fact['hint'] = 'updated') =>
    messageFact(messageOf('1', { status }), readAt, hint)

  describe('ingesting', () => {
    test('tells a message as added once, whoever tells of it and how often', async () => {
      const other = createIngest({ ...(await store.open()), pause })
      const fact = messageFact(messageOf('1'), 2000)
      const results = await Promise.all([ingest, other, ingest, other].map((each) => each(account, [fact])))
      expect(results.flat()).toHaveLength(1)
      await ingest(account, [messageFact(messageOf('1'), 3000, 'seen', 0)])
      await other(account, [messageFact(messageOf('1'), 4000, 'updated')])
      expect(await names()).toEqual(['MessageAdded 1 SENT'])
    })

    test('remembers what was added for longer than anybody can resume', async () => {
      await ingest(account, [messageFact(messageOf('1'), 2000)])
      store.clock.now += 6 * day
      await ingest(account, [messageFact(messageOf('1'), 2000 + 6 * day, 'seen', 0)])
      expect(await names()).toEqual(['MessageAdded 1 SENT'])
    })

    test('takes the echo of an own send for the duplicate that it is', async () => {
      await ingest(account, [messageFact(messageOf('1', { direction: 'OUTGOING' }), 2000)])
      const echo = messageOf('1', { direction: 'OUTGOING', status: 'UNKNOWN', metadata: { source_id: 'x' } })
      expect(await ingest(account, [messageFact(echo, 2500)])).toEqual([])
      expect(await names()).toEqual(['MessageAdded 1 SENT'])
    })

    test('tells of a change, and not of a state that is known', async () => {
      await ingest(account, [seenStatus('SENT', 2000, 'created')])
      await ingest(account, [
        seenStatus('SENT', 2100),
        seenStatus('DELIVERED', 2200),
        seenStatus('DELIVERED', 2300),
      ])
      await ingest(account, [
        messageFact(messageOf('1', { status: 'DELIVERED', text: 'edited' }), 2400, 'seen'),
      ])
      expect(await names()).toEqual([
        'MessageAdded 1 SENT',
        'MessageUpdated 1 DELIVERED',
        'MessageUpdated 1 DELIVERED',
      ])
      expect((await told()).at(-1)).toMatchObject({ message: { text: 'edited' } })
    })

    test('never lets a status go down, nor a tombstone come to life', async () => {
      await ingest(account, [seenStatus('SENT', 2000, 'created')])
      await ingest(account, [seenStatus('READ', 2100)])
      await ingest(account, [seenStatus('DELIVERED', 2200)])
      await ingest(account, [seenStatus('UNKNOWN', 2250)])
      const deleted = messageOf('1', { status: 'SENT', isDeleted: true, text: null })
      await ingest(account, [messageFact(deleted, 2300, 'updated')])
      await ingest(account, [seenStatus('READ', 2400, 'seen')])
      expect(await names()).toEqual(['MessageAdded 1 SENT', 'MessageUpdated 1 READ', 'MessageUpdated 1 READ'])
      expect((await told()).at(-1)).toMatchObject({ message: { isDeleted: true, status: 'READ' } })
    })

    test('lets a retry lead out of FAILED, and keeps the reason while nothing else is told', async () => {
      await ingest(account, [seenStatus('SENT', 2000, 'created')])
      const failed = messageOf('1', { status: 'FAILED', statusReason: 'no such number' })
      await ingest(account, [messageFact(failed, 2100, 'updated')])
      await ingest(account, [
        messageFact(messageOf('1', { status: 'UNKNOWN', text: 'edited' }), 2200, 'updated'),
      ])
      expect((await told()).at(-1)).toMatchObject({
        message: { status: 'FAILED', statusReason: 'no such number' },
      })
      await ingest(account, [seenStatus('SENT', 2300)])
      expect((await names()).at(-1)).toBe('MessageUpdated 1 SENT')
    })

    test('drops what was read before what is known, even when that was unchanged', async () => {
      await ingest(account, [seenStatus('SENT', 2000, 'created')])
      await ingest(account, [seenStatus('SENT', 2500, 'seen')])
      await ingest(account, [messageFact(messageOf('1', { text: 'old' }), 2400, 'updated')])
      await ingest(account, [seenStatus('SENT', 2600, 'updated')])
      const other = createIngest({ ...(await store.open()), pause })
      await other(account, [messageFact(messageOf('1', { text: 'old' }), 2550, 'updated')])
      expect(await names()).toEqual(['MessageAdded 1 SENT'])
    })

    test('adds a message whose creation went missing, unless it is old', async () => {
      await ingest(account, [messageFact(messageOf('1', { createdAt: 10 * hour }), 10 * hour + 1, 'updated')])
      await ingest(account, [messageFact(messageOf('2', { createdAt: 0 }), 10 * hour, 'updated')])
      expect(await names()).toEqual(['MessageAdded 1 SENT', 'MessageUpdated 2 SENT'])
    })

    test('only remembers what was there before anybody looked, and tells its next change', async () => {
      const page = ['1', '2', '3'].map((id, index) => messageOf(id, { createdAt: 1000 * (index + 1) }))
      await ingest(
        account,
        page.map((message) => messageFact(message, 5000, 'seen', 3000)),
      )
      expect(await names()).toEqual(['MessageAdded 3 SENT'])
      await ingest(account, [messageFact(messageOf('1', { status: 'READ' }), 6000, 'seen', 3000)])
      await ingest(account, [messageFact(messageOf('2', { createdAt: 2000 }), 6000, 'seen', 2000)])
      expect((await names()).slice(1)).toEqual(['MessageUpdated 1 READ', 'MessageAdded 2 SENT'])
    })

    test('tells what comes at once in the order of the upstream, the conversation first', async () => {
      const late = messageOf('10', { createdAt: 2000 })
      const facts = [late, messageOf('9', { createdAt: 2000 }), messageOf('11', { createdAt: 1000 })]
      await ingest(account, [
        ...facts.map((message) => messageFact(message, 3000)),
        conversationFact(conversationOf('c1'), 3000),
      ])
      expect(await names()).toEqual([
        'ConversationAdded c1 OPEN',
        'MessageAdded 11 SENT',
        'MessageAdded 9 SENT',
        'MessageAdded 10 SENT',
      ])
    })

    test('skips a delivery that came before, and only that', async () => {
      await ingest(account, [messageFact(messageOf('1'), 2000)], { deliveryId: 'd1' })
      await ingest(account, [messageFact(messageOf('1', { text: 'new' }), 3000, 'updated')], {
        deliveryId: 'd1',
      })
      expect(await names()).toEqual(['MessageAdded 1 SENT'])
      await ingest(account, [messageFact(messageOf('1', { text: 'new' }), 3000, 'updated')], {
        deliveryId: 'd2',
      })
      await ingest('b', [messageFact(messageOf('1', { account: 'b' }), 3000)], { deliveryId: 'd1' })
      expect(await names()).toHaveLength(2)
      expect(await state.journal.head('b')).not.toBe(start)
    })

    test('tells of a conversation when its state differs, not when only its messages do', async () => {
      await ingest(account, [conversationFact(conversationOf('c1'), 2000)])
      await ingest(account, [conversationFact(conversationOf('c1', { lastActivityAt: 2500 }), 2500, 'seen')])
      await ingest(account, [conversationFact(conversationOf('c1', { labels: ['b', 'a'] }), 2600, 'seen')])
      await ingest(account, [conversationFact(conversationOf('c1', { labels: ['a', 'b'] }), 2700, 'seen')])
      expect(await names()).toEqual(['ConversationAdded c1 OPEN'])
      await ingest(account, [conversationFact(conversationOf('c1', { labels: ['a'] }), 2800, 'seen')])
      await ingest(account, [
        conversationFact(conversationOf('c1', { labels: ['a'], status: 'RESOLVED' }), 2900, 'updated'),
      ])
      expect((await names()).slice(1)).toEqual([
        'ConversationUpdated c1 OPEN',
        'ConversationUpdated c1 RESOLVED',
      ])
    })

    test('tells of agents, and of messages that are gone for good', async () => {
      const agent = { type: 'Agent', account, id: '7', name: null, avatarUrl: null } as const
      const here = { ...agent, availability: 'ONLINE' } as const
      await ingest(account, [{ type: 'agent', agent: here, readAt: 1, hint: 'seen' }])
      await ingest(account, [{ type: 'agent', agent: here, readAt: 2, hint: 'updated' }])
      await ingest(account, [
        { type: 'agent', agent: { ...agent, availability: 'AWAY' }, readAt: 3, hint: 'updated' },
      ])
      const gone: Fact = {
        type: 'messageGone',
        conversationId: 'c1',
        messageId: '1',
        readAt: 2500,
        hint: 'updated',
      }
      await ingest(account, [messageFact(messageOf('1'), 2000), gone, gone])
      await ingest(account, [messageFact(messageOf('1'), 3000, 'seen', 0)])
      expect((await names()).sort()).toEqual([
        'AgentAvailabilityChanged AWAY',
        'MessageAdded 1 SENT',
        'MessageDeleted 1',
      ])
    })

    test('keeps what was not told untold', async () => {
      await ingest(account, [messageFact(messageOf('1', { sender: undefined, channel: null }), 2000)])
      const [event] = await told()
      const message = event?.type === 'MessageAdded' ? event.message : undefined
      expect(message && 'sender' in message).toBe(false)
      expect(message?.channel).toBeNull()
    })

    test('goes on after a writer that died between telling and noting', async () => {
      const dying = createIngest({
        journal: state.journal,
        cache: { get: state.cache.get, set: () => new Promise(() => {}) },
        pause,
      })
      void dying(account, [messageFact(messageOf('1'), 2000)])
      await expect.poll(names).toHaveLength(1)
      const other = createIngest({ ...(await store.open()), pause: async () => {} })
      await other(account, [messageFact(messageOf('1', { status: 'READ' }), 3000, 'updated')])
      expect((await names()).at(-1)).toMatch(/1 READ$/)
    })

    /** The states that a message goes through upstream: what was delivered cannot fail any more. */
    const history = fc.record({
      id: fc.uuid(),
      statuses: fc.constantFrom<MessageStatus[]>(
        ['SENT', 'DELIVERED', 'READ'],
        ['SENT', 'FAILED', 'SENT', 'DELIVERED'],
        ['SENT', 'FAILED', 'SENT'],
        ['SENT', 'READ'],
        ['SENT', 'SENT', 'FAILED'],
      ),
      edits: fc.array(fc.constantFrom('x', 'y'), { minLength: 4, maxLength: 4 }),
      order: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
      isDeleted: fc.boolean(),
    })
    type History = typeof history extends fc.Arbitrary<infer T> ? T : never

    /** Every state, heard of twice, in any order. */
    const shuffledFacts = ({ id, statuses, edits, order, isDeleted }: History) => {
      const states = statuses.map((status, index) =>
        messageOf(id, { conversationId: id, status, text: edits[index] ?? null }),
      )
      const [latest] = states.slice(-1)
      const last = { ...(latest ?? messageOf(id)), isDeleted }
      const facts = [...states.slice(0, -1), ...(isDeleted && latest ? [latest] : []), last].flatMap(
        (message, index): Fact[] => [
          messageFact(message, 2000 + index, index === 0 ? 'created' : 'updated'),
          messageFact(message, 2000 + index, 'seen', 0),
        ],
      )
      const shuffled = facts
        .map((fact, index) => ({ fact, place: order[index] ?? 0 }))
        .sort((one, two) => one.place - two.place)
      return { last, shuffled }
    }

    const expectSettled = async ({ id, status, text, isDeleted }: Message) => {
      const mine = (await told()).filter((event) => event.conversationId === id)
      expect(mine.map(({ type }) => type)).toEqual([
        'MessageAdded',
        ...mine.slice(1).map(() => 'MessageUpdated'),
      ])
      expect(mine.at(-1)).toMatchObject({ message: { status, text, isDeleted } })
      start = await state.journal.head(account)
    }

    test('settles on the last state, whatever order it hears of them in', async () => {
      await fc.assert(
        fc.asyncProperty(history, async (each) => {
          const { last, shuffled } = shuffledFacts(each)
          await Promise.all(shuffled.map(({ fact }) => ingest(account, [fact])))
          await expectSettled(last)
        }),
        { numRuns: 150 },
      )
    })

    test('settles on the last state with the next look, when two instances hear of them in any order', async () => {
      const other = createIngest({ ...(await store.open()), pause })
      await fc.assert(
        fc.asyncProperty(history, async (each) => {
          const { last, shuffled } = shuffledFacts(each)
          await Promise.all(shuffled.map(({ fact, place }) => (place % 2 ? ingest : other)(account, [fact])))
          await ingest(account, [messageFact(last, 3000, 'seen', 0)])
          await expectSettled(last)
        }),
        { numRuns: 150 },
      )
    })
  })
}
