import type { ConversationRow, Desk } from '../rows.ts'

/** Chatwoot looks at the last ten incoming messages only, so more unread ones are not counted. */
const saturation = 10

/** SQL for the unread count of `c`, a row of `chatwoot_conversations`. */
export const unreadCountSql = `(
  SELECT min(${saturation}, count(*)) FROM chatwoot_messages m
  WHERE m.conversation_id = c.id AND m.message_type = 0 AND m.created_at > coalesce(c.agent_last_seen_at, -1)
)`

export const unreadCount = (desk: Desk, row: ConversationRow): number =>
  desk.sql.get<{ unread: number }>(
    `SELECT ${unreadCountSql} AS unread FROM chatwoot_conversations c WHERE c.id = ?`,
    row.id,
  )?.unread ?? 0
