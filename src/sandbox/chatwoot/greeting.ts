import {
  type ConversationRow,
  type Desk,
  type InboxRow,
  incoming,
  type MessageRow,
  template,
} from './rows.ts'
import { writeMessage } from './write-message.ts'

/** The inbox greets a contact who writes before anybody has written to him. */
export const greet = (
  desk: Desk,
  conversation: ConversationRow,
  inbox: InboxRow,
  message: MessageRow,
): void => {
  const settings = JSON.parse(inbox.settings) as { greeting_enabled?: boolean; greeting_message?: string }
  if (message.message_type !== incoming || !settings.greeting_enabled || !settings.greeting_message) return
  const others = desk.sql.get(
    'SELECT 1 FROM chatwoot_messages WHERE conversation_id = ? AND id <> ? AND message_type <> 2',
    conversation.id,
    message.id,
  )
  if (others) return
  writeMessage(desk, conversation, { message_type: template, content: settings.greeting_message })
}
