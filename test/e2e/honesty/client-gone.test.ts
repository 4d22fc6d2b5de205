/** A client that goes away: what was read for it is let go, what was written for it is not. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { type FaultUpstream, type Reply, startFaultUpstream } from '../../support/fault-upstream.ts'
import { exampleConversation, exampleId } from '../../support/live-stack.ts'
import { type Stack, startStack } from '../../support/stack.ts'
import { until } from '../../support/until.ts'

const { accountId, admin } = sandboxCredentials.chatwoot
const conversation = `/api/v1/accounts/${accountId}/conversations/${exampleId}`
/** Milliseconds: shorter than Parley itself has patience with an upstream. */
const soon = 3_000

let upstream: FaultUpstream
let stack: Stack
beforeEach(async () => {
  upstream = await startFaultUpstream()
  const account = { name: 'chatwoot', provider: 'chatwoot', baseUrl: upstream.url } as const
  stack = await startStack({
    life: false,
    config: () => ({
      anonymous: 'service',
      accounts: [{ ...account, accountId, apiToken: admin.token }],
    }),
  })
})
afterEach(async () => {
  await stack[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const ask = async (query: string, variables: object, signal?: AbortSignal) => {
  const response = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
    signal,
  })
  return response.json()
}
const ofSandbox = async (path: string) => {
  const response = await fetch(stack.sandbox.url + path, { headers: { api_access_token: admin.token } })
  return response.json()
}
const inboxQuery = '{ conversations(first: 5) { nodes { id } } }'
const asked = (method: string) => upstream.requests.filter((request) => request.method === method)

test('its reads are broken off, and not tried again', async () => {
  upstream.otherwise({ fault: 'silence' })
  const client = new AbortController()
  const left = ask(inboxQuery, {}, client.signal)
  await upstream.received(1)
  const begun = upstream.requests.length
  client.abort()
  await expect(left).rejects.toThrow('abort')
  await until(() => upstream.requests.every((request) => request.isAborted()), soon)
  expect(upstream.requests).toHaveLength(begun)
})

test('its send is carried to its end, and a repetition has the message without another', async () => {
  const [there, thread] = await Promise.all([ofSandbox(conversation), ofSandbox(`${conversation}/messages`)])
  const [message] = (thread as { payload: { message_type: number }[] }).payload.filter(
    ({ message_type }) => message_type === 1,
  )
  const replies: Record<string, Reply> = {
    [`GET ${conversation}`]: { body: there },
    [`GET ${conversation}/messages`]: { body: thread },
    [`POST ${conversation}/messages`]: { body: message, isHeld: true },
  }
  upstream.otherwise(({ method, path }) => replies[`${method} ${path.split('?')[0]}`] ?? { fault: 'silence' })
  const send = (signal?: AbortSignal) =>
    ask(
      'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { status } userErrors { code } } }',
      { input: { conversationId: exampleConversation, clientMessageId: 'left', content: { text: 'Hello' } } },
      signal,
    )
  const client = new AbortController()
  const left = send(client.signal)
  const leftToo = ask(inboxQuery, {}, client.signal)
  const isRead = ({ path }: { readonly path: string }) => !path.startsWith(conversation)
  await until(() => asked('POST').length === 1 && upstream.requests.some(isRead))
  client.abort()
  await Promise.all([left, leftToo].map((each) => expect(each).rejects.toThrow('abort')))
  await until(() => upstream.requests.filter(isRead).every((request) => request.isAborted()), soon) // so it is noticed
  const again = send()
  upstream.release()
  expect(await again).toMatchObject({ data: { sendMessage: { message: {}, userErrors: [] } } })
  expect(asked('POST').map((request) => request.isAborted())).toEqual([false])
})
