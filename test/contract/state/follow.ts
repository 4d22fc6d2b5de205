import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Json } from '../../../src/domain/json.ts'
import type { Followed, Journal, State } from '../../../src/state/port.ts'
import { until } from '../../support/until.ts'
import type { Backend, Store } from './store.ts'

/** Follows in the background and notes everything. */
export const startFollower = (
  journal: Journal,
  accounts: readonly string[],
  after?: Readonly<Record<string, string>>,
) => {
  const ending = new AbortController()
  const followed: Followed[] = []
  const run = async () => {
    for await (const each of journal.follow(accounts, { after, signal: ending.signal })) followed.push(each)
  }
  const ended = run()
  const events = (): Json[] => followed.flatMap((each) => (each.type === 'ENTRY' ? [each.entry.event] : []))
  const positions = () => followed.filter((each) => each.type === 'POSITION')
  return {
    followed,
    events,
    positions,
    ended,
    started: () => until(() => positions().length >= accounts.length),
    stop: async () => {
      ending.abort()
      await ended
    },
  }
}

export const followContract = (backend: () => Backend): void => {
  let store: Store
  let state: State
  let journal: Journal
  beforeEach(async () => {
    store = backend().newStore()
    state = await store.open()
    journal = state.journal
  })
  afterEach(() => store.close())

  const append = (event: Json, conversationId: string | null = 'c1', account = 'a') =>
    journal.append(account, { conversationId, event })

  describe('following', () => {
    test('begins by saying where, and gives what comes after', async () => {
      await append('before')
      const head = await journal.head('a')
      const follower = startFollower(journal, ['a'])
      await follower.started()
      expect(follower.followed).toEqual([{ type: 'POSITION', account: 'a', cursor: head, gap: null }])
      const appended = await append('after', null)
      await until(() => follower.events().length === 1)
      expect(follower.followed[1]).toEqual({
        type: 'ENTRY',
        account: 'a',
        entry: { ...appended, conversationId: null, at: store.clock.now, event: 'after' },
      })
      await follower.stop()
    })

    test('goes on after a cursor with no seam between old and new', async () => {
      const start = await journal.head('a')
      const names = Array.from({ length: 400 }, (_, index) => index)
      for (const name of names.slice(0, 200)) await append(name)
      const follower = startFollower(journal, ['a'], { a: start })
      for (const name of names.slice(200)) await append(name)
      await until(() => follower.events().length >= names.length)
      expect(follower.events()).toEqual(names)
      expect(follower.positions()).toEqual([{ type: 'POSITION', account: 'a', cursor: start, gap: null }])
      await follower.stop()
    })

    test('sees what another instance appends, soon', async () => {
      const other = (await store.open()).journal
      const follower = startFollower(other, ['a'])
      await follower.started()
      await append(1)
      await until(() => follower.events().length === 1)
      await follower.stop()
    })

    test('sees several accounts, each in order, and no others', async () => {
      const other = (await store.open()).journal
      const follower = startFollower(other, ['a', 'b'])
      await follower.started()
      const names = Array.from({ length: 60 }, (_, index) => index)
      await Promise.all(
        ['a', 'b', 'foreign'].map(async (account) => {
          for (const name of names) await append(`${account}${name}`, 'c1', account)
        }),
      )
      await until(() => follower.events().length >= 120)
      for (const account of ['a', 'b']) {
        const seen = follower.followed.flatMap((each) =>
          each.type === 'ENTRY' && each.account === account ? [each.entry.event] : [],
        )
        expect(seen).toEqual(names.map((name) => `${account}${name}`))
      }
      expect(follower.events()).toHaveLength(120)
      await follower.stop()
    })

    test('says so when the store was wiped, and goes on', async () => {
      const follower = startFollower(journal, ['a'])
      await follower.started()
      await append(1)
      await until(() => follower.events().length === 1)
      await store.wipe()
      await until(() => follower.positions().length === 2)
      expect(follower.positions()[1]).toMatchObject({ account: 'a', gap: 'UNKNOWN' })
      await append(2)
      await until(() => follower.events().length === 2)
      expect(follower.events()).toEqual([1, 2])
      await follower.stop()
    })

    test('from a cursor that is no longer kept says so, and goes on from the head', async () => {
      const small = await store.open({ keepMs: 1, keepPerConversation: 1, maxAgeMs: 10, maxPerAccount: 10 })
      const start = await small.journal.head('a')
      for (let index = 0; index < 256; index += 1) {
        store.clock.now += 1
        await small.journal.append('a', { conversationId: 'c1', event: index })
      }
      const follower = startFollower(small.journal, ['a'], { a: start })
      await until(() => follower.positions().some(({ gap }) => gap === 'EXPIRED'))
      expect(follower.positions().at(-1)?.cursor).toBe(await small.journal.head('a'))
      await follower.stop()
    })

    test('ends at the signal, by break, and when the state is closed', async () => {
      const stopped = startFollower(journal, ['a'])
      await stopped.started()
      await stopped.stop()

      const closing = await store.open()
      const closed = startFollower(closing.journal, ['a'])
      await closed.started()
      await closing.close()
      await closed.ended

      for await (const { type } of journal.follow(['a'], { signal: new AbortController().signal })) {
        expect(type).toBe('POSITION')
        break
      }
    })

    test('does not run ahead of a slow reader', async () => {
      const start = await journal.head('a')
      for (let index = 0; index < 300; index += 1) await append(index)
      const seen: Json[] = []
      for await (const each of journal.follow(['a'], {
        after: { a: start },
        signal: new AbortController().signal,
      })) {
        if (each.type === 'ENTRY') seen.push(each.entry.event)
        if (seen.length === 1) await append('late')
        if (seen.length === 301) break
      }
      expect(seen).toEqual([...Array.from({ length: 300 }, (_, index) => index), 'late'])
    })
  })
}
