/** What Chatwoot tells of a change over its live connection, and to whom. Nothing of what it tells contacts. */
import type { Change } from '../../changes.ts'
import { agentOf } from '../auth.ts'
import type { BotRow, ContactRow, ConversationRow, Desk, MessageRow } from '../rows.ts'
import { messagePush } from '../shapes/message.ts'
import { agentPush, botPush, contactPush } from '../shapes/people.ts'
import type { ChatwootChange, ChatwootSubject } from '../tell.ts'
import { conversationWebhook } from '../webhook/shapes.ts'

export interface Frame {
  readonly event: string
  readonly data: { readonly account_id: number } & Readonly<Record<string, unknown>>
  /** Ids of the users who hear it, whichever account they listen to; or everybody who listens to this account. */
  readonly to: readonly number[] | 'ACCOUNT'
}

export const framesOf = (desk: Desk, change: Change): readonly Frame[] => {
  const kind = change.kind as ChatwootChange
  const subject = change.subject as unknown as ChatwootSubject
  const row = find<ConversationRow>(desk, 'chatwoot_conversations', subject.conversation_id)
  if (kind === 'contact_created') {
    const contact = find<ContactRow>(desk, 'chatwoot_contacts', subject.contact_id)
    if (!contact) return []
    const data = { ...contactPush(contact), account_id: contact.account_id }
    return [{ event: 'contact.created', data, to: 'ACCOUNT' }]
  }
  if (!row) return []
  const to = staffOf(desk, row)
  switch (kind) {
    case 'message_created':
    case 'message_updated':
      return messageFrames(desk, kind, subject, row).map((frame) => ({ ...frame, to }))
    case 'conversation_typing_on':
    case 'conversation_typing_off': {
      const data = {
        conversation: conversationPush(desk, row),
        user: performerPush(desk, subject),
        is_private: subject.is_private ?? false,
        account_id: row.account_id,
      }
      const typist = subject.performer?.type === 'user' ? subject.performer.id : null
      return [
        { event: kind.replace('conversation_', 'conversation.'), data, to: to.filter((id) => id !== typist) },
      ]
    }
    default: {
      const data = conversationPush(desk, row)
      return conversationEvents(kind, subject).map((event) => ({ event, data, to }))
    }
  }
}

const messageFrames = (
  desk: Desk,
  kind: 'message_created' | 'message_updated',
  { message_id, changed, echo_id }: ChatwootSubject,
  conversation: ConversationRow,
) => {
  const message = find<MessageRow>(desk, 'chatwoot_messages', message_id)
  if (!message) return []
  const push = messagePush(desk, message, conversation)
  return kind === 'message_created'
    ? [{ event: 'message.created', data: { ...push, ...(echo_id !== undefined && { echo_id }) } }]
    : [{ event: 'message.updated', data: { ...push, previous_changes: changed ?? {} } }]
}

const conversationEvents = (kind: ChatwootChange, { changed = {} }: ChatwootSubject): readonly string[] => {
  if (kind !== 'conversation_updated') return [kind.replace('conversation_', 'conversation.')]
  return [
    'conversation.updated',
    ...('assignee_id' in changed ? ['assignee.changed'] : []),
    ...('team_id' in changed ? ['team.changed'] : []),
  ]
}

const conversationPush = (desk: Desk, row: ConversationRow) => {
  const { account: _, ...rest } = conversationWebhook(desk, row)
  return { ...rest, account_id: row.account_id }
}

const performerPush = (desk: Desk, { account_id, performer }: ChatwootSubject) => {
  if (performer?.type === 'user') {
    const agent = agentOf(desk, account_id, performer.id)
    return agent ? agentPush(agent) : null
  }
  const bot = find<BotRow>(desk, 'chatwoot_agent_bots', performer?.id)
  return bot ? botPush(bot) : null
}

/** Administrators and the inbox's members: who is only in the team hears nothing. */
const staffOf = (desk: Desk, { account_id, inbox_id }: ConversationRow): readonly number[] =>
  desk.sql
    .all<{ user_id: number }>(
      `SELECT user_id FROM chatwoot_account_users WHERE account_id = ?1 AND (role = 'administrator'
         OR user_id IN (SELECT user_id FROM chatwoot_inbox_members WHERE inbox_id = ?2))
       ORDER BY user_id`,
      account_id,
      inbox_id,
    )
    .map(({ user_id }) => user_id)

const find = <Row>(desk: Desk, table: string, id: number | undefined): Row | undefined =>
  id === undefined ? undefined : desk.sql.get<Row>(`SELECT * FROM ${table} WHERE id = ?`, id)
