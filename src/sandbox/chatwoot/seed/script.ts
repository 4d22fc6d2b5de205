/** How the demo threads are written down: who says what, and what is odd about it. */
import type { ConversationStatus } from '../rows.ts'
import type { ContactKey } from './contacts.ts'
import type { InboxKey } from './inboxes.ts'
import type { AgentKey, TeamKey } from './people.ts'

export type SeedAttachment =
  | {
      readonly kind: 'image'
      readonly name: string
      readonly width: number
      readonly height: number
      readonly hue: number
    }
  | { readonly kind: 'pdf'; readonly name: string; readonly text: string }
  | { readonly kind: 'audio'; readonly name: string; readonly seconds: number }
  | { readonly kind: 'video'; readonly name: string }
  | { readonly kind: 'csv'; readonly name: string; readonly text: string }
  | { readonly kind: 'location'; readonly title: string; readonly lat: number; readonly long: number }
  | { readonly kind: 'contact'; readonly title: string; readonly meta: Readonly<Record<string, string>> }
  | { readonly kind: 'fallback'; readonly title: string; readonly url: string }

export interface Line {
  readonly by: 'contact' | 'agent' | 'bot' | 'activity' | 'template'
  readonly text: string | null
  /** Who speaks for us; default: the thread's agent. */
  readonly agent?: AgentKey
  readonly isNote?: boolean
  /** Minutes after the line before; default one to five. */
  readonly gap?: number
  /** Seconds by which the provider's time of this message differs from the order of arrival. */
  readonly skew?: number
  readonly contentType?: string
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly additional?: Readonly<Record<string, unknown>>
  readonly attachments?: readonly SeedAttachment[]
  readonly status?: 'sent' | 'delivered' | 'read' | 'failed'
  /** Answers the line that many lines up. */
  readonly repliesTo?: number
}

type More = Omit<Line, 'by' | 'text'>

export const them = (text: string | null, more: More = {}): Line => ({ by: 'contact', text, ...more })
export const us = (text: string | null, more: More = {}): Line => ({ by: 'agent', text, ...more })
export const bot = (text: string | null, more: More = {}): Line => ({ by: 'bot', text, ...more })
export const note = (text: string, more: More = {}): Line => ({ by: 'agent', text, isNote: true, ...more })
export const event = (text: string, more: More = {}): Line => ({ by: 'activity', text, gap: 0, ...more })
export const template = (text: string | null, more: More = {}): Line => ({
  by: 'template',
  text,
  gap: 0,
  ...more,
})

/** What Chatwoot leaves of a message that was deleted. */
export const deleted = (by: 'contact' | 'agent', more: More = {}): Line => ({
  by,
  text: 'This message was deleted',
  ...more,
  attributes: { deleted: true },
})

export interface Thread {
  readonly contact: ContactKey
  readonly inbox: InboxKey
  /** Who speaks for us unless a line says otherwise. */
  readonly agent: AgentKey
  /** Default: the thread's agent. */
  readonly assignee?: AgentKey | 'bot' | 'nobody'
  readonly team?: TeamKey
  readonly status: ConversationStatus
  readonly priority?: 'low' | 'medium' | 'high' | 'urgent'
  readonly labels?: readonly string[]
  /** Minutes from the last line to now. */
  readonly endsAgo: number
  /** The contact's last lines that no agent has seen; `'all'`: nobody ever looked. Default 0. */
  readonly unread?: number | 'all'
  /** Hours from now. */
  readonly snoozedFor?: number
  readonly additional?: Readonly<Record<string, unknown>>
  readonly custom?: Readonly<Record<string, unknown>>
  readonly mentions?: readonly AgentKey[]
  readonly participants?: readonly AgentKey[]
  readonly lines: readonly Line[]
}
