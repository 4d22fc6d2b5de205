/** Subscriptions of which every event is answered in a context of its own, so that nothing is loaded once for ever. */
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  executeSubscriptionEvent,
  validateSubscriptionArgs,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { mapIterator } from '../kit/map-iterator.ts'
import type { Delivery } from '../schema/event/subscription.ts'
import type { Log } from './log.ts'
import { publicError, publicResult } from './public-error.ts'

const createSubscribe =
  (log: Log) =>
  async (args: ExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult, void> | ExecutionResult> => {
    const validated = validateSubscriptionArgs(args)
    if (!('schema' in validated)) return publicResult({ errors: validated }, log)
    const stream = await createSourceEventStream(validated)
    if (!(Symbol.asyncIterator in stream)) return publicResult(stream, log)
    return mapIterator(
      stream[Symbol.asyncIterator](),
      async (delivery) => {
        const { context } = delivery as Delivery
        const result = await executeSubscriptionEvent({
          ...validated,
          rootValue: delivery,
          contextValue: context,
        })
        return publicResult(result, log)
      },
      // a stream that rejects would end an SSE connection without a word
      { onError: (error): ExecutionResult => ({ errors: [publicError(error, log)] }) },
    )
  }

export const freshForEachEvent = (log: Log): Plugin => ({
  onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(createSubscribe(log)),
})
