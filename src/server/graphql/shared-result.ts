/** Answers to events, made once for all who would get the same: an event may have tens of thousands of subscribers. */
import type { ExecutionResult, ValidatedSubscriptionArgs } from 'graphql'
import { hashOf } from '../../kit/hash.ts'
import type { Delivery } from '../../schema/event/subscription.ts'
import type { ServerContext } from '../operation/context.ts'

export interface SharedResults {
  /** Equal for two subscriptions only where nothing but the event can make their answers differ. */
  questionOf(subscription: ValidatedSubscriptionArgs): string
  /** What comes may be somebody else's as well, and must not be changed. */
  answer(question: string, delivery: Delivery, execute: Execute): Answer
}

type Answer = ExecutionResult | Promise<ExecutionResult>
/** Null: it is not to be given to anybody else. */
type Keep = (answer: ExecutionResult | null) => void
type Execute = (context: ServerContext) => Promise<ExecutionResult>

export const createSharedResults = (): SharedResults => {
  /** All subscribers are handed the same event, and once each has it, nobody holds it any more. */
  const byEvent = new WeakMap<object, Map<string, Answer>>()
  const numbers = new WeakMap<object, number>()
  let count = 0
  /** Equal texts are parsed to one document. */
  const numberOf = (document: object): number => {
    const number = numbers.get(document) ?? count++
    numbers.set(document, number)
    return number
  }

  const begin = async (delivery: Delivery, execute: Execute, keep: Keep): Promise<ExecutionResult> => {
    const context = delivery.renew() as ServerContext
    let answer: ExecutionResult | null = null
    try {
      answer = await execute(context)
      return answer
    } finally {
      // what an upstream told may be different for those who come later
      keep(context.operation.upstreamRequests.length > 0 ? null : answer)
    }
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
      const answers = byEvent.get(item.event) ?? new Map<string, Answer>()
      byEvent.set(item.event, answers)
      const key = `${question} ${item.cursor}`
      const known = answers.get(key)
      if (known) return known
      const answer = begin(delivery, execute, (made) => {
        if (made) answers.set(key, made)
        else answers.delete(key)
      })
      answers.set(key, answer)
      return answer
    },
  }
}
