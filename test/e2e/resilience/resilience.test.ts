import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FaultInput } from '../../../src/sandbox/index.ts'
import { AccountsDocument, InboxDocument } from '../../support/gql/graphql.ts'
import { type Stack, startStack } from '../../support/stack.ts'

const paths = { chatwoot: '/api/v1/', infobip: '/ccaas/1/' } as const
type Name = keyof typeof paths

let stack: Stack
let clock: { now: number }
beforeEach(async () => {
  clock = { now: Date.now() }
  stack = await startStack({ now: () => clock.now })
})
afterEach(() => stack[Symbol.asyncDispose]())

const spoil = (name: Name, fault: Pick<FaultInput, 'effect' | 'latency' | 'times'>) =>
  stack.sandbox.faults.add({ match: { path: paths[name] }, times: null, ...fault })

const inbox = async () => {
  const { conversations } = await stack.client.expectData(InboxDocument, { first: 5 })
  return Object.fromEntries(conversations?.sources.map((source) => [source.account.name, source]) ?? [])
}
const inboxes = async (count: number) => {
  for (let i = 0; i < count; i++) await inbox()
}
const requestsTo = async (name: Name, work: () => Promise<unknown>) => {
  const { requests } = await stack.requestsDuring(work)
  return requests.filter((one) => one.includes(paths[name])).length
}
const health = async (name: Name) => {
  const { accounts } = await stack.client.expectData(AccountsDocument, {})
  return accounts.find((account) => account.name === name)?.health
}
const ready = async () => {
  const response = await fetch(`${stack.url}/ready`)
  return { status: response.status, body: await response.json() }
}
const iso = (ms: number) => new Date(ms).toISOString()
const down: FaultInput['effect'] = { type: 'respond', status: 500, body: { secret: 'canary' } }

describe.each<[Name, Name]>([
  ['chatwoot', 'infobip'],
  ['infobip', 'chatwoot'],
])('when %s fails every call', (name, other) => {
  test('it is left alone but for one probe each ten seconds, everybody is told, and it heals by itself', async () => {
    await inbox() // the first of twenty calls
    spoil(name, { effect: down })
    expect(await requestsTo(name, () => inboxes(40))).toBe(19)
    const openSince = clock.now

    expect(await requestsTo(name, () => inboxes(10))).toBe(0)
    const sources = await inbox()
    expect(sources[name]).toMatchObject({ status: 'FAILED', code: 'UPSTREAM_UNAVAILABLE' })
    expect(sources[other]).toMatchObject({ status: 'OK', code: null })
    expect(await health(name)).toMatchObject({
      status: 'DOWN',
      openSince: iso(openSince),
      retryAt: iso(openSince + 10_000),
    })
    expect(await health(other)).toMatchObject({ status: 'UP', openSince: null, retryAt: null })
    const told = await ready()
    expect(told.status).toBe(200)
    expect(told.body.accounts).toContainEqual({
      name,
      status: 'DOWN',
      openSince: iso(openSince),
      retryAt: iso(openSince + 10_000),
    })
    expect(told.body.accounts).toContainEqual({ name: other, status: 'UP', openSince: null, retryAt: null })
    expect(JSON.stringify([sources, told])).not.toMatch(/canary|http:/)

    for (const seconds of [10, 20, 30]) {
      clock.now = openSince + seconds * 1_000
      expect(await requestsTo(name, () => inboxes(5))).toBe(1)
    }

    stack.sandbox.faults.clear()
    expect(await requestsTo(name, () => inboxes(5))).toBe(0)
    clock.now += 10_000
    expect((await inbox())[name]).toMatchObject({ status: 'OK' })
    expect(await health(name)).toMatchObject({ status: 'UP', openSince: null, retryAt: null })
  })

  test('for a moment only, the reader does not notice', async () => {
    spoil(name, { effect: { type: 'cut' }, times: 1 })
    expect((await inbox())[name]).toMatchObject({ status: 'OK' })
    spoil(name, { effect: { type: 'respond', status: 503 }, times: 1 })
    expect((await inbox())[name]).toMatchObject({ status: 'OK' })
  })

  test('with a long Retry-After, the reader hears at once when to come back', async () => {
    spoil(name, { effect: { type: 'respond', status: 429, headers: { 'retry-after': '3600' } } })
    const retryAt = iso(clock.now + 3_600_000)
    let sources: Awaited<ReturnType<typeof inbox>> = {}
    expect(
      await requestsTo(name, async () => {
        sources = await inbox()
      }),
    ).toBe(1)
    expect(sources[name]).toMatchObject({ status: 'FAILED', code: 'RATE_LIMITED' })
    expect(await health(name)).toMatchObject({ status: 'DOWN', retryAt })
    clock.now += 3_600_000
    expect(await health(name)).toMatchObject({ status: 'DEGRADED', retryAt: null })
  })
})

test('not ready while every account is left alone, and ready for another try when their rest is over', async () => {
  for (const name of ['chatwoot', 'infobip'] as const) spoil(name, { effect: down })
  await inboxes(40)
  expect(await ready()).toMatchObject({ status: 503, body: { status: 'not ready' } })
  clock.now += 10_000
  expect(await ready()).toMatchObject({ status: 200 })
})
