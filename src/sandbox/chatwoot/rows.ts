/** Rows as they come out of the tables. Booleans are 0 or 1, JSON is text, times are milliseconds. */
import type { DatabaseSync } from 'node:sqlite'
import type { Sql } from '../sql.ts'

/** What every query and every answer of this dialect is made from. */
export interface Desk {
  readonly db: DatabaseSync
  readonly sql: Sql
  readonly now: () => number
  readonly baseUrl: () => string
}

export interface AccountRow {
  readonly id: number
  readonly name: string
  readonly status: string
  readonly reference_changed_at: number
}

export interface UserRow {
  readonly id: number
  readonly name: string
  readonly display_name: string | null
  readonly email: string
  readonly confirmed: number
  readonly pubsub_token: string
}

export interface MembershipRow {
  readonly account_id: number
  readonly user_id: number
  readonly role: 'administrator' | 'agent'
  readonly availability: 'online' | 'busy' | 'offline'
  readonly auto_offline: number
  readonly active_at: number | null
}

/** A user together with his place in one account. */
export type AgentRow = UserRow & MembershipRow

export interface BotRow {
  readonly id: number
  readonly account_id: number | null
  readonly name: string
  readonly description: string | null
  readonly outgoing_url: string | null
}

export interface InboxRow {
  readonly id: number
  readonly account_id: number
  readonly name: string
  readonly channel_type: string
  readonly channel_id: number
  readonly settings: string
}

export interface TeamRow {
  readonly id: number
  readonly account_id: number
  readonly name: string
  readonly description: string | null
  readonly allow_auto_assign: number
}

export interface LabelRow {
  readonly id: number
  readonly title: string
  readonly description: string | null
  readonly color: string
  readonly show_on_sidebar: number
}

export interface ContactRow {
  readonly id: number
  readonly account_id: number
  readonly name: string
  readonly email: string | null
  readonly phone_number: string | null
  readonly identifier: string | null
  readonly blocked: number
  readonly additional_attributes: string
  readonly custom_attributes: string
  readonly last_activity_at: number | null
  readonly created_at: number
}

export interface ContactInboxRow {
  readonly id: number
  readonly contact_id: number
  readonly inbox_id: number
  readonly source_id: string
  readonly hmac_verified: number
}

export type ConversationStatus = 'open' | 'resolved' | 'pending' | 'snoozed'

export interface ConversationRow {
  readonly id: number
  readonly account_id: number
  readonly display_id: number
  readonly uuid: string
  readonly inbox_id: number
  readonly contact_id: number
  readonly contact_inbox_id: number
  readonly assignee_id: number | null
  readonly assignee_agent_bot_id: number | null
  readonly team_id: number | null
  readonly status: ConversationStatus
  readonly priority: number | null
  readonly additional_attributes: string
  readonly custom_attributes: string
  readonly agent_last_seen_at: number | null
  readonly assignee_last_seen_at: number | null
  readonly contact_last_seen_at: number | null
  readonly first_reply_created_at: number | null
  readonly waiting_since: number | null
  readonly snoozed_until: number | null
  readonly last_activity_at: number
  readonly created_at: number
  readonly updated_at: number
}

export interface MessageRow {
  readonly id: number
  readonly account_id: number
  readonly conversation_id: number
  readonly inbox_id: number
  readonly message_type: number
  readonly content: string | null
  readonly content_type: string
  readonly content_attributes: string
  readonly private: number
  readonly status: string
  readonly source_id: string | null
  readonly sender_type: 'User' | 'Contact' | 'AgentBot' | null
  readonly sender_id: number | null
  readonly additional_attributes: string
  readonly created_at: number
  readonly updated_at: number
}

export interface AttachmentRow {
  readonly id: number
  readonly account_id: number
  readonly message_id: number
  readonly file_type: string
  readonly blob_id: number | null
  readonly external_url: string | null
  readonly fallback_title: string | null
  readonly coordinates_lat: number | null
  readonly coordinates_long: number | null
  readonly meta: string
}

export interface BlobRow {
  readonly id: number
  /** What the storage calls it. */
  readonly key: string
  readonly filename: string
  readonly content_type: string
  readonly width: number | null
  readonly height: number | null
  readonly byte_size: number
  /** Base64 of its MD5. */
  readonly checksum: string
  readonly created_at: number
}

export interface WebhookRow {
  readonly id: number
  readonly account_id: number
  readonly name: string | null
  readonly url: string
  readonly subscriptions: string
  readonly secret: string
}

export const statuses: readonly ConversationStatus[] = ['open', 'resolved', 'pending', 'snoozed']
export const messageStatuses = ['sent', 'delivered', 'read', 'failed'] as const
export const priorities = ['low', 'medium', 'high', 'urgent'] as const
export const messageTypes = ['incoming', 'outgoing', 'activity', 'template'] as const
export const contentTypes = [
  'text',
  'input_text',
  'input_textarea',
  'input_email',
  'input_select',
  'cards',
  'form',
  'article',
  'incoming_email',
  'input_csat',
  'integrations',
  'sticker',
  'voice_call',
] as const

export const incoming = 0
export const outgoing = 1
export const activity = 2
export const template = 3
