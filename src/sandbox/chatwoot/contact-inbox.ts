/** What a contact is called in an inbox: `source_id`, unique there. */
import { randomBytes, randomUUID } from 'node:crypto'
import { internalError, missingParam, unprocessable } from './errors.ts'
import type { ContactInboxRow, ContactRow, Desk, InboxRow } from './rows.ts'

export const findContactInbox = (
  desk: Desk,
  accountId: number,
  sourceId: string,
): ContactInboxRow | undefined =>
  desk.sql.get<ContactInboxRow>(
    `SELECT c.* FROM chatwoot_contact_inboxes c JOIN chatwoot_inboxes i ON i.id = c.inbox_id
     WHERE i.account_id = ? AND c.source_id = ? ORDER BY c.id LIMIT 1`,
    accountId,
    sourceId,
  )

/** The contact's place in the inbox, made when it is not there. A source id of somebody else is refused with 422. */
export const openContactInbox = (
  desk: Desk,
  contact: ContactRow,
  inbox: InboxRow,
  given: string | undefined,
): ContactInboxRow => {
  const sourceId = given ?? newSourceId(contact, inbox)
  const found = desk.sql.get<ContactInboxRow>(
    'SELECT * FROM chatwoot_contact_inboxes WHERE inbox_id = ? AND source_id = ?',
    inbox.id,
    sourceId,
  )
  if (found && found.contact_id !== contact.id) throw unprocessable('source_id should be unique')
  if (found) return found
  const id = desk.sql.insert('chatwoot_contact_inboxes', {
    contact_id: contact.id,
    inbox_id: inbox.id,
    source_id: sourceId,
    pubsub_token: randomBytes(12).toString('base64url'),
    created_at: desk.now(),
    updated_at: desk.now(),
  })
  const made = desk.sql.get<ContactInboxRow>('SELECT * FROM chatwoot_contact_inboxes WHERE id = ?', id)
  if (!made) throw internalError()
  return made
}

/** Only some channels can reach somebody who has not written first. */
const newSourceId = ({ email, phone_number: phone }: ContactRow, inbox: InboxRow): string => {
  switch (inbox.channel_type) {
    case 'Channel::Api':
    case 'Channel::WebWidget':
      return randomUUID()
    case 'Channel::Email':
      return email ?? missing('contact email')
    case 'Channel::Whatsapp':
      return (phone ?? missing('contact phone number')).replace(/^\+/, '')
    case 'Channel::Sms':
    case 'Channel::TwilioSms':
      return phone ?? missing('contact phone number')
    default:
      throw internalError() // "Unsupported operation for this channel" is not rescued
  }
}

const missing = (name: string): never => {
  throw missingParam(name)
}
