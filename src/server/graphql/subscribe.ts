/** Subscriptions of which every event is answered in a context of its own, so that nothing is loaded once for ever. */
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  executeSubscriptionEvent,
  validateSubscriptionArgs,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Flow } from '../../kit/flow.ts'
import type { Delivery } from '../../schema/event/subscription.ts'
import type { ServerContext } from '../operation/context.ts'
import type { Log } from '../watching/log.ts'
import { endOfSubscription, publicError, publicResult } from './public-error.ts'
import { createSharedResults, type SharedResults } from './shared-result.ts'

const createSubscribe =
  (log: Log, shared: SharedResults) =>
  async (args: ExecutionArgs): Promise<Flow<ExecutionResult> | ExecutionResult> => {
    const { requestId } = (args.contextValue as ServerContext).operation
    const validated = validateSubscriptionArgs(args)
    if (!('schema' in validated)) return publicResult({ errors: validated }, log, requestId)
    const stream = await createSourceEventStream(validated)
    if (!(Symbol.asyncIterator in stream)) return asEnd(publicResult(stream, log, requestId))
    const question = shared.questionOf(validated)
    return (stream as Flow<Delivery>).map(
      (delivery) =>
        shared.answer(question, delivery, async (contextValue) => {
          const event = { ...validated, rootValue: delivery, contextValue }
          return publicResult(await executeSubscriptionEvent(event), log, requestId)
        }),
      // a stream that fails would end an SSE connection without a word
      { onError: (error): ExecutionResult => asEnd({ errors: [publicError(error, log, requestId)] }) },
    )
  }

const asEnd = ({ errors, ...result }: ExecutionResult): ExecutionResult => ({
  ...result,
  errors: errors?.map(endOfSubscription),
})

export const freshForEachEvent = (log: Log): Plugin => {
  const subscribe = createSubscribe(log, createSharedResults())
  return { onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe) }
}
