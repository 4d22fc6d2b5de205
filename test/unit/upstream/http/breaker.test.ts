import { describe, expect, test } from 'vitest'
import { UpstreamUnavailableError } from '../../../../src/domain/errors.ts'
import type { Reply } from '../../../support/fault-upstream.ts'
import { callWith, failureOf, openDesk, read, start, write } from './desk.ts'

type Desk = Awaited<ReturnType<typeof openDesk>>

/** Without retries, so that a call is a request. */
const openPlainDesk = () => openDesk({ maxRetries: 0 })

const fail = async ({ upstream, http }: Desk, times: number, reply: Reply = { status: 500 }) => {
  upstream.otherwise(reply)
  for (let i = 0; i < times; i++) await failureOf(http.request(read, callWith()))
}
const succeed = async ({ upstream, http }: Desk, times: number) => {
  upstream.otherwise({})
  for (let i = 0; i < times; i++) await http.request(read, callWith())
}
const openAfterFailures = async () => {
  const desk = await openPlainDesk()
  await fail(desk, 20)
  return desk
}

test('the twentieth failure of twenty calls opens it: nothing goes out any more, and the caller hears when to come back', async () => {
  const desk = await openPlainDesk()
  await fail(desk, 19)
  expect(desk.http.health()).toMatchObject({ status: 'DOWN', openSince: null, retryAt: null })
  await fail(desk, 1)
  const told: unknown[] = []
  const error = await failureOf(desk.http.request(write, callWith({ onRequest: (one) => told.push(one) })))
  expect(error).toBeInstanceOf(UpstreamUnavailableError)
  expect(error).toMatchObject({ wasReached: false, retryAt: start + 10_000, origin: { account: 'desk' } })
  expect(told).toEqual([])
  expect(desk.upstream.requests).toHaveLength(20)
})

test.each([
  ['half', 10, 10, true],
  ['less than half', 11, 9, false],
])('%s of the calls failing decides', async (_, successes, failures, opens) => {
  const desk = await openPlainDesk()
  await succeed(desk, successes)
  await fail(desk, failures)
  expect(desk.http.health().openSince).toBe(opens ? start : null)
})

test.each<[string, Reply]>([
  ['429', { status: 429 }],
  ['408', { status: 408 }],
  ['503', { status: 503 }],
  ['a cut connection', { fault: 'cut' }],
  ['a cut in the body', { fault: 'cut-body', body: { id: 'long enough' } }],
])('%s counts as a failure', async (_, reply) => {
  const desk = await openPlainDesk()
  await fail(desk, 20, reply)
  expect(desk.http.health().openSince).toBe(start)
})

test.each<[string, Reply]>([
  ['404', { status: 404 }],
  ['403', { status: 403 }],
  ['422', { status: 422 }],
  ['an answer of the wrong shape', { body: { id: 7 } }],
  ['HTML', { body: '<html>', headers: { 'content-type': 'text/html' } }],
])('%s counts as a success', async (_, reply) => {
  const desk = await openPlainDesk()
  await fail(desk, 20, reply)
  await fail(desk, 19)
  expect(desk.http.health().openSince).toBeNull()
  await fail(desk, 1)
  expect(desk.http.health().openSince).toBe(start)
})

test('failures of more than ten seconds ago are forgotten', async () => {
  const desk = await openPlainDesk()
  await fail(desk, 19)
  desk.clock.now += 10_000
  await fail(desk, 19)
  expect(desk.http.health().openSince).toBeNull()
})

test('failures that come slowly never open it, however many there are', async () => {
  const desk = await openPlainDesk()
  for (let i = 0; i < 60; i++) {
    await fail(desk, 1)
    desk.clock.now += 600
  }
  expect(desk.upstream.requests).toHaveLength(60)
})

test('three attempts of one call count once', async () => {
  const desk = await openDesk({ breakerMinCalls: 2 }, { pause: async () => {} })
  await fail(desk, 1, { status: 503 })
  expect(desk.upstream.requests).toHaveLength(3)
  expect(desk.http.health().openSince).toBeNull()
  await fail(desk, 1, { status: 503 })
  expect(desk.upstream.requests).toHaveLength(6)
  expect(desk.http.health().openSince).toBe(start)
})

