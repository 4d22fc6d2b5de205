import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Stack, startStack } from '../../support/stack.ts'

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack[Symbol.asyncDispose]())

const post = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  fetch(`${stack.url}/graphql`, { method: 'POST', headers, body })

const query = (text: string, variables?: object) => JSON.stringify({ query: text, variables })

describe('every error has a code of the closed list and shows nothing of its cause', () => {
  test.each([
    ['a syntax error', query('{'), 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', query('{ nope }'), 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a literal of the wrong type',
      query('{ conversations(first: "x") { nodes { id } } }'),
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'two operations and no name',
      query('query A { apiVersion } query B { apiVersion }'),
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a variable of the wrong type',
      query('query($f: Int) { conversations(first: $f) { nodes { id } } }', { f: 'x' }),
      'BAD_USER_INPUT',
    ],
    [
      'a date that no calendar has',
      query('query($d: DateTime) { conversations(filter: { createdAfter: $d }) { nodes { id } } }', {
        d: '2026-02-30T00:00:00Z',
      }),
      'BAD_USER_INPUT',
    ],
    ['no JSON', '{"query": secret-canary', 'BAD_USER_INPUT'],
    ['no query', '{}', 'BAD_USER_INPUT'],
    ['a batch', '[{"query":"{apiVersion}"}]', 'BAD_USER_INPUT'],
    ['variables that are no object', '{"query":"{apiVersion}","variables":"x"}', 'BAD_USER_INPUT'],
    ['more than 1 MiB', query(`{ apiVersion } # ${'x'.repeat(1_100_000)}`), 'BAD_USER_INPUT'],
  ])('%s', async (_, body, code) => {
    const { result, requests } = await stack.requestsDuring(async () => (await post(body)).text())
    const { errors } = JSON.parse(result) as { errors: { extensions: Record<string, unknown> }[] }
    expect(errors.map(({ extensions }) => extensions.code)).toEqual([code])
    expect(result).not.toMatch(/SyntaxError|originalError|stack|canary/)
    expect(requests).toEqual([])
  })

  test.each([
    'application/x-www-form-urlencoded',
    'application/graphql',
    'text/plain',
    'multipart/form-data; boundary=x',
    '',
  ])(
    'a POST as %j, which a foreign page could make a browser send, is refused before any call',
    async (type) => {
      const mutation = 'mutation { deleteMessage(input: { messageId: "x" }) { userErrors { code } } }'
      const body = type.includes('form') ? `query=${encodeURIComponent(mutation)}` : mutation
      const { result, requests } = await stack.requestsDuring(() =>
        post(body, { 'content-type': type, origin: 'https://evil.example' }),
      )
      expect(result.status).toBe(415)
      expect(await result.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
      expect(requests).toEqual([])
    },
  )

  test.each(['Application/JSON', 'application/json ;charset=utf-8'])('%j is JSON', async (type) => {
    const answer = await post(query('{ apiVersion }'), { 'content-type': type })
    expect(await answer.json()).toHaveProperty('data.apiVersion')
  })

  test.each([
    ['variables', 'secret-canary'],
    ['variables', '{"a":'],
    ['extensions', 'secret-canary'],
    ['extensions', '"canary"'],
  ])('%s of a GET that are %s', async (name, value) => {
    const search = new URLSearchParams({ query: '{ apiVersion }', [name]: value })
    const answer = await fetch(`${stack.url}/graphql?${search}`)
    expect(answer.status).toBe(400)
    const { errors } = (await answer.json()) as { errors: { extensions: object }[] }
    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT' }])
    expect(JSON.stringify(errors)).not.toMatch(/canary/)
  })

  test('a mutation by GET is refused', async () => {
    const answer = await fetch(`${stack.url}/graphql?query=${encodeURIComponent('mutation { __typename }')}`)
    expect(answer.status).toBe(405)
  })
})

describe('a request id', () => {
  test('that is harmless comes back as it was, any other is replaced', async () => {
    const headers = { 'content-type': 'application/json' }
    const kept = await post(query('{ apiVersion }'), { ...headers, 'x-request-id': 'screen-7.a' })
    const made = await post(query('{ apiVersion }'), { ...headers, 'x-request-id': 'a b{}' })
    expect(kept.headers.get('x-request-id')).toBe('screen-7.a')
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/)
  })
})
