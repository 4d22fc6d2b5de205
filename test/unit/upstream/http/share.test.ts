import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { callWith, failureOf, openDesk, read, start, thing, write } from './desk.ts'

const held = { isHeld: true, body: { id: 'a' } }

describe('identical reads under way', () => {
  test('are one request, told to the one who caused it, and the entry goes when it is done', async () => {
    const { upstream, http } = await openDesk()
    upstream.otherwise(held)
    const told = [0, 0, 0]
    const reads = told.map((_, i) =>
      http.request(
        read,
        callWith({
          requestId: `${i}`,
          onRequest: () => {
            told[i] = (told[i] ?? 0) + 1
          },
        }),
      ),
    )
    await upstream.received(1)
    upstream.release()
    const [one, two, three] = await Promise.all(reads)
    expect(one).toEqual({ id: 'a' })
    expect(two).toBe(one)
    expect(three).toBe(one)
    expect(told).toEqual([1, 0, 0])
    expect(upstream.requests).toHaveLength(1)

    upstream.otherwise({ body: { id: 'b' } })
    expect(await http.request(read, callWith())).toEqual({ id: 'b' })
    expect(upstream.requests).toHaveLength(2)
  })

  test('fail together, and the entry goes', async () => {
    const { upstream, http } = await openDesk()
    upstream.plan({ ...held, status: 404 })
    const reads = [http.request(read, callWith()), http.request(read, callWith())].map(failureOf)
    await upstream.received(1)
    upstream.release()
    const [one, two] = await Promise.all(reads)
    expect(one).toMatchObject({ code: 'NOT_FOUND' })
    expect(two).toBe(one)
    await http.request(read, callWith())
    expect(upstream.requests).toHaveLength(2)
  })

  test('may be POSTs that the adapter calls reads, with the same body', async () => {
    const { upstream, http } = await openDesk()
    upstream.otherwise(held)
    const filter = (id: string) => http.request({ ...write, isRead: true, body: { id } }, callWith())
    const reads = [filter('x'), filter('x'), filter('y')]
    await upstream.received(2)
    upstream.release()
    await Promise.all(reads)
    expect(upstream.requests.map(({ body }) => body)).toEqual(['{"id":"x"}', '{"id":"y"}'])
  })

  test('give a frozen answer, shared or not', async () => {
    const schema = z.object({ list: z.array(z.object({ id: z.string() })) })
    const { upstream, http } = await openDesk()
    upstream.otherwise({ body: { list: [{ id: 'a' }] } })
    const answer = await http.request({ ...read, schema }, callWith())
    expect(() => answer.list.push({ id: 'b' })).toThrow(TypeError)
    expect(() => Object.assign(answer.list[0] ?? {}, { id: 'b' })).toThrow(TypeError)
  })

  test('give an answer of any depth', async () => {
    const depth = 100_000
    const { upstream, http } = await openDesk()
    upstream.otherwise({ body: '['.repeat(depth) + ']'.repeat(depth) })
    expect(await http.request({ ...read, schema: z.unknown() }, callWith())).toBeInstanceOf(Array)
  })
})

describe('what differs is never shared:', () => {
  const differences: [string, (i: number) => [Partial<typeof read>, Parameters<typeof callWith>[0]]][] = [
    ['the credential', (i) => [{}, { credential: { header: 'authorization', value: `Bearer ${i}` } }]],
    [
      'the header of the credential',
      (i) => [{}, { credential: { header: ['authorization', 'api_access_token'][i] ?? '', value: 'same' } }],
    ],
    ['the path', (i) => [{ path: `/things/${i}` }, {}]],
    ['the query', (i) => [{ query: { page: i } }, {}]],
    ['a header', (i) => [{ headers: { 'x-agent-id': `${i}` } }, {}]],
    ['the schema', (i) => [{ schema: [thing, thing.extend({})][i] ?? thing }, {}]],
  ]

  test.each(differences)('%s', async (_, differ) => {
    const { upstream, http } = await openDesk()
    upstream.otherwise(({ path, headers }) => ({
      ...held,
      body: { id: [path, headers.authorization, headers.api_access_token, headers['x-agent-id']].join() },
    }))
    const reads = [0, 1].map((i) => {
      const [spec, call] = differ(i)
      return http.request({ ...read, ...spec }, callWith(call))
    })
    await upstream.received(2)
    upstream.release()
    const [one, two] = await Promise.all(reads)
    expect(upstream.requests).toHaveLength(2)
    expect(one).not.toBe(two)
  })

  test('two credentials each get what is theirs, a hundred times at once', async () => {
    const { upstream, http } = await openDesk({ maxInFlight: 100, maxQueued: 100 })
    upstream.otherwise(({ headers }) => ({ body: { id: headers.authorization } }))
    const answers = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const value = `Bearer ${i % 2}`
        const credential = { header: 'authorization', value }
        return [value, (await http.request(read, callWith({ credential }))).id]
      }),
    )
    for (const [value, id] of answers) expect(id).toBe(value)
    expect(upstream.requests).toHaveLength(2)
  })

  test('writes', async () => {
    const { upstream, http } = await openDesk()
    upstream.otherwise(held)
    const writes = [http.request(write, callWith()), http.request(write, callWith())]
    await upstream.received(2)
    upstream.release()
    await Promise.all(writes)
  })
})

