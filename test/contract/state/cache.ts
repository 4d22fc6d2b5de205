import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Cache } from '../../../src/state/port.ts'
import type { Backend, Store } from './store.ts'

export const cacheContract = (backend: () => Backend): void => {
  let store: Store
  let cache: Cache
  beforeEach(async () => {
    store = backend().newStore()
    cache = (await store.open()).cache
  })
  afterEach(() => store.close())

  describe('the cache', () => {
    test('gives what was set last, on every instance, to its account only', async () => {
      expect(await cache.get('a', 'k')).toBeUndefined()
      await cache.set('a', 'k', { text: 'bonjour: 1' }, 1000)
      await cache.set('a', 'k', { text: 'hola: 2' }, 1000)
      const other = (await store.open()).cache
      expect(await other.get('a', 'k')).toEqual({ text: 'hola: 2' })
      expect(await other.get('b', 'k')).toBeUndefined()
      await cache.set('a', 'null', null, 1000)
      expect(await other.get('a', 'null')).toBeNull()
    })

    test('gives nothing once the time is over', async () => {
      await cache.set('a', 'k', 1, 60_000)
      store.clock.now += 59_999
      expect(await cache.get('a', 'k')).toBe(1)
      store.clock.now += 1
      expect(await cache.get('a', 'k')).toBeUndefined()
    })
  })
}