test('callers that go away count as nothing', async () => {
  const desk = await openPlainDesk()
  desk.upstream.otherwise({ fault: 'silence' })
  for (let i = 0; i < 20; i++) {
    const caller = new AbortController()
    const gone = failureOf(desk.http.request(read, callWith({ signal: caller.signal })))
    await desk.upstream.received(i + 1)
    caller.abort()
    await gone
  }
  await succeed(desk, 1)
  await fail(desk, 18)
  expect(desk.http.health().openSince).toBeNull()
})

describe('an upstream that hangs', () => {
  const hang = (desk: Desk, callers: number, pathOf: (index: number) => string) => {
    desk.upstream.otherwise({ fault: 'silence' })
    return Promise.all(
      Array.from({ length: callers }, (_, index) =>
        failureOf(desk.http.request({ ...read, path: pathOf(index) }, callWith())),
      ),
    )
  }
  const openImpatientDesk = () => openDesk({ attemptTimeout: 100, headersTimeout: 60_000 })

  test('is left alone when a call in each of its sixteen places timed out', async () => {
    const desk = await openImpatientDesk()
    await hang(desk, 15, (index) => `/${index}`)
    expect(desk.http.health().openSince).toBeNull()
    await hang(desk, 1, () => '/last')
    expect(desk.http.health()).toMatchObject({ openSince: start, retryAt: start + 10_000 })
    expect(desk.upstream.requests).toHaveLength(16)
  })

  test('is left alone when sixteen callers waited in vain for one read', async () => {
    const desk = await openImpatientDesk()
    await hang(desk, 15, () => '/same')
    expect(desk.http.health().openSince).toBeNull()
    await hang(desk, 1, () => '/same')
    expect(desk.http.health().openSince).toBe(start)
    expect(desk.upstream.requests).toHaveLength(2)
  })

  test('is left alone at the first of sixteen timeouts, when as many wait for a place: none of these hangs as well', async () => {
    const desk = await openImpatientDesk()
    const first = hang(desk, 1, () => '/first')
    await desk.upstream.received(1)
    const others = hang(desk, 35, (index) => `/${index}`)
    await Promise.all([first, others])
    expect(desk.http.health().openSince).toBe(start)
    expect(desk.upstream.requests).toHaveLength(16)
  })

  test('is left alone however much it answered before', async () => {
    const desk = await openImpatientDesk()
    await succeed(desk, 100)
    await hang(desk, 16, (index) => `/${index}`)
    expect(desk.http.health().openSince).toBe(start)
  })

  test('for some only, while it answers others, is asked on', async () => {
    const desk = await openImpatientDesk()
    desk.upstream.otherwise(({ path }) => (path === '/things' ? {} : { fault: 'silence' }))
    const hanging = Array.from({ length: 15 }, (_, index) =>
      failureOf(desk.http.request({ ...read, path: `/${index}` }, callWith())),
    )
    await desk.upstream.received(15)
    await desk.http.request(read, callWith())
    await Promise.all(hanging)
    await hang(desk, 1, () => '/last')
    expect(desk.http.health().openSince).toBeNull()
  })
})

