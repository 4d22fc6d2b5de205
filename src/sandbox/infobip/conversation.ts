/** Looking up and changing one conversation. */
import type { DatabaseSync } from 'node:sqlite'
import type { Caller } from './auth.ts'
import { closedConversation, noSuchEntity } from './faults.ts'
import type { ConversationRow } from './shapes.ts'
import { tell } from './tell.ts'

export const findConversation = (db: DatabaseSync, caller: Caller, id: string): ConversationRow => {
  const row = db
    .prepare('SELECT * FROM infobip_conversations WHERE id = ? AND tenant = ?')
    .get(id, caller.tenant)
  if (!row) throw noSuchEntity(id)
  return row as unknown as ConversationRow
}

/** A conversation that may be changed. */
export const findOpenConversation = (db: DatabaseSync, caller: Caller, id: string): ConversationRow => {
  const row = findConversation(db, caller, id)
  if (row.status === 'CLOSED') throw closedConversation()
  return row
}

export type ConversationChange = Partial<
  Pick<ConversationRow, 'topic' | 'summary' | 'status' | 'priority' | 'queueId' | 'agentId'>
>

export const insertConversation = (db: DatabaseSync, row: ConversationRow): ConversationRow => {
  db.prepare(
    `INSERT INTO infobip_conversations
     (id, tenant, topic, summary, status, priority, queueId, agentId, metadata, createdAt, updatedAt, closedAt)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    row.id,
    row.tenant,
    row.topic,
    row.summary,
    row.status,
    row.priority,
    row.queueId,
    row.agentId,
    row.metadata,
    row.createdAt,
    row.updatedAt,
    row.closedAt,
  )
  return row
}

export const updateConversation = (
  db: DatabaseSync,
  before: ConversationRow,
  change: ConversationChange,
  now: number,
): ConversationRow => {
  const after = { ...before, ...change, updatedAt: now }
  const row = { ...after, closedAt: after.status === 'CLOSED' ? (before.closedAt ?? now) : null }
  db.prepare(
    `UPDATE infobip_conversations
     SET topic = ?, summary = ?, status = ?, priority = ?, queueId = ?, agentId = ?, updatedAt = ?, closedAt = ?
     WHERE id = ?`,
  ).run(
    row.topic,
    row.summary,
    row.status,
    row.priority,
    row.queueId,
    row.agentId,
    row.updatedAt,
    row.closedAt,
    row.id,
  )
  for (const [field, kind] of Object.entries(changeKinds)) {
    const name = field as keyof typeof changeKinds
    if (row[name] !== before[name]) tell(db, kind, { conversationId: row.id }, now)
  }
  return row
}

const changeKinds = {
  status: 'CONVERSATION_STATUS_UPDATED',
  agentId: 'CONVERSATION_ASSIGNMENT_UPDATED',
  priority: 'CONVERSATION_PRIORITY_UPDATED',
  queueId: 'CONVERSATION_QUEUE_UPDATED',
  topic: 'CONVERSATION_TOPIC_UPDATED',
  summary: 'CONVERSATION_SUMMARY_UPDATED',
} as const

/** Something happened in the conversation: polling with `updatedAfter` finds it. */
export const touchConversation = (db: DatabaseSync, id: string, now: number): void => {
  db.prepare('UPDATE infobip_conversations SET updatedAt = ? WHERE id = ?').run(now, id)
}
