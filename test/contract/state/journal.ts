import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Json } from '../../../src/domain/json.ts'
import type { Appended, Cursor, Journal, JournalEntry, State } from '../../../src/state/port.ts'
import type { Backend, Store } from './store.ts'

const hour = 3_600_000

const cursorOf = (appended: Appended): Cursor => {
  if (!('cursor' in appended)) throw new Error(`Not appended: ${appended.duplicate}`)
  return appended.cursor
}

/** Everything after a cursor, page by page; or the gap. */
const readAll = async (
  journal: Journal,
  account: string,
  after: Cursor,
  { conversationId, limit = 1000 }: { conversationId?: string; limit?: number } = {},
): Promise<JournalEntry[] | string> => {
  const entries: JournalEntry[] = []
  let cursor = after
  for (;;) {
    const page = await journal.read(account, { conversationId, after: cursor, limit })
    if ('gap' in page) return page.gap
    entries.push(...page.entries)
    cursor = page.entries.at(-1)?.cursor ?? cursor
    if (!page.hasMore) return entries
  }
}

const events = (entries: JournalEntry[] | string): Json[] | string =>
  typeof entries === 'string' ? entries : entries.map(({ event }) => event)

export const journalContract = (backend: () => Backend): void => {
  let store: Store
  let state: State
  let journal: Journal
  beforeEach(async () => {
    store = backend().newStore()
    state = await store.open()
    journal = state.journal
  })
  afterEach(() => store.close())

  const append = async (event: Json, conversationId: string | null = 'c1', account = 'a') =>
    cursorOf(await journal.append(account, { conversationId, event }))

  describe('the journal', () => {
    test('gives back an event as it came, with its conversation, its time and its own cursor', async () => {
      const event = { text: 'é 👋 \r\n "\\ \u2028', list: [], nested: { empty: {}, no: null, n: 1.5e300 } }
      const start = await journal.head('a')
      store.clock.now += 5
      const cursor = await append(event)
      expect(await readAll(journal, 'a', start)).toEqual([
        { cursor, conversationId: 'c1', at: store.clock.now, event },
      ])
      expect(await journal.head('a')).toBe(cursor)
    })

    test('reads the whole account and each conversation with the same cursors', async () => {
      const start = await journal.head('a')
      await append('1', 'c1')
      const second = await append('2', 'c2')
      await append('3', null)
      await append('4', 'c1')
      expect(events(await readAll(journal, 'a', start))).toEqual(['1', '2', '3', '4'])
      expect(events(await readAll(journal, 'a', start, { conversationId: 'c1' }))).toEqual(['1', '4'])
      expect(events(await readAll(journal, 'a', second))).toEqual(['3', '4'])
      expect(events(await readAll(journal, 'a', second, { conversationId: 'c1' }))).toEqual(['4'])
      expect(events(await readAll(journal, 'a', second, { conversationId: 'c2' }))).toEqual([])
      expect(events(await readAll(journal, 'a', start, { conversationId: 'never' }))).toEqual([])
    })

    test('goes on from every cursor, in pages of any size, with each event once and in order', async () => {
      const event = fc.record({
        conversationId: fc.constantFrom('c1', 'c2', null),
        pause: fc.integer({ min: -3, max: 3 }),
      })
      await fc.assert(
        fc.asyncProperty(
          fc.uuid(),
          fc.array(event, { maxLength: 24 }),
          fc.integer({ min: 1, max: 9 }),
          async (account, steps, limit) => {
            const cursors = [await journal.head(account)]
            for (const [index, { conversationId, pause }] of steps.entries()) {
              store.clock.now += pause
              cursors.push(cursorOf(await journal.append(account, { conversationId, event: index })))
            }
            expect([...cursors].sort()).toEqual(cursors)
            expect(new Set(cursors).size).toBe(cursors.length)
            for (const [index, after] of cursors.entries()) {
              const later = steps.map((step, at) => ({ ...step, at })).filter(({ at }) => at >= index)
              expect(events(await readAll(journal, account, after, { limit }))).toEqual(
                later.map(({ at }) => at),
              )
              expect(events(await readAll(journal, account, after, { limit, conversationId: 'c1' }))).toEqual(
                later.filter(({ conversationId }) => conversationId === 'c1').map(({ at }) => at),
              )
            }
          },
        ),
        { numRuns: 15 },
      )
    })

    test('says whether there is more', async () => {
      const after = await journal.head('a')
      await append(1)
      await append(2)
      const page = async (limit: number, conversationId?: string) =>
        journal.read('a', { after, limit, conversationId })
      expect(await page(1)).toMatchObject({ hasMore: true, entries: [{ event: 1 }] })
      expect(await page(2)).toMatchObject({ hasMore: false, entries: [{ event: 1 }, { event: 2 }] })
      expect(await page(1, 'c1')).toMatchObject({ hasMore: true, entries: [{ event: 1 }] })
      expect(await page(2, 'c1')).toMatchObject({ hasMore: false, entries: [{ event: 1 }, { event: 2 }] })
    })

    test.each([0, -1, 1001, 1.5, Number.NaN])('refuses to read %d entries at once', async (limit) => {
      const after = await journal.head('a')
      await expect(journal.read('a', { after, limit })).rejects.toThrow(RangeError)
    })

    test('loses nothing and mixes nothing when two instances append at the same time', async () => {
      const other = (await store.open()).journal
      const start = await journal.head('a')
      const names = Array.from({ length: 120 }, (_, index) => index)
      const cursors = await Promise.all(
        names.map(async (index) =>
          cursorOf(
            await (index % 2 ? journal : other).append('a', {
              conversationId: `c${index % 3}`,
              event: index,
            }),
          ),
        ),
      )
      const entries = (await readAll(journal, 'a', start, { limit: 7 })) as JournalEntry[]
      expect(entries.map(({ cursor }) => cursor)).toEqual([...cursors].sort())
      expect(entries.map(({ event }) => event).toSorted((a, b) => Number(a) - Number(b))).toEqual(names)
      for (const { cursor, event } of entries) expect(cursors[Number(event)]).toBe(cursor)
      expect(await readAll(other, 'a', start)).toEqual(entries)
    })

    test('keeps accounts apart', async () => {
      const start = await journal.head('b')
      await append('of a', 'c1', 'a')
      await append('of b', 'c1', 'b')
      await append('of {b}', 'c1', '{b}')
      expect(events(await readAll(journal, 'b', start))).toEqual(['of b'])
      expect(events(await readAll(journal, '{b}', await journal.head('{b}')))).toEqual([])
      expect(await readAll(journal, 'a', start)).toBe('UNKNOWN')
    })
  })

  describe('an append', () => {
    const once = { conversationId: 'c1', event: 'x', dedupeKey: 'delivery 1' }

    test('with a dedupe key seen before is a duplicate, and leaves the journal as it is', async () => {
      const start = await journal.head('a')
      const cursor = cursorOf(await journal.append('a', once))
      expect(await journal.append('a', { ...once, event: 'y' })).toEqual({ duplicate: 'DELIVERY' })
      expect(await journal.head('a')).toBe(cursor)
      expect(events(await readAll(journal, 'a', start))).toEqual(['x'])
      expect(await journal.append('b', once)).toHaveProperty('cursor')
    })

    test('is no duplicate any more 24 hours later', async () => {
      await journal.append('a', once)
      store.clock.now += 24 * hour - 1
      expect(await journal.append('a', once)).toEqual({ duplicate: 'DELIVERY' })
      store.clock.now += 1
      expect(await journal.append('a', once)).toHaveProperty('cursor')
    })

    test('of 50 at the same time with one dedupe key, over two instances, is done once', async () => {
      const other = (await store.open()).journal
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, index) => (index % 2 ? journal : other).append('a', once)),
      )
      expect(results.filter((result) => 'cursor' in result)).toHaveLength(1)
    })

    test('of an object counts only in a version later than every one before', async () => {
      const at = async (version: number, key = 'message 1') => {
        const result = await journal.append('a', {
          conversationId: 'c1',
          event: version,
          object: { key, version },
        })
        return 'cursor' in result ? 'APPENDED' : result.duplicate
      }
      const latest = 1_767_225_600_123.75
      expect(await at(latest)).toBe('APPENDED')
      expect(await at(latest)).toBe('VERSION')
      expect(await at(latest - 0.25)).toBe('VERSION')
      expect(await at(2)).toBe('VERSION')
      expect(await at(2, 'message 2')).toBe('APPENDED')
      expect(await at(latest + 0.25)).toBe('APPENDED')
      expect(await at(latest)).toBe('VERSION')
    })

    test('that is dropped for its version may come again as the same delivery', async () => {
      const update = (version: number, dedupeKey: string) =>
        journal.append('a', {
          conversationId: 'c1',
          event: version,
          dedupeKey,
          object: { key: 'o', version },
        })
      expect(await update(2, 'd1')).toHaveProperty('cursor')
      expect(await update(1, 'd2')).toEqual({ duplicate: 'VERSION' })
      expect(await update(3, 'd2')).toHaveProperty('cursor')
      expect(await update(4, 'd2')).toEqual({ duplicate: 'DELIVERY' })
    })

    test('of shuffled versions by two instances leaves them rising', async () => {
      const other = (await store.open()).journal
      const start = await journal.head('a')
      await Promise.all(
        [5, 1, 9, 3, 7, 2, 8, 4, 6, 9, 1].map((version, index) =>
          (index % 2 ? journal : other).append('a', {
            conversationId: 'c1',
            event: version,
            object: { key: 'o', version },
          }),
        ),
      )
      const seen = events(await readAll(journal, 'a', start)) as number[]
      expect(seen.at(-1)).toBe(9)
      expect(seen.toSorted((a, b) => a - b)).toEqual(seen)
      expect(new Set(seen).size).toBe(seen.length)
    })
  })

  describe('a cursor', () => {
    test.each(['', 'x', '0', '0-0', '../a', `${'a'.repeat(16)}.00000000000`, 'é.00000000000', '\0'])(
      'that the store never gave out is unknown: %j',
      async (after) => {
        await append(1)
        expect(await journal.read('a', { after, limit: 1 })).toEqual({ gap: 'UNKNOWN' })
      },
    )

    test('of a position that is not there yet is unknown', async () => {
      const cursor = await append(1)
      const ahead = `${cursor.slice(0, -1)}${cursor.endsWith('z') ? '0' : 'z'}`
      expect(ahead > cursor || cursor.endsWith('z')).toBe(true)
      expect(await journal.read('a', { after: ahead, limit: 1 })).toEqual({ gap: 'UNKNOWN' })
    })

    test('is unknown after the store was wiped, also when new events have come', async () => {
      const cursor = await append(1)
      await store.wipe()
      expect(await journal.read('a', { after: cursor, limit: 1 })).toEqual({ gap: 'UNKNOWN' })
      store.clock.now += hour
      const next = await append(2)
      expect(await journal.read('a', { after: cursor, limit: 1 })).toEqual({ gap: 'UNKNOWN' })
      expect(await journal.read('a', { after: next, limit: 1 })).toEqual({ entries: [], hasMore: false })
    })

    test('holds on another instance', async () => {
      const cursor = await append(1)
      const other = (await store.open()).journal
      await other.append('a', { conversationId: 'c1', event: 2 })
      expect(events(await readAll(other, 'a', cursor))).toEqual([2])
    })
  })

  describe('what is kept', () => {
    const retention = { keepMs: hour, keepPerConversation: 20, maxAgeMs: 10 * hour, maxPerAccount: 100_000 }
    const fill = async (from: number, count: number, conversationId = 'c1') => {
      for (let index = from; index < from + count; index += 1) await append(index, conversationId)
    }
    beforeEach(async () => {
      journal = (await store.open(retention)).journal
    })

    test('is every event while it is young, however many there are', async () => {
      const start = await journal.head('a')
      await fill(0, 700)
      expect(await readAll(journal, 'a', start)).toHaveLength(700)
      expect(await readAll(journal, 'a', start, { conversationId: 'c1' })).toHaveLength(700)
    })

    test('is the last ones of a conversation, however old; what came before is expired, not skipped', async () => {
      journal = (await store.open({ ...retention, keepPerConversation: 250 })).journal
      const start = await journal.head('a')
      await fill(0, 400)
      const recent = await append(400)
      await fill(401, 199)
      const quiet = await append('quiet', 'c2')
      await fill(600, 39)
      store.clock.now += 2 * hour
      await append(639)
      expect(await readAll(journal, 'a', recent, { conversationId: 'c1' })).toHaveLength(239)
      await fill(640, 128)
      expect(await readAll(journal, 'a', start, { conversationId: 'c1' })).toBe('EXPIRED')
      expect(await readAll(journal, 'a', start)).toBe('EXPIRED')
      expect(events(await readAll(journal, 'a', start, { conversationId: 'c2' }))).toEqual(['quiet'])
      expect(await readAll(journal, 'a', quiet, { conversationId: 'c1' })).toHaveLength(168)
      expect(await readAll(journal, 'a', quiet)).toHaveLength(168)
    })

    test('is nothing beyond the greatest age', async () => {
      const start = await journal.head('a')
      await fill(0, 10)
      const cursor = await append(10)
      store.clock.now += 11 * hour
      await fill(11, 128, 'c2')
      for (const conversationId of ['c1', 'c2', undefined]) {
        expect(await readAll(journal, 'a', start, { conversationId })).toBe('EXPIRED')
      }
      expect(events(await readAll(journal, 'a', cursor, { conversationId: 'c1' }))).toEqual([])
      await append('again')
      expect(events(await readAll(journal, 'a', cursor, { conversationId: 'c1' }))).toEqual(['again'])
      expect(await readAll(journal, 'a', cursor)).toHaveLength(129)
    })

    test('is not more than the greatest number', async () => {
      journal = (await store.open({ ...retention, maxPerAccount: 300 })).journal
      const start = await journal.head('a')
      await fill(0, 300)
      const middle = await append(300)
      await fill(301, 320)
      expect(await readAll(journal, 'a', start)).toBe('EXPIRED')
      expect(await readAll(journal, 'a', start, { conversationId: 'c1' })).toBe('EXPIRED')
      await fill(621, 128)
      expect(await readAll(journal, 'a', middle)).toBe('EXPIRED')
    })

    test('does not expire in a quiet account', async () => {
      const cursor = await append(1)
      store.clock.now += 1000 * hour
      expect(await readAll(journal, 'a', cursor)).toEqual([])
      await append(2, 'new')
      for (const conversationId of ['new', undefined]) {
        expect(events(await readAll(journal, 'a', cursor, { conversationId }))).toEqual([2])
      }
    })
  })
}
