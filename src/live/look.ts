/** Looks at an upstream by REST, for what no source told. */
import type { Conversation } from '../domain/conversation.ts'
import { ForbiddenError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { hashOf } from '../kit/hash.ts'
import type { Call, ConversationItem, Upstream } from '../upstream/port.ts'
import type { Fact } from './fact.ts'

export interface Look {
  /** What was last looked at, or since when somebody watches: as far back is read. */
  readonly horizon: Instant
  /** What is newer and was never told is told. */
  readonly since: Instant
  readonly now: () => number
}

export interface Seen {
  readonly facts: readonly Fact[]
  /**
   * Ids of what was read last, where more than a look reads happened since the horizon; else empty. If even one of
   * them is news, there may be more that was never seen.
   */
  readonly edge: ReadonlySet<string>
}

export interface SeenAccount extends Seen {
  /** The conversations in which something happened since the horizon, each with what tells it from its next state. */
  readonly recent: ReadonlyMap<string, string>
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
): Promise<Seen> => {
  const [state, messages] = await Promise.all([
    lookAtState(upstream, conversationId, look, call),
    lookAtMessages(upstream, conversationId, look, call),
  ])
  return { ...messages, facts: [...state, ...messages.facts] }
}

/** The conversation alone: one call. */
export const lookAtState = async (
  { conversations }: Upstream,
  conversationId: string,
  { since, now }: Pick<Look, 'since' | 'now'>,
  call: Call,
): Promise<readonly Fact[]> => {
  const readAt = now()
  const [conversation] = await conversations.getMany([conversationId], call)
  return conversation ? [conversationFact(conversation, readAt, since)] : []
}

/** The messages since the horizon, and in any case the newest ones. */
export const lookAtMessages = async (
  { messages }: Upstream,
  conversationId: string,
  { horizon, since, now }: Look,
  call: Call,
): Promise<Seen> => {
  const facts: Fact[] = []
  let before: string | undefined
  let edge = new Set<string>()
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
    if (!page.hasPrevious || !oldest || oldest.node.createdAt < horizon) return { facts, edge: new Set() }
    before = oldest.position
    edge = new Set(page.items.map(({ node }) => node.id))
  }
  return { facts, edge }
}

/** The conversations in which something happened since the horizon. */
export const lookAtAccount = async (
  upstream: Upstream,
  { horizon, since, now }: Look,
  call: Call,
): Promise<SeenAccount> => {
  const facts: Fact[] = []
  const recent = new Map<string, string>()
  let after: string | undefined
  let edge = new Set<string>()
  for (let pages = 0; pages < maxConversationPages; pages += 1) {
    const readAt = now()
    const page = await upstream.conversations.list(
      { filter: {}, orderBy: { field: 'LAST_ACTIVITY_AT', direction: 'DESC' } },
      { take: 'first', limit: conversationsPerPage, ...(after !== undefined && { after }) },
      call,
    )
    const found = page.items.filter((item) => isRecent(item, horizon)).map(({ node }) => node)
    facts.push(...found.map((node) => conversationFact(node, readAt, since)))
    for (const node of found) recent.set(node.id, hashOf(node))
    after = page.items.at(-1)?.position
    if (!page.hasNext || found.length < page.items.length || after === undefined)
      return { facts, recent, edge: new Set() }
    edge = new Set(found.map(({ id }) => id))
  }
  return { facts, recent, edge }
}

/** Who of the agents is there; nothing where the caller may not know, or the upstream does not. */
export const lookAtAgents = async (
  { agents, capabilities }: Upstream,
  { since, now }: Look,
  call: Call,
): Promise<readonly Fact[]> => {
  if (!capabilities.includes('PRESENCE')) return []
  const readAt = now()
  try {
    const found = await agents.list(call)
    return found.map((agent) => ({ type: 'agent', agent, readAt, hint: 'seen', since }))
  } catch (error) {
    if (error instanceof ForbiddenError) return []
    throw error
  }
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
