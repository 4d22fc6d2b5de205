import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql'
import { createYoga, type Plugin } from 'graphql-yoga'
import { expect, test } from 'vitest'
import { RateLimitedError } from '../../../../src/domain/errors.ts'
import { publicError, publishErrors } from '../../../../src/server/graphql/public-error.ts'

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
  const publish = (error: unknown) => publicError(error, log)
  const onCode = (code: string) => codes.push(code)
  const yoga = createYoga({
    schema,
    context,
    logging: false,
    maskedErrors: false,
    plugins: [plugin, publishErrors(publish, onCode)],
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
])('a bug %s goes out without a word of what it was, and into the log', async (_, asking) => {
  const { body, codes, logged } = await asking()
  expect(body).not.toContain('canary')
  expect(codes).toEqual(['INTERNAL_SERVER_ERROR'])
  expect(logged).toEqual([expect.objectContaining({ err: new Error('canary') })])
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
