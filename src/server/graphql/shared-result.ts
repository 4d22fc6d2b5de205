/** Answers to events, made once for all who would get the same: an event may have tens of thousands of subscribers. */
import type { ExecutionResult, ValidatedSubscriptionArgs } from 'graphql'
import { hashOf } from '../../kit/hash.ts'
import { rememberLast } from '../../kit/remember-last.ts'
import type { Delivery } from '../../schema/event/subscription.ts'
import type { ServerContext } from '../operation/context.ts'

export interface SharedResults {
  /** Equal for two subscriptions only where nothing but the event can make their answers differ. */
  questionOf(subscription: ValidatedSubscriptionArgs): string
  /** What comes may be somebody else's as well, and must not be changed. */
  answer(question: string, delivery: Delivery, execute: Execute): Answer
}

type Answer = ExecutionResult | Promise<ExecutionResult>
type Execute = (context: ServerContext) => Answer

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

  return {
    questionOf: ({ operation, variableValues, contextValue }) =>
      hashOf([
        (contextValue as ServerContext).operation.audience,
        numberOf(operation),
        variableValues.coerced,
      ]),
    answer: (question, delivery, execute) => {
      const { item } = delivery
      if (!('event' in item)) return execute(delivery.renew() as ServerContext)
      const answers = byEvent.get(item.event) ?? new Map<string, Answer>()
      byEvent.set(item.event, answers)
      const key = keyOf(question, item.cursor)
      const known = answers.get(key)
      if (known) return known
      const context = delivery.renew() as ServerContext
      const keep = (made: ExecutionResult): void => {
        // what an upstream told may be different for those who come later
        if (context.operation.upstreamRequests.length === 0) answers.set(key, made)
        else answers.delete(key)
      }
      const answer = execute(context)
      if (!(answer instanceof Promise)) {
        keep(answer)
        return answer
      }
      answers.set(key, answer)
      answer.then(keep, () => answers.delete(key))
      return answer
    },
  }
}

/** Most who get an event ask the same, at the same place, one after the other. */
const keyOf = rememberLast((question: string, cursor: string) => `${question} ${cursor}`)
