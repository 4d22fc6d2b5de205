/** Changing rows: as in Rails, what does not differ is no change, bumps nothing and is told to nobody. */
import type { ConversationRow, Desk, MessageRow } from './rows.ts'
import { changesIn, tell } from './tell.ts'

export const conversationById = (desk: Desk, id: number): ConversationRow => {
  const row = desk.sql.get<ConversationRow>('SELECT * FROM chatwoot_conversations WHERE id = ?', id)
  if (!row) throw new Error(`No conversation ${id}`)
  return row
}

export const messageById = (desk: Desk, id: number): MessageRow => {
  const row = desk.sql.get<MessageRow>('SELECT * FROM chatwoot_messages WHERE id = ?', id)
  if (!row) throw new Error(`No message ${id}`)
  return row
}

type Values = Readonly<Record<string, string | number | null>>

/** Compares with the row as it is now, not as the caller has it. */
export const updateConversation = (desk: Desk, id: number, values: Values): ConversationRow => {
  const before = conversationById(desk, id)
  const changed = changesIn(before, values)
  if (!changed) return before
  desk.sql.update('chatwoot_conversations', id, { ...values, updated_at: desk.now() })
  const subject = { account_id: before.account_id, conversation_id: id, changed }
  if (changed.status) tell(desk, 'conversation_status_changed', subject)
  tell(desk, 'conversation_updated', subject)
  return conversationById(desk, id)
}

export const updateMessage = (desk: Desk, id: number, values: Values): MessageRow => {
  const before = messageById(desk, id)
  const changed = changesIn(before, values)
  if (!changed) return before
  desk.sql.update('chatwoot_messages', id, { ...values, updated_at: desk.now() })
  const { account_id, conversation_id } = before
  tell(desk, 'message_updated', { account_id, conversation_id, message_id: id, changed })
  return messageById(desk, id)
}

export const contentAttributes = (row: MessageRow): Readonly<Record<string, unknown>> =>
  JSON.parse(row.content_attributes) as Record<string, unknown>