describe('a read does not join one that may be too old:', () => {
  test('one that began before a write, or while it was under way', async () => {
    const { upstream, http } = await openDesk()
    upstream.otherwise(held)
    const pending: Promise<unknown>[] = [http.request(read, callWith())]
    await upstream.received(1)
    const sent = http.request(write, callWith())
    await upstream.received(2)
    pending.push(http.request(read, callWith()))
    await upstream.received(3)
    upstream.plan({}) // nothing holds it up
    pending.push(http.request(read, callWith())) // joins the one before
    upstream.release()
    await Promise.all([...pending, sent])
    expect(upstream.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET'])
  })

  test('one that was there before a write ended', async () => {
    const { upstream, http } = await openDesk()
    upstream.plan({ isHeld: true }, { isHeld: true }, {}, { body: { id: 'new' } })
    const sent = http.request(write, callWith())
    await upstream.received(1)
    const old = http.request(read, callWith())
    await upstream.received(2)
    await http.request({ ...write, path: '/other' }, callWith())
    expect(await http.request(read, callWith())).toEqual({ id: 'new' })
    upstream.release()
    await Promise.all([sent, old])
    expect(upstream.requests).toHaveLength(4)
  })

  test('any, when the call must be fresh; and others may join that one', async () => {
    const { upstream, http } = await openDesk()
    upstream.plan({ ...held, body: { id: 'old' } }, { ...held, body: { id: 'fresh' } })
    const old = http.request(read, callWith())
    await upstream.received(1)
    const fresh = http.request(read, callWith({ mustBeFresh: true }))
    await upstream.received(2)
    const joined = http.request(read, callWith())
    upstream.release()
    expect(await Promise.all([old, fresh, joined])).toEqual([{ id: 'old' }, { id: 'fresh' }, { id: 'fresh' }])
    expect(upstream.requests).toHaveLength(2)
  })
})

describe('a caller that goes away', () => {
  test('ends its own wait, and nobody else’s', async () => {
    const { upstream, http } = await openDesk()
    upstream.otherwise(held)
    const first = new AbortController()
    const gone = failureOf(http.request(read, callWith({ signal: first.signal })))
    const second = http.request(read, callWith())
    await upstream.received(1)
    first.abort(new Error('gone'))
    expect(await gone).toMatchObject({ message: 'gone' })
    upstream.release()
    expect(await second).toEqual({ id: 'a' })
    expect(upstream.requests[0]?.isAborted()).toBe(false)
  })

  test('and is the last to wait cuts the read off, and nobody joins it any more', async () => {
    const { upstream, http } = await openDesk()
    upstream.plan({ fault: 'silence' }, { body: { id: 'new' } })
    const callers = [new AbortController(), new AbortController()]
    const gone = callers.map(({ signal }) => failureOf(http.request(read, callWith({ signal }))))
    await upstream.received(1)
    for (const caller of callers) caller.abort()
    await Promise.all(gone)
    expect(await http.request(read, callWith())).toEqual({ id: 'new' })
    await expect.poll(() => upstream.requests[0]?.isAborted()).toBe(true)
  })

  test('before it began asks nothing', async () => {
    const { upstream, http } = await openDesk()
    const signal = AbortSignal.abort(new Error('gone'))
    expect(await failureOf(http.request(read, callWith({ signal })))).toMatchObject({ message: 'gone' })
    expect(await failureOf(http.request(write, callWith({ signal })))).toMatchObject({ message: 'gone' })
    expect(upstream.requests).toEqual([])
  })

  test('does not cut off a write that has gone out', async () => {
    const { upstream, http } = await openDesk()
    upstream.plan({ isHeld: true, isStored: true })
    const caller = new AbortController()
    const gone = failureOf(http.request(write, callWith({ signal: caller.signal })))
    await upstream.received(1)
    caller.abort(new Error('gone'))
    expect(await gone).toMatchObject({ message: 'gone' })
    upstream.release()
    await expect.poll(() => http.health().status).toBe('UP')
    expect(upstream.requests[0]?.isAborted()).toBe(false)
    expect(upstream.stored).toHaveLength(1)
  })

  test('while its write waits for a place keeps it from going out', async () => {
    const { upstream, http } = await openDesk({ maxInFlight: 1 })
    upstream.otherwise({ isHeld: true })
    const first = http.request(read, callWith())
    await upstream.received(1)
    const caller = new AbortController()
    const gone = failureOf(http.request(write, callWith({ signal: caller.signal })))
    caller.abort(new Error('gone'))
    expect(await gone).toMatchObject({ message: 'gone' })
    upstream.release()
    await first
    const last = http.request({ ...read, path: '/last' }, callWith())
    await upstream.received(2)
    upstream.release()
    await last
    expect(upstream.requests.map(({ path }) => path)).toEqual(['/things', '/last'])
  })
})

test('the deadline of one who waits ends only its own wait', async () => {
  const { upstream, http } = await openDesk()
  upstream.otherwise(held)
  const hasty = failureOf(http.request(read, callWith({ deadline: start + 30 })))
  const patient = http.request(read, callWith({ deadline: start + 10_000 }))
  await upstream.received(1)
  expect(await hasty).toMatchObject({ code: 'UPSTREAM_TIMEOUT' })
  upstream.release()
  expect(await patient).toEqual({ id: 'a' })
  expect(upstream.requests).toHaveLength(1)
})
