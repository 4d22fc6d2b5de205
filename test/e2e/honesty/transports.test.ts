/** Equal errors are told once, by whatever way the answer travels. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import {
  collect,
  exampleConversation,
  exampleId,
  type LiveStack,
  type Loose,
  startLiveStack,
  tellMessage,
  wsClient,
} from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'

let stack: LiveStack
beforeAll(async () => {
  stack = await startLiveStack()
})
afterEach(() => stack.sandbox.faults.clear())
afterAll(() => stack[Symbol.asyncDispose]())

const spoil = (pattern: string) =>
  stack.sandbox.faults.add({ match: { pattern }, times: null, effect: { type: 'respond', status: 500 } })

const children = '{ conversations(first: 4) { nodes { messages(last: 1) { nodes { id } } } } }'

const post = async (accept: string) => {
  const response = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query: children }),
  })
  return response.text()
}

const told = expect.arrayContaining([
  {
    message: expect.any(String),
    locations: expect.any(Array),
    path: expect.any(Array),
    extensions: {
      code: 'UPSTREAM_UNAVAILABLE',
      account: expect.any(String),
      provider: expect.any(String),
      paths: expect.any(Array),
    },
  },
])
const pathsIn = (errors: readonly Loose[]) =>
  errors.flatMap(({ extensions, path }) => extensions.paths ?? [path]).toSorted()

test('a query is answered with the same errors over HTTP, SSE and WebSocket', async () => {
  spoil('/messages$')
  const overHttp = JSON.parse(await post('application/json')).errors
  const event = /^data: (\{.+\})$/m.exec(await post('text/event-stream'))?.[1]
  const client = wsClient(stack.wsUrl)
  const { results } = collect(client, children)
  await until(() => results.length === 1)
  await client.dispose()

  expect(overHttp).toEqual(told)
  expect(overHttp.length).toBeLessThan(3)
  expect(pathsIn(overHttp)).toEqual(
    [0, 1, 2, 3].map((index) => ['conversations', 'nodes', index, 'messages']),
  )
  expect(JSON.parse(event ?? '{}').errors).toEqual(overHttp)
  expect(results[0]?.errors).toEqual(overHttp)
})

const live = /* GraphQL */ `
  subscription ($id: ID!) {
    conversationEvents(conversationId: $id) {
      ... on MessageAdded {
        one: message { conversation { messages(last: 1) { nodes { id } } } }
        two: message { conversation { messages(last: 2) { nodes { id } } } }
      }
    }
  }
`

test('an event is delivered with what is left of it, and one error', async () => {
  const client = wsClient(stack.wsUrl)
  const { results } = collect(client, live, { id: exampleConversation })
  await until(() => stack.counts().subscribers === 1)
  spoil(`/conversations/${exampleId}/messages$`)
  await tellMessage(stack, '901')
  await until(() => results.length === 1)
  await client.dispose()
  const [result] = results
  expect(result?.data).toEqual({
    conversationEvents: {
      one: { conversation: { messages: null } },
      two: { conversation: { messages: null } },
    },
  })
  expect(result?.errors).toMatchObject([
    {
      path: ['conversationEvents', 'one', 'conversation', 'messages'],
      extensions: {
        code: 'UPSTREAM_UNAVAILABLE',
        paths: ['one', 'two'].map((alias) => ['conversationEvents', alias, 'conversation', 'messages']),
      },
    },
  ])
})
