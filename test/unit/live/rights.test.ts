import { expect, test } from 'vitest'
import { ForbiddenError, UpstreamUnavailableError } from '../../../src/domain/errors.ts'
import { pause } from '../../../src/kit/pause.ts'
import { createRights } from '../../../src/live/rights.ts'
import { viewerOf } from '../../support/live.ts'

const world = (answer: () => Promise<boolean>, limit?: number) => {
  const clock = { now: 0 }
  const asked: string[] = []
  const rights = createRights({ now: () => clock.now, random: () => 0, pause, limit })
  const viewer = (key: string) =>
    viewerOf(key, {
      maySee: (account, id) => {
        asked.push(`${key} ${account} ${id}`)
        return answer()
      },
    })
  return { clock, asked, rights, viewer }
}

test('one question is asked for all subscribers with one credential, and one for each other credential', async () => {
  const { asked, rights, viewer } = world(async () => true)
  const answers = await Promise.all(
    Array.from({ length: 1000 }, (_, index) => rights.maySee(viewer(`v${index % 2}`), 'a', `c${index % 3}`)),
  )
  expect(answers.every((answer) => answer)).toBe(true)
  expect(asked).toHaveLength(6)
  await rights.maySee(viewer('v0'), 'b', 'c0')
  expect(asked.at(-1)).toBe('v0 b c0')
})

test('a yes is good for a minute from when it was asked, a no for five seconds', async () => {
  let isAllowed = true
  const { clock, asked, rights, viewer } = world(async () => isAllowed)
  const maySee = () => rights.maySee(viewer('v'), 'a', 'c')
  await maySee()
  clock.now = 59_999
  isAllowed = false
  expect(await maySee()).toBe(true)
  clock.now = 60_000
  expect(await maySee()).toBe(false)
  clock.now = 64_999
  isAllowed = true
  expect(await maySee()).toBe(false)
  clock.now = 65_000
  expect(await maySee()).toBe(true)
  expect(asked).toHaveLength(3)
})

test('what is known is told without asking, for as long as it is good', async () => {
  let isAllowed = true
  const { clock, asked, rights, viewer } = world(async () => isAllowed)
  const known = () => rights.known(viewer('v'), 'a', 'c')
  expect(known()).toBeUndefined()
  const question = rights.maySee(viewer('v'), 'a', 'c')
  expect(known()).toBeUndefined()
  await question
  expect(known()).toBe(true)
  clock.now = 60_000
  expect(known()).toBeUndefined()
  isAllowed = false
  await rights.maySee(viewer('v'), 'a', 'c')
  expect(known()).toBe(false)
  clock.now += 5_000
  expect(known()).toBeUndefined()
  expect(rights.known(viewer('w'), 'a', 'c')).toBeUndefined()
  expect(asked).toHaveLength(2)
})

test('a refused credential may see nothing; an upstream that cannot tell is asked again', async () => {
  const errors = [new UpstreamUnavailableError('away'), new ForbiddenError('no')]
  const { rights, viewer } = world(async () => {
    throw errors.shift()
  })
  await expect(rights.maySee(viewer('v'), 'a', 'c')).rejects.toThrow('away')
  expect(rights.size()).toBe(0)
  expect(await rights.maySee(viewer('v'), 'a', 'c')).toBe(false)
})

test('answers take no more room than they may', async () => {
  const { clock, rights, viewer } = world(async () => true, 10)
  for (let index = 0; index < 100; index += 1) await rights.maySee(viewer('v'), 'a', `c${index}`)
  expect(rights.size()).toBe(10)
  clock.now = 60_000
  await rights.maySee(viewer('v'), 'a', 'new')
  expect(rights.size()).toBe(1)
})
