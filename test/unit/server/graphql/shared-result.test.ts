import { type ExecutionResult, parse, validateSubscriptionArgs } from 'graphql'
import { expect, test } from 'vitest'
import type { Delivery } from '../../../../src/schema/event/subscription.ts'
import { schema } from '../../../../src/schema/index.ts'
import { createSharedResults } from '../../../../src/server/graphql/shared-result.ts'
import type { ServerContext } from '../../../../src/server/operation/context.ts'

const text = 'subscription ($id: ID!) { conversationEvents(conversationId: $id) { cursor } }'
const document = parse(text)
const contextOf = (audience: string, upstreamRequests: object[] = []) =>
  ({ operation: { audience, requestId: 'r', upstreamRequests } }) as unknown as ServerContext

const subscription = (audience = 'ana', variableValues: object = { id: 'c' }, query = document) => {
  const contextValue = contextOf(audience)
  const validated = validateSubscriptionArgs({
    schema,
    document: query,
    contextValue,
    variableValues: variableValues as { readonly [name: string]: unknown },
  })
  if (!('schema' in validated)) throw new Error('This is not valid.')
  return validated
}

test('two subscriptions ask the same only with the same caller, document and variables', () => {
  const { questionOf } = createSharedResults()
  const question = questionOf(subscription())
  expect(questionOf(subscription())).toBe(question)
  expect(questionOf(subscription('ben'))).not.toBe(question)
  expect(questionOf(subscription('ana', { id: 'd' }))).not.toBe(question)
  expect(questionOf(subscription('ana', { id: 'c' }, parse(text)))).not.toBe(question)
})

const deliveryOf = (item: object, upstreamRequests: object[] = []): Delivery =>
  ({ item, renew: () => contextOf('ana', upstreamRequests) }) as unknown as Delivery

const counted = () => {
  let count = 0
  return { count: () => count, execute: async (): Promise<ExecutionResult> => ({ data: { n: ++count } }) }
}

test('an event is answered once for all who ask the same, and again for another question, place or event', async () => {
  const shared = createSharedResults()
  const { count, execute } = counted()
  const event = { type: 'MessageAdded' }
  const [one, two] = await Promise.all([
    shared.answer('q', deliveryOf({ event, cursor: '1' }), execute),
    shared.answer('q', deliveryOf({ event, cursor: '1' }), execute),
  ])
  expect(two).toBe(one)
  expect(await shared.answer('q', deliveryOf({ event, cursor: '1' }), execute)).toBe(one)
  expect(count()).toBe(1)
  await shared.answer('other', deliveryOf({ event, cursor: '1' }), execute)
  await shared.answer('q', deliveryOf({ event, cursor: '2' }), execute)
  await shared.answer('q', deliveryOf({ event: { ...event }, cursor: '1' }), execute)
  expect(count()).toBe(4)
})

test('a resync is of one subscriber alone', async () => {
  const shared = createSharedResults()
  const { count, execute } = counted()
  const item = { resync: 'CURSOR_EXPIRED', cursor: '1' }
  await shared.answer('q', deliveryOf(item), execute)
  await shared.answer('q', deliveryOf(item), execute)
  expect(count()).toBe(2)
})

test('what an upstream was asked for is shared while it is asked, and asked anew for those who come later', async () => {
  const shared = createSharedResults()
  const { count, execute } = counted()
  const item = { event: {}, cursor: '1' }
  const ask = () => shared.answer('q', deliveryOf(item, [{}]), execute)
  expect(await Promise.all([ask(), ask()])).toEqual([{ data: { n: 1 } }, { data: { n: 1 } }])
  expect(await ask()).toEqual({ data: { n: 2 } })
  expect(count()).toBe(2)
})

test('a failure is not kept', async () => {
  const shared = createSharedResults()
  const { execute } = counted()
  const item = { event: {}, cursor: '1' }
  const fail = () => Promise.reject(new Error('broken'))
  await expect(shared.answer('q', deliveryOf(item), fail)).rejects.toThrow('broken')
  expect(await shared.answer('q', deliveryOf(item), execute)).toEqual({ data: { n: 1 } })
})
