/** What the production profile shows to somebody who tries. */
import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Stack, startStack } from '../../support/stack.ts'
import { type RawOperation, transports } from '../../support/transports.ts'

let development: Stack
let production: Stack
beforeAll(async () => {
  development = await startStack()
  production = await startStack({ config: () => ({ profile: 'production' }) })
})
afterAll(async () => {
  await development[Symbol.asyncDispose]()
  await production[Symbol.asyncDispose]()
})

const ask = (operation: RawOperation) => transports.POST(production.url, operation)
const codesOf = async (operation: RawOperation) =>
  (await ask(operation)).errors?.map(({ extensions }) => extensions.code)
const asked = { 'graphql-require-preflight': '1' }

describe('the audits of graphql-http', () => {
  const failed = async (url: string) => {
    const results = await Promise.all(
      serverAudits({ url: `${url}/graphql`, fetchFn: fetch }).map((audit) => audit.fn()),
    )
    expect(results).toHaveLength(61)
    return results.filter(({ status }) => status !== 'ok').map(({ id }) => id)
  }

  test('are all passed in the development profile', async () => {
    expect(await failed(development.url)).toEqual([])
  })

  test('are passed in the production profile, but for those that introspect and that GET without a header', async () => {
    expect((await failed(production.url)).sort()).toEqual(['28B9', '2EA1', '5A70', '6A70', 'D6D5'])
  })
})

describe('in the production profile', () => {
  const repeated = (count: number, part: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => part(index)).join(' ')

  test('101 aliases of __typename are too many', async () => {
    expect(await codesOf({ query: `{ ${repeated(101, (i) => `a${i}: __typename`)} }` })).toEqual([
      'QUERY_TOO_COMPLEX',
    ])
  })

  test('10 operations in a list are refused', async () => {
    const response = await fetch(`${production.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Array.from({ length: 10 }, () => ({ query: '{ __typename }' }))),
    })
    expect(response.status).toBe(400)
    expect(await response.json()).not.toBeInstanceOf(Array)
  })

  test('introspection that goes in a circle tells nothing', async () => {
    const query =
      '{ __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }'
    const { data, errors } = await ask({ query })
    expect(data).toBeUndefined()
    expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
  })

  test('10 unknown directives get one error, not ten', async () => {
    expect(await codesOf({ query: `{ __typename ${'@aa '.repeat(10)} }` })).toEqual(['QUERY_TOO_COMPLEX'])
  })

  test('500 times __typename is too much', async () => {
    expect(await codesOf({ query: `{ ${repeated(500, () => '__typename')} }` })).toEqual([
      'QUERY_TOO_COMPLEX',
    ])
  })

  test.each<[string, RawOperation]>([
    ['a field', { query: '{ __schema { directive } }' }],
    ['a field of the API', { query: '{ conversation(id: "x") { statu } }' }],
    ['an argument', { query: '{ conversations(firs: 1) { nodes { id } } }' }],
    ['a type', { query: 'query ($f: ConversationFilte) { conversations(filter: $f) { nodes { id } } }' }],
    ['a directive argument', { query: '{ apiVersion @skip(i: true) }' }],
    ['an enum value', { query: '{ conversations(filter: { status: [OPE] }) { nodes { id } } }' }],
    ['an input field', { query: '{ conversations(filter: { statu: [OPEN] }) { nodes { id } } }' }],
    [
      'an enum value in a variable',
      {
        query: 'query ($f: ConversationFilter) { conversations(filter: $f) { nodes { id } } }',
        variables: { f: { status: ['OPE'] } },
      },
    ],
    [
      'an input field in a variable',
      {
        query: 'query ($f: ConversationFilter) { conversations(filter: $f) { nodes { id } } }',
        variables: { f: { statu: ['OPEN'] } },
      },
    ],
  ])('a misspelt name of %s is not corrected', async (_, operation) => {
    for (const transport of [transports.POST, transports.WebSocket]) {
      const here = await transport(production.url, operation)
      const there = await transport(development.url, operation)
      expect(JSON.stringify(there.errors)).toMatch(/Did you mean/)
      expect(JSON.stringify(here.errors)).not.toMatch(/Did you mean/)
    }
  })

  test('a misspelt name of a subscription is not corrected', async () => {
    const operation = {
      query: 'subscription ($f: ConversationFilter) { inboxEvents(filter: $f) { cursor } }',
      variables: { f: { status: ['OPE'] } },
    }
    for (const transport of [transports.SSE, transports.WebSocket]) {
      const { errors } = await transport(production.url, operation)
      expect(errors).toHaveLength(1)
      expect(JSON.stringify(errors)).not.toMatch(/Did you mean/)
    }
  })

  test.each(['{ __schema { types { name fields { name } } } }', '{ __type(name: "Query") { name } }'])(
    '%s is refused, and __typename is not',
    async (query) => {
      for (const transport of [transports.POST, transports.WebSocket]) {
        const { data, errors } = await transport(production.url, { query })
        expect(data).toBeUndefined()
        expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }])
        expect(await transport(production.url, { query: '{ __typename }' })).toMatchObject({
          data: { __typename: 'Query' },
        })
      }
    },
  )

  test('the schema is not at /schema.graphql either', async () => {
    expect((await fetch(`${production.url}/schema.graphql`)).status).toBe(404)
    expect((await fetch(`${development.url}/schema.graphql`)).status).toBe(200)
  })

  test('an answer carries no trace', async () => {
    const { extensions = {} } = await ask({ query: '{ __typename }' })
    expect(extensions).not.toHaveProperty('tracing')
  })

  test('an error carries no exception', async () => {
    expect(await ask({ query: 'qwerty cop {abc}' })).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }],
    })
    expect(JSON.stringify(await ask({ query: 'qwerty cop {abc}' }))).not.toMatch(/exception|stack/)
  })

  test('a mutation by GET is 405', async () => {
    const { status, data } = await transports.GET(
      production.url,
      { query: 'mutation cop { __typename }' },
      asked,
    )
    expect(status).toBe(405)
    expect(data).toBeUndefined()
  })

  test('a query by GET needs a header for which a browser asks first', async () => {
    const query = '{ __typename }'
    const { requests } = await production.requestsDuring(async () => {
      expect(await transports.GET(production.url, { query })).toMatchObject({
        status: 400,
        errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
      })
    })
    expect(requests).toEqual([])
    expect(await transports.GET(production.url, { query }, asked)).toMatchObject({
      data: { __typename: 'Query' },
    })
    expect(await transports.GET(development.url, { query })).toMatchObject({ data: { __typename: 'Query' } })
  })

  test('a browser that opens the API gets no page', async () => {
    const page = async ({ url }: Stack) =>
      (await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } })).text()
    expect(await page(production)).not.toMatch(/<html|graphiql/i)
    expect(await page(development)).toMatch(/<html/i)
  })

  test('a form is refused', async () => {
    const response = await fetch(`${production.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'query=%7B__typename%7D',
    })
    expect(response.status).toBe(415)
  })

  test('GraphiQL and introspection can be switched on', async () => {
    await using shown = await startStack({
      config: () => ({ profile: 'production', hasGraphiQL: true, hasIntrospection: true }),
    })
    const { data } = await transports.POST(shown.url, { query: '{ __schema { queryType { name } } }' })
    expect(data).toEqual({ __schema: { queryType: { name: 'Query' } } })
    const page = await fetch(`${shown.url}/graphql`, { headers: { accept: 'text/html' } })
    expect(await page.text()).toMatch(/<html/i)
  })
})
