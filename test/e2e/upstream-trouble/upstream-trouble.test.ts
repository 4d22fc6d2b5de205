import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { FaultInput } from '../../../src/sandbox/index.ts'
import { InboxDocument, WhoAmIDocument } from '../../support/gql/graphql.ts'
import { type Stack, startStack } from '../../support/stack.ts'

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterEach(() => stack.sandbox.faults.clear())
afterAll(() => stack[Symbol.asyncDispose]())

const paths = { chatwoot: '/api/v1/', infobip: '/ccaas/1/' } as const

const troubles: [string, Pick<FaultInput, 'effect' | 'latency'>, string][] = [
  [
    'answers 500',
    { effect: { type: 'respond', status: 500, body: { secret: 'canary' } } },
    'UPSTREAM_UNAVAILABLE',
  ],
  ['answers HTML', { effect: { type: 'html', status: 200 } }, 'UPSTREAM_BAD_RESPONSE'],
  ['answers half a JSON', { effect: { type: 'truncate' } }, 'UPSTREAM_BAD_RESPONSE'],
  [
    'answers the wrong shape',
    { effect: { type: 'respond', status: 200, body: { data: 'canary' } } },
    'UPSTREAM_BAD_RESPONSE',
  ],
  ['cuts the connection', { effect: { type: 'cut' } }, 'UPSTREAM_UNAVAILABLE'],
  ['cuts the connection in the answer', { effect: { type: 'cut', when: 'during' } }, 'UPSTREAM_UNAVAILABLE'],
  ['answers without end', { effect: { type: 'huge' } }, 'UPSTREAM_BAD_RESPONSE'],
  [
    'redirects elsewhere',
    { effect: { type: 'redirect', location: 'http://127.0.0.1:1/' } },
    'UPSTREAM_BAD_RESPONSE',
  ],
  [
    'says 429',
    { effect: { type: 'respond', status: 429, headers: { 'retry-after': '30' } } },
    'RATE_LIMITED',
  ],
]

describe.each(['chatwoot', 'infobip'] as const)('when %s has trouble', (name) => {
  const other = name === 'chatwoot' ? 'infobip' : 'chatwoot'

  test.each(troubles)(
    'and %s, the other part of the inbox is served and sources says what happened',
    async (_, fault, code) => {
      stack.sandbox.faults.add({ match: { path: paths[name] }, times: null, ...fault })
      const { conversations } = await stack.client.expectData(InboxDocument, { first: 5 })
      expect(conversations?.edges).toHaveLength(5)
      expect(new Set(conversations?.edges.map(({ node }) => node.provider))).toEqual(
        new Set([other.toUpperCase()]),
      )
      const sources = Object.fromEntries(
        conversations?.sources.map((source) => [source.account.name, source]) ?? [],
      )
      expect(sources[other]).toMatchObject({ status: 'OK', code: null, message: null })
      expect(sources[name]).toMatchObject({ status: 'FAILED', code })
      expect(JSON.stringify(conversations)).not.toMatch(/canary|127\.0\.0\.1|http:/)
      expect(conversations?.totalCount).toBeNull()
    },
  )

  test('and does not answer in time, the other part of the inbox is there within the deadline', {
    timeout: 20_000,
  }, async () => {
    stack.sandbox.faults.add({ match: { path: paths[name] }, times: null, latency: 60_000 })
    const { conversations } = await stack.client.expectData(InboxDocument, { first: 5 })
    expect(conversations?.edges).toHaveLength(5)
    expect(conversations?.sources.find(({ account }) => account.name === name)).toMatchObject({
      status: 'FAILED',
      code: 'UPSTREAM_TIMEOUT',
    })
  })

  test('the next page brings what it could not give', async () => {
    stack.sandbox.faults.add({ match: { path: paths[name] }, times: 1, effect: { type: 'cut' } })
    const broken = await stack.client.expectData(InboxDocument, { first: 2 })
    const healed = await stack.client.expectData(InboxDocument, {
      first: 40,
      after: broken.conversations?.pageInfo.endCursor,
    })
    expect(healed.conversations?.edges.some(({ node }) => node.provider === name.toUpperCase())).toBe(true)
    expect(healed.conversations?.sources.every(({ status }) => status === 'OK')).toBe(true)
  })

  test('the viewer is still told who they are on the other', async () => {
    stack.sandbox.faults.add({ match: { path: paths[name] }, times: null, effect: { type: 'cut' } })
    const { viewer } = await stack.client.expectData(WhoAmIDocument, {})
    expect(viewer.agents.every(({ account }) => account.name === other)).toBe(true)
  })
})
