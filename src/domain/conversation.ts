import type { Agent, Bot, Contact } from './actor.ts'
import type { Channel } from './channel.ts'
import type { JsonObject } from './json.ts'
import type { Message } from './message.ts'
import type { Label, Team } from './place.ts'
import type { Instant } from './time.ts'

export const conversationStatuses = ['OPEN', 'PENDING', 'WAITING', 'SNOOZED', 'RESOLVED', 'CLOSED'] as const
export type ConversationStatus = (typeof conversationStatuses)[number]

/** Lowest first. */
export const conversationPriorities = ['LOW', 'MEDIUM', 'HIGH', 'URGENT'] as const
export type ConversationPriority = (typeof conversationPriorities)[number]

export type ReplyBlockedReason =
  | 'CONVERSATION_CLOSED'
  | 'REPLY_WINDOW_CLOSED'
  | 'NOT_ASSIGNED_TO_VIEWER'
  | 'AGENT_REQUIRED'
  | 'READ_ONLY'

/**
 * A thread with one contact. The optional fields are those that some upstream does not send along: `undefined`
 * means "not told here, load it"; `null` means that the upstream says there is none.
 */
export interface Conversation {
  readonly account: string
  /** Chatwoot display id or Infobip conversation id. */
  readonly id: string
  readonly status: ConversationStatus
  /** The upstream's own word for the status. */
  readonly upstreamStatus: string
  readonly priority: ConversationPriority | null
  readonly subject: string | null
  /** Opens the conversation in the upstream's own dashboard. */
  readonly upstreamUrl: string | null
  readonly createdAt: Instant
  readonly updatedAt: Instant | null
  readonly lastActivityAt: Instant | null
  readonly waitingSince: Instant | null
  readonly closedAt: Instant | null
  readonly snoozedUntil: Instant | null
  readonly contactLastSeenAt: Instant | null
  readonly agentLastSeenAt: Instant | null
  readonly unreadCount: number | null
  readonly customAttributes: JsonObject | null
  /** False when the channel's reply window has closed; null where the upstream does not tell. */
  readonly isReplyWindowOpen: boolean | null
  readonly inboxId: string | null
  readonly teamId: string | null
  readonly assigneeId: string | null
  readonly assignee?: Agent | Bot | null
  readonly team?: Team | null
  readonly channel?: Channel | null
  readonly contact?: Contact | null
  /** Names; colours are in the account's label list. */
  readonly labels?: readonly Label['name'][]
  readonly lastMessage?: Message | null
}

/** A filter of `conversations`. Ids are the upstream's own. Within one field the values are alternatives; fields add up. */
export interface ConversationFilter {
  readonly status?: readonly ConversationStatus[]
  readonly assignee?: AssigneeFilter
  readonly inboxIds?: readonly string[]
  readonly teamIds?: readonly string[]
  readonly labels?: readonly string[]
  readonly priority?: readonly ConversationPriority[]
  readonly channels?: readonly Channel[]
  readonly contactId?: string
  readonly isUnread?: boolean
  /** Exclusive bounds. */
  readonly createdAfter?: Instant
  readonly createdBefore?: Instant
  readonly updatedAfter?: Instant
  readonly updatedBefore?: Instant
}

export type AssigneeFilter =
  | { readonly by: 'viewer' }
  | { readonly by: 'presence'; readonly isAssigned: boolean }
  | { readonly by: 'agent'; readonly agentId: string }

export const conversationFilterFields = [
  'STATUS',
  'ASSIGNEE_VIEWER',
  'ASSIGNEE_PRESENCE',
  'ASSIGNEE_AGENT',
  'INBOX',
  'TEAM',
  'LABELS',
  'PRIORITY',
  'CHANNEL',
  'CONTACT',
  'UNREAD',
  'CREATED_AT',
  'UPDATED_AT',
] as const
export type ConversationFilterField = (typeof conversationFilterFields)[number]

export const conversationOrderFields = [
  'LAST_ACTIVITY_AT',
  'CREATED_AT',
  'PRIORITY',
  'WAITING_SINCE',
] as const
export type ConversationOrderField = (typeof conversationOrderFields)[number]
export type OrderDirection = 'ASC' | 'DESC'

export interface ConversationOrder {
  readonly field: ConversationOrderField
  readonly direction: OrderDirection
}

export interface ConversationQuery {
  readonly filter: ConversationFilter
  readonly orderBy: ConversationOrder
}
