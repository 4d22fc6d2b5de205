/** At most so many upstream calls an operation: beyond them only those fields fail that need more. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { type Stack, startStack } from '../../support/stack.ts'
import { transports } from '../../support/transports.ts'

/** Even, because each thread needs two, of which neither is waited for once the other failed. */
const max = 8
let stack: Stack
beforeAll(async () => {
  stack = await startStack({ config: () => ({ maxUpstreamCalls: max }), life: false })
  await transports.WebSocket(stack.url, { query: '{ apiVersion }' }) // asks whether the credential is good, once a minute
})
afterAll(() => stack[Symbol.asyncDispose]())

/** Each is a call of its own, because none is there. */
const missing = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    encodeRef({
      type: 'Conversation',
      account: 'infobip',
      path: [`${index}0000000-0000-4000-8000-000000000000`],
    }),
  )
const each = (count: number) =>
  missing(count)
    .map((id, index) => `a${index}: conversation(id: "${id}") { messages(last: 1) { nodes { text } } }`)
    .join(' ')

test.each(Object.entries(transports))(
  'over %s exactly so many go out, and each field beyond says why',
  async (_, ask) => {
    const { result, requests } = await stack.requestsDuring(() =>
      ask(stack.url, { query: `{ apiVersion ${each(15)} }` }),
    )
    expect(requests).toHaveLength(max)
    const refused = result.errors?.filter(({ extensions }) => extensions.code === 'QUERY_TOO_COMPLEX')
    const paths = Array.from({ length: 15 - max / 2 }, (_, index) => [`a${index + max / 2}`, 'messages'])
    expect(refused).toMatchObject([{ path: paths[0], extensions: { limit: 'upstreamCalls', max, paths } }])
    expect(result.data).toMatchObject({ apiVersion: expect.any(String) })
  },
)

test('what needs no more is served whole', async () => {
  const { result, requests } = await stack.requestsDuring(() =>
    transports.POST(stack.url, { query: '{ conversations(first: 3) { nodes { id } } }' }),
  )
  expect(result.errors).toBeUndefined()
  expect(requests.length).toBeLessThanOrEqual(max)
})

test('a send that would be beyond them is not begun', async () => {
  await using tight = await startStack({ config: () => ({ maxUpstreamCalls: 1 }), life: false })
  const { data } = await transports.POST(tight.url, {
    query: '{ conversations(first: 1, filter: { status: [OPEN] }) { nodes { id } } }',
  })
  const [conversation] = (data as { conversations: { nodes: { id: string }[] } }).conversations.nodes
  const { result, requests } = await tight.requestsDuring(() =>
    transports.POST(tight.url, {
      query: 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { userErrors { code } } }',
      variables: {
        input: { conversationId: conversation?.id, content: { text: 'never' }, clientMessageId: 'one' },
      },
    }),
  )
  expect(result.errors).toMatchObject([{ path: ['sendMessage'], extensions: { code: 'QUERY_TOO_COMPLEX' } }])
  expect(requests.filter((request) => request.startsWith('POST'))).toEqual([])
})
