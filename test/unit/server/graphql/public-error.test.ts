import {
  GraphQLError,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  graphql,
} from 'graphql'
import { createYoga, type Plugin } from 'graphql-yoga'
import { describe, expect, test } from 'vitest'
import { RateLimitedError } from '../../../../src/domain/errors.ts'
import {
  type Publish,
  publicError,
  publicResult,
  publishErrors,
} from '../../../../src/server/graphql/public-error.ts'

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      word: { type: GraphQLString },
      failing: {
        type: GraphQLString,
        resolve: () => {
          throw new Error('canary')
        },
      },
    },
  }),
})

const ask = async (query: string, plugin: Plugin = {}, context: () => object = () => ({})) => {
  const logged: unknown[] = []
  const codes: string[] = []
  const log = { info: () => undefined, warn: () => undefined, error: (line: unknown) => logged.push(line) }
  const publish: Publish = (error, requestId) => publicError(error, log, requestId)
  const onCode = (code: string) => codes.push(code)
  const yoga = createYoga({
    schema,
    context,
    logging: false,
    maskedErrors: false,
    plugins: [plugin, publishErrors({ publish, requestIdOf: () => 'r', onCode })],
  })
  const answer = await yoga.fetch('http://parley.test/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query }),
  })
  return { status: answer.status, body: await answer.text(), codes, logged }
}

const bug = () => {
  throw new Error('canary')
}

test.each<[string, () => ReturnType<typeof ask>]>([
  ['of a resolver', () => ask('{ failing }')],
  ['of the context', () => ask('{ word }', {}, bug)],
  ['of a plugin before the operation', () => ask('{ word }', { onParams: bug })],
  ['of a plugin at the execution', () => ask('{ word }', { onExecute: bug })],
  ['of a plugin after it', () => ask('{ word }', { onExecutionResult: bug })],
  ['of a plugin where the answer is made', () => ask('{ word }', { onResultProcess: bug })],
])('a bug %s goes out without a word of what it was, and into the log', async (_, asking) => {
  const { body, codes, logged } = await asking()
  expect(body).not.toContain('canary')
  expect(JSON.parse(body).errors[0].extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' })
  expect(codes).toEqual(['INTERNAL_SERVER_ERROR'])
  expect(logged).toEqual([{ err: new Error('canary'), requestId: 'r' }])
})

test('what is known goes out with its code and its status', async () => {
  const held = await ask('{ word }', {}, () => {
    throw new RateLimitedError('Enough.', undefined, null)
  })
  expect(held).toMatchObject({ status: 429, codes: ['RATE_LIMITED'], logged: [] })
  expect(held.body).toContain('Enough.')
  expect(await ask('{ nothing }')).toMatchObject({
    status: 400,
    codes: ['GRAPHQL_VALIDATION_FAILED'],
    logged: [],
  })
  expect(await ask('{')).toMatchObject({ status: 400, codes: ['GRAPHQL_PARSE_FAILED'], logged: [] })
})

test('a refusal of the whole request has its status however it is wrapped, and that of a field has none', () => {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const statusOf = (error: unknown) => publicError(error, log).extensions.http
  const originalError = new RateLimitedError('Enough.', undefined, null)
  expect(statusOf(originalError)).toEqual({ status: 429 })
  expect(statusOf(new GraphQLError('Enough.', { originalError }))).toEqual({ status: 429 })
  expect(statusOf(new GraphQLError('Enough.', { originalError, path: ['word'] }))).toBeUndefined()
})

describe('of a GraphQL error in a field', () => {
  const by = { type: new GraphQLNonNull(GraphQLInt), defaultValue: 1 }
  const number = (n: () => unknown) =>
    new GraphQLSchema({
      query: new GraphQLObjectType({
        name: 'Query',
        fields: { n: { type: GraphQLInt, args: { by }, resolve: n } },
      }),
    })
  const answer = async (source: string, n: () => unknown = () => 1, variableValues = {}) => {
    const logged: unknown[] = []
    const log = { info: () => undefined, warn: () => undefined, error: (line: unknown) => logged.push(line) }
    const result = await graphql({ schema: number(n), source, variableValues })
    const { errors } = publicResult(result, log, 'r')
    return { message: errors?.[0]?.message, code: errors?.[0]?.extensions.code, logged }
  }

  test('that tells what an upstream said is masked, for it is a bug', async () => {
    const { message, code, logged } = await answer('{ n }', () => 12_345_678_901)
    expect(message).not.toContain('12345678901')
    expect(code).toBe('INTERNAL_SERVER_ERROR')
    expect(logged).toHaveLength(1)
  })

  test('that the caller can mend goes out as it is, with a code', async () => {
    for (const by of ['much', null]) {
      const told = await answer('query ($by: Int) { n(by: $by) }', () => 1, { by })
      expect(told).toEqual({
        message: expect.stringContaining('invalid value'),
        code: 'BAD_USER_INPUT',
        logged: [],
      })
    }
    const coded = () => {
      throw new GraphQLError('No such time.', { extensions: { code: 'UPSTREAM_BAD_RESPONSE' } })
    }
    expect(await answer('{ n }', coded)).toEqual({
      message: 'No such time.',
      code: 'UPSTREAM_BAD_RESPONSE',
      logged: [],
    })
  })
})
