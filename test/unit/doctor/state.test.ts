import { describe, expect, test } from 'vitest'
import { examineState } from '../../../src/doctor/state.ts'
import { StateUnavailableError } from '../../../src/domain/errors.ts'
import type { StoreFacts } from '../../../src/state/port.ts'

type RedisFacts = Extract<StoreFacts, { kind: 'Redis' }>

const good: RedisFacts = {
  kind: 'Redis',
  version: '7.4.1',
  isReplica: false,
  isDiskWell: true,
  eviction: 'noeviction',
  appends: true,
  fsync: 'always',
}

const examine = async (facts: StoreFacts, readyAfter = 0) => {
  let asked = 0
  let now = 0
  let isClosed = false
  const findings = await examineState({
    openState: () => ({
      kind: facts.kind,
      state: {
        ready: async () => asked++ >= readyAfter,
        describe: async () => facts,
        close: async () => {
          isClosed = true
        },
      },
    }),
    patience: 1_000,
    pause: async (ms) => {
      now += ms
    },
    now: () => now,
  })
  expect(isClosed).toBe(true)
  return findings.map(({ what, status, detail, advice }) => {
    expect(advice === null).toBe(status === 'OK')
    return `${what}: ${status} ${detail}`
  })
}
const lineOf = async (what: string, facts: Partial<RedisFacts>) =>
  (await examine({ ...good, ...facts })).find((line) => line.startsWith(what))

describe('of a Redis the doctor', () => {
  test('finds nothing wrong that keeps everything', async () => {
    expect(await examine(good, 5)).toEqual([
      'state: OK is kept by Redis 7.4.1',
      'eviction: OK nothing is dropped when the memory is full',
      'persistence: OK each change is on its disk before it counts',
    ])
  })

  test('says no more than that it does not answer', async () => {
    expect(await examine(good, 50)).toEqual([
      'state: PROBLEM Redis does not answer, so nothing is live or sent once',
    ])
  })

  test.each<[Partial<RedisFacts>, RegExp]>([
    [{ isReplica: true }, /^state: PROBLEM .* replica/],
    [{ isDiskWell: false }, /^state: PROBLEM .* disk/],
    [{ version: '6.0.20' }, /^state: WARNING Redis 6\.0\.20 is older than 6\.2/],
    [{ version: '6.2.0' }, /^state: OK/],
    [{ version: '10.0.0' }, /^state: OK/],
    [{ version: null }, /^state: OK .* does not tell/],
  ])('judges whether it can be used: %j', async (facts, expected) => {
    expect(await lineOf('state', facts)).toMatch(expected)
  })

  test.each([
    ['allkeys-lru', /^eviction: WARNING when the memory is full, allkeys-lru drops .* could go out again/],
    ['volatile-ttl', /^eviction: WARNING when the memory is full, volatile-ttl drops/],
    [null, /^eviction: WARNING .* does not tell/],
  ])('says what is lost with the policy %s', async (eviction, expected) => {
    expect(await lineOf('eviction', { eviction })).toMatch(expected)
  })

  test.each<[Partial<RedisFacts>, RegExp]>([
    [
      { appends: false },
      /^persistence: WARNING appendonly is off, so a crash takes all since .* go out again/,
    ],
    [{ fsync: 'everysec' }, /^persistence: WARNING appendfsync is everysec, .* up to two seconds: /],
    [{ fsync: 'no' }, /^persistence: WARNING appendfsync is no, .* had not written yet: /],
    [{ fsync: null }, /^persistence: OK appendonly is on; .* does not tell/],
    [{ appends: null, fsync: null }, /^persistence: WARNING .* does not tell/],
  ])('says what a crash takes: %j', async (facts, expected) => {
    expect(await lineOf('persistence', facts)).toMatch(expected)
  })
})

test('why a state cannot be opened is told', async () => {
  const examine = (error: unknown) =>
    examineState({
      openState: () => {
        throw error
      },
      patience: 0,
      pause: async () => undefined,
      now: () => 0,
    })
  const cause = new Error('database or disk is full')
  expect(await examine(new StateUnavailableError('The state store is not available.', cause))).toMatchObject([
    {
      status: 'PROBLEM',
      detail: 'cannot be opened: The state store is not available. (database or disk is full)',
    },
  ])
  expect(await examine(new Error('state.db is a database of something else.'))).toMatchObject([
    { detail: 'cannot be opened: state.db is a database of something else.' },
  ])
})
