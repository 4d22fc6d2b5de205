import { beforeEach, describe, expect, test } from 'vitest'
import {
  agent,
  beta,
  bot,
  type ChatwootSandbox,
  createChatwootSandbox,
  idsOf,
  secondAgent,
  type Wire,
} from '../../support/chatwoot-sandbox.ts'

let sandbox: ChatwootSandbox

beforeEach(() => {
  sandbox = createChatwootSandbox()
})

const messagesOf = async (id: number): Promise<readonly Wire[]> =>
  (await sandbox.get(`/conversations/${id}/messages`)).body.payload
const newContact = async (body: Wire = {}): Promise<Wire> =>
  (await sandbox.post('/contacts', { name: 'Vera Lund', ...body })).body.payload
const lastOf = (table: string): number =>
  Number(sandbox.db.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count)

describe('a new conversation', () => {
  const start = (body: unknown, token?: string) =>
    sandbox.post('/conversations', body, token === undefined ? {} : { token })

  test('of a contact in an inbox is the next by number and waits for an answer', async () => {
    const numbers = idsOf(await sandbox.conversations())
    const { contact } = await newContact({ email: 'vera@mail.example' })
    const { status, body } = await start({
      inbox_id: 4,
      contact_id: contact.id,
      additional_attributes: { source: 'test' },
      custom_attributes: { order_number: 'A-1' },
      assignee_id: 2,
      team_id: 1,
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      id: Math.max(...numbers) + 1,
      inbox_id: 4,
      status: 'open',
      messages: [],
      unread_count: 0,
      additional_attributes: { source: 'test' },
      custom_attributes: { order_number: 'A-1' },
      meta: { sender: { id: contact.id }, assignee: { id: 2 }, team: { id: 1 } },
      last_activity_at: body.created_at,
      waiting_since: body.created_at,
      first_reply_created_at: 0,
    })
    expect((await sandbox.get(`/conversations/${body.id}`)).body).toEqual(body)
    expect((await sandbox.conversations())[0].id).toBe(body.id)
  })

  test('comes with its first message, which answers the wait', async () => {
    const { contact } = await newContact()
    const { body } = await start({
      inbox_id: 4,
      contact_id: contact.id,
      message: { content: 'Hello Vera', content_attributes: { marker: 'ours' } },
    })
    expect(body).toMatchObject({ waiting_since: 0, first_reply_created_at: body.created_at })
    expect(await messagesOf(body.id)).toMatchObject([
      { content: 'Hello Vera', message_type: 1, content_attributes: { marker: 'ours' }, sender: { id: 1 } },
    ])
  })

  test('by the contact in an API inbox is greeted by the template of the inbox, once', async () => {
    const { contact } = await newContact()
    const { body } = await start({
      inbox_id: 4,
      contact_id: contact.id,
      message: { content: 'Anybody there?', message_type: 'incoming' },
    })
    const thread = await messagesOf(body.id)
    expect(thread.map((each) => each.message_type)).toEqual([0, 3])
    expect(thread[1]).not.toHaveProperty('sender')
    expect(body.unread_count).toBe(1)
    await sandbox.post(`/conversations/${body.id}/messages`, { content: 'Hello?', message_type: 'incoming' })
    expect((await messagesOf(body.id)).map((each) => each.message_type)).toEqual([0, 3, 0])
  })

  test('is pending where a bot answers first, unless a status is given', async () => {
    const { contact } = await newContact()
    expect((await start({ inbox_id: 1, contact_id: contact.id })).body.status).toBe('pending')
    expect((await start({ inbox_id: 1, contact_id: contact.id, status: 'open' })).body.status).toBe('open')
    expect((await start({ inbox_id: 1, contact_id: contact.id, status: 'asleep' })).status).toBe(500)
  })

  test('by source_id is with the contact who is called that', async () => {
    const { contact, contact_inbox: place } = await newContact({ inbox_id: 4 })
    const { body } = await start({ source_id: place.source_id })
    expect(body).toMatchObject({ inbox_id: 4, meta: { sender: { id: contact.id } } })
  })

  test.each([
    ['an unknown source_id', { source_id: 'nobody' }],
    ['nothing', {}],
    ['an unknown contact', { inbox_id: 4, contact_id: 99_999 }],
    ['an unknown inbox', { inbox_id: 99_999, contact_id: 1 }],
    ['an inbox of another account', { inbox_id: 11, contact_id: 1 }],
  ])('from %s is 404', async (_what, body) => {
    expect(await start(body)).toMatchObject({ status: 404, body: { error: 'Resource could not be found' } })
  })

  test("with a source_id of somebody else's is refused with 422", async () => {
    const one = await newContact({ inbox_id: 4, source_id: 'vera-1' })
    expect(one.contact_inbox.source_id).toBe('vera-1')
    const { contact } = await newContact()
    expect(await start({ inbox_id: 4, contact_id: contact.id, source_id: 'vera-1' })).toMatchObject({
      status: 422,
      body: { error: 'source_id should be unique' },
    })
  })

  test('in an inbox that keeps to one conversation is the one that is there', async () => {
    sandbox.db.exec(
      "UPDATE chatwoot_inboxes SET settings = json_set(settings, '$.lock_to_single_conversation', json('true')) WHERE id = 4",
    )
    const { contact } = await newContact()
    const place = { inbox_id: 4, contact_id: contact.id, source_id: 'vera-2' }
    const first = await start(place)
    const again = await start({ ...place, message: { content: 'Once more' } })
    expect(again.body.id).toBe(first.body.id)
    expect(await messagesOf(first.body.id)).toHaveLength(1)
  })

  test('with a message that is refused is not made; the body names the field', async () => {
    const { contact } = await newContact()
    const before = [lastOf('chatwoot_conversations'), lastOf('chatwoot_messages'), lastOf('sandbox_changes')]
    const answer = await start({
      inbox_id: 4,
      contact_id: contact.id,
      message: { content: 'x'.repeat(150_001) },
    })
    expect(answer).toMatchObject({
      status: 422,
      body: {
        message: 'Content is too long (maximum is 150000 characters)',
        attributes: ['content'],
      },
    })
    expect([
      lastOf('chatwoot_conversations'),
      lastOf('chatwoot_messages'),
      lastOf('sandbox_changes'),
    ]).toEqual(before)
  })

  test('by e-mail and phone needs an address of the contact', async () => {
    const { contact } = await newContact({ email: 'vera@mail.example' })
    expect((await start({ inbox_id: 2, contact_id: contact.id })).status).toBe(200)
    expect(await start({ inbox_id: 3, contact_id: contact.id })).toMatchObject({
      status: 422,
      body: { error: expect.stringContaining('contact phone number') },
    })
  })

  test('in an inbox that the caller does not see is 401; a bot may start one', async () => {
    const place = { inbox_id: 4, contact_id: 1 }
    expect((await start(place, secondAgent.token)).status).toBe(401)
    expect((await start(place, agent.token)).status).toBe(200)
    expect((await start(place, bot.token)).status).toBe(200)
  })
})

