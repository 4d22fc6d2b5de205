/** What `POST /conversations` makes: a conversation with a contact in an inbox, found or new. */
import { randomUUID } from 'node:crypto'
import { isVisibleInbox } from './access.ts'
import type { Principal } from './auth.ts'
import { agentOf } from './auth.ts'
import { findContactInbox, openContactInbox } from './contact-inbox.ts'
import { createMessage } from './create-message.ts'
import { internalError, notPermitted, recordNotFound } from './errors.ts'
import { type Body, parseObject } from './params.ts'
import {
  type ContactInboxRow,
  type ContactRow,
  type ConversationRow,
  type Desk,
  type InboxRow,
  statuses,
  type TeamRow,
} from './rows.ts'
import { tell } from './tell.ts'
import { conversationById } from './update.ts'

export const startConversation = (
  desk: Desk,
  principal: Principal,
  accountId: number,
  body: Body,
): ConversationRow => {
  const { contactInbox, inbox } = placeOf(desk, principal, accountId, body)
  const row = existing(desk, inbox, contactInbox) ?? insert(desk, inbox, contactInbox, body)
  const message = parseObject(body.message)
  if (Object.keys(message).length > 0) createMessage(desk, principal, row, inbox, message)
  return conversationById(desk, row.id)
}

interface Place {
  readonly contactInbox: ContactInboxRow
  readonly inbox: InboxRow
}

/** From `inbox_id` and `contact_id`, or by `source_id` alone. */
const placeOf = (desk: Desk, principal: Principal, accountId: number, body: Body): Place => {
  const given = isGiven(body.inbox_id) ? inboxFor(desk, principal, accountId, body.inbox_id) : undefined
  const contact = isGiven(body.contact_id) ? contactIn(desk, accountId, body.contact_id) : undefined
  const sourceId = isGiven(body.source_id) ? String(body.source_id) : undefined
  if (given && contact)
    return { inbox: given, contactInbox: openContactInbox(desk, contact, given, sourceId) }
  const contactInbox = sourceId === undefined ? undefined : findContactInbox(desk, accountId, sourceId)
  if (!contactInbox) throw recordNotFound()
  return { contactInbox, inbox: inboxFor(desk, principal, accountId, contactInbox.inbox_id) }
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

const inboxFor = (desk: Desk, principal: Principal, accountId: number, id: unknown): InboxRow => {
  const inbox = desk.sql.get<InboxRow>(
    'SELECT * FROM chatwoot_inboxes WHERE account_id = ? AND id = ?',
    accountId,
    Number(id) || 0,
  )
  if (!inbox) throw recordNotFound()
  if (!isVisibleInbox(desk, principal, inbox.id)) throw notPermitted()
  return inbox
}

const contactIn = (desk: Desk, accountId: number, id: unknown): ContactRow => {
  const contact = desk.sql.get<ContactRow>(
    'SELECT * FROM chatwoot_contacts WHERE account_id = ? AND id = ?',
    accountId,
    Number(id) || 0,
  )
  if (!contact) throw recordNotFound()
  return contact
}

/** An inbox that keeps to one conversation goes on with the last one. */
const existing = (
  desk: Desk,
  inbox: InboxRow,
  contactInbox: ContactInboxRow,
): ConversationRow | undefined => {
  const { lock_to_single_conversation: isLocked } = JSON.parse(inbox.settings) as {
    lock_to_single_conversation?: boolean
  }
  return isLocked
    ? desk.sql.get<ConversationRow>(
        'SELECT * FROM chatwoot_conversations WHERE contact_inbox_id = ? ORDER BY id DESC LIMIT 1',
        contactInbox.id,
      )
    : undefined
}

const insert = (desk: Desk, inbox: InboxRow, contactInbox: ContactInboxRow, body: Body): ConversationRow => {
  const now = desk.now()
  const { account_id: accountId } = inbox
  const team = desk.sql.get<TeamRow>(
    'SELECT * FROM chatwoot_teams WHERE account_id = ? AND id = ?',
    accountId,
    Number(body.team_id) || 0,
  )
  const last = desk.sql.get<{ display_id: number | null }>(
    'SELECT max(display_id) AS display_id FROM chatwoot_conversations WHERE account_id = ?',
    accountId,
  )
  const id = desk.sql.insert('chatwoot_conversations', {
    account_id: accountId,
    display_id: (last?.display_id ?? 0) + 1,
    uuid: randomUUID(),
    inbox_id: inbox.id,
    contact_id: contactInbox.contact_id,
    contact_inbox_id: contactInbox.id,
    assignee_id: agentOf(desk, accountId, Number(body.assignee_id) || 0)?.id ?? null,
    team_id: team?.id ?? null,
    status: statusOf(desk, inbox, body.status),
    snoozed_until: snoozeTime(body.snoozed_until),
    additional_attributes: JSON.stringify(parseObject(body.additional_attributes)),
    custom_attributes: JSON.stringify(parseObject(body.custom_attributes)),
    waiting_since: now,
    last_activity_at: now,
    created_at: now,
    updated_at: now,
  })
  tell(desk, 'conversation_created', { account_id: accountId, conversation_id: id })
  return conversationById(desk, id)
}

/** As asked for; else pending where a bot answers first. An unknown status is not rescued. */
const statusOf = (desk: Desk, inbox: InboxRow, given: unknown): string => {
  if (isGiven(given)) {
    const status = statuses.find((each) => each === given)
    if (!status) throw internalError()
    return status
  }
  const bot = desk.sql.get('SELECT 1 FROM chatwoot_inbox_bots WHERE inbox_id = ?', inbox.id)
  return bot ? 'pending' : 'open'
}

/** ISO text, or seconds. */
const snoozeTime = (given: unknown): number | null => {
  if (!isGiven(given)) return null
  const time = Number.isFinite(Number(given)) ? Number(given) * 1000 : Date.parse(String(given))
  return Number.isFinite(time) ? time : null
}
