import { inGroups } from '../kit/group.ts'
import type { Fact } from './fact.ts'

/**
 * Facts by conversation (null: of the account), each conversation's in the order in which things happened upstream:
 * the conversation comes before its messages, and messages come by age.
 */
export const inUpstreamOrder = (facts: readonly Fact[]): [string | null, readonly Fact[]][] =>
  inGroups(facts, (fact) => JSON.stringify(conversationOf(fact))).map((group) => [
    conversationOf(group[0]),
    group.sort(byAge),
  ])

const conversationOf = (fact: Fact): string | null => {
  switch (fact.type) {
    case 'message':
      return fact.message.conversationId
    case 'conversation':
      return fact.conversation.id
    case 'messageGone':
    case 'gap':
      return fact.conversationId
    case 'agent':
      return null
  }
}

/** Sorting is stable: what is equal here stays in the order of the source. */
const byAge = (one: Fact, two: Fact): number =>
  rank(one) - rank(two) ||
  (one.type === 'message' && two.type === 'message'
    ? one.message.createdAt - two.message.createdAt ||
      compareIds(one.message.id, two.message.id) ||
      one.readAt - two.readAt
    : one.readAt - two.readAt)

const ranks: readonly Fact['type'][] = ['agent', 'conversation', 'message', 'messageGone', 'gap']
const rank = ({ type }: Fact): number => ranks.indexOf(type)

/** Numbers by size; ids of any other form say nothing about age. */
const compareIds = (one: string, two: string): number => {
  if (!/^\d+$/.test(one) || !/^\d+$/.test(two)) return 0
  return one.length - two.length || (one < two ? -1 : one > two ? 1 : 0)
}
