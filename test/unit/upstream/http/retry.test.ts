import { describe, expect, test } from 'vitest'
import { RateLimitedError, UpstreamUnavailableError } from '../../../../src/domain/errors.ts'
import { retryAfter } from '../../../../src/upstream/http/retry-after.ts'
import type { Reply } from '../../../support/fault-upstream.ts'
import { callWith, failureOf, openDesk, read, start, write } from './desk.ts'

const passing: [string, Reply][] = [
  ['408', { status: 408 }],
  ['429', { status: 429 }],
  ['502', { status: 502 }],
  ['503', { status: 503 }],
  ['504', { status: 504 }],
  ['a cut connection', { fault: 'cut' }],
  ['half an answer and a cut', { fault: 'cut-body', body: { id: 'long enough' } }],
]

describe('a read', () => {
  test.each(passing)('is tried again after %s', async (_, reply) => {
    const { upstream, http, pauses } = await openDesk()
    upstream.plan(reply, reply, { body: { id: 'third' } })
    expect(await http.request(read, callWith())).toEqual({ id: 'third' })
    expect(upstream.requests).toHaveLength(3)
    expect(pauses).toEqual([550, 1_050])
  })

  test.each(passing)('is given up at the third failure by %s', async (_, reply) => {
    const { upstream, http } = await openDesk()
    upstream.otherwise(reply)
    await failureOf(http.request(read, callWith()))
    expect(upstream.requests).toHaveLength(3)
  })

  test.each([400, 401, 403, 404, 422, 500, 501])('is not tried again after %i', async (status) => {
    const { upstream, http } = await openDesk()
    upstream.otherwise({ status })
    await failureOf(http.request(read, callWith()))
    expect(upstream.requests).toHaveLength(1)
  })

  test('is tried again when no connection came about, and each attempt is told', async () => {
    const { http, pauses } = await openDesk({}, { baseUrl: 'http://127.0.0.1:1' })
    const told: string[] = []
    const error = await failureOf(
      http.request(read, callWith({ onRequest: ({ operation }) => told.push(operation) })),
    )
    expect(error).toBeInstanceOf(UpstreamUnavailableError)
    expect(error).toMatchObject({ wasReached: false })
    expect(pauses).toHaveLength(2)
    expect(told).toEqual(['things.get', 'things.get', 'things.get'])
  })

  test('may be a POST that the adapter calls a read', async () => {
    const { upstream, http } = await openDesk()
    upstream.plan({ status: 503 })
    await http.request({ ...write, isRead: true }, callWith())
    expect(upstream.requests.map(({ method, body }) => [method, body])).toEqual([
      ['POST', '{"id":"a"}'],
      ['POST', '{"id":"a"}'],
    ])
  })

  test.each([
    [0, [100, 100]],
    [0.999_999, [1_000, 2_000]],
  ])('waits from 100 ms up to 1 s, then 2 s: with chance %d', async (chance, expected) => {
    const { upstream, http, pauses } = await openDesk({}, { random: () => chance })
    upstream.plan({ status: 503 }, { status: 503 })
    await http.request(read, callWith())
    expect(pauses.map(Math.round)).toEqual(expected)
  })

  test('is not tried again by a caller that has gone', async () => {
    const caller = new AbortController()
    const { upstream, http } = await openDesk({}, { pause: async () => caller.abort(new Error('gone')) })
    upstream.otherwise({ status: 503 })
    expect(await failureOf(http.request(read, callWith({ signal: caller.signal })))).toMatchObject({
      message: 'gone',
    })
    expect(upstream.requests).toHaveLength(1)
  })
})

describe('a write', () => {
  test.each([...passing, ['500', { status: 500 }]] as [string, Reply][])(
    'is never tried again: %s',
    async (_, reply) => {
      const { upstream, http, pauses } = await openDesk()
      upstream.otherwise(reply)
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
        await failureOf(http.request({ ...write, method }, callWith()))
      }
      expect(upstream.requests.map(({ method }) => method)).toEqual(['POST', 'PUT', 'PATCH', 'DELETE'])
      expect(pauses).toEqual([])
    },
  )
})

