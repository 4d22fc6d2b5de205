import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { type Stack, startStack } from '../../support/stack.ts'
import { type RawOperation, type Transport, transports } from '../../support/transports.ts'

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
  await transports.WebSocket(stack.url, { query: '{ apiVersion }' }) // asks whether the credential is good, once a minute
})
afterAll(() => stack[Symbol.asyncDispose]())

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ')
const nested = (levels: number, inner = 'id') => 'a{'.repeat(levels) + inner + '}'.repeat(levels)
const conversation = encodeRef({ type: 'Conversation', account: 'chatwoot', path: ['1'] })
const ids = (count: number) => Array.from({ length: count }, () => conversation)

const hostile: Record<string, [limit: string, operation: RawOperation]> = {
  '10,000 aliases': ['tokens', { query: `{ ${times(10_000, (i) => `a${i}: apiVersion`)} }` }],
  '31 aliases of __typename': [
    'aliases',
    { query: `{ accounts { ${times(31, (i) => `a${i}: __typename`)} } }` },
  ],
  '3,000 braces': ['nesting', { query: `{${nested(3_000)}}` }],
  '3,000 braces that nobody closes': ['nesting', { query: '{a'.repeat(3_000) }],
  'a list 50,000 deep': [
    'nesting',
    { query: `{ node(id: ${'['.repeat(50_000)}${']'.repeat(50_000)}) { id } }` },
  ],
  '13 levels': [
    'depth',
    {
      query: `{ conversations { nodes { ${'lastMessage { conversation { '.repeat(5)} id ${'} } '.repeat(5)} } } }`,
    },
  ],
  'a fragment bomb of fields': [
    'cost',
    {
      query: `{ viewer { ...f0 } } ${times(40, (i) => `fragment f${i} on Viewer { ...f${i + 1} ...f${i + 1} }`)}
        fragment f40 on Viewer { agents { id } }`,
    },
  ],
  'a fragment bomb of aliases': [
    'aliases',
    {
      query: `{ ...f0 } ${times(40, (i) => `fragment f${i} on Query { ...f${i + 1} ...f${i + 1} }`)}
        fragment f40 on Query { a: apiVersion }`,
    },
  ],
  '3,000 equal roots': ['tokens', { query: `{ ${times(3_000, () => 'apiVersion')} }` }],
  '21 equal roots': ['rootFields', { query: `{ ${times(21, () => 'apiVersion')} }` }],
  '1,000 directives': ['tokens', { query: `{ apiVersion ${times(1_000, () => '@aa')} }` }],
  '10 directives that do not exist': ['directives', { query: `{ apiVersion ${times(10, () => '@aa')} }` }],
  '10 directives that do': ['directives', { query: `{ apiVersion ${times(10, () => '@skip(if: false)')} }` }],
  '101 ids in a variable': [
    'listItems',
    { query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', variables: { ids: ids(101) } },
  ],
  '101 ids in the document': ['listItems', { query: `{ nodes(ids: ${JSON.stringify(ids(101))}) { id } }` }],
  '101 ids in a default': [
    'listItems',
    { query: `query ($ids: [ID!]! = ${JSON.stringify(ids(101))}) { nodes(ids: $ids) { id } }` },
  ],
  '101 entries inside an input object': [
    'listItems',
    {
      query: 'query ($filter: ConversationFilter) { conversations(filter: $filter) { nodes { id } } }',
      variables: { filter: { accountIds: ids(101) } },
    },
  ],
  '101 entries inside an input object of the document': [
    'listItems',
    { query: `{ conversations(filter: { accountIds: ${JSON.stringify(ids(101))} }) { nodes { id } } }` },
  ],
  'a variable 2,000 deep': [
    'nesting',
    {
      query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      variables: { ids: JSON.parse('['.repeat(2_000) + ']'.repeat(2_000)) },
    },
  ],
  'pages of pages': [
    'cost',
    {
      query:
        '{ conversations(first: 100) { edges { node { messages(first: 100) { edges { node { id } } } } } } }',
    },
  ],
  'pages of pages, by variables': [
    'cost',
    {
      query: `query ($n: Int = 100, $m: Int) {
        conversations(first: $n) { edges { node { messages(last: $m) { edges { node { id } } } } } }
      }`,
      variables: { m: 100 },
    },
  ],
}

const byGet = (operation: RawOperation) => encodeURIComponent(JSON.stringify(operation)).length < 12_000
const byWebSocket = (operation: RawOperation) => JSON.stringify(operation).length < 60_000

describe.each(Object.entries<Transport>(transports))('over %s', (name, ask) => {
  const fitting = Object.entries(hostile).filter(([, [, operation]]) =>
    name === 'GET' ? byGet(operation) : name !== 'WebSocket' || byWebSocket(operation),
  )

  test.each(fitting)('%s: refused with what is too much, before any call', async (_, [limit, operation]) => {
    const { result, requests } = await stack.requestsDuring(() => ask(stack.url, operation))
    expect(result.errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_COMPLEX', limit } }])
    expect(result.errors?.[0]?.extensions.max).toBeTypeOf('number')
    expect([400, null]).toContain(result.status)
    expect(result.data).toBeUndefined()
    expect(requests).toEqual([])
  })

  test.each([
    ['two', '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a viewer { id } }'],
    ['itself', '{ ...a } fragment a on Query { ...a }'],
    ['nobody uses', '{ apiVersion } fragment a on Query { ...b } fragment b on Query { viewer { id } ...a }'],
    [
      'many, each in two circles',
      `{ ...f0 } ${times(150, (i) => `fragment f${i} on Query { ...f${(i + 1) % 150} ...f${(i + 2) % 150} }`)}`,
    ],
  ])('circular fragments are refused before any call: %s', async (_, query) => {
    const { result, requests } = await stack.requestsDuring(() => ask(stack.url, { query }))
    expect(result.errors?.map(({ extensions }) => extensions.code)).toEqual(['GRAPHQL_VALIDATION_FAILED'])
    expect(requests).toEqual([])
  })

  test('what is no GraphQL is told from what is too much', async () => {
    const { errors } = await ask(stack.url, { query: '{ apiVersion ' })
    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }])
  })
})

describe('of mutations', () => {
  const send = (index: number) =>
    `m${index}: sendMessage(input: { conversationId: "${conversation}", content: { text: "x" } }) { userErrors { code } }`
  const { GET: _, ...writing } = transports

  test.each(Object.entries(writing))('50 aliases of sendMessage over %s send nothing', async (_, ask) => {
    const { result, requests } = await stack.requestsDuring(() =>
      ask(stack.url, { query: `mutation { ${times(50, send)} }` }),
    )
    expect(result.errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_COMPLEX' } }])
    expect(requests).toEqual([])
  })

  test('by GET none is served', async () => {
    const { status, errors } = await transports.GET(stack.url, { query: `mutation { ${send(1)} }` })
    expect(status).toBe(405)
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  })
})

test('a batch is refused as such', async () => {
  const response = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ query: '{ apiVersion }' }, { query: '{ apiVersion }' }]),
  })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({
    errors: [{ message: expect.stringContaining('Batching'), extensions: { code: 'BAD_USER_INPUT' } }],
  })
})
