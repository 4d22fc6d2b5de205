import { describe, expect, test } from 'vitest'
import type { Exchange } from '../../../../src/upstream/port.ts'
import type { Reply } from '../../../support/fault-upstream.ts'
import { callWith, failureOf, openDesk, read, write } from './desk.ts'

const watched = async () => {
  const seen: Exchange[] = []
  const followed: unknown[] = []
  const desk = await openDesk({ maxRetries: 0 }, { onExchange: (exchange) => seen.push(exchange) })
  const call = callWith({
    follow: (request) => {
      followed.push(request)
      return { headers: { traceparent: 'tp' }, end: (exchange) => followed.push(exchange) }
    },
  })
  return { ...desk, seen, followed, call }
}

describe('whoever watches an account', () => {
  test.each<[string, Reply, Partial<Exchange>]>([
    ['an answer', { body: { id: 'a' } }, { outcome: 'OK', status: 200 }],
    ['a refusal', { status: 403 }, { outcome: 'FORBIDDEN', status: 403 }],
    ['a failure', { status: 503 }, { outcome: 'UPSTREAM_UNAVAILABLE', status: 503 }],
    ['what is no JSON', { body: 'x' }, { outcome: 'UPSTREAM_BAD_RESPONSE', status: 200 }],
    ['a cut before the answer', { fault: 'cut' }, { outcome: 'UPSTREAM_UNAVAILABLE', status: null }],
    [
      'a cut in the answer',
      { fault: 'cut-body', body: { id: 'x' } },
      { outcome: 'UPSTREAM_UNAVAILABLE', status: 200 },
    ],
  ])('is told of %s, once, and so is whoever follows the call', async (_, reply, expected) => {
    const { upstream, http, seen, followed, call } = await watched()
    upstream.plan(reply)
    await http.request(read, call).catch(() => undefined)
    const request = { account: 'desk', operation: 'things.get' }
    expect(seen).toEqual([{ ...request, ...expected, ms: expect.any(Number) }])
    expect(followed).toEqual([request, seen[0]])
  })

  test('is told of each attempt', async () => {
    const seen: string[] = []
    const { upstream, http } = await openDesk({}, { onExchange: ({ outcome }) => seen.push(outcome) })
    upstream.plan({ status: 503 }, { body: { id: 'a' } })
    await http.request(read, callWith())
    expect(seen).toEqual(['UPSTREAM_UNAVAILABLE', 'OK'])
  })

  test('is told that nobody waited any more', async () => {
    const { upstream, http, seen, call } = await watched()
    upstream.otherwise({ fault: 'silence' })
    const caller = new AbortController()
    const gone = failureOf(http.request(read, { ...call, signal: caller.signal }))
    await upstream.received(1)
    caller.abort()
    await gone
    await expect.poll(() => seen).toMatchObject([{ outcome: 'LEFT', status: null }])
  })
})

test('what follows a call goes along with its request, and never in place of its credential', async () => {
  const { upstream, http } = await openDesk()
  const follow = () => ({ headers: { traceparent: 'tp', authorization: 'other' }, end: () => undefined })
  await http.request(write, callWith({ follow }))
  expect(upstream.requests[0]?.headers).toMatchObject({
    traceparent: 'tp',
    authorization: 'Bearer canary-token',
  })
})
