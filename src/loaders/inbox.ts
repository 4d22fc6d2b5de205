/** The inbox: the conversations of several accounts as one ordered list. */
import type { Conversation, ConversationQuery } from '../domain/conversation.ts'
import type { DomainError } from '../domain/errors.ts'
import { type Marks, mergePages } from './merge.ts'
import type { Scope } from './scope.ts'

/** What one account is asked for. */
export interface InboxPart {
  readonly account: string
  readonly query: ConversationQuery
}

export interface InboxRequest {
  readonly take: 'first' | 'last'
  readonly limit: number
  readonly from?: Marks
}

/** How one account took part. SKIPPED: it cannot answer this question, or the caller has no credential for it. */
export type InboxSource =
  | { readonly account: string; readonly status: 'OK' }
  | { readonly account: string; readonly status: 'SKIPPED'; readonly reason: string }
  | { readonly account: string; readonly status: 'FAILED'; readonly error: DomainError }

export interface InboxPage {
  readonly items: readonly { readonly node: Conversation; readonly marks: Marks }[]
  readonly hasNext: boolean
  readonly hasPrevious: boolean
  readonly sources: readonly InboxSource[]
  /** Size of the list over the accounts that took part; null when one of them does not count or failed. Asks only what the page did not tell. */
  count(): Promise<number | null>
}

export type InboxReader = (parts: readonly InboxPart[], request: InboxRequest) => Promise<InboxPage>

export const createInboxReader =
  (scope: Scope): InboxReader =>
  async (parts, request) => {
    const skipped = new Map(parts.map((part) => [part.account, whySkipped(scope, part)]))
    const asked = parts.filter(({ account }) => skipped.get(account) === null)
    const merged = await mergePages(
      asked.map(({ account, query }) => ({
        name: account,
        read: (page) => scope.upstream(account).conversations.list(query, page, scope.call(account)),
      })),
      { ...request, direction: parts[0]?.query.orderBy.direction ?? 'DESC' },
    )
    return {
      ...merged,
      sources: parts.map(({ account }): InboxSource => {
        const reason = skipped.get(account)
        const error = merged.failures.get(account)
        if (reason) return { account, status: 'SKIPPED', reason }
        return error ? { account, status: 'FAILED', error } : { account, status: 'OK' }
      }),
      count: async () => {
        if (merged.failures.size > 0) return null
        const counts = await Promise.all(
          asked.map(({ account, query }) => {
            const told = merged.counts.get(account)
            return told === undefined
              ? scope.upstream(account).conversations.count(query, scope.call(account))
              : told
          }),
        )
        return counts.reduce<number | null>(
          (sum, each) => (sum === null || each === null ? null : sum + each),
          0,
        )
      },
    }
  }

const whySkipped = (scope: Scope, { account, query }: InboxPart): string | null =>
  scope.canCall(account)
    ? scope.upstream(account).conversations.whyUnsupported(query)
    : 'The request carries no credential for this account.'
