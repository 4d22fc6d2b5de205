/** Whoever has to wait is told until when, and a send that was refused so can be sent again. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { FaultInput } from '../../../src/sandbox/index.ts'
import { infobipSandboxAgents } from '../../../src/sandbox/infobip/index.ts'
import {
  ChildrenDocument,
  ConversationByIdDocument,
  SendMessageDocument,
  type SendMessageInput,
} from '../../support/gql/graphql.ts'
import { accountId, rowsOf } from '../../support/rows.ts'
import { type Stack, startStack } from '../../support/stack.ts'

const start = Date.UTC(2026, 10, 20, 12)
const clock = { now: start }
let stack: Stack
beforeAll(async () => {
  stack = await startStack({
    life: false,
    infobipAgent: infobipSandboxAgents.agent.id,
    now: () => clock.now,
  })
})
afterEach(() => {
  stack.sandbox.faults.clear()
  clock.now += 60_000
})
afterAll(() => stack[Symbol.asyncDispose]())

const iso = (ms: number) => new Date(ms).toISOString()
const limited = (value: string | undefined): FaultInput['effect'] => ({
  type: 'respond',
  status: 429,
  headers: value === undefined ? {} : { 'retry-after': value },
})

/** `Retry-After`, and how many milliseconds from now it means. */
const values: [string, (now: number) => string | undefined, number | null][] = [
  ['seconds', () => '20', 20_000],
  ['a date', (now) => new Date(now + 30_000).toUTCString(), 30_000],
  ['an hour', () => '3600', 3_600_000],
  ['nothing', () => undefined, null],
  ['nonsense', () => 'soon', null],
]

describe.each(['chatwoot', 'infobip'] as const)('in %s', (name) => {
  const send = async (input: SendMessageInput) =>
    (await stack.client.expectData(SendMessageDocument, { input })).sendMessage
  const place = async () => {
    const rows = await rowsOf(stack, name)
    return rows.find(({ viewerCanReply }) => viewerCanReply)?.id ?? ''
  }
  const posts = (requests: readonly string[]) => requests.filter((one) => /^POST .*\/messages$/.test(one))

  test.each(values)(
    'a send that is refused with 429 and %s says when, and its key can be used again at once',
    async (what, valueAt, ms) => {
      const input = {
        conversationId: await place(),
        content: { text: `After ${what}` },
        clientMessageId: `${name}-${what}`,
      }
      stack.sandbox.faults.add({
        match: { method: 'POST', pattern: '/messages$' },
        effect: limited(valueAt(clock.now)),
      })
      const { result, requests } = await stack.requestsDuring(async () => [
        await send(input),
        await send(input),
      ])
      expect(result[0]).toMatchObject({
        message: null,
        userErrors: [
          {
            __typename: 'RateLimitedError',
            code: 'RATE_LIMITED',
            retryAt: ms === null ? null : iso(clock.now + ms),
          },
        ],
      })
      expect(result[1]).toMatchObject({ userErrors: [], message: { text: `After ${what}` } })
      expect(posts(requests)).toHaveLength(2)
    },
  )

  test.each(values.filter(([, , ms]) => ms !== null && ms > 10_000))(
    'a read that is refused with 429 and %s is not waited for, and says when',
    async (_, valueAt, ms) => {
      stack.sandbox.faults.add({
        match: { method: 'GET', pattern: '/messages$' },
        times: null,
        effect: limited(valueAt(clock.now)),
      })
      const { errors } = await stack.client.run(ChildrenDocument, { accountId: accountId(name) })
      expect(errors).toMatchObject([
        { extensions: { code: 'RATE_LIMITED', retryAt: iso(clock.now + (ms ?? 0)) } },
      ])
    },
  )

  test('an account that is left alone says until when, in userErrors and in extensions', async () => {
    const conversationId = await place()
    clock.now += 60_000 // its successes are forgotten
    stack.sandbox.faults.add({
      match: { path: name === 'chatwoot' ? '/api/v1/' : '/ccaas/1/' },
      times: null,
      effect: { type: 'respond', status: 500 },
    })
    const ask = () => stack.client.run(ChildrenDocument, { accountId: accountId(name) })
    for (let i = 0; i < 20; i++) await ask()
    const refused = () =>
      send({ conversationId, content: { text: 'Hello' }, clientMessageId: `${name}-open` })
    const { result, requests } = await stack.requestsDuring(refused)
    const retryAt = iso(clock.now + 10_000)
    expect(requests).toEqual([])
    expect(result.userErrors).toMatchObject([
      { __typename: 'UpstreamError', code: 'UPSTREAM_UNAVAILABLE', isRetryable: true, retryAt },
    ])
    const { errors } = await stack.client.run(ConversationByIdDocument, { id: conversationId })
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE', retryAt } }])
    stack.sandbox.faults.clear()
    clock.now += 10_000
    expect(await refused()).toMatchObject({ userErrors: [], message: { text: 'Hello' } })
  })
})
