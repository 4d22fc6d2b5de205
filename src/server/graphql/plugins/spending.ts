import type { ExecutionArgs, ExecutionResult, GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Instant } from '../../../domain/time.ts'
import type { RateLimit } from '../../../schema/context.ts'
import { windowSeconds } from '../../../state/budget.ts'
import type { Spending } from '../../access/spending.ts'
import type { OperationRecord, ServerContext } from '../../operation/context.ts'
import { retryAfter } from '../../retry-after.ts'
import { endOfSubscription, type Publish } from '../public-error.ts'

export interface SpendingPluginDeps {
  readonly spending: Spending
  /** What is known of the operation that a request made; undefined where it came to none. */
  readonly operationOf: (request: Request) => OperationRecord | undefined
  readonly publish: Publish
  readonly now: () => number
}

interface Beginning {
  readonly args: ExecutionArgs
  setResultAndStopExecution(result: ExecutionResult): void
}

/** Makes callers pay before anything is asked of an upstream, and tells them what they have left. */
export const chargeOperations = ({ spending, operationOf, publish, now }: SpendingPluginDeps): Plugin => {
  const charge = async (
    { args, setResultAndStopExecution }: Beginning,
    told = (error: GraphQLError) => error,
  ): Promise<void> => {
    const { operation } = args.contextValue as ServerContext
    try {
      await spending.admit(operation.payer)
      await spending.pay(operation.payer, operation.cost, (balance) => {
        operation.balance = balance
      })
    } catch (error) {
      setResultAndStopExecution({ errors: [told(publish(error, operation.requestId))] })
    }
  }
  /** When those who are refused may come back, by what they asked. */
  const comingBack = new WeakMap<Request, Instant>()
  return {
    onExecute: async (beginning) => {
      const { operation } = (beginning.args as ExecutionArgs).contextValue as ServerContext
      await charge(beginning as Beginning)
      return {
        onExecuteDone: ({ result, setResult }) => {
          if (!('errors' in result || 'data' in result)) return
          const { payer, isRefused, upstreamRequests } = operation
          if (isRefused || upstreamRequests.length > 0) spending.settle(payer, isRefused)
          if (operation.wantsCost && operation.balance) {
            setResult({
              ...result,
              extensions: { ...result.extensions, cost: toldBalance(operation.balance) },
            })
          }
        },
      }
    },
    onSubscribe: (beginning) => charge(beginning as Beginning, endOfSubscription),
    onResultProcess: ({ request, result }) => {
      const [error] = ('errors' in result && result.errors) || []
      const retryAt = error?.extensions.retryAt
      if (typeof retryAt === 'string') comingBack.set(request, Date.parse(retryAt))
    },
    onResponse: ({ request, response }) => {
      const retryAt = comingBack.get(request)
      if (retryAt !== undefined && (response.status === 429 || response.status === 503)) {
        response.headers.set('retry-after', retryAfter(retryAt, now()))
      }
      const balance = operationOf(request)?.balance
      if (!balance) return
      const seconds = Math.max(0, Math.ceil((balance.resetAt - now()) / 1_000))
      response.headers.set('ratelimit-policy', `"cost";q=${balance.limit};w=${windowSeconds}`)
      response.headers.set('ratelimit', `"cost";r=${balance.remaining};t=${seconds}`)
    },
  }
}

const toldBalance = ({ resetAt, ...rest }: RateLimit) => ({
  ...rest,
  resetAt: new Date(resetAt).toISOString(),
})