describe('after ten seconds', () => {
  test('one probe goes, without retries, and its failure keeps everything closed off for ten more', async () => {
    const desk = await openDesk({}, { pause: async () => {} })
    await fail(desk, 20)
    desk.clock.now += 9_999
    await fail(desk, 5, { status: 503 })
    expect(desk.upstream.requests).toHaveLength(20)
    desk.clock.now += 1
    await fail(desk, 5, { status: 503 })
    expect(desk.upstream.requests).toHaveLength(21)
    expect(desk.http.health()).toMatchObject({ openSince: start, retryAt: start + 20_000 })
  })

  test('all the calls of thirty seconds under an upstream that stays down are twenty and a probe each ten seconds', async () => {
    const desk = await openAfterFailures()
    for (let i = 0; i < 300; i++) {
      desk.clock.now += 100
      await fail(desk, 1)
    }
    expect(desk.upstream.requests).toHaveLength(20 + 3)
  })

  test('while the probe is under way all others fail at once', async () => {
    const desk = await openAfterFailures()
    desk.clock.now += 10_000
    desk.upstream.otherwise({ isHeld: true, body: { id: 'healed' } })
    const probe = desk.http.request(read, callWith())
    await desk.upstream.received(21)
    for (const spec of [read, write]) {
      expect(await failureOf(desk.http.request({ ...spec, path: '/other' }, callWith()))).toMatchObject({
        code: 'UPSTREAM_UNAVAILABLE',
        wasReached: false,
        retryAt: start + 11_000,
      })
    }
    desk.upstream.release()
    expect(await probe).toEqual({ id: 'healed' })
    expect(desk.upstream.requests).toHaveLength(21)
  })

  test('a probe that is answered heals it, and the old failures are forgotten', async () => {
    const desk = await openAfterFailures()
    expect(desk.http.health()).toEqual({
      status: 'DOWN',
      lastSuccessAt: null,
      lastError: 'failed',
      openSince: start,
      retryAt: start + 10_000,
    })
    desk.clock.now += 10_000
    expect(desk.http.health().status).toBe('DEGRADED')
    await succeed(desk, 1)
    expect(desk.http.health()).toEqual({
      status: 'UP',
      lastSuccessAt: start + 10_000,
      lastError: null,
      openSince: null,
      retryAt: null,
    })
    await fail(desk, 18)
    expect(desk.http.health().openSince).toBeNull()
  })

  test('a refusal of the probe heals it too', async () => {
    const desk = await openAfterFailures()
    desk.clock.now += 10_000
    await fail(desk, 1, { status: 404 })
    expect(desk.http.health()).toMatchObject({ status: 'UP', openSince: null })
  })

  test('a probe is carried to its end though its caller goes away', async () => {
    const desk = await openAfterFailures()
    desk.clock.now += 10_000
    desk.upstream.otherwise({ isHeld: true })
    const caller = new AbortController()
    const probe = failureOf(desk.http.request(read, callWith({ signal: caller.signal })))
    await desk.upstream.received(21)
    caller.abort(new Error('gone'))
    expect(await probe).toMatchObject({ message: 'gone' })
    desk.upstream.release()
    await expect.poll(() => desk.http.health().status).toBe('UP')
    expect(desk.upstream.requests[20]?.isAborted()).toBe(false)
  })
})

test('calls that wait for a place when it opens do not go out', async () => {
  const desk = await openDesk({ maxRetries: 0, maxInFlight: 1 })
  await fail(desk, 19)
  desk.upstream.otherwise({ status: 500, isHeld: true })
  const last = failureOf(desk.http.request(read, callWith()))
  await desk.upstream.received(20)
  const waiting = failureOf(desk.http.request({ ...read, path: '/other' }, callWith()))
  desk.upstream.release()
  await last
  expect(await waiting).toMatchObject({ wasReached: false, retryAt: start + 10_000 })
  expect(desk.upstream.requests).toHaveLength(20)
})

test('the trouble of one account leaves the other alone', async () => {
  const [one, other] = [await openAfterFailures(), await openPlainDesk()]
  await succeed(other, 1)
  expect(one.http.health().status).toBe('DOWN')
  expect(other.http.health()).toMatchObject({ status: 'UP', openSince: null })
})

test('a failure without a success is DOWN, soon after one DEGRADED, and old enough for another try DEGRADED', async () => {
  const desk = await openPlainDesk()
  await fail(desk, 1)
  expect(desk.http.health().status).toBe('DOWN')
  desk.clock.now += 30_000
  expect(desk.http.health().status).toBe('DEGRADED')
  await succeed(desk, 1)
  await fail(desk, 1)
  expect(desk.http.health().status).toBe('DEGRADED')
  await fail(desk, 1, { status: 404 })
  expect(desk.http.health().status).toBe('UP')
})
