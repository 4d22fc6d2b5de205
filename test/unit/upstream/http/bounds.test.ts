import { brotliCompressSync, deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { DomainError } from '../../../../src/domain/errors.ts'
import type { Reply } from '../../../support/fault-upstream.ts'
import { startFaultUpstream } from '../../../support/fault-upstream.ts'
import { callWith, failureOf, openDesk, read, start, write } from './desk.ts'

/** A tenth of the real ones. */
const short = { headersTimeout: 500, attemptTimeout: 800, operationTimeout: 1_000 }

describe('an upstream that does not end', () => {
  test.each<[string, Reply]>([
    ['headers that never come', { fault: 'silence' }],
    ['half a body and then nothing', { fault: 'half-body', body: { id: 'long enough' } }],
    ['a body that drips', { fault: 'drip' }],
  ])('%s: is a timeout, once, within the deadline', async (_, reply) => {
    const { upstream, http } = await openDesk({ ...short, headersTimeout: 60_000 })
    upstream.otherwise(reply)
    for (const spec of [read, write]) {
      expect(await failureOf(http.request(spec, callWith()))).toMatchObject({ code: 'UPSTREAM_TIMEOUT' })
    }
    expect(upstream.requests).toHaveLength(2)
    expect(http.health()).toMatchObject({ status: 'DOWN', lastError: 'desk did not answer in time.' })
    await expect.poll(() => upstream.requests.every(({ isAborted }) => isAborted())).toBe(true)
  })

  test('headers that do not come within their own time are a timeout', async () => {
    const { upstream, http } = await openDesk({ headersTimeout: 200 })
    upstream.otherwise({ fault: 'silence' })
    expect(await failureOf(http.request(read, callWith()))).toMatchObject({ code: 'UPSTREAM_TIMEOUT' })
  })

  test('an endless body is cut at 10 MiB', async () => {
    const { upstream, http } = await openDesk()
    upstream.otherwise({ fault: 'endless' })
    expect(await failureOf(http.request(read, callWith()))).toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      isTooLarge: true,
    })
    await expect.poll(() => upstream.requests[0]?.isAborted()).toBe(true)
    expect(upstream.bytesSent()).toBeLessThan(32 * 1024 * 1024) // what the sockets hold comes on top
    expect(upstream.requests).toHaveLength(1)
  })

  test('a deadline that leaves time enough makes silence a failure', async () => {
    const { upstream, http, clock } = await openDesk()
    upstream.otherwise({ fault: 'silence' })
    const late = failureOf(http.request(read, callWith({ signal: AbortSignal.timeout(100) })))
    await upstream.received(1)
    clock.now += 1_000
    expect(await late).toMatchObject({ code: 'UPSTREAM_TIMEOUT' })
    await expect.poll(() => http.health().status).toBe('DOWN')
  })

  test('a deadline that leaves little time says nothing of the upstream', async () => {
    const { upstream, http } = await openDesk()
    upstream.otherwise({ fault: 'silence' })
    const error = await failureOf(http.request(read, callWith({ deadline: start + 30 })))
    expect(error).toMatchObject({ code: 'UPSTREAM_TIMEOUT' })
    await expect.poll(() => upstream.requests[0]?.isAborted()).toBe(true)
    expect(http.health()).toMatchObject({ status: 'UNKNOWN', lastError: null })
  })
})

describe('the deadline', () => {
  test('that has passed asks nothing: a read is late, a write was certainly not sent', async () => {
    const { upstream, http } = await openDesk()
    const call = callWith({ deadline: start })
    expect(await failureOf(http.request(read, call))).toMatchObject({ code: 'UPSTREAM_TIMEOUT' })
    expect(await failureOf(http.request(write, call))).toMatchObject({ code: 'UPSTREAM_OVERLOADED' })
    const late = callWith({ signal: AbortSignal.abort(new DOMException('late', 'TimeoutError')) })
    expect(await failureOf(http.request(read, late))).toMatchObject({ code: 'UPSTREAM_TIMEOUT' })
    expect(upstream.requests).toEqual([])
  })

  test('of the signal is a timeout, not the caller going away', async () => {
    const { upstream, http } = await openDesk()
    upstream.otherwise({ fault: 'silence' })
    const signal = AbortSignal.timeout(50)
    expect(await failureOf(http.request(read, callWith({ signal })))).toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    })
  })

  test('counts while a call waits for a place, which a write then never gets', async () => {
    const { upstream, http } = await openDesk({ maxInFlight: 1 })
    upstream.otherwise({ isHeld: true })
    const first = http.request(read, callWith())
    await upstream.received(1)
    const call = callWith({ deadline: start + 30 })
    expect(await failureOf(http.request({ ...read, path: '/b' }, call))).toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    })
    expect(await failureOf(http.request(write, call))).toMatchObject({ code: 'UPSTREAM_OVERLOADED' })
    upstream.release()
    await first
    upstream.otherwise({})
    await http.request({ ...read, path: '/last' }, callWith())
    expect(upstream.requests.map(({ path }) => path)).toEqual(['/things', '/last'])
  })
})

