/** Conversations, messages and people as Chatwoot's webhooks have them: near its push shapes, but not the same. */
import { agentOf } from '../auth.ts'
import {
  type AccountRow,
  activity,
  type BotRow,
  type ContactInboxRow,
  type ContactRow,
  type ConversationRow,
  type Desk,
  type MessageRow,
  messageTypes,
  priorities,
  type TeamRow,
} from '../rows.ts'
import { inboxOf, labelsOf } from '../shapes/conversation.ts'
import { attachmentsOf, messagePush } from '../shapes/message.ts'
import { agentPush, botPush, contactPush } from '../shapes/people.ts'
import { canReply } from '../shapes/reply-window.ts'
import { unreadCount } from '../shapes/unread.ts'
import { iso, seconds } from '../times.ts'

export const accountWebhook = (desk: Desk, id: number) => {
  const account = desk.sql.get<AccountRow>('SELECT * FROM chatwoot_accounts WHERE id = ?', id)
  return { id, name: account?.name ?? '' }
}

/** No `type`, unlike users and bots. */
export const contactWebhook = (desk: Desk, contact: ContactRow) => {
  const { type: _, ...rest } = contactPush(contact)
  return { account: accountWebhook(desk, contact.account_id), avatar: '', ...rest }
}

/** Null when nobody wrote it, or who did is gone. */
export const personWebhook = (desk: Desk, accountId: number, type: string | null, id: number | null) => {
  if (id === null) return null
  if (type === 'User') {
    const agent = agentOf(desk, accountId, id)
    return agent ? { id: agent.id, name: agent.name, email: agent.email, type: 'user' } : null
  }
  if (type === 'AgentBot') {
    const bot = desk.sql.get<BotRow>('SELECT * FROM chatwoot_agent_bots WHERE id = ?', id)
    return bot ? { id: bot.id, name: bot.name, type: 'agent_bot' } : null
  }
  const contact = desk.sql.get<ContactRow>('SELECT * FROM chatwoot_contacts WHERE id = ?', id)
  return contact ? contactWebhook(desk, contact) : null
}

/** Without the hard breaks and the last line breaks of Chatwoot's editor. */
const plainContent = (content: string | null) => content?.replaceAll('\\\n', '\n').replace(/\n+$/, '') ?? null

/** No `status`, and the type is a name. */
export const messageWebhook = (desk: Desk, row: MessageRow, conversation: ConversationRow) => {
  const inbox = inboxOf(desk, conversation)
  const attachments = attachmentsOf(desk, row)
  return {
    account: accountWebhook(desk, row.account_id),
    additional_attributes: JSON.parse(row.additional_attributes) as unknown,
    content_attributes: JSON.parse(row.content_attributes) as unknown,
    content_type: row.content_type,
    content: plainContent(row.content),
    conversation: conversationWebhook(desk, conversation),
    created_at: iso(row.created_at),
    id: row.id,
    inbox: { id: inbox.id, name: inbox.name },
    message_type: messageTypes[row.message_type],
    private: row.private === 1,
    sender: personWebhook(desk, row.account_id, row.sender_type, row.sender_id),
    source_id: row.source_id,
    ...(attachments.length > 0 && { attachments }),
  }
}

/** With the secret of the contact's own live connection in it. */
const contactInboxWebhook = (desk: Desk, id: number) => {
  const row = desk.sql.get<
    ContactInboxRow & { pubsub_token: string; created_at: number; updated_at: number }
  >('SELECT * FROM chatwoot_contact_inboxes WHERE id = ?', id)
  return (
    row && {
      id: row.id,
      contact_id: row.contact_id,
      inbox_id: row.inbox_id,
      source_id: row.source_id,
      created_at: iso(row.created_at),
      updated_at: iso(row.updated_at),
      hmac_verified: row.hmac_verified === 1,
      pubsub_token: row.pubsub_token,
    }
  )
}

const metaWebhook = (desk: Desk, row: ConversationRow, isVerified: boolean) => {
  const contact = desk.sql.get<ContactRow>('SELECT * FROM chatwoot_contacts WHERE id = ?', row.contact_id)
  const agent = row.assignee_id === null ? undefined : agentOf(desk, row.account_id, row.assignee_id)
  const bot =
    row.assignee_agent_bot_id === null
      ? undefined
      : desk.sql.get<BotRow>('SELECT * FROM chatwoot_agent_bots WHERE id = ?', row.assignee_agent_bot_id)
  const team =
    row.team_id === null
      ? undefined
      : desk.sql.get<TeamRow>('SELECT * FROM chatwoot_teams WHERE id = ?', row.team_id)
  return {
    sender: contact ? contactPush(contact) : null,
    assignee: bot ? botPush(bot) : agent ? agentPush(agent) : null,
    assignee_type: bot ? 'AgentBot' : agent ? 'User' : null,
    team: team ? { id: team.id, name: team.name } : null,
    hmac_verified: isVerified,
  }
}

export const conversationWebhook = (desk: Desk, row: ConversationRow) => {
  const inbox = inboxOf(desk, row)
  const contactInbox = contactInboxWebhook(desk, row.contact_inbox_id)
  const last = desk.sql.get<MessageRow>(
    `SELECT * FROM chatwoot_messages WHERE conversation_id = ? AND message_type <> ${activity} AND private = 0
     ORDER BY created_at DESC, id DESC LIMIT 1`,
    row.id,
  )
  return {
    additional_attributes: JSON.parse(row.additional_attributes) as unknown,
    can_reply: canReply(desk, row, inbox),
    channel: inbox.channel_type,
    contact_inbox: contactInbox ?? null,
    id: row.display_id,
    inbox_id: row.inbox_id,
    messages: last ? [messagePush(desk, last, row)] : [],
    labels: labelsOf(desk, row),
    meta: metaWebhook(desk, row, contactInbox?.hmac_verified ?? false),
    status: row.status,
    custom_attributes: JSON.parse(row.custom_attributes) as unknown,
    snoozed_until: iso(row.snoozed_until),
    unread_count: unreadCount(desk, row),
    first_reply_created_at: iso(row.first_reply_created_at),
    priority: row.priority === null ? null : priorities[row.priority],
    waiting_since: seconds(row.waiting_since),
    agent_last_seen_at: seconds(row.agent_last_seen_at),
    contact_last_seen_at: seconds(row.contact_last_seen_at),
    last_activity_at: seconds(row.last_activity_at),
    timestamp: seconds(row.last_activity_at),
    created_at: seconds(row.created_at),
    updated_at: row.updated_at / 1000,
    account: accountWebhook(desk, row.account_id),
  }
}
