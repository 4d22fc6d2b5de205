/** Subscriptions of which every event is answered in a context of its own, so that nothing is loaded once for ever. */
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  executeSubscriptionEvent,
  type GraphQLError,
  validateSubscriptionArgs,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { mapIterator } from '../kit/map-iterator.ts'
import type { Delivery } from '../schema/event/subscription.ts'

type Publish = (error: unknown) => GraphQLError

const createSubscribe =
  (publish: Publish) =>
  async (args: ExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult, void> | ExecutionResult> => {
    const validated = validateSubscriptionArgs(args)
    if (!('schema' in validated)) return { errors: validated.map(publish) }
    const stream = await createSourceEventStream(validated)
    if (!(Symbol.asyncIterator in stream)) return published(stream, publish)
    return mapIterator(
      stream[Symbol.asyncIterator](),
      async (delivery) => {
        const { context } = delivery as Delivery
        const result = await executeSubscriptionEvent({
          ...validated,
          rootValue: delivery,
          contextValue: context,
        })
        return published(result, publish)
      },
      // a stream that rejects would end an SSE connection without a word
      { onError: (error): ExecutionResult => ({ errors: [publish(error)] }) },
    )
  }

const published = (result: ExecutionResult, publish: Publish): ExecutionResult =>
  result.errors ? { ...result, errors: result.errors.map(publish) } : result

export const freshForEachEvent = (publish: Publish): Plugin => ({
  onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(createSubscribe(publish)),
})