describe('a new contact', () => {
  test('has a place in the inbox that is named, and is found by it', async () => {
    const { contact, contact_inbox: place } = await newContact({
      inbox_id: 3,
      phone_number: '+46700000001',
      email: 'Vera@Mail.example',
      custom_attributes: { plan: 'trial' },
    })
    expect(contact).toMatchObject({
      name: 'Vera Lund',
      email: 'vera@mail.example',
      phone_number: '+46700000001',
      custom_attributes: { plan: 'trial' },
      contact_inboxes: [{ source_id: '46700000001', inbox: { id: 3 } }],
    })
    expect(place).toMatchObject({ source_id: '46700000001', inbox: { id: 3 } })
    const found = await sandbox.post('/contact_inboxes/filter', { inbox_id: 3, source_id: '46700000001' })
    expect(found.body).toMatchObject({ id: contact.id, contact_inboxes: contact.contact_inboxes })
    const { body } = await sandbox.get('/contacts/search?q=vera@mail')
    expect(idsOf(body.payload)).toEqual([contact.id])
  })

  test('without an inbox has no place', async () => {
    expect((await newContact()).contact_inbox).toEqual({ inbox: null, source_id: null })
  })

  test.each([
    [
      'an e-mail that is taken',
      { email: 'MAYA@lakesidecoffee.example' },
      'Email has already been taken',
      'email',
    ],
    [
      'a phone number that is taken',
      { phone_number: '+15550133' },
      'Phone number has already been taken',
      'phone_number',
    ],
    [
      'a phone number of another form',
      { phone_number: '0175 123' },
      'Phone number should be in e164 format',
      'phone_number',
    ],
    ['an e-mail that is none', { email: 'vera' }, 'Email Invalid email', 'email'],
    [
      'an identifier that is taken',
      { identifier: 'line-yuki' },
      'Identifier has already been taken',
      'identifier',
    ],
  ])('with %s is 422 and names the field', async (_what, body, message, attribute) => {
    const answer = await sandbox.post('/contacts', { name: 'x', ...body })
    expect(answer).toMatchObject({ status: 422, body: { message, attributes: [attribute] } })
  })

  test('in an unknown inbox is not made', async () => {
    const before = lastOf('chatwoot_contacts')
    expect((await sandbox.post('/contacts', { name: 'x', inbox_id: 99_999 })).status).toBe(404)
    expect(lastOf('chatwoot_contacts')).toBe(before)
  })

  test('may have an address that a contact of another account has', async () => {
    expect((await newContact({ email: 'ola@mail.example' })).contact.email).toBe('ola@mail.example')
  })

  test('nobody by that source_id is 404 without a body', async () => {
    const answer = await sandbox.post('/contact_inboxes/filter', { inbox_id: 3, source_id: 'nobody' })
    expect(answer).toMatchObject({ status: 404, body: null })
  })
})

