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
import { whenThere } from '../../kit/when-there.ts'
import type { Delivery } from '../../schema/event/subscription.ts'
import type { ServerContext } from '../operation/context.ts'
import type { Log } from '../watching/log.ts'
import { endOfSubscription, publicError, publicResult } from './public-error.ts'
import { createSharedResults, type SharedResults } from './shared-result.ts'

const createSubscribe =
  (log: Log, shared: SharedResults) =>
  async (args: ExecutionArgs): Promise<Flow<ExecutionResult> | ExecutionResult> => {
    const context = args.contextValue as ServerContext
    const { requestId } = context.operation
    const begun = await begin(args, log, shared)
    if (!('events' in begun)) return begun
    context.settle()
    return begun.events.map(
      (delivery) =>
        shared.answer(begun.question, delivery, (contextValue) =>
          whenThere(execute({ ...args, rootValue: delivery, contextValue }), (result) =>
            publicResult(result, log, requestId),
          ),
        ),
      // a stream that fails would end an SSE connection without a word
      { onError: (error): ExecutionResult => asEnd({ errors: [publicError(error, log, requestId)] }) },
    )
  }

interface Begun {
  readonly events: Flow<Delivery>
  readonly question: string
}

const begin = async (
  args: ExecutionArgs,
  log: Log,
  shared: SharedResults,
): Promise<Begun | ExecutionResult> => {
  const { requestId } = (args.contextValue as ServerContext).operation
  const validated = validateSubscriptionArgs(args)
  if (!('schema' in validated)) return publicResult({ errors: validated }, log, requestId)
  const stream = await createSourceEventStream(validated)
  if (!(Symbol.asyncIterator in stream)) return asEnd(publicResult(stream, log, requestId))
  return { events: stream as Flow<Delivery>, question: shared.questionOf(validated) }
}

/** Validated anew, for each event: what graphql-js makes of an operation is larger than all else of a subscriber. */
const execute = (args: ExecutionArgs): ExecutionResult | Promise<ExecutionResult> => {
  const validated = validateSubscriptionArgs(args)
  return 'schema' in validated ? executeSubscriptionEvent(validated) : { errors: validated }
}

const asEnd = ({ errors, ...result }: ExecutionResult): ExecutionResult => ({
  ...result,
  errors: errors?.map(endOfSubscription),
})

export const freshForEachEvent = (log: Log): Plugin => {
  const subscribe = createSubscribe(log, createSharedResults())
  return { onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe) }
}
