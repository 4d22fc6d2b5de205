import type { Actor, ActorKey, Contact } from './actor.ts'
import type { Attachment } from './attachment.ts'
import type { Channel } from './channel.ts'
import type { MessageContent, TextFormat } from './content.ts'
import type { Json } from './json.ts'
import type { Instant } from './time.ts'

export const messageKinds = ['MESSAGE', 'NOTE', 'ACTIVITY', 'TEMPLATE'] as const
export type MessageKind = (typeof messageKinds)[number]
/** INTERNAL: between agents, or written by the system; the contact never sees it. */
export type MessageDirection = 'INCOMING' | 'OUTGOING' | 'INTERNAL'
export type MessageStatus = 'PENDING' | 'SENT' | 'DELIVERED' | 'READ' | 'FAILED' | 'UNKNOWN'

export interface MessageTranslation {
  /** BCP 47, e.g. `pt-BR`. */
  readonly language: string
  readonly text: string
  readonly format: TextFormat
}

/** One message, note or activity line. Optional fields: see `Conversation`. */
export interface Message {
  readonly account: string
  readonly conversationId: string
  readonly id: string
  readonly kind: MessageKind
  readonly direction: MessageDirection
  /** A plain-text rendering of any content type; null only where there is nothing to say. */
  readonly text: string | null
  readonly content: MessageContent
  readonly attachments: readonly Attachment[]
  /** Who wrote it; `senderKey` when only the key came along; both absent for system messages. */
  readonly sender?: Actor | null
  readonly senderKey?: ActorKey
  /** Who the conversation is with, whichever side wrote this; for upstreams whose conversations do not tell. */
  readonly counterpart?: Contact | null
  readonly isPrivate: boolean
  readonly isDeleted: boolean
  readonly status: MessageStatus
  /** The upstream's explanation when the status is FAILED. */
  readonly statusReason: string | null
  readonly replyToId: string | null
  readonly channel?: Channel | null
  readonly clientMessageId: string | null
  readonly translations: readonly MessageTranslation[]
  readonly createdAt: Instant
  readonly updatedAt: Instant | null
  /** What the upstream sent along and no field here holds. */
  readonly metadata: Json
}

export interface MessageFilter {
  readonly ids?: readonly string[]
  readonly kinds?: readonly MessageKind[]
  readonly direction?: MessageDirection
  readonly channels?: readonly Channel[]
  /** Exclusive bounds. */
  readonly createdAfter?: Instant
  readonly createdBefore?: Instant
}
