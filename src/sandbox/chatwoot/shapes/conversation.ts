import { agentOf } from '../auth.ts'
import { recordNotFound } from '../errors.ts'
import {
  type BotRow,
  type ContactInboxRow,
  type ContactRow,
  type ConversationRow,
  type Desk,
  type InboxRow,
  type MessageRow,
  priorities,
  type TeamRow,
} from '../rows.ts'
import { iso, seconds } from '../times.ts'
import { messagePush } from './message.ts'
import { agentJson, agentPush, botSlim, contactJson, contactPush, teamJson } from './people.ts'
import { canReply } from './reply-window.ts'
import { unreadCount } from './unread.ts'

export const inboxOf = (desk: Desk, row: ConversationRow): InboxRow => {
  const inbox = desk.sql.get<InboxRow>('SELECT * FROM chatwoot_inboxes WHERE id = ?', row.inbox_id)
  if (!inbox) throw recordNotFound()
  return inbox
}

const contactOf = (desk: Desk, row: ConversationRow): ContactRow => {
  const contact = desk.sql.get<ContactRow>('SELECT * FROM chatwoot_contacts WHERE id = ?', row.contact_id)
  if (!contact) throw recordNotFound()
  return contact
}

export const labelsOf = (desk: Desk, row: ConversationRow): string[] =>
  desk.sql
    .all<{ title: string }>(
      'SELECT title FROM chatwoot_conversation_labels WHERE conversation_id = ? ORDER BY position',
      row.id,
    )
    .map(({ title }) => title)

const lastMessage = (desk: Desk, row: ConversationRow, onlySpoken: boolean): MessageRow | undefined =>
  desk.sql.get<MessageRow>(
    `SELECT * FROM chatwoot_messages WHERE conversation_id = ? ${onlySpoken ? 'AND message_type <> 2' : ''}
     ORDER BY created_at DESC, id DESC LIMIT 1`,
    row.id,
  )

const assigneeJson = (desk: Desk, row: ConversationRow) => {
  if (row.assignee_agent_bot_id !== null) {
    const bot = desk.sql.get<BotRow>(
      'SELECT * FROM chatwoot_agent_bots WHERE id = ?',
      row.assignee_agent_bot_id,
    )
    return bot && { assignee: botSlim(bot), assignee_type: 'AgentBot' }
  }
  const agent = row.assignee_id === null ? undefined : agentOf(desk, row.account_id, row.assignee_id)
  return agent && { assignee: agentJson(agent), assignee_type: 'User' }
}

const metaJson = (desk: Desk, row: ConversationRow, inbox: InboxRow, viewerId: number | null) => {
  const team =
    row.team_id === null
      ? undefined
      : desk.sql.get<TeamRow>('SELECT * FROM chatwoot_teams WHERE id = ?', row.team_id)
  const contactInbox = desk.sql.get<ContactInboxRow>(
    'SELECT * FROM chatwoot_contact_inboxes WHERE id = ?',
    row.contact_inbox_id,
  )
  return {
    sender: contactJson(contactOf(desk, row)),
    channel: inbox.channel_type,
    ...assigneeJson(desk, row),
    ...(team && { team: teamJson(desk, team, viewerId) }),
    hmac_verified: contactInbox?.hmac_verified === 1,
  }
}

/** A conversation as REST sends it. `viewerId`: the user who asks; null for a bot. */
export const conversationJson = (desk: Desk, row: ConversationRow, viewerId: number | null) => {
  const inbox = inboxOf(desk, row)
  const contact = contactOf(desk, row)
  const last = lastMessage(desk, row, false)
  const lastSpoken = lastMessage(desk, row, true)
  return {
    meta: metaJson(desk, row, inbox, viewerId),
    id: row.display_id,
    messages: last ? [messagePush(desk, last, row)] : [],
    account_id: row.account_id,
    uuid: row.uuid,
    additional_attributes: JSON.parse(row.additional_attributes) as unknown,
    agent_last_seen_at: seconds(row.agent_last_seen_at),
    assignee_last_seen_at: seconds(row.assignee_last_seen_at),
    can_reply: canReply(desk, row, inbox),
    contact_last_seen_at: seconds(row.contact_last_seen_at),
    custom_attributes: JSON.parse(row.custom_attributes) as unknown,
    inbox_id: row.inbox_id,
    labels: labelsOf(desk, row),
    muted: contact.blocked === 1,
    snoozed_until: iso(row.snoozed_until),
    status: row.status,
    created_at: seconds(row.created_at),
    updated_at: row.updated_at / 1000,
    timestamp: seconds(row.last_activity_at),
    first_reply_created_at: seconds(row.first_reply_created_at),
    unread_count: unreadCount(desk, row),
    last_non_activity_message: lastSpoken ? messagePush(desk, lastSpoken, row) : null,
    last_activity_at: seconds(row.last_activity_at),
    priority: row.priority === null ? null : priorities[row.priority],
    waiting_since: seconds(row.waiting_since),
    sla_policy_id: null,
  }
}

/** `meta` of a message list. Its times are ISO, unlike those of the conversation itself. */
export const messageListMeta = (desk: Desk, row: ConversationRow) => {
  const assignee = row.assignee_id === null ? undefined : agentOf(desk, row.account_id, row.assignee_id)
  return {
    labels: labelsOf(desk, row),
    additional_attributes: JSON.parse(row.additional_attributes) as unknown,
    contact: contactPush(contactOf(desk, row)),
    ...(assignee && { assignee: agentPush(assignee) }),
    agent_last_seen_at: iso(row.agent_last_seen_at),
    assignee_last_seen_at: iso(row.assignee_last_seen_at),
  }
}
