/** Looks at an upstream by REST, for what no source told. */
import type { Conversation } from '../domain/conversation.ts'
import type { Instant } from '../domain/time.ts'
import type { Call, ConversationItem, Upstream } from '../upstream/port.ts'
import type { Fact } from './fact.ts'

export interface Look {
  /** What was last looked at, or since when somebody watches: as far back is read. */
  readonly horizon: Instant
  /** What is newer and was never told is told. */
  readonly since: Instant
  readonly now: () => number
}

/** A page costs both upstreams one call. Further ones are read while they may hold something new. */
const messagesPerPage = 20
const maxMessagePages = 50
const conversationsPerPage = 25
const maxConversationPages = 20

/** The conversation itself, the messages since the horizon, and in any case the newest ones, whose states change. */
export const lookAtConversation = async (
  upstream: Upstream,
  conversationId: string,
  look: Look,
  call: Call,
): Promise<readonly Fact[]> => {
  const readAt = look.now()
  const [[conversation], messages] = await Promise.all([
    upstream.conversations.getMany([conversationId], call),
    lookAtMessages(upstream, conversationId, look, call),
  ])
  return [...(conversation ? [conversationFact(conversation, readAt, look.since)] : []), ...messages]
}

/** The messages since the horizon, and in any case the newest ones. */
export const lookAtMessages = async (
  { messages }: Upstream,
  conversationId: string,
  { horizon, since, now }: Look,
  call: Call,
): Promise<readonly Fact[]> => {
  const facts: Fact[] = []
  let before: string | undefined
  for (let pages = 0; pages < maxMessagePages; pages += 1) {
    const readAt = now()
    const page = await messages.list(
      conversationId,
      {},
      { take: 'last', limit: messagesPerPage, ...(before !== undefined && { before }) },
      call,
    )
    for (const { node: message } of page.items)
      facts.push({ type: 'message', message, readAt, hint: 'seen', since })
    const [oldest] = page.items
    if (!page.hasPrevious || !oldest || oldest.node.createdAt < horizon) break
    before = oldest.position
  }
  return facts
}

/** The conversations in which something happened since the horizon. */
export const lookAtAccount = async (
  upstream: Upstream,
  { horizon, since, now }: Look,
  call: Call,
): Promise<{ readonly facts: readonly Fact[]; readonly conversationIds: readonly string[] }> => {
  const facts: Fact[] = []
  const conversationIds: string[] = []
  let after: string | undefined
  for (let pages = 0; pages < maxConversationPages; pages += 1) {
    const readAt = now()
    const page = await upstream.conversations.list(
      { filter: {}, orderBy: { field: 'LAST_ACTIVITY_AT', direction: 'DESC' } },
      { take: 'first', limit: conversationsPerPage, ...(after !== undefined && { after }) },
      call,
    )
    const recent = page.items.filter((item) => isRecent(item, horizon))
    facts.push(...recent.map(({ node }) => conversationFact(node, readAt, since)))
    conversationIds.push(...recent.map(({ node }) => node.id))
    after = page.items.at(-1)?.position
    if (!page.hasNext || recent.length < page.items.length || after === undefined) break
  }
  return { facts, conversationIds }
}

const isRecent = ({ sortKey }: ConversationItem, horizon: Instant): boolean =>
  sortKey !== null && sortKey >= horizon

const conversationFact = (conversation: Conversation, readAt: Instant, since: Instant): Fact => ({
  type: 'conversation',
  conversation,
  readAt,
  hint: 'seen',
  since,
})
