import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ClaimResult, Ledger } from '../../../src/state/port.ts'
import type { Backend, Store } from './store.ts'

const hour = 3_600_000
const leaseMs = 30_000

export const ledgerContract = (backend: () => Backend): void => {
  let store: Store
  let ledger: Ledger
  beforeEach(async () => {
    store = backend().newStore()
    ledger = (await store.open()).ledger
  })
  afterEach(() => store.close())

  const claim = (owner: string, fingerprint = 'f'): Promise<ClaimResult> =>
    ledger.claim('a', 'k', { fingerprint, owner, leaseMs })
  const done = { state: 'DONE', result: { id: '7' } } as const

  describe('a send', () => {
    test('is claimed by one of 50 at the same time, over two instances', async () => {
      const other = (await store.open()).ledger
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          (index % 2 ? ledger : other).claim('a', 'k', { fingerprint: 'f', owner: `o${index}`, leaseMs }),
        ),
      )
      const states = results.map(({ state }) => state).sort()
      expect(states).toEqual(['CLAIMED', ...Array.from({ length: 49 }, () => 'PENDING')])
    })

    test('is another send with another key or account', async () => {
      await claim('o1')
      expect(await ledger.claim('a', 'k2', { fingerprint: 'f', owner: 'o2', leaseMs })).toEqual({
        state: 'CLAIMED',
      })
      expect(await ledger.claim('b', 'k', { fingerprint: 'f', owner: 'o2', leaseMs })).toEqual({
        state: 'CLAIMED',
      })
    })

    test('tells others until when they have to wait, and its owner that it is the owner', async () => {
      await claim('o1')
      expect(await claim('o2')).toEqual({ state: 'PENDING', leaseUntil: store.clock.now + leaseMs })
      expect(await claim('o1')).toEqual({ state: 'CLAIMED' })
    })

    test('with other content is a conflict in every state, and changes nothing', async () => {
      await claim('o1')
      expect(await claim('o2', 'other')).toEqual({ state: 'CONFLICT' })
      store.clock.now += leaseMs
      expect(await claim('o2', 'other')).toEqual({ state: 'CONFLICT' })
      expect(await ledger.settle('a', 'k', 'o1', done)).toBe(true)
      expect(await claim('o2', 'other')).toEqual({ state: 'CONFLICT' })
    })

    test('that is done gives its first result to everybody', async () => {
      await claim('o1')
      expect(await ledger.settle('a', 'k', 'o1', done)).toBe(true)
      const other = (await store.open()).ledger
      expect(await other.claim('a', 'k', { fingerprint: 'f', owner: 'o2', leaseMs })).toEqual(done)
      expect(await claim('o1')).toEqual(done)
    })

    test('that failed frees its key, for other content too', async () => {
      await claim('o1')
      expect(await ledger.settle('a', 'k', 'o1', { state: 'FAILED' })).toBe(true)
      expect(await claim('o2', 'other')).toEqual({ state: 'CLAIMED' })
    })

    test('of unknown outcome stays so, with its note', async () => {
      await claim('o1')
      expect(await ledger.settle('a', 'k', 'o1', { state: 'UNKNOWN', note: { after: '41' } })).toBe(true)
      store.clock.now += 10 * leaseMs
      expect(await claim('o2')).toEqual({ state: 'UNKNOWN', note: { after: '41' } })
      expect(await ledger.settle('a', 'k', 'o2', { state: 'FAILED' })).toBe(false)
    })

    test('is remembered for 24 hours from its first claim, and then forgotten', async () => {
      await claim('o1')
      store.clock.now += hour
      await ledger.settle('a', 'k', 'o1', { ...done, objectKey: 'message 7' })
      store.clock.now += 23 * hour - 1
      expect(await claim('o2')).toEqual(done)
      expect(await ledger.findByObjects('a', ['message 7'])).toEqual([done.result])
      store.clock.now += 1
      expect(await ledger.findByObjects('a', ['message 7'])).toEqual([undefined])
      expect(await claim('o2', 'other')).toEqual({ state: 'CLAIMED' })
      expect(await ledger.settle('a', 'k', 'o1', done)).toBe(false)
    })
  })

  describe('a lease', () => {
    test('that ran out passes the send to the next, with the note, once', async () => {
      await claim('o1')
      expect(await ledger.extend('a', 'k', 'o1', { leaseMs, note: { after: '41' } })).toBe(true)
      store.clock.now += leaseMs - 1
      expect(await claim('o2')).toMatchObject({ state: 'PENDING' })
      store.clock.now += 1
      const results = await Promise.all(['o2', 'o3', 'o4'].map((owner) => claim(owner)))
      expect(results.filter(({ state }) => state === 'ABANDONED')).toEqual([
        { state: 'ABANDONED', note: { after: '41' } },
      ])
      expect(results.filter(({ state }) => state === 'PENDING')).toHaveLength(2)
    })

    test('that ran out before anything was noted leaves no note', async () => {
      await claim('o1')
      store.clock.now += leaseMs
      expect(await claim('o2')).toEqual({ state: 'ABANDONED', note: null })
    })

    test('is renewed from now on, and keeps its note', async () => {
      await claim('o1')
      await ledger.extend('a', 'k', 'o1', { leaseMs, note: 'n' })
      store.clock.now += leaseMs - 1
      expect(await ledger.extend('a', 'k', 'o1', { leaseMs })).toBe(true)
      expect(await claim('o2')).toEqual({ state: 'PENDING', leaseUntil: store.clock.now + leaseMs })
      store.clock.now += leaseMs
      expect(await claim('o2')).toEqual({ state: 'ABANDONED', note: 'n' })
    })

    test('that was taken over shuts its first owner out', async () => {
      await claim('o1')
      store.clock.now += leaseMs
      await claim('o2')
      expect(await ledger.extend('a', 'k', 'o1', { leaseMs, note: 'late' })).toBe(false)
      for (const settlement of [done, { state: 'FAILED' }, { state: 'UNKNOWN', note: null }] as const) {
        expect(await ledger.settle('a', 'k', 'o1', settlement)).toBe(false)
      }
      expect(await claim('o1')).toMatchObject({ state: 'PENDING' })
      expect(await ledger.settle('a', 'k', 'o2', done)).toBe(true)
    })

    test('that ran out and that nobody took is still its owner’s', async () => {
      await claim('o1')
      store.clock.now += 2 * leaseMs
      expect(await ledger.extend('a', 'k', 'o1', { leaseMs })).toBe(true)
      expect(await claim('o2')).toMatchObject({ state: 'PENDING' })
      store.clock.now += 2 * leaseMs
      expect(await ledger.settle('a', 'k', 'o1', done)).toBe(true)
    })

    test('is nobody’s before a claim and after the end', async () => {
      expect(await ledger.extend('a', 'k', 'o1', { leaseMs })).toBe(false)
      expect(await ledger.settle('a', 'k', 'o1', done)).toBe(false)
      await claim('o1')
      await ledger.settle('a', 'k', 'o1', done)
      expect(await ledger.extend('a', 'k', 'o1', { leaseMs })).toBe(false)
    })
  })

  describe('settling', () => {
    test('again the same way is harmless, another way is refused', async () => {
      await claim('o1')
      expect(await ledger.settle('a', 'k', 'o1', done)).toBe(true)
      expect(await ledger.settle('a', 'k', 'o1', done)).toBe(true)
      expect(await ledger.settle('a', 'k', 'o1', { state: 'FAILED' })).toBe(false)
      expect(await claim('o2')).toEqual(done)
    })

    test('is known by the object that was made', async () => {
      await claim('o1')
      await ledger.settle('a', 'k', 'o1', { state: 'DONE', result: null, objectKey: 'message 7' })
      expect(await ledger.findByObjects('a', ['message 8', 'message 7', ''])).toEqual([
        undefined,
        null,
        undefined,
      ])
      expect(await ledger.findByObjects('b', ['message 7'])).toEqual([undefined])
      expect(await ledger.findByObjects('a', [])).toEqual([])
    })
  })

  describe('a message that turns up', () => {
    const found = { result: { id: '8' }, objectKey: 'message 8' }

    test('resolves a send of unknown outcome, once', async () => {
      await claim('o1')
      await ledger.settle('a', 'k', 'o1', { state: 'UNKNOWN', note: null })
      expect(await ledger.resolve('a', 'k', found)).toBe(true)
      expect(await ledger.resolve('a', 'k', { result: 'another' })).toBe(false)
      expect(await claim('o2')).toEqual({ state: 'DONE', result: found.result })
      expect(await ledger.findByObjects('a', ['message 8'])).toEqual([found.result])
    })

    test('before the owner settled is the truth that the owner gets', async () => {
      await claim('o1')
      expect(await ledger.resolve('a', 'k', found)).toBe(true)
      expect(await ledger.settle('a', 'k', 'o1', { state: 'FAILED' })).toBe(false)
      expect(await ledger.settle('a', 'k', 'o1', done)).toBe(true)
      expect(await claim('o1')).toEqual({ state: 'DONE', result: found.result })
    })

    test('resolves nothing that was never claimed', async () => {
      expect(await ledger.resolve('a', 'k', found)).toBe(false)
    })
  })
}
