/** Writing a message, and what it changes around it. */
import {
  activity,
  type ContactRow,
  type ConversationRow,
  type Desk,
  incoming,
  type MessageRow,
  outgoing,
} from './rows.ts'
import { tell } from './tell.ts'
import { conversationById, messageById, updateConversation } from './update.ts'

export interface NewMessage {
  readonly message_type: number
  readonly content: string | null
  readonly content_type?: string
  readonly content_attributes?: Readonly<Record<string, unknown>>
  readonly additional_attributes?: Readonly<Record<string, unknown>>
  readonly private?: boolean
  readonly source_id?: string | null
  readonly sender_type?: MessageRow['sender_type']
  readonly sender_id?: number | null
  /** Told with the change, kept nowhere. */
  readonly echo_id?: string
}

export const writeMessage = (desk: Desk, conversation: ConversationRow, message: NewMessage): MessageRow => {
  const now = desk.now()
  const id = desk.sql.insert('chatwoot_messages', {
    account_id: conversation.account_id,
    conversation_id: conversation.id,
    inbox_id: conversation.inbox_id,
    message_type: message.message_type,
    content: message.content,
    content_type: message.content_type ?? 'text',
    content_attributes: JSON.stringify(message.content_attributes ?? {}),
    private: message.private ? 1 : 0,
    source_id: message.source_id ?? null,
    sender_type: message.sender_type ?? null,
    sender_id: message.sender_id ?? null,
    additional_attributes: JSON.stringify(message.additional_attributes ?? {}),
    created_at: now,
    updated_at: now,
  })
  desk.sql.run(
    'UPDATE chatwoot_conversations SET last_activity_at = ?1, updated_at = ?1 WHERE id = ?2',
    now,
    conversation.id,
  )
  tell(desk, 'message_created', {
    account_id: conversation.account_id,
    conversation_id: conversation.id,
    message_id: id,
    ...(message.echo_id !== undefined && { echo_id: message.echo_id }),
  })
  if (message.message_type === incoming) afterIncoming(desk, conversation, now)
  if (message.message_type === outgoing && !message.private) {
    const { first_reply_created_at: firstReply } = conversationById(desk, conversation.id)
    updateConversation(desk, conversation.id, {
      waiting_since: null,
      first_reply_created_at: firstReply ?? now,
    })
  }
  return messageById(desk, id)
}

export const writeActivity = (desk: Desk, conversation: ConversationRow, content: string): void => {
  writeMessage(desk, conversation, { message_type: activity, content })
}

/** The contact waits for an answer now; a resolved or snoozed conversation comes back, unless he is blocked. */
const afterIncoming = (desk: Desk, { id, contact_id }: ConversationRow, now: number): void => {
  desk.sql.update('chatwoot_contacts', contact_id, { last_activity_at: now })
  desk.sql.update('chatwoot_conversations', id, { contact_last_seen_at: now })
  const conversation = conversationById(desk, id)
  updateConversation(desk, id, { waiting_since: conversation.waiting_since ?? now })
  const contact = desk.sql.get<ContactRow>('SELECT * FROM chatwoot_contacts WHERE id = ?', contact_id)
  if (contact?.blocked || !['resolved', 'snoozed'].includes(conversation.status)) return
  const bot = desk.sql.get('SELECT 1 FROM chatwoot_inbox_bots WHERE inbox_id = ?', conversation.inbox_id)
  const status = bot && conversation.status === 'resolved' ? 'pending' : 'open'
  updateConversation(desk, id, { status, snoozed_until: null })
  writeActivity(desk, conversation, 'System reopened the conversation due to a new incoming message.')
}
