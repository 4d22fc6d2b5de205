import type { DatabaseSync } from 'node:sqlite'
import { recordChange } from '../changes.ts'

/** The `type` of Infobip's webhook payloads. */
export type InfobipChange =
  | 'INBOUND_MESSAGE'
  | 'OUTBOUND_MESSAGE'
  | 'CONVERSATION_CREATED'
  | 'CONVERSATION_STATUS_UPDATED'
  | 'CONVERSATION_ASSIGNMENT_UPDATED'
  | 'CONVERSATION_PRIORITY_UPDATED'
  | 'CONVERSATION_QUEUE_UPDATED'
  | 'CONVERSATION_SUMMARY_UPDATED'
  | 'CONVERSATION_TOPIC_UPDATED'
  | 'CONVERSATION_TAG_ADDED'
  | 'CONVERSATION_TAG_REMOVED'
  | 'CONVERSATION_NOTE_ADDED'
  | 'CONVERSATION_AGENT_STATUS_CHANGED'

interface Subject {
  readonly conversationId?: string
  readonly messageId?: string
  readonly noteId?: string
  readonly tagName?: string
  readonly agentId?: string
}

export const tell = (db: DatabaseSync, kind: InfobipChange, subject: Subject, at: number): void =>
  recordChange(db, { dialect: 'infobip', kind, subject: { ...subject }, at })
