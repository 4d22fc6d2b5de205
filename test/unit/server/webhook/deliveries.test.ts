import { expect, test } from 'vitest'
import { StateUnavailableError } from '../../../../src/domain/errors.ts'
import type { Json } from '../../../../src/domain/json.ts'
import { createDeliveries } from '../../../../src/server/webhook/deliveries.ts'

const open = () => {
  const clock = { now: 1_000_000 }
  const stored = new Map<string, Json>()
  const writes: string[] = []
  const errors: unknown[] = []
  const store = { error: null as Error | null }
  const instance = () =>
    createDeliveries({
      accounts: ['a', 'b'],
      now: () => clock.now,
      onError: (error) => errors.push(error),
      cache: {
        get: async (account) => {
          if (store.error) throw store.error
          return stored.get(account)
        },
        set: async (account, _key, value) => {
          if (store.error) throw store.error
          writes.push(account)
          stored.set(account, value)
        },
      },
    })
  return { clock, store, writes, errors, instance }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('every instance knows of a delivery to any of them, a restarted one at once', async () => {
  const { clock, instance } = open()
  const [one, two] = [instance(), instance()]
  await two.refresh()
  one.note('a', clock.now)
  expect(one.lastAt('a')).toBe(clock.now)
  expect(two.lastAt('a')).toBeNull()
  clock.now += 60_000
  two.lastAt('a')
  await settled()
  expect(two.lastAt('a')).toBe(1_000_000)
  expect(two.lastAt('b')).toBeNull()
  const restarted = instance()
  await restarted.refresh()
  expect(restarted.lastAt('a')).toBe(1_000_000)
})

test('a thousand deliveries a minute are written down once', async () => {
  const { clock, writes, instance } = open()
  const one = instance()
  for (let index = 0; index < 3_000; index += 1) {
    one.note('a', clock.now)
    clock.now += 60
  }
  await settled()
  expect(writes).toEqual(['a', 'a', 'a'])
})

test('while the store is away each instance knows its own', async () => {
  const { clock, store, errors, instance } = open()
  const one = instance()
  store.error = new StateUnavailableError('away')
  await one.refresh()
  one.note('a', clock.now)
  await settled()
  expect(one.lastAt('a')).toBe(clock.now)
  expect(errors).toEqual([])
  store.error = new Error('a bug')
  await one.refresh()
  expect(errors).toHaveLength(2)
})
