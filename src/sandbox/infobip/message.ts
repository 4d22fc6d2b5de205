/** Writing messages: what a contact sends comes in through `recordInbound`, since no endpoint creates it. */
import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { touchConversation } from './conversation.ts'
import { closedConversation, noSuchEntity } from './faults.ts'
import { type ConversationRow, type JsonObject, type MessageRow, messageJson } from './shapes.ts'
import { tell } from './tell.ts'

export const insertMessage = (db: DatabaseSync, row: MessageRow): MessageRow => {
  db.prepare(
    `INSERT INTO infobip_messages
     (id, conversationId, channel, sender, recipient, direction, authorId, authorType, contentType, content,
      hasMedia, createdAt, updatedAt)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    row.id,
    row.conversationId,
    row.channel,
    row.sender,
    row.recipient,
    row.direction,
    row.authorId,
    row.authorType,
    row.contentType,
    row.content,
    row.hasMedia,
    row.createdAt,
    row.updatedAt,
  )
  return row
}

/** What a message is made of, apart from its place in the conversation. */
export type MessageDraft = Pick<
  MessageRow,
  'channel' | 'sender' | 'recipient' | 'direction' | 'authorId' | 'authorType' | 'contentType' | 'content'
>

export const addMessage = (
  db: DatabaseSync,
  now: number,
  conversationId: string,
  draft: MessageDraft,
): MessageRow => {
  touchConversation(db, conversationId, now)
  const id = randomUUID()
  tell(
    db,
    draft.direction === 'INBOUND' ? 'INBOUND_MESSAGE' : 'OUTBOUND_MESSAGE',
    { conversationId, messageId: id },
    now,
  )
  return insertMessage(db, { ...draft, id, conversationId, hasMedia: 0, createdAt: now, updatedAt: now })
}

export interface Inbound {
  readonly conversationId: string
  /** Short for `contentType: 'TEXT', content: { text }`. */
  readonly text?: string
  readonly contentType?: string
  readonly content?: unknown
  /** Channel and addresses: by default those of the conversation's newest message from the contact. */
  readonly channel?: string
  readonly from?: string
  readonly to?: string
}

/**
 * A message from the contact arrives; gives it as the API would. Throws when the conversation is unknown or
 * closed, and when it has no message yet to take the addresses from. The status stays as it is: whether an
 * answer reopens a solved conversation is undocumented.
 */
export const recordInbound = (db: DatabaseSync, now: number, inbound: Inbound): JsonObject => {
  const { conversationId, text = '' } = inbound
  const conversation = db.prepare('SELECT * FROM infobip_conversations WHERE id = ?').get(conversationId)
  if (!conversation) throw noSuchEntity(conversationId)
  if ((conversation as unknown as ConversationRow).status === 'CLOSED') throw closedConversation()
  const { channel, sender, recipient } = contactAddress(db, inbound)
  const row = addMessage(db, now, conversationId, {
    channel,
    sender,
    recipient,
    direction: 'INBOUND',
    authorId: null,
    authorType: 'CUSTOMER',
    contentType: inbound.contentType ?? 'TEXT',
    content: JSON.stringify(inbound.content ?? { text }),
  })
  return messageJson(row, '')
}

const contactAddress = (db: DatabaseSync, { conversationId, channel, from, to }: Inbound) => {
  if (channel && from && to) return { channel, sender: from, recipient: to }
  const last = db
    .prepare(
      `SELECT channel, sender, recipient FROM infobip_messages
       WHERE conversationId = ? AND direction = 'INBOUND' ORDER BY createdAt DESC, id DESC LIMIT 1`,
    )
    .get(conversationId) as { channel: string; sender: string; recipient: string } | undefined
  if (!last) throw new Error('The first message of a conversation needs channel, from and to.')
  return { channel: channel ?? last.channel, sender: from ?? last.sender, recipient: to ?? last.recipient }
}
