import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql'
import { createYoga, type Plugin } from 'graphql-yoga'
import { expect, test } from 'vitest'
import {
  NotFoundError,
  RateLimitedError,
  UpstreamOverloadedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
} from '../../../../src/domain/errors.ts'
import { Flow } from '../../../../src/kit/flow.ts'
import { reportOperations } from '../../../../src/server/graphql/plugins/report.ts'
import { freshForEachEvent } from '../../../../src/server/graphql/subscribe.ts'

const origin = { account: 'chatwoot', provider: 'CHATWOOT' } as const
const troubles = [
  new UpstreamTimeoutError('Slow.', origin),
  new UpstreamUnavailableError('Away.', origin),
  new UpstreamOverloadedError('Busy.', origin),
  new RateLimitedError('Enough.', origin, null),
]

/** `begin` fails, or what it gives does. */
const subscribeTo = async (begin: () => AsyncIterable<unknown>, codes: string[] = []): Promise<string> => {
  const field = { type: GraphQLString, subscribe: begin }
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { nothing: { type: GraphQLString } } }),
    subscription: new GraphQLObjectType({ name: 'Subscription', fields: { events: field } }),
  })
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const operation = { requestId: 'r', upstreamRequests: [], trace: { end: () => undefined } }
  const context = { operation, settle: () => undefined }
  const report = reportOperations({
    log,
    onReport: () => undefined,
    onEvent: () => undefined,
    onCode: (code) => codes.push(code),
  })
  const yoga = createYoga({
    schema,
    context: () => context as object,
    logging: false,
    plugins: [report as Plugin, freshForEachEvent(log)],
  })
  const answer = await yoga.fetch('http://parley.test/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: 'subscription { events }' }),
  })
  return answer.text()
}
class Failing extends Flow<never> {
  readonly #error: Error
  constructor(error: Error) {
    super()
    this.#error = error
  }
  into() {
    return Promise.reject(this.#error)
  }
  end() {}
}

test.each(troubles)(
  'a subscription that cannot begin, or ends, is worth a repetition: $name',
  async (error) => {
    const cannotBegin = await subscribeTo(() => {
      throw error
    })
    const ends = await subscribeTo(() => new Failing(error))
    for (const text of [cannotBegin, ends]) {
      expect(text).toContain(`"message":"${error.message}"`)
      expect(text).toContain('"retryable":true')
    }
  },
)

test('one that may not be seen is not', async () => {
  const error = new NotFoundError('There is none.')
  for (const text of [
    await subscribeTo(() => new Failing(error)),
    await subscribeTo(() => {
      throw error
    }),
  ]) {
    expect(text).toContain('"code":"NOT_FOUND"')
    expect(text).not.toContain('retryable')
  }
})

test('what an event-stream ends with is counted', async () => {
  const codes: string[] = []
  await subscribeTo(() => new Failing(new RateLimitedError('Enough.', origin, null)), codes)
  expect(codes).toEqual(['RATE_LIMITED'])
})