describe('a new agent', () => {
  const invite = (body: unknown, token?: string) =>
    sandbox.post('/agents', body, token === undefined ? {} : { token })

  test('is on the list of agents, not confirmed yet', async () => {
    const { status, body } = await invite({
      name: 'Nora Blum',
      email: 'nora@acme.example',
      role: 'administrator',
      availability: 'busy',
      auto_offline: false,
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      name: 'Nora Blum',
      email: 'nora@acme.example',
      role: 'administrator',
      availability_status: 'busy',
      auto_offline: false,
      confirmed: false,
      account_id: 1,
    })
    expect((await sandbox.get('/agents')).body).toContainEqual(body)
  })

  test('is invited by administrators only', async () => {
    const body = { name: 'x', email: 'x@acme.example', role: 'agent' }
    expect(await invite(body, agent.token)).toMatchObject({
      status: 401,
      body: { error: 'You are not authorized to do this action' },
    })
    expect((await invite(body, bot.token)).status).toBe(401)
  })

  test('with an e-mail that an agent has is 422 with message and attributes', async () => {
    const answer = await invite({ name: 'x', email: 'BEN@acme.example', role: 'agent' })
    expect(answer).toMatchObject({
      status: 422,
      body: { message: expect.stringContaining('already been taken'), attributes: [expect.any(String)] },
    })
  })

  test('who works in another account already stays one user', async () => {
    const { body } = await invite({ name: 'Bruno', email: 'bruno@beta.example', role: 'agent' })
    expect(body).toMatchObject({
      id: Number(beta.userId),
      name: 'Bruno Keller',
      account_id: 1,
      role: 'agent',
    })
  })

  test('without any field, with a bad e-mail, with an unknown role is refused', async () => {
    expect((await invite({})).status).toBe(422)
    expect(await invite({ name: 'x', email: 'x', role: 'agent' })).toMatchObject({
      status: 422,
      body: { attributes: ['email'] },
    })
    expect((await invite({ name: 'x', email: 'x@y.example', role: 'boss' })).status).toBe(500)
  })
})
