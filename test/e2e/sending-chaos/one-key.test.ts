import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import type { GraphQLTestClient } from '../../support/client.ts'
import { findTool } from '../../support/find-tool.ts'
import { SendMessageDocument, type SendMessageInput } from '../../support/gql/graphql.ts'
import { hasState, type Instance, type Instances, startInstances } from '../../support/instances.ts'
import { type Fate, goodFate } from '../../support/lossy-upstream.ts'
import { until } from '../../support/until.ts'

const program = await findTool('redis-server')
const example = encodeRef({
  type: 'Conversation',
  account: 'chatwoot',
  path: [sandboxCredentials.example.conversationId],
})

/** The text says what becomes of it. */
const fateOf = (text: string): Fate => {
  const [, answer] = /stored, then (CUT|500|502|504)/.exec(text) ?? []
  if (!answer) return goodFate
  return { isStored: 'AT_ONCE', answer: answer === 'CUT' ? 'CUT' : (Number(answer) as 500 | 502 | 504) }
}

describe.skipIf(program === null)('two instances over one Redis', () => {
  let cluster: Instances
  let one: Instance
  let two: Instance
  beforeAll(async () => {
    cluster = await startInstances(program as string, fateOf)
    ;[one, two] = cluster.running as [Instance, Instance]
  })
  afterAll(() => cluster[Symbol.asyncDispose]())

  const send = async (client: GraphQLTestClient, input: SendMessageInput) =>
    (await client.expectData(SendMessageDocument, { input })).sendMessage
  const storedOf = (text: string) => cluster.upstream.stored.filter((message) => message.text === text)
  const postsOf = (text: string) => cluster.upstream.posts.filter((post) => post === text)

  test.each(['stored', 'stored, then 500', 'stored, then 502', 'stored, then 504', 'stored, then CUT'])(
    '50 callers at once with one key are one post and 50 equal answers, when it is %s',
    async (text) => {
      const input = { conversationId: example, content: { text }, clientMessageId: text }
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => send((index % 2 ? one : two).client, input)),
      )
      expect(postsOf(text)).toHaveLength(1)
      const [message] = storedOf(text)
      expect(answers[0]).toMatchObject({ message: { text, upstreamId: message?.id }, userErrors: [] })
      for (const answer of answers) expect(answer).toEqual(answers[0])
    },
  )

  test('the same key of another caller and of another account is a message of its own', async () => {
    const content = { text: 'The same words' }
    const [infobip = ''] = await cluster.conversations('infobip')
    const { agent } = sandboxCredentials.chatwoot
    const ben = one.clientWith({ authorization: `Bearer ${agent.token}` })
    const clientMessageId = 'a key of several'
    const answers = await Promise.all([
      send(one.client, { conversationId: example, content, clientMessageId }),
      send(ben, { conversationId: example, content, clientMessageId }),
      send(two.client, { conversationId: infobip, content, clientMessageId }),
    ])
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([])
    const ids = answers.map(({ message }) => message?.upstreamId)
    expect(new Set(ids).size).toBe(3)
    expect(new Set(storedOf(content.text).map(({ id }) => id))).toEqual(new Set(ids))
  })

  test('SIGTERM with 50 sends in flight: each is answered and stored once, and the process ends with 0', async () => {
    const leaving = await cluster.start()
    const conversations = [
      ...(await cluster.conversations('chatwoot')).slice(0, 25),
      ...(await cluster.conversations('infobip')).slice(0, 25),
    ]
    const { upstream } = cluster
    const before = { posts: upstream.posts.length, claims: await cluster.claims() }
    upstream.hold()
    const sends = Array.from({ length: 50 }, (_, index) =>
      send(leaving.client, {
        conversationId: conversations[index % conversations.length] as string,
        content: { text: `In flight ${index}` },
        clientMessageId: `in-flight-${index}`,
      }),
    )
    await until(async () => (await cluster.claims()) === before.claims + 50)
    await upstream.received(before.posts + 16) // so many are under way at once in an account; the others wait
    const ended = leaving.process.end('SIGTERM')
    await until(async () => (await fetch(`${leaving.url}/ready`).catch(() => null))?.status !== 200)
    upstream.release()

    const answers = await Promise.all(sends)
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([])
    const stored = answers.map((_, index) => storedOf(`In flight ${index}`).map(({ id }) => id))
    expect(stored).toEqual(answers.map(({ message }) => [message?.upstreamId]))
    expect(await ended).toBe(0)
  })

  test('while Redis is away sends with a key are refused as retryable, and go out once when it is back', async () => {
    const text = 'Kept for later'
    const input = { conversationId: example, content: { text }, clientMessageId: 'redis-away' }
    await cluster.redis.kill()
    const refusals = await Promise.all([one, two, one, two].map(({ client }) => send(client, input)))
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({
        message: null,
        userErrors: [{ code: 'UPSTREAM_UNAVAILABLE', isRetryable: true }],
      })
    }
    expect(postsOf(text)).toEqual([])

    await cluster.redis.start()
    for (const { url } of [one, two]) await until(() => hasState(url), 20_000)
    const answers = await Promise.all([one, two].map(({ client }) => send(client, input)))
    const [message] = storedOf(text)
    expect(postsOf(text)).toHaveLength(1)
    expect(answers.map((answer) => answer.message?.upstreamId)).toEqual([message?.id, message?.id])
  })
})
