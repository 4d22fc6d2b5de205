import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPace, defaultPaceLimits, type LookOutcome, type PaceLimits } from '../../../src/live/pace.ts'

const open = (options: { hasSource?: boolean; random?: () => number; limits?: Partial<PaceLimits> } = {}) => {
  const clock = { now: 1_000_000 }
  const { hasSource = false, random = () => 0, limits } = options
  const source = { has: hasSource }
  const pace = createPace({ hasSource: () => source.has, now: () => clock.now, random, limits })
  const looks: { at: number; target: string }[] = []
  /** Lets time pass second by second; each look costs its two calls, and has this outcome. */
  const pass = (ms: number, outcome: (target: string) => LookOutcome = () => ({ type: 'QUIET' })) => {
    for (const end = clock.now + ms; clock.now < end; ) {
      clock.now += 1_000
      for (const target of pace.due(4)) {
        looks.push({ at: clock.now, target })
        for (let call = 0; call < 2; call += 1) pace.spent()
        pace.looked(target, outcome(target))
      }
    }
  }
  return { clock, pace, looks, pass, source }
}

const outcomes = fc.constantFrom<LookOutcome>(
  { type: 'NEWS' },
  { type: 'QUIET' },
  { type: 'FAILED' },
  { type: 'TROUBLE', retryAt: null },
)
const chance = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }))
const randomOf = (stream: Iterator<number>) => () => stream.next().value as number

test('in any minute the calls stay below what a minute and a burst allow, whatever happens and is watched', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 120 }),
      fc.infiniteStream(outcomes),
      chance,
      (count, stream, random) => {
        const { pace, looks, pass } = open({ random: randomOf(random) })
        for (let index = 0; index < count; index += 1) pace.begin(String(index))
        pass(240_000, () => stream.next().value as LookOutcome)
        for (const { at } of looks) {
          const within = looks.filter((each) => each.at > at - 60_000 && each.at <= at).length
          expect(within * 2).toBeLessThanOrEqual(defaultPaceLimits.callsPerMinute + defaultPaceLimits.burst)
        }
      },
    ),
    { numRuns: 20 },
  )
})

test('looks at the same target are never nearer than the fastest, nor with a source than 30 seconds', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.infiniteStream(outcomes), chance, (hasSource, stream, random) => {
      const { pace, looks, pass } = open({ hasSource, random: randomOf(random) })
      const targets = ['one', 'two', 'three']
      for (const target of targets) pace.begin(target)
      let last: LookOutcome = { type: 'QUIET' }
      pass(600_000, () => {
        const next = stream.next().value as LookOutcome
        // with a source, what failed is tried again sooner
        last = hasSource ? { type: next.type === 'NEWS' ? 'NEWS' : 'QUIET' } : next
        for (const target of targets) pace.hurry(target)
        return last
      })
      for (const target of targets) {
        const times = looks.filter((look) => look.target === target).map(({ at }) => at)
        for (const [index, at] of times.slice(1).entries()) {
          expect(at - (times[index] as number)).toBeGreaterThanOrEqual(hasSource ? 30_000 : 2_000)
        }
        expect(times.length).toBeGreaterThan(5)
      }
    }),
    { numRuns: 30 },
  )
})

test('everything that is watched has its turn, those first that wait for longest', () => {
  const { pace, looks, pass } = open({ limits: { callsPerMinute: 60, burst: 4 } })
  for (let index = 0; index < 100; index += 1) pace.begin(String(index))
  pass(210_000, (target) => ({ type: Number(target) < 10 ? 'NEWS' : 'QUIET' }))
  expect(new Set(looks.slice(0, 100).map(({ target }) => target)).size).toBe(100)
})

test('nothing is looked at before the upstream wants to be asked again, and not all at once then', () => {
  const { clock, pace, looks, pass } = open()
  for (let index = 0; index < 20; index += 1) pace.begin(String(index))
  const until = clock.now + 300_000
  pass(3_000, () => ({ type: 'TROUBLE', retryAt: until }))
  const before = looks.length
  expect(before).toBeLessThanOrEqual(4)
  pass(until - clock.now - 1_000)
  expect(looks).toHaveLength(before)
  pass(2_000)
  expect(looks.length).toBeGreaterThan(before)
  expect(looks.length).toBeLessThanOrEqual(before + 8)
})

test('an upstream that wants to be left alone for years is asked again after an hour', () => {
  const { clock, pace, looks, pass } = open()
  pace.begin('one')
  const years = clock.now + 999_999_999_000
  pass(3_000, () => ({ type: 'TROUBLE', retryAt: years }))
  expect(looks).toHaveLength(1)
  pass(59 * 60_000)
  expect(looks).toHaveLength(1)
  pass(2 * 60_000)
  expect(looks.length).toBeGreaterThan(1)
})

test('an upstream in trouble is asked more and more seldom, and what waits comes soon after it is back', () => {
  for (const hasSource of [false, true]) {
    const { pace, looks, pass } = open({ hasSource })
    for (let index = 0; index < 10; index += 1) pace.begin(String(index))
    pass(300_000, () => ({ type: 'TROUBLE', retryAt: null }))
    const late = looks.filter(({ at }) => at > 1_000_000 + 240_000).length
    expect(late).toBeGreaterThan(0)
    expect(late).toBeLessThanOrEqual(3 * 4) // four at a time, each 30 seconds at most
    const before = looks.length
    pass(34_000)
    expect(new Set(looks.slice(before).map(({ target }) => target)).size).toBe(10)
  }
})

test('a target of its own trouble holds nobody else up', () => {
  const { pace, looks, pass } = open()
  pace.begin('bad')
  pace.begin('good')
  pass(120_000, (target) => ({ type: target === 'bad' ? 'FAILED' : 'NEWS' }))
  expect(looks.filter(({ target }) => target === 'good').length).toBe(60)
  expect(looks.filter(({ target }) => target === 'bad').length).toBeLessThanOrEqual(8)
})

test('a source that comes slows it down at once, and one that goes is made up for within a minute', () => {
  const { pace, looks, pass, source } = open()
  pace.begin('one')
  pass(20_000, () => ({ type: 'NEWS' }))
  expect(looks).toHaveLength(10)
  source.has = true
  pass(60_000, () => ({ type: 'NEWS' }))
  expect(looks.length).toBeLessThanOrEqual(10 + 3)
  source.has = false
  pass(60_000, () => ({ type: 'NEWS' }))
  expect(looks.length).toBeGreaterThan(10 + 3 + 10)
})

test('what is not watched any more is not looked at', () => {
  const { pace, looks, pass } = open()
  pace.begin('one')
  pace.begin('two')
  pace.end('one')
  pace.hurry('one')
  pass(10_000)
  expect(new Set(looks.map(({ target }) => target))).toEqual(new Set(['two']))
})

test('for somebody who came just after a look there is another one soon, with a source too', () => {
  const { pace, looks, pass, clock } = open({ hasSource: true })
  pace.begin('one')
  pass(31_000)
  pace.soon('one')
  const since = clock.now
  pass(3_000)
  expect(looks.map(({ at }) => at)).toEqual([since - 1_000, since + 2_000])
})