test('sixteen calls are under way, sixty-four wait, and the next is refused at once', async () => {
  const { upstream, http } = await openDesk()
  upstream.otherwise({ isHeld: true })
  const calls = Array.from({ length: 80 }, (_, i) => http.request({ ...read, path: `/${i}` }, callWith()))
  await upstream.received(16)
  expect(await failureOf(http.request(read, callWith()))).toMatchObject({ code: 'UPSTREAM_OVERLOADED' })
  expect(upstream.requests).toHaveLength(16)
  expect(http.health().status).toBe('UNKNOWN')
  upstream.otherwise({})
  upstream.release()
  await Promise.all(calls)
  expect(upstream.requests).toHaveLength(80)
})

describe('an answer that is not what it ought to be', () => {
  test.each<[string, Reply]>([
    ['HTML', { body: '<html>canary</html>', headers: { 'content-type': 'text/html' } }],
    ['truncated JSON', { fault: 'truncate', body: { id: 'canary' } }],
    ['a wrong type', { body: { id: 7, canary: true } }],
    ['null', { body: 'null' }],
    ['nothing', { body: '' }],
    ['an unknown coding', { body: { id: 'a' }, headers: { 'content-encoding': 'canary' } }],
    ['a coding that it does not have', { body: { id: 'canary' }, headers: { 'content-encoding': 'gzip' } }],
  ])('%s is a bad response, asked for once, and says nothing of what was in it', async (_, reply) => {
    const { upstream, http } = await openDesk()
    upstream.otherwise(reply)
    const error = (await failureOf(http.request(read, callWith()))) as DomainError
    expect(error).toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE', isTooLarge: false })
    expect(`${error.message} ${http.health().lastError}`).not.toMatch(/canary|127\.0\.0\.1|http:|things/)
    expect(upstream.requests).toHaveLength(1)
    expect(http.health()).toMatchObject({ status: 'DOWN', openSince: null })
  })

  test.each<[string, Reply]>([
    ['another content type', { body: { id: 'a' }, headers: { 'content-type': 'text/plain' } }],
    ['fields that nobody knows', { body: { id: 'a', new: [1] } }],
    ['gzip that nobody asked for', { fault: 'gzip', body: { id: 'a' } }],
    ['deflate', { body: deflateSync('{"id":"a"}'), headers: { 'content-encoding': 'deflate' } }],
    ['brotli', { body: brotliCompressSync('{"id":"a"}'), headers: { 'content-encoding': 'br' } }],
  ])('%s is read all the same', async (_, reply) => {
    const { upstream, http } = await openDesk()
    upstream.otherwise(reply)
    expect(await http.request(read, callWith())).toEqual({ id: 'a' })
    expect(upstream.requests[0]?.headers['accept-encoding']).toBe('identity')
  })

  test('what is small until it is inflated is cut like any other', async () => {
    const { upstream, http } = await openDesk()
    upstream.otherwise({ fault: 'gzip', body: ' '.repeat(64 * 1024 * 1024) })
    expect(await failureOf(http.request(read, callWith()))).toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      isTooLarge: true,
    })
    expect(upstream.bytesSent()).toBeLessThan(1024 * 1024)
  })

  test.each([301, 302, 303, 307, 308])(
    'a redirect with %i is a bad response, and its place never hears of the token',
    async (status) => {
      await using elsewhere = await startFaultUpstream()
      const { upstream, http } = await openDesk()
      upstream.otherwise({ status, headers: { location: elsewhere.url } })
      for (const spec of [read, write]) {
        expect(await failureOf(http.request(spec, callWith()))).toMatchObject({
          code: 'UPSTREAM_BAD_RESPONSE',
        })
      }
      expect(elsewhere.requests).toEqual([])
      expect(upstream.requests).toHaveLength(2)
    },
  )
})

test('what was stored and then failed is told as unknown: asked for once, and reached', async () => {
  const { upstream, http } = await openDesk()
  upstream.plan({ isStored: true, status: 500 }, { isStored: true, fault: 'cut' })
  for (const _ of [1, 2]) {
    expect(await failureOf(http.request(write, callWith()))).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      wasReached: true,
    })
  }
  expect(upstream.stored).toHaveLength(2)
  expect(upstream.requests).toHaveLength(2)
})
