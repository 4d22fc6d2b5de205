/** Operations that clients name instead of sending them. */
import { createHash } from 'node:crypto'
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Stack, startStack } from '../../support/stack.ts'
import { type RawOperation, transports } from '../../support/transports.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const known = 'query Version { apiVersion }'
const first = 'query Page($first: Int) { conversations(first: $first) { nodes { __typename } } }'
const bomb = '{ conversations(first: 100) { nodes { messages(first: 100) { nodes { id } } } } }'
const operations = {
  ...Object.fromEntries([known, first, bomb].map((text) => [sha256(text), text])),
  relay5: known,
}
const other = '{ viewer { name } }'

let open: Stack
let closed: Stack
beforeAll(async () => {
  open = await startStack({ config: () => ({ persistedOperations: operations }) })
  closed = await startStack({ config: () => ({ persistedOperations: operations, persistedOnly: true }) })
  await transports.WebSocket(open.url, { query: known }) // asks whether the credential is good, once a minute
  await transports.WebSocket(closed.url, { query: known })
})
afterAll(async () => {
  await open[Symbol.asyncDispose]()
  await closed[Symbol.asyncDispose]()
})

const version = { apiVersion: expect.any(String) }
const named: Record<string, RawOperation> = {
  'the way of Apollo': { extensions: { persistedQuery: { version: 1, sha256Hash: sha256(known) } } },
  'the way of Relay': { doc_id: 'relay5' },
  'as its id': { id: sha256(known) },
  'as documentId': { documentId: `sha256:${sha256(known)}` },
  'with its text beside it': { query: known, documentId: sha256(known) },
}
const apq = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: sha256(text) } } })

describe.each(Object.entries(transports))('over %s', (_, ask) => {
  test.each(Object.entries(named))('an operation is run that is named %s', async (_, operation) => {
    for (const { url } of [open, closed]) expect((await ask(url, operation)).data).toEqual(version)
  })

  test('it takes variables', async () => {
    const { data } = await ask(closed.url, { documentId: sha256(first), variables: { first: 2 } })
    expect(data).toEqual({ conversations: { nodes: Array(2).fill({ __typename: 'Conversation' }) } })
  })

  test.each<[string, RawOperation]>([
    ['an unknown hash', apq(other)],
    ['an unknown id', { documentId: 'nothing' }],
    ['an id that every object has', { documentId: 'constructor' }],
  ])('%s is told as such, so that the client sends the text', async (_, operation) => {
    const { result, requests } = await open.requestsDuring(() => ask(open.url, operation))
    expect(result.errors).toMatchObject([
      { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
    ])
    expect([400, null]).toContain(result.status)
    expect(requests).toEqual([])
  })

  test('an unknown hash with its text is run where any text is', async () => {
    const { data } = await ask(open.url, { query: '{ apiVersion }', ...apq('{ apiVersion }') })
    expect(data).toEqual(version)
  })

  test.each<[string, RawOperation]>([
    ['another text', { query: other }],
    ['another text with its hash', { query: other, ...apq(other) }],
    ['introspection', { query: '{ __schema { queryType { name } } }' }],
  ])('%s is refused where only persisted operations are served', async (_, operation) => {
    const { result, requests } = await closed.requestsDuring(() => ask(closed.url, operation))
    expect(result.errors).toMatchObject([{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }])
    expect(result.data).toBeUndefined()
    expect(requests).toEqual([])
  })

  test('the text of a persisted operation is run there too', async () => {
    expect((await ask(closed.url, { query: known })).data).toEqual(version)
  })

  test('limits hold for them as well', async () => {
    const { errors } = await ask(closed.url, { documentId: sha256(bomb) })
    expect(errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_COMPLEX', limit: 'cost' } }])
  })
})

test("Apollo Client's link falls back to the text", async () => {
  const sent: string[] = []
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: new PersistedQueryLink({ sha256 }).concat(
      new HttpLink({
        uri: `${open.url}/graphql`,
        fetch: (url, init) => {
          sent.push(String(init?.body))
          return fetch(url, init)
        },
      }),
    ),
  })
  const { data } = await client.query({ query: gql('{ viewer { name } }') })
  expect(data).toMatchObject({ viewer: { name: expect.any(String) } })
  expect(sent.map((body) => 'query' in JSON.parse(body))).toEqual([false, true])
})
