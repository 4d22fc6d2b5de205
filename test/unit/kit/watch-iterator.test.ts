import { describe, expect, test } from 'vitest'
import { watchIterator } from '../../../src/kit/watch-iterator.ts'

const watched = (source: AsyncIterator<number, unknown, undefined>) => {
  const seen: unknown[] = []
  const iterator = watchIterator(source, {
    onValue: (value) => seen.push(value),
    onEnd: (how) => seen.push(how),
  })
  return { iterator, seen }
}

async function* numbers(fails = false) {
  yield 1
  yield 2
  if (fails) throw new Error('broken')
}

const drain = async (iterator: AsyncIterable<number>) => {
  const all: number[] = []
  for await (const value of iterator) all.push(value)
  return all
}

describe('a watched iterator', () => {
  test('gives what its source gives, and tells of it', async () => {
    const { iterator, seen } = watched(numbers())
    expect(await drain(iterator)).toEqual([1, 2])
    expect(seen).toEqual([1, 2, 'DONE'])
    expect((await iterator.next()).done).toBe(true)
    expect(seen).toEqual([1, 2, 'DONE'])
  })

  test('tells when its source failed', async () => {
    const { iterator, seen } = watched(numbers(true))
    await expect(drain(iterator)).rejects.toThrow('broken')
    expect(seen).toEqual([1, 2, 'FAILED'])
  })

  test('tells once when its reader left, even while waiting, and ends its source', async () => {
    let isEnded = false
    const wait = Promise.withResolvers<IteratorResult<number>>()
    const { iterator, seen } = watched({
      next: () => wait.promise,
      return: async () => {
        isEnded = true
        wait.resolve({ done: true, value: undefined })
        return { done: true, value: undefined }
      },
    })
    const waiting = iterator.next()
    await iterator.return?.()
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect([isEnded, seen]).toEqual([true, ['LEFT']])
  })
})
