/** One message in two of Chatwoot's shapes: REST (its own lists and replies) and push (embedded in a conversation). */
import { agentOf } from '../auth.ts'
import type {
  AttachmentRow,
  BotRow,
  ContactInboxRow,
  ContactRow,
  ConversationRow,
  Desk,
  MessageRow,
} from '../rows.ts'
import { iso, seconds } from '../times.ts'
import { attachmentJson } from './attachment.ts'
import { agentPush, botPush, contactPush } from './people.ts'
import { unreadCount } from './unread.ts'

/** Undefined when nobody wrote it, or who did is gone. */
export const senderPush = (desk: Desk, row: MessageRow) => {
  if (row.sender_id === null) return undefined
  switch (row.sender_type) {
    case 'User': {
      const agent = agentOf(desk, row.account_id, row.sender_id)
      return agent && agentPush(agent)
    }
    case 'Contact': {
      const contact = desk.sql.get<ContactRow>('SELECT * FROM chatwoot_contacts WHERE id = ?', row.sender_id)
      return contact && contactPush(contact)
    }
    case 'AgentBot': {
      const bot = desk.sql.get<BotRow>('SELECT * FROM chatwoot_agent_bots WHERE id = ?', row.sender_id)
      return bot && botPush(bot)
    }
    default:
      return undefined
  }
}

export const attachmentsOf = (desk: Desk, row: MessageRow) =>
  desk.sql
    .all<AttachmentRow>('SELECT * FROM chatwoot_attachments WHERE message_id = ? ORDER BY id', row.id)
    .map((attachment) => attachmentJson(desk, attachment))

/** The keys that are left out when there is nothing to say. */
const optionalParts = (desk: Desk, row: MessageRow) => {
  const sender = senderPush(desk, row)
  const attachments = attachmentsOf(desk, row)
  return { ...(sender && { sender }), ...(attachments.length > 0 && { attachments }) }
}

export const messageJson = (desk: Desk, row: MessageRow, displayId: number, echoId?: string) => ({
  id: row.id,
  content: row.content,
  inbox_id: row.inbox_id,
  ...(echoId !== undefined && { echo_id: echoId }),
  conversation_id: displayId,
  message_type: row.message_type,
  content_type: row.content_type,
  status: row.status,
  content_attributes: JSON.parse(row.content_attributes) as unknown,
  created_at: seconds(row.created_at),
  private: row.private === 1,
  source_id: row.source_id,
  ...optionalParts(desk, row),
})

export const messagePush = (desk: Desk, row: MessageRow, conversation: ConversationRow) => {
  const contactInbox = desk.sql.get<ContactInboxRow>(
    'SELECT * FROM chatwoot_contact_inboxes WHERE id = ?',
    conversation.contact_inbox_id,
  )
  return {
    id: row.id,
    content: row.content,
    account_id: row.account_id,
    inbox_id: row.inbox_id,
    conversation_id: conversation.display_id,
    message_type: row.message_type,
    created_at: seconds(row.created_at),
    updated_at: iso(row.updated_at),
    private: row.private === 1,
    status: row.status,
    source_id: row.source_id,
    content_type: row.content_type,
    content_attributes: JSON.parse(row.content_attributes) as unknown,
    sender_type: row.sender_type,
    sender_id: row.sender_id,
    external_source_ids: {},
    additional_attributes: JSON.parse(row.additional_attributes) as unknown,
    processed_message_content: row.content,
    sentiment: {},
    conversation: {
      assignee_id: conversation.assignee_id,
      unread_count: unreadCount(desk, conversation),
      last_activity_at: seconds(conversation.last_activity_at),
      contact_inbox: { source_id: contactInbox?.source_id ?? null },
    },
    ...optionalParts(desk, row),
  }
}
