import { expect, test } from 'vitest'
import { inTurn } from '../../../../src/server/live/turns.ts'

const subscribe = (id: string, what = '') => JSON.stringify({ type: 'subscribe', id, what })
const complete = (id: string) => JSON.stringify({ type: 'complete', id })

/** Operations that last until the test ends them. */
const open = () => {
  const taken: string[] = []
  const ends: PromiseWithResolvers<void>[] = []
  const take = inTurn((data) => {
    taken.push(data)
    const end = Promise.withResolvers<void>()
    ends.push(end)
    return end.promise
  })
  return { taken, ends, take }
}
const turn = () => new Promise(setImmediate)

test('an operation waits for one of its id that was left, and for no other', async () => {
  const { taken, ends, take } = open()
  for (const data of [subscribe('a'), subscribe('b'), complete('a'), subscribe('a', 'again')]) take(data)
  expect(taken).toEqual([subscribe('a'), subscribe('b'), complete('a')])
  ends[0]?.resolve()
  await turn()
  expect(taken.at(-1)).toBe(subscribe('a', 'again'))
})

test('one that was left while it waited never begins', async () => {
  const { taken, ends, take } = open()
  for (const data of [subscribe('a'), complete('a'), subscribe('a', 'two'), complete('a')]) take(data)
  take(subscribe('a', 'three'))
  ends[0]?.resolve()
  await turn()
  expect(taken).toEqual([subscribe('a'), complete('a'), complete('a'), subscribe('a', 'three')])
})

test('an id that is taken is left to be refused, and one whose operation failed is free', async () => {
  const { taken, ends, take } = open()
  const failing = take(subscribe('a'))
  take(subscribe('a', 'too early'))
  expect(taken).toHaveLength(2)
  ends[0]?.reject(new Error('broken'))
  await expect(failing).rejects.toThrow('broken')
  take(subscribe('a', 'again'))
  expect(taken).toHaveLength(3)
})

test('what is no message of the protocol goes on as it came', () => {
  const { taken, take } = open()
  const odd = [
    '',
    'null',
    '[]',
    '{}',
    '{"type":"subscribe"}',
    '{"type":"complete","id":{}}',
    '{"id":"__proto__"}',
  ]
  for (const data of odd) take(data)
  expect(taken).toEqual(odd)
})
