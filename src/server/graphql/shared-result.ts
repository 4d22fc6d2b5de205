/** Answers to events, made once for all who would get the same: an event may have tens of thousands of subscribers. */
import type { ExecutionResult, ValidatedSubscriptionArgs } from 'graphql'
import { hashOf } from '../../kit/hash.ts'
import type { Delivery } from '../../schema/event/subscription.ts'
import type { ServerContext } from '../operation/context.ts'

export interface SharedResults {
  /** Equal for two subscriptions only where nothing but the event can make their answers differ. */
  questionOf(subscription: ValidatedSubscriptionArgs): string
  /** What comes may be somebody else's as well, and must not be changed. */
  answer(question: string, delivery: Delivery, execute: Execute): Promise<ExecutionResult>
}

type Execute = (context: ServerContext) => Promise<ExecutionResult>

export const createSharedResults = (): SharedResults => {
  /** All subscribers are handed the same event, and once each has it, nobody holds it any more. */
  const byEvent = new WeakMap<object, Map<string, Promise<ExecutionResult>>>()
  const numbers = new WeakMap<object, number>()
  let count = 0
  /** Equal texts are parsed to one document. */
  const numberOf = (document: object): number => {
    const number = numbers.get(document) ?? count++
    numbers.set(document, number)
    return number
  }

  const begin = (delivery: Delivery, execute: Execute, forget: () => void): Promise<ExecutionResult> => {
    const context = delivery.renew() as ServerContext
    const result = execute(context)
    // what an upstream told may be different for those who come later
    const settled = () => void (context.operation.upstreamRequests.length > 0 && forget())
    result.then(settled, forget)
    return result
  }

  return {
    questionOf: ({ operation, variableValues, contextValue }) =>
      hashOf([
        (contextValue as ServerContext).operation.audience,
        numberOf(operation),
        variableValues.coerced,
      ]),
    answer: (question, delivery, execute) => {
      const { item } = delivery
      if (!('event' in item)) return begin(delivery, execute, () => undefined)
      const results = byEvent.get(item.event) ?? new Map<string, Promise<ExecutionResult>>()
      byEvent.set(item.event, results)
      const key = `${question} ${item.cursor}`
      const result = results.get(key) ?? begin(delivery, execute, () => results.delete(key))
      results.set(key, result)
      return result
    },
  }
}
