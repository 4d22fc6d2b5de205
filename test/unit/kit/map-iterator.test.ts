import { expect, test } from 'vitest'
import { mapIterator } from '../../../src/kit/map-iterator.ts'

const numbers = () => {
  let ended = 0
  const waiting = Promise.withResolvers<IteratorResult<number, undefined>>()
  let next = 0
  const source: AsyncIterator<number, undefined, undefined> = {
    next: async () => {
      next += 1
      return next <= 3 ? { done: false, value: next } : waiting.promise
    },
    return: async () => {
      ended += 1
      waiting.resolve({ done: true, value: undefined })
      return { done: true, value: undefined }
    },
  }
  return { source, ended: () => ended }
}

test('values are changed, and those that become undefined are left out', async () => {
  const { source } = numbers()
  const odd = mapIterator(source, (value) => (value % 2 === 1 ? `n${value}` : undefined))
  expect([(await odd.next()).value, (await odd.next()).value]).toEqual(['n1', 'n3'])
})

test('it can be ended while a value is being waited for', async () => {
  const { source, ended } = numbers()
  const all = mapIterator(source, (value) => value)
  for (let index = 0; index < 3; index += 1) await all.next()
  const pending = all.next()
  await all.return?.()
  expect(await pending).toEqual({ done: true, value: undefined })
  expect(ended()).toBe(1)
})

test('a failure ends the source, and is thrown on or becomes the last value', async () => {
  const fail = () => {
    throw new Error('broken')
  }
  const first = numbers()
  await expect(mapIterator(first.source, fail).next()).rejects.toThrow('broken')
  expect(first.ended()).toBe(1)
  const last = mapIterator(numbers().source, fail, { onError: String })
  expect(await last.next()).toEqual({ done: false, value: 'Error: broken' })
  expect(await last.next()).toEqual({ done: true, value: undefined })
})

test('whoever has to tidy up is told when it is over, left or failed', async () => {
  const told: string[] = []
  const onOver = (how: string) => ({ onOver: () => told.push(how) })
  const empty: AsyncIterator<number, undefined, undefined> = {
    next: async () => ({ done: true, value: undefined }),
  }
  await mapIterator(empty, (value) => value, onOver('over')).next()
  await mapIterator(numbers().source, (value) => value, onOver('left')).return?.()
  const failing = mapIterator(numbers().source, () => Promise.reject(new Error('x')), onOver('failed'))
  await expect(failing.next()).rejects.toThrow('x')
  expect(told).toEqual(['over', 'left', 'failed'])
})
