/** Calls every method of the port, in all its variations, for the sake of the requests that come of it. */
import { channels } from '../../../src/domain/channel.ts'
import {
  type Conversation,
  type ConversationFilter,
  type ConversationOrder,
  conversationOrderFields,
  conversationPriorities,
  conversationStatuses,
} from '../../../src/domain/conversation.ts'
import { DomainError } from '../../../src/domain/errors.ts'
import { type Message, type MessageFilter, messageKinds } from '../../../src/domain/message.ts'
import type { Page, PageRequest } from '../../../src/domain/page.ts'
import type { Call, Collection, Upstream } from '../../../src/upstream/port.ts'

export interface UnknownIds {
  readonly conversation: string
  readonly message: string
  readonly contact: string
  readonly agent: string
}

const newest: ConversationOrder = { field: 'LAST_ACTIVITY_AT', direction: 'DESC' }

/** Returns the conversations that it saw. */
export const driveUpstream = async (
  upstream: Upstream,
  call: Call,
  unknown: UnknownIds,
): Promise<readonly Conversation[]> => {
  await upstream.profile(call)
  const conversations = await driveConversationOrders(upstream, call)
  await driveConversationFilters(upstream, call, conversations)
  await driveConversationReads(upstream, call, conversations, unknown)
  for (const { id } of aFewOfEach(conversations)) await driveMessages(upstream, call, id, unknown)
  await driveReferences(upstream, call, conversations, unknown)
  if (upstream.account.provider === 'CHATWOOT') await driveWebhooks(upstream, call)
  return conversations
}

/** Infobip's webhooks are another product, with a description of its own. */
const driveWebhooks = async ({ webhooks }: Upstream, call: Call): Promise<void> => {
  const url = 'https://parley.example.com/webhooks/chatwoot'
  await tolerate(webhooks.register(url, call)) // only administrators may
  await tolerate(webhooks.list(call))
  await tolerate(webhooks.remove(url, call))
}

/** Every method once, with a credential that the upstream refuses. */
export const driveRefused = async (upstream: Upstream, call: Call, conversationId: string): Promise<void> => {
  const everyCall: (() => Promise<unknown>)[] = [
    () => upstream.profile(call),
    () => upstream.conversations.list({ filter: {}, orderBy: newest }, { take: 'first', limit: 5 }, call),
    () => upstream.conversations.getMany([conversationId], call),
    () => upstream.messages.list(conversationId, {}, { take: 'last', limit: 5 }, call),
    () => upstream.messages.last(conversationId, call),
    () => upstream.agents.list(call),
    () => upstream.bots.list(call),
    () => upstream.teams.list(call),
    () => upstream.labels.list(call),
    async () => upstream.inboxes?.list(call),
    async () => upstream.conversationLabels?.list(conversationId, call),
  ]
  for (const refused of everyCall) await tolerate(refused())
}

const driveConversationOrders = async (upstream: Upstream, call: Call) => {
  const seen = new Map<string, Conversation>()
  for (const field of conversationOrderFields) {
    for (const direction of ['ASC', 'DESC'] as const) {
      const query = { filter: {}, orderBy: { field, direction } }
      if (upstream.conversations.whyUnsupported(query) !== null) continue
      for (const take of ['first', 'last'] as const) {
        const list = (request: PageRequest) => upstream.conversations.list(query, request, call)
        for (const node of await walk(list, take, 20)) seen.set(node.id, node)
      }
      await upstream.conversations.count(query, call)
    }
  }
  return [...seen.values()]
}

const driveConversationFilters = async (
  upstream: Upstream,
  call: Call,
  conversations: readonly Conversation[],
) => {
  for (const filter of conversationFilters(conversations)) {
    const query = { filter, orderBy: newest }
    if (upstream.conversations.whyUnsupported(query) !== null) continue
    await walk((request) => upstream.conversations.list(query, request, call), 'first', 50)
    await upstream.conversations.count(query, call)
  }
}

const conversationFilters = (conversations: readonly Conversation[]): ConversationFilter[] => {
  const some = <T>(read: (each: Conversation) => T | null | undefined): T[] => [
    ...new Set(conversations.map(read).filter((each): each is NonNullable<typeof each> => each != null)),
  ]
  const instant = conversations[Math.floor(conversations.length / 2)]?.createdAt ?? 0
  return [
    ...conversationStatuses.map((status) => ({ status: [status] })),
    { status: ['OPEN', 'RESOLVED'] },
    { status: ['OPEN', 'WAITING', 'SNOOZED'] },
    ...conversationPriorities.map((priority) => ({ priority: [priority] })),
    { priority: ['HIGH', 'URGENT'] },
    { assignee: { by: 'viewer' } },
    { assignee: { by: 'presence', isAssigned: true } },
    { assignee: { by: 'presence', isAssigned: false } },
    ...some(({ assigneeId }) => assigneeId).map(
      (agentId): ConversationFilter => ({ assignee: { by: 'agent', agentId } }),
    ),
    ...some(({ inboxId }) => inboxId).map((id) => ({ inboxIds: [id] })),
    { inboxIds: some(({ inboxId }) => inboxId).slice(0, 2) },
    ...some(({ teamId }) => teamId).map((id) => ({ teamIds: [id] })),
    { teamIds: some(({ teamId }) => teamId).slice(0, 2) },
    { labels: some(({ labels }) => labels?.[0]).slice(0, 1) },
    { labels: some(({ labels }) => labels?.[0]).slice(0, 2) },
    { labels: ['billing'] },
    ...channels.map((channel) => ({ channels: [channel] })),
    ...some(({ contact }) => contact?.id)
      .slice(0, 2)
      .map((contactId) => ({ contactId })),
    { isUnread: true },
    { isUnread: false },
    { createdAfter: instant },
    { createdBefore: instant },
    { updatedAfter: instant },
    { updatedBefore: instant },
    { createdAfter: instant, createdBefore: instant + 86_400_000, status: ['OPEN'] },
  ]
}

