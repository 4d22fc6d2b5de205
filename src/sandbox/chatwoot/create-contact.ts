import { openContactInbox } from './contact-inbox.ts'
import { internalError, type Problem, RecordInvalid, recordNotFound } from './errors.ts'
import { type Body, parseObject } from './params.ts'
import type { ContactInboxRow, ContactRow, Desk, InboxRow } from './rows.ts'
import { tell } from './tell.ts'

export interface NewContact {
  readonly contact: ContactRow
  /** Absent when no inbox was named. */
  readonly place?: { readonly contactInbox: ContactInboxRow; readonly inbox: InboxRow }
}

export const createContact = (desk: Desk, accountId: number, body: Body): NewContact => {
  const values = {
    name: textOf(body.name) ?? '',
    email: textOf(body.email)?.toLowerCase() ?? null,
    phone_number: textOf(body.phone_number),
    identifier: textOf(body.identifier),
  }
  const problems = problemsIn(desk, accountId, values)
  if (problems.length > 0) throw new RecordInvalid(problems)
  const id = desk.sql.insert('chatwoot_contacts', {
    account_id: accountId,
    ...values,
    blocked: body.blocked === true || body.blocked === 'true' ? 1 : 0,
    additional_attributes: JSON.stringify(parseObject(body.additional_attributes)),
    custom_attributes: JSON.stringify(parseObject(body.custom_attributes)),
    created_at: desk.now(),
  })
  tell(desk, 'contact_created', { account_id: accountId, contact_id: id })
  const contact = desk.sql.get<ContactRow>('SELECT * FROM chatwoot_contacts WHERE id = ?', id)
  if (!contact) throw internalError()
  if (textOf(body.inbox_id) === null) return { contact }
  const inbox = desk.sql.get<InboxRow>(
    'SELECT * FROM chatwoot_inboxes WHERE account_id = ? AND id = ?',
    accountId,
    Number(body.inbox_id) || 0,
  )
  if (!inbox) throw recordNotFound()
  const sourceId = textOf(body.source_id) ?? undefined
  return { contact, place: { inbox, contactInbox: openContactInbox(desk, contact, inbox, sourceId) } }
}

/** Null for what is blank. */
const textOf = (value: unknown): string | null => {
  const text = value === undefined || value === null ? '' : String(value).trim()
  return text === '' ? null : text
}

type Values = Pick<ContactRow, 'email' | 'phone_number' | 'identifier'>

const problemsIn = (desk: Desk, accountId: number, values: Values): readonly Problem[] => {
  const { email, phone_number: phone } = values
  const isTaken = (column: keyof Values): boolean =>
    values[column] !== null &&
    desk.sql.get(
      `SELECT 1 FROM chatwoot_contacts WHERE account_id = ? AND lower(${column}) = lower(?)`,
      accountId,
      values[column],
    ) !== undefined
  return [
    ...(email !== null && !/^[^@\s]+@[^@\s]+$/.test(email)
      ? [{ attribute: 'email', message: 'Email Invalid email' }]
      : []),
    ...(phone !== null && !/^\+[1-9]\d{1,14}$/.test(phone)
      ? [{ attribute: 'phone_number', message: 'Phone number should be in e164 format' }]
      : []),
    ...(['email', 'phone_number', 'identifier'] as const).filter(isTaken).map((attribute) => ({
      attribute,
      message: `${names[attribute]} has already been taken`,
    })),
  ]
}

const names = { email: 'Email', phone_number: 'Phone number', identifier: 'Identifier' } as const
