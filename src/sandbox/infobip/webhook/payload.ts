/** What Infobip posts about a change; undefined where what changed is gone. */
import type { DatabaseSync } from 'node:sqlite'
import type { Change } from '../../changes.ts'
import type { AgentRow, ConversationRow, JsonObject, MessageRow, NoteRow, QueueRow } from '../shapes.ts'
import { formatTime } from '../time.ts'

interface Subject {
  readonly conversationId?: string
  readonly messageId?: string
  readonly noteId?: string
  readonly tagName?: string
  readonly agentId?: string
}

export interface Payload {
  /** Whose it is; null where agents are everybody's. */
  readonly tenant: string | null
  readonly body: JsonObject
}

export const payloadOf = (db: DatabaseSync, { kind: type, subject, at }: Change): Payload | undefined => {
  const { conversationId, messageId, noteId, tagName, agentId } = subject as Subject
  const timestamp = formatTime(at)
  if (agentId !== undefined) {
    const payload = agentEvent(db, agentId)
    return payload && { tenant: null, body: { type, timestamp, payload } }
  }
  const conversation = find<ConversationRow>(db, 'infobip_conversations', conversationId)
  if (!conversation) return undefined
  const told = { ...conversationEvent(db, conversation), timestamp }
  const wrap = (extra: JsonObject) => ({
    tenant: conversation.tenant,
    body: { type, timestamp, payload: { ...told, ...extra, invoker: { type: 'SYSTEM' } } },
  })
  if (messageId !== undefined) {
    const message = find<MessageRow>(db, 'infobip_messages', messageId)
    return message && wrap({ channel: message.channel, message: messageEvent(message) })
  }
  if (noteId !== undefined) {
    const note = find<NoteRow>(db, 'infobip_notes', noteId)
    return (
      note && wrap({ note: { id: note.id, type: note.type, content: JSON.parse(note.content) as unknown } })
    )
  }
  if (tagName !== undefined) {
    const tag = tagEvent(db, tagName)
    return wrap({ [type === 'CONVERSATION_TAG_ADDED' ? 'addedTag' : 'removedTag']: tag })
  }
  return wrap({ lastMessage: lastMessage(db, conversation.id) })
}

const find = <Row>(db: DatabaseSync, table: string, id: string | null | undefined): Row | undefined =>
  id == null ? undefined : (db.prepare(`SELECT * FROM ${table} WHERE id = ?`).get(id) as Row | undefined)

const conversationEvent = (db: DatabaseSync, row: ConversationRow): JsonObject => {
  const queue = find<QueueRow>(db, 'infobip_queues', row.queueId)
  const agent = find<AgentRow>(db, 'infobip_agents', row.agentId)
  const last = lastRow(db, row.id)
  const tags = db
    .prepare('SELECT tagName FROM infobip_conversation_tags WHERE conversationId = ? ORDER BY tagName')
    .all(row.id)
  return {
    id: row.id,
    shortId: row.id.slice(0, 6),
    status: row.status,
    priority: row.priority,
    channel: last?.channel ?? 'UNKNOWN',
    direction: last?.direction ?? 'INBOUND',
    ...(queue && { queue: { id: queue.id, name: queue.name } }),
    ...(agent && {
      assignee: { id: agent.id, name: agent.displayName, email: agent.email, role: agent.role },
    }),
    form: {},
    tags: tags.map(({ tagName }) => tagEvent(db, String(tagName))),
    topic: row.topic,
    summary: row.summary,
  }
}

const lastRow = (db: DatabaseSync, conversationId: string): MessageRow | undefined =>
  db
    .prepare('SELECT * FROM infobip_messages WHERE conversationId = ? ORDER BY rowid DESC LIMIT 1')
    .get(conversationId) as MessageRow | undefined

const lastMessage = (db: DatabaseSync, conversationId: string): JsonObject | null => {
  const row = lastRow(db, conversationId)
  return row ? { from: row.sender, to: row.recipient, direction: row.direction, channel: row.channel } : null
}

/** Neither `contentType` nor `direction`, `authorType` or a status. */
const messageEvent = (row: MessageRow): JsonObject => ({
  id: row.id,
  messageId: row.id,
  channel: row.channel,
  from: row.sender,
  to: row.recipient,
  conversationId: row.conversationId,
  content: JSON.parse(row.content) as unknown,
  createdAt: formatTime(row.createdAt),
  updatedAt: formatTime(row.updatedAt),
})

const tagEvent = (db: DatabaseSync, name: string): JsonObject => {
  const row = db.prepare('SELECT id FROM infobip_tags WHERE name = ?').get(name)
  return { id: row?.id ?? null, name }
}

const agentEvent = (db: DatabaseSync, id: string): JsonObject | undefined => {
  const agent = find<AgentRow>(db, 'infobip_agents', id)
  return (
    agent && {
      id: agent.id,
      userId: agent.id,
      email: agent.email,
      role: agent.role,
      status: { id: agent.status, name: agent.status, group: agent.status },
      invoker: { type: 'SYSTEM' },
    }
  )
}
