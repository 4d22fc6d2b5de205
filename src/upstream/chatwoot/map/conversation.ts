import type { Agent, Bot } from '../../../domain/actor.ts'
import type {
  Conversation,
  ConversationOrderField,
  ConversationPriority,
  ConversationStatus,
} from '../../../domain/conversation.ts'
import { conversationPriorities } from '../../../domain/conversation.ts'
import type { WireConversation } from '../wire.ts'
import { agentOf, botOf, contactOf } from './actor.ts'
import { messageOf } from './message.ts'
import { channelOf, teamOf } from './place.ts'
import { presentOrNull, type Site } from './site.ts'
import { instantOf, instantOrNull } from './time.ts'

/** The statuses that a Chatwoot conversation can have, each with Chatwoot's word for it. */
export const statusWords = {
  OPEN: 'open',
  PENDING: 'pending',
  SNOOZED: 'snoozed',
  RESOLVED: 'resolved',
} as const
type ChatwootStatus = keyof typeof statusWords

export const chatwootStatuses = Object.keys(statusWords) as readonly ChatwootStatus[]
export const isChatwootStatus = (status: ConversationStatus): status is ChatwootStatus =>
  Object.hasOwn(statusWords, status)

export const conversationOf = (wire: WireConversation, site: Site): Conversation => {
  const { meta } = wire
  const channel = meta.channel ? channelOf(meta.channel) : undefined
  const assignee = meta.assignee ? assigneeOf(meta, site) : null
  const team = meta.team ? teamOf(meta.team, site) : null
  const [last] = wire.messages ?? []
  const subject = wire.additional_attributes?.mail_subject
  return {
    account: site.account,
    id: wire.id,
    // a status that is new needs somebody to look at it
    status: chatwootStatuses.find((status) => statusWords[status] === wire.status) ?? 'OPEN',
    upstreamStatus: wire.status,
    priority: priorityOf(wire.priority),
    subject: typeof subject === 'string' ? presentOrNull(subject) : null,
    upstreamUrl: `${site.dashboardUrl}/conversations/${wire.id}`,
    createdAt: instantOf(wire.created_at),
    updatedAt: instantOrNull(wire.updated_at),
    lastActivityAt: instantOrNull(wire.last_activity_at),
    waitingSince: instantOrNull(wire.waiting_since),
    closedAt: null, // Chatwoot does not say when a conversation was resolved
    snoozedUntil: instantOrNull(wire.snoozed_until),
    contactLastSeenAt: instantOrNull(wire.contact_last_seen_at),
    agentLastSeenAt: instantOrNull(wire.agent_last_seen_at),
    unreadCount: wire.unread_count ?? null,
    customAttributes: wire.custom_attributes ?? null,
    isReplyWindowOpen: wire.can_reply ?? null,
    inboxId: wire.inbox_id ?? null,
    teamId: team?.id ?? null,
    assigneeId: assignee?.id ?? null,
    assignee,
    team,
    ...(channel && { channel }),
    ...(meta.sender !== undefined && {
      contact: meta.sender ? contactOf(meta.sender, site, channel) : null,
    }),
    ...(wire.labels && { labels: wire.labels }),
    ...(wire.messages && { lastMessage: last ? messageOf(last, wire.id, site) : null }),
  }
}

const assigneeOf = (meta: WireConversation['meta'], site: Site): Agent | Bot | null => {
  if (!meta.assignee) return null
  return meta.assignee_type === 'AgentBot' ? botOf(meta.assignee, site) : agentOf(meta.assignee, site)
}

const priorityOf = (word: string | null | undefined): ConversationPriority | null =>
  conversationPriorities.find((priority) => priority.toLowerCase() === word) ?? null

/** What a list in this order is sorted by. Chatwoot puts conversations without the value last in either direction. */
export const sortKeyOf = (conversation: Conversation, field: ConversationOrderField): number | null => {
  switch (field) {
    case 'LAST_ACTIVITY_AT':
      return conversation.lastActivityAt
    case 'CREATED_AT':
      return conversation.createdAt
    case 'WAITING_SINCE':
      return conversation.waitingSince
    case 'PRIORITY':
      return conversation.priority && conversationPriorities.indexOf(conversation.priority) + 1
  }
}
