import { type Context, Hono } from 'hono'
import { allOf, type Condition, condition } from '../../sql.ts'
import { inVisibleInbox, toInteger } from '../access.ts'
import type { ChatwootEnv } from '../auth.ts'
import { createContact } from '../create-contact.ts'
import { recordNotFound, unprocessable } from '../errors.ts'
import { page, readBody, text } from '../params.ts'
import { viewerId } from '../queries/conversation-list.ts'
import type { ContactInboxRow, ContactRow, ConversationRow, Desk, InboxRow } from '../rows.ts'
import { conversationJson } from '../shapes/conversation.ts'
import { inboxSlim } from '../shapes/inbox.ts'
import { contactJson } from '../shapes/people.ts'

const perPage = 15
const newestConversations = 20

const sortable: Readonly<Record<string, string>> = {
  name: 'unicode_lower(name)',
  email: 'email',
  phone_number: 'phone_number',
  last_activity_at: 'last_activity_at',
  created_at: 'created_at',
  company_name: "json_extract(additional_attributes, '$.company_name')",
  city: "json_extract(additional_attributes, '$.city')",
  country: "json_extract(additional_attributes, '$.country')",
}

const orderOf = (c: Context): string => {
  const sort = text(c, 'sort') ?? ''
  const column = sortable[sort.replace(/^-/, '')]
  return column ? `${column} ${sort.startsWith('-') ? 'DESC' : 'ASC'} NULLS LAST` : 'id'
}

export const contactRoutes = (desk: Desk) => {
  const app = new Hono<ChatwootEnv>()

  const select = (c: Context<ChatwootEnv>, where: Condition, limit: number) =>
    desk.sql.all<ContactRow>(
      `SELECT * FROM chatwoot_contacts WHERE ${where.text} ORDER BY ${orderOf(c)} LIMIT ? OFFSET ?`,
      ...where.values,
      limit,
      (page(c) - 1) * perPage,
    )
  const json = (c: Context, contact: ContactRow) => ({
    ...contactJson(contact),
    ...((text(c, 'include_contact_inboxes') ?? 'true') === 'true' && {
      contact_inboxes: contactInboxes(desk, contact),
    }),
  })
  /** As it came in the query: text when it did, a number when it did not. */
  const currentPage = (c: Context) => text(c, 'page') ?? 1
  const find = (c: Context<ChatwootEnv>): ContactRow => {
    const contact = desk.sql.get<ContactRow>(
      'SELECT * FROM chatwoot_contacts WHERE account_id = ? AND id = ?',
      c.get('account').id,
      toInteger(c.req.param('id') ?? ''),
    )
    if (!contact) throw recordNotFound()
    return contact
  }

  app.get('/contacts', (c) => {
    const where = allOf([
      condition('account_id = ?', c.get('account').id),
      condition(
        "coalesce(email, '') <> '' OR coalesce(phone_number, '') <> '' OR coalesce(identifier, '') <> ''",
      ),
    ])
    const count = desk.sql.get<{ count: number }>(
      `SELECT count(*) AS count FROM chatwoot_contacts WHERE ${where.text}`,
      ...where.values,
    )
    const contacts = select(c, where, perPage)
    return c.json({
      meta: { count: count?.count ?? 0, current_page: currentPage(c) },
      payload: contacts.map((contact) => json(c, contact)),
    })
  })

  app.get('/contacts/search', (c) => {
    const q = text(c, 'q')?.trim()
    if (!q) throw unprocessable('Specify search string with parameter q')
    const pattern = `%${q.toLowerCase()}%`
    const isLike = ['name', 'email', 'phone_number', 'identifier'].map(
      (column) => `unicode_lower(${column}) LIKE ? ESCAPE '\\'`,
    )
    const where = allOf([
      condition('account_id = ?', c.get('account').id),
      condition(isLike.join(' OR '), ...isLike.map(() => pattern)),
    ])
    const found = select(c, where, perPage + 1)
    const contacts = found.slice(0, perPage)
    return c.json({
      meta: { count: contacts.length, current_page: currentPage(c), has_more: found.length > perPage },
      payload: contacts.map((contact) => json(c, contact)),
    })
  })

  app.post('/contacts', async (c) => {
    const body = await readBody(c)
    const { contact, place } = desk.sql.transaction(() => createContact(desk, c.get('account').id, body))
    return c.json({
      payload: {
        contact: { ...contactJson(contact), contact_inboxes: contactInboxes(desk, contact) },
        contact_inbox: {
          inbox: place ? inboxSlim(place.inbox) : null,
          source_id: place?.contactInbox.source_id ?? null,
        },
      },
    })
  })

  /** By what the contact is called in one inbox; 404 has no body. */
  app.post('/contact_inboxes/filter', async (c) => {
    const { inbox_id: inboxId, source_id: sourceId } = await readBody(c)
    const contact = desk.sql.get<ContactRow>(
      `SELECT c.* FROM chatwoot_contacts c JOIN chatwoot_contact_inboxes i ON i.contact_id = c.id
       WHERE c.account_id = ? AND i.inbox_id = ? AND i.source_id = ?`,
      c.get('account').id,
      Number(inboxId) || 0,
      String(sourceId ?? ''),
    )
    return contact ? c.json(json(c, contact)) : c.body(null, 404)
  })

  app.get('/contacts/:id', (c) => c.json({ payload: json(c, find(c)) }))

  app.get('/contacts/:id/conversations', (c) => {
    const principal = c.get('principal')
    const visible = inVisibleInbox(principal, 'inbox_id')
    const rows = desk.sql.all<ConversationRow>(
      `SELECT * FROM chatwoot_conversations WHERE contact_id = ? AND ${visible.text}
       ORDER BY last_activity_at DESC LIMIT ?`,
      find(c).id,
      ...visible.values,
      newestConversations,
    )
    return c.json({ payload: rows.map((row) => conversationJson(desk, row, viewerId(principal))) })
  })

  return app
}

const contactInboxes = (desk: Desk, contact: ContactRow) =>
  desk.sql
    .all<ContactInboxRow>(
      'SELECT * FROM chatwoot_contact_inboxes WHERE contact_id = ? ORDER BY id',
      contact.id,
    )
    .flatMap((row) => {
      const inbox = desk.sql.get<InboxRow>('SELECT * FROM chatwoot_inboxes WHERE id = ?', row.inbox_id)
      return inbox ? [{ source_id: row.source_id, inbox: inboxSlim(inbox) }] : []
    })