const driveConversationReads = async (
  { conversations: port, agents }: Upstream,
  call: Call,
  conversations: readonly Conversation[],
  unknown: UnknownIds,
) => {
  const ids = conversations.map(({ id }) => id)
  await port.getMany([...ids, unknown.conversation], call)
  for (const id of [...ids.slice(0, 3), unknown.conversation]) await port.getMany([id], call)
  const everyone = await agents.list(call)
  for (const conversation of conversations) {
    await port.replyBlockedReason(
      conversation,
      { agentId: null },
      async (id) => everyone.find((each) => each.id === id) ?? null,
    )
  }
}

const driveMessages = async (
  { messages: port, conversationLabels }: Upstream,
  call: Call,
  id: string,
  unknown: UnknownIds,
) => {
  const seen: Message[] = []
  for (const take of ['first', 'last'] as const) {
    seen.push(...(await walk((request) => port.list(id, {}, request, call), take, 100)))
    for (const limit of [3, 25]) await walk((request) => port.list(id, {}, request, call), take, limit, 4)
  }
  const middle = seen[Math.floor(seen.length / 2)]
  for (const filter of messageFilters(seen)) {
    if (port.whyUnsupported(filter) !== null) continue
    for (const take of ['first', 'last'] as const) {
      await walk((request) => port.list(id, filter, request, call), take, 20)
    }
    await port.count(id, filter, call)
    if (middle) await tolerate(port.around(id, filter, middle.id, 10, call))
  }
  await port.getMany(id, [...new Set(seen.map((each) => each.id)), unknown.message], call)
  await port.last(id, call)
  await conversationLabels?.list(id, call)
  await tolerate(port.around(id, {}, unknown.message, 10, call))
  await tolerate(port.list(unknown.conversation, {}, { take: 'last', limit: 5 }, call))
  await tolerate(port.last(unknown.conversation, call))
}

const messageFilters = (seen: readonly Message[]): MessageFilter[] => {
  const instant = seen[Math.floor(seen.length / 2)]?.createdAt ?? 0
  return [
    {},
    { ids: seen.slice(0, 3).map(({ id }) => id) },
    ...messageKinds.map((kind) => ({ kinds: [kind] })),
    { kinds: ['MESSAGE', 'TEMPLATE'] },
    { direction: 'INCOMING' },
    { direction: 'OUTGOING' },
    ...channels.map((channel) => ({ channels: [channel] })),
    { createdAfter: instant },
    { createdBefore: instant },
    { createdAfter: instant - 60_000, createdBefore: instant + 60_000 },
  ]
}

const driveReferences = async (
  upstream: Upstream,
  call: Call,
  conversations: readonly Conversation[],
  unknown: UnknownIds,
) => {
  const contactIds = new Set(conversations.flatMap(({ contact }) => contact?.id ?? []))
  for (const id of [...contactIds, unknown.contact]) await tolerate(upstream.contacts.get(id, call))
  const agents = await driveCollection(upstream.agents, call, unknown.agent)
  for (const id of [...agents, unknown.agent]) await upstream.agents.get?.(id, call)
  await driveCollection(upstream.bots, call, unknown.agent)
  await driveCollection(upstream.teams, call, unknown.agent)
  if (upstream.inboxes) await driveCollection(upstream.inboxes, call, unknown.agent)
  await upstream.labels.list(call)
}

const driveCollection = async (collection: Collection<{ id: string }>, call: Call, unknownId: string) => {
  const ids = (await collection.list(call)).map(({ id }) => id)
  await collection.getMany?.([...ids, unknownId], call)
  return ids
}

/** Two conversations of each inbox, or where there are no inboxes of each status. */
const aFewOfEach = (conversations: readonly Conversation[]): readonly Conversation[] =>
  Object.values(Object.groupBy(conversations, ({ inboxId, status }) => inboxId ?? status)).flatMap(
    (group = []) => group.slice(0, 2),
  )

/** The nodes of a list, page by page from either end. */
const walk = async <T>(
  list: (request: PageRequest) => Promise<Page<T>>,
  take: 'first' | 'last',
  limit: number,
  maxPages = 200,
): Promise<readonly T[]> => {
  const nodes: T[] = []
  let edge: { after?: string; before?: string } = {}
  for (let pages = 0; pages < maxPages; pages++) {
    const page = await list({ take, limit, ...edge })
    nodes.push(...page.items.map(({ node }) => node))
    const goesOn = take === 'first' ? page.hasNext : page.hasPrevious
    const end = take === 'first' ? page.items.at(-1) : page.items[0]
    if (!goesOn || !end) return nodes
    edge = take === 'first' ? { after: end.position } : { before: end.position }
  }
  return nodes
}

/** An error of the domain is an answer here; any other is a bug. */
const tolerate = async (call: Promise<unknown>): Promise<void> => {
  await call.catch((error: unknown) => {
    if (!(error instanceof DomainError)) throw error
  })
}
