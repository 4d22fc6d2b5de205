/** What a client says that it reads, and what becomes of what could not be answered so. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exampleConversation, type LiveStack, startLiveStack } from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'

let stack: LiveStack
beforeAll(async () => {
  stack = await startLiveStack()
})
afterAll(() => stack[Symbol.asyncDispose]())

const subscription = 'subscription { inboxEvents { cursor } }'

const ask = async (accept: string, query: string, method = 'POST') => {
  const byGet = method === 'GET'
  const address = `${stack.url}/graphql${byGet ? `?query=${encodeURIComponent(query)}` : ''}`
  const gone = new AbortController()
  const answer = await fetch(address, {
    method,
    headers: { accept, 'content-type': 'application/json' },
    ...(byGet ? {} : { body: JSON.stringify({ query }) }),
    signal: gone.signal,
  })
  return { answer, leave: () => gone.abort() }
}
const codeOf = async (answer: Response) => {
  const { errors } = (await answer.json()) as { errors: { extensions: { code: string } }[] }
  return errors.map(({ extensions }) => extensions.code)
}

test.each(
  [
    'application/json',
    'application/graphql-response+json, application/json;q=0.9',
    'multipart/mixed',
    'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9',
    'text/event-stream;charset=latin1',
    'text/html',
    'nonsense',
  ].flatMap((accept) => [
    ['POST', accept],
    ['GET', accept],
  ]),
)(
  'a subscription by %s for a client that accepts %s is refused, and nobody subscribes',
  async (method, accept) => {
    const { answer } = await ask(accept, subscription, method)
    expect(await codeOf(answer)).toEqual(['BAD_USER_INPUT'])
    expect(answer.status).toBe(406)
    await until(() => stack.counts().subscribers === 0)
  },
)

test.each([
  'text/event-stream',
  'TEXT/Event-Stream;q=0.5',
  'text/*',
  '*/*',
  'application/json, text/event-stream',
])('a subscription for a client that accepts %s begins', async (accept) => {
  const { answer, leave } = await ask(accept, subscription)
  expect(answer.headers.get('content-type')).toContain('text/event-stream')
  await until(() => stack.counts().subscribers === 1)
  leave()
  await until(() => stack.counts().subscribers === 0)
})

test('a mutation whose answer the client would not accept does not happen', async () => {
  const input = `{ conversationId: "${exampleConversation}", content: { text: "Hello" } }`
  stack.sandbox.clearRequests()
  const { answer } = await ask(
    'image/png',
    `mutation { sendMessage(input: ${input}) { userErrors { code } } }`,
  )
  expect(await codeOf(answer)).toEqual(['BAD_USER_INPUT'])
  expect(answer.status).toBe(406)
  expect(stack.sandbox.requests).toEqual([])
})
