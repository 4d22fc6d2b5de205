/** One request of eleven fails: what was asked for beside it is there, and what failed says why, once. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { FaultInput } from '../../../src/sandbox/index.ts'
import { ChildrenDocument } from '../../support/gql/graphql.ts'
import { accountId } from '../../support/rows.ts'
import { type Stack, startStack } from '../../support/stack.ts'

let stack: Stack
/** Moves on between the tests, so that one test's failures are forgotten in the next. */
const clock = { ahead: 0 }
beforeAll(async () => {
  stack = await startStack({
    life: false,
    now: () => Date.now() + clock.ahead,
    config: () => ({ maxSeconds: 3 }),
  })
})
afterEach(() => {
  stack.sandbox.faults.clear()
  clock.ahead += 60_000
})
afterAll(() => stack[Symbol.asyncDispose]())

type Trouble = Pick<FaultInput, 'effect' | 'latency'>

const canary = { secret: 'canary-body' }
const troubles: [string, Trouble, string][] = [
  ['429', { effect: { type: 'respond', status: 429, body: canary } }, 'RATE_LIMITED'],
  ['500', { effect: { type: 'respond', status: 500, body: canary } }, 'UPSTREAM_UNAVAILABLE'],
  ['a refusal', { effect: { type: 'respond', status: 400, body: canary } }, 'UPSTREAM_BAD_RESPONSE'],
  ['HTML', { effect: { type: 'html', status: 200 } }, 'UPSTREAM_BAD_RESPONSE'],
  ['half a JSON', { effect: { type: 'truncate' } }, 'UPSTREAM_BAD_RESPONSE'],
  ['the wrong shape', { effect: { type: 'respond', status: 200, body: canary } }, 'UPSTREAM_BAD_RESPONSE'],
  ['too many bytes', { effect: { type: 'huge' } }, 'UPSTREAM_BAD_RESPONSE'],
  ['a redirect', { effect: { type: 'redirect', location: 'http://127.0.0.1:1/' } }, 'UPSTREAM_BAD_RESPONSE'],
  ['a cut connection', { effect: { type: 'cut' } }, 'UPSTREAM_UNAVAILABLE'],
  ['nothing at all', { latency: 60_000 }, 'UPSTREAM_TIMEOUT'],
]

describe.each(['chatwoot', 'infobip'] as const)('of ten conversations in %s', (name) => {
  const ask = () => stack.client.run(ChildrenDocument, { accountId: accountId(name) })
  const ids = async () => {
    const { conversations } = await stack.client.expectData(ChildrenDocument, { accountId: accountId(name) })
    return (conversations?.nodes ?? []).map(({ upstreamId }) => upstreamId)
  }
  const spoil = (id: string, trouble: Trouble) =>
    stack.sandbox.faults.add({
      match: { pattern: `/conversations/${id}/messages$` },
      times: null,
      ...trouble,
    })

  test.each(troubles)('one whose messages are %s leaves the nine others whole', async (_, trouble, code) => {
    const all = await ids()
    expect(all).toHaveLength(10)
    spoil(all[3] as string, trouble)
    const { data, errors } = await ask()
    const nodes = data?.conversations?.nodes ?? []
    expect(nodes.map(({ upstreamId }) => upstreamId)).toEqual(all)
    expect(nodes.flatMap(({ messages }, index) => (messages ? [] : [index]))).toEqual([3])
    expect(nodes.every(({ messages }, index) => index === 3 || (messages?.nodes.length ?? 0) > 0)).toBe(true)
    expect(errors).toMatchObject([
      {
        path: ['conversations', 'nodes', 3, 'messages'],
        extensions: { code, account: name, provider: name.toUpperCase() },
      },
    ])
    expect(JSON.stringify(errors)).not.toMatch(/canary|127\.0\.0\.1|http:|<html/i)
  })

  test('one that is gone by the time it is asked for is null, which is no error', async () => {
    const all = await ids()
    spoil(all[3] as string, { effect: { type: 'respond', status: 404, body: canary } })
    const { data, errors } = await ask()
    const nodes = data?.conversations?.nodes ?? []
    expect(nodes.flatMap(({ messages }, index) => (messages ? [] : [index]))).toEqual([3])
    expect(errors).toEqual([])
  })

  test('several that fail for one reason are one error that names them all', async () => {
    const all = await ids()
    const broken: Trouble = { effect: { type: 'respond', status: 500 } }
    for (const index of [1, 4, 6]) spoil(all[index] as string, broken)
    spoil(all[8] as string, { effect: { type: 'html', status: 200 } })
    const { data, errors } = await ask()
    const pathOf = (index: number) => ['conversations', 'nodes', index, 'messages']
    expect(data?.conversations?.nodes.filter(({ messages }) => messages)).toHaveLength(6)
    expect(errors).toMatchObject([
      { path: pathOf(1), extensions: { code: 'UPSTREAM_UNAVAILABLE' } },
      { path: pathOf(8), extensions: { code: 'UPSTREAM_BAD_RESPONSE' } },
    ])
    expect(errors[0]?.extensions?.paths).toEqual([1, 4, 6].map(pathOf))
    expect(errors[1]?.extensions).not.toHaveProperty('paths')
  })

  test('ten that hang are answered by the deadline, with the list and one error', async () => {
    stack.sandbox.faults.add({ match: { pattern: '/messages$' }, times: null, latency: 60_000 })
    const { data, errors } = await ask()
    expect(data?.conversations?.nodes).toHaveLength(10)
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({
      extensions: { code: 'UPSTREAM_TIMEOUT', paths: expect.toSatisfy((paths) => paths.length === 10) },
    })
  })
})
