import { expect, test } from 'vitest'
import { createLimit } from '../../../src/kit/limit.ts'
import { pause } from '../../../src/kit/pause.ts'
import { createTurns } from '../../../src/kit/turns.ts'

const gate = () => {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

test('turns are taken in order where the key is the same, also after a failure, and at once where it is not', async () => {
  const inTurn = createTurns()
  const log: string[] = []
  const first = gate()
  const work = [
    inTurn('a', async () => {
      await first.opened
      log.push('a1')
      throw new Error('a1 failed')
    }),
    inTurn('a', async () => log.push('a2')),
    inTurn('b', async () => log.push('b1')),
  ]
  await work[2]
  expect(log).toEqual(['b1'])
  first.open()
  await expect(work[0]).rejects.toThrow('a1 failed')
  await work[1]
  expect(log).toEqual(['b1', 'a1', 'a2'])
})

test('a limit lets so many run and the next in when one is done or failed', async () => {
  const limited = createLimit(2)
  let running = 0
  let most = 0
  const one = (isFailing: boolean) =>
    limited(async () => {
      running += 1
      most = Math.max(most, running)
      await pause(1)
      running -= 1
      if (isFailing) throw new Error('failed')
    })
  const results = await Promise.allSettled(Array.from({ length: 9 }, (_, index) => one(index % 3 === 0)))
  expect(most).toBe(2)
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(3)
})

test('a pause ends with its signal', async () => {
  const ending = new AbortController()
  const paused = pause(60_000, ending.signal)
  ending.abort()
  await paused
  await pause(60_000, ending.signal)
})