describe('Retry-After', () => {
  const httpDate = (ms: number) => new Date(start + ms).toUTCString()

  test.each([
    ['seconds', '3', [3_000]],
    ['a date', httpDate(4_000), [4_000]],
    ['a date that has passed', httpDate(-60_000), [550]],
    ['nothing', undefined, [550]],
    ['nonsense', 'soon, about 5', [550]],
    ['no time at all', '0', [550]],
  ])('of %s is kept when it fits the deadline', async (_, value, expected) => {
    for (const status of [429, 503]) {
      const { upstream, http, pauses } = await openDesk()
      upstream.plan({ status, headers: value === undefined ? {} : { 'retry-after': value } })
      await http.request(read, callWith({ deadline: start + 10_000 }))
      expect(pauses).toEqual(expected)
      expect(upstream.requests).toHaveLength(2)
    }
  })

  test.each([
    ['seconds', '12', start + 12_000],
    ['an absurd number of them', '3600', start + 3_600_000],
    ['a date', httpDate(60_000), start + 60_000],
  ])('of %s beyond the deadline is told at once', async (_, value, retryAt) => {
    const { upstream, http, pauses } = await openDesk()
    const headers = { 'retry-after': value }
    upstream.plan({ status: 429, headers }, { status: 503, headers })
    const call = () => http.request(read, callWith({ deadline: start + 10_000 }))
    const [limited, unavailable] = [await failureOf(call()), await failureOf(call())]
    expect(limited).toBeInstanceOf(RateLimitedError)
    expect(limited).toMatchObject({ retryAt })
    expect(unavailable).toBeInstanceOf(UpstreamUnavailableError)
    expect(unavailable).toMatchObject({ retryAt })
    expect(pauses).toEqual([])
    expect(upstream.requests).toHaveLength(2)
  })

  test('is told of a write', async () => {
    const { upstream, http } = await openDesk()
    upstream.plan({ status: 429, headers: { 'retry-after': '1' } })
    expect(await failureOf(http.request(write, callWith()))).toMatchObject({
      code: 'RATE_LIMITED',
      retryAt: start + 1_000,
    })
  })

  test.each([
    '',
    ' ',
    '-1',
    '1.5',
    '1e3',
    '99999999999',
    'abc 12',
    '2026-01-01',
    'Thu, 01 Jan 2026 00:01:00',
  ])('of %j makes no sense', (value) => expect(retryAfter({ 'retry-after': value }, start)).toBeNull())
})

describe('the budget', () => {
  test('lets through a few retries however few reads there are', async () => {
    const { upstream, http } = await openDesk(
      { retryFloor: 3, breakerMinCalls: 1_000 },
      { pause: async () => {} },
    )
    upstream.otherwise({ status: 503 })
    for (let i = 0; i < 20; i++) await failureOf(http.request(read, callWith()))
    expect(upstream.requests).toHaveLength(20 + 3)
  })

  test('is a tenth of the reads, and comes back with time', async () => {
    const { upstream, http, clock } = await openDesk(
      { retryFloor: 0, breakerMinCalls: 1_000 },
      { pause: async () => {} },
    )
    upstream.otherwise({ status: 503 })
    const failMany = async (count: number) => {
      for (let i = 0; i < count; i++) await failureOf(http.request(read, callWith()))
    }
    await failMany(100)
    expect(upstream.requests).toHaveLength(100 + 10)
    clock.now += 20_000
    await failMany(9)
    expect(upstream.requests).toHaveLength(110 + 9)
    await failMany(1)
    expect(upstream.requests).toHaveLength(119 + 2)
  })

  test('is not overdrawn by reads that fail at the same time', async () => {
    const { upstream, http } = await openDesk(
      { retryFloor: 3, breakerMinCalls: 1_000 },
      { pause: async () => {} },
    )
    upstream.otherwise({ status: 503 })
    const reads = Array.from({ length: 30 }, (_, i) => http.request({ ...read, path: `/${i}` }, callWith()))
    await Promise.allSettled(reads)
    expect(upstream.requests).toHaveLength(30 + 3)
  })
})
