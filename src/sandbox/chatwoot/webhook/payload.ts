/** What Chatwoot posts about a change; undefined for what it tells nobody. */
import type { Change } from '../../changes.ts'
import {
  activity,
  type ContactRow,
  type ConversationRow,
  type Desk,
  type MessageRow,
  priorities,
} from '../rows.ts'
import type { Changed, ChatwootChange, ChatwootSubject } from '../tell.ts'
import { contactWebhook, conversationWebhook, messageWebhook, personWebhook } from './shapes.ts'

export const payloadOf = (desk: Desk, change: Change): object | undefined => {
  const event = change.kind as ChatwootChange
  const subject = change.subject as unknown as ChatwootSubject
  const conversation = find<ConversationRow>(desk, 'chatwoot_conversations', subject.conversation_id)
  switch (event) {
    case 'message_created':
    case 'message_updated': {
      const message = find<MessageRow>(desk, 'chatwoot_messages', subject.message_id)
      if (!message || !conversation || message.message_type === activity) return undefined
      return { event, ...messageWebhook(desk, message, conversation) }
    }
    case 'conversation_created':
      return conversation && { event, ...conversationWebhook(desk, conversation) }
    case 'conversation_updated':
      return (
        conversation && {
          event,
          ...conversationWebhook(desk, conversation),
          changed_attributes: changesOf(subject.changed ?? {}),
        }
      )
    case 'conversation_status_changed':
      return conversation && { event, ...conversationWebhook(desk, conversation), changed_attributes: null }
    case 'conversation_typing_on':
    case 'conversation_typing_off': {
      const { type, id } = subject.performer ?? { type: 'user', id: null }
      const user = personWebhook(desk, subject.account_id, type === 'user' ? 'User' : 'AgentBot', id)
      return (
        conversation && {
          event,
          user,
          conversation: conversationWebhook(desk, conversation),
          is_private: subject.is_private ?? false,
        }
      )
    }
    case 'contact_created': {
      const contact = find<ContactRow>(desk, 'chatwoot_contacts', subject.contact_id)
      return contact && { event, ...contactWebhook(desk, contact) }
    }
  }
}

const find = <Row>(desk: Desk, table: string, id: number | undefined): Row | undefined =>
  id === undefined ? undefined : desk.sql.get<Row>(`SELECT * FROM ${table} WHERE id = ?`, id)

const changesOf = (changed: Changed) =>
  Object.entries(changed).map(([column, [before, after]]) => ({
    [column]: { previous_value: wordOf(column, before), current_value: wordOf(column, after) },
  }))

const wordOf = (column: string, value: unknown): unknown =>
  column === 'priority' && typeof value === 'number' ? priorities[value] : value
