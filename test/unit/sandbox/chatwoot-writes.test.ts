import { beforeEach, describe, expect, test } from 'vitest'
import {
  agent,
  bot,
  type ChatwootSandbox,
  createChatwootSandbox,
  type Wire,
} from '../../support/chatwoot-sandbox.ts'

let sandbox: ChatwootSandbox
let every: readonly Wire[]

beforeEach(async () => {
  sandbox = createChatwootSandbox()
  every = await sandbox.conversations()
})

/** The open conversation of an inbox. */
const openIn = (inbox: number): Wire =>
  every.find((row) => row.inbox_id === inbox && row.status === 'open' && row.meta.assignee_type === 'User')
const send = (id: number, body: unknown, token?: string) =>
  sandbox.post(`/conversations/${id}/messages`, body, token === undefined ? {} : { token })
const newest = async (id: number): Promise<Wire> =>
  (await sandbox.get(`/conversations/${id}/messages`)).body.payload.at(-1)

describe('a new message', () => {
  test('is outgoing and of the token owner, and moves the conversation', async () => {
    const { id } = openIn(1)
    sandbox.advance(5000)
    const { status, body } = await send(id, { content: 'On it.' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      content: 'On it.',
      message_type: 1,
      private: false,
      status: 'sent',
      sender: { type: 'user', id: 1 },
    })
    expect(body.id).toBe((await newest(id)).id)
    const [first] = await sandbox.conversations()
    expect(first).toMatchObject({ id, waiting_since: 0, last_activity_at: body.created_at })
  })

  test('gives its echo_id back once and keeps it nowhere', async () => {
    const { id } = openIn(1)
    const { body } = await send(id, { content: 'x', echo_id: 'abc-1' })
    expect(body.echo_id).toBe('abc-1')
    expect(JSON.stringify(await newest(id))).not.toContain('abc-1')
    expect((await send(id, { content: 'y' })).body).not.toHaveProperty('echo_id')
  })

  test('sent twice with one echo_id is there twice', async () => {
    const { id } = openIn(1)
    const one = await send(id, { content: 'x', echo_id: 'same' })
    const two = await send(id, { content: 'x', echo_id: 'same' })
    expect(two.body.id).toBeGreaterThan(one.body.id)
  })

  test('keeps content_attributes as given, and looks up what it replies to', async () => {
    const { id } = openIn(3)
    const target = await newest(id)
    const { body } = await send(id, {
      content: 'x',
      content_attributes: { marker: 'ours', in_reply_to: target.id },
    })
    expect(body.content_attributes).toEqual({
      marker: 'ours',
      in_reply_to: target.id,
      in_reply_to_external_id: target.source_id,
    })
    const elsewhere = await send(id, { content: 'x', content_attributes: { in_reply_to: 1 } })
    expect(elsewhere.body.content_attributes.in_reply_to).toBeNull()
  })

  test('as a note stays private and leaves the contact waiting', async () => {
    const row = every.find(({ waiting_since: since }) => since > 0)
    const { body } = await send(row.id, { content: 'between us', private: true })
    expect(body).toMatchObject({ private: true, message_type: 1 })
    expect((await sandbox.get(`/conversations/${row.id}`)).body.waiting_since).toBe(row.waiting_since)
  })

  test('by a bot has the bot as its sender', async () => {
    const { id } = openIn(1)
    expect((await send(id, { content: 'beep' }, bot.token)).body.sender).toMatchObject({
      type: 'agent_bot',
      id: 1,
    })
  })

  test.each<[string, unknown, string]>([
    [
      'text that is too long',
      { content: 'é'.repeat(150_001) },
      'Validation failed: Content is too long (maximum is 150000 characters)',
    ],
    [
      'an incoming message outside an API inbox',
      { content: 'x', message_type: 'incoming' },
      'Incoming messages are only allowed in Api inboxes',
    ],
    ['an unknown content type', { content: 'x', content_type: 'poem' }, "'poem' is not a valid content_type"],
    ['a NUL', { content: 'a\0b' }, 'string contains null byte'],
    [
      'cards without actions',
      { content_type: 'cards', content_attributes: { items: [{ title: 'x' }] } },
      'Validation failed: Content attributes contains items missing actions',
    ],
    ['a file that nobody uploaded', { content: 'x', attachments: ['made-up'] }, 'mismatched digest'],
  ])('%s is refused with 422 and leaves nothing behind', async (_what, body, error) => {
    const { id } = openIn(1)
    const before = await newest(id)
    expect(await send(id, body)).toMatchObject({ status: 422, body: { error } })
    expect(await newest(id)).toEqual(before)
  })

  test('of exactly 150,000 characters is taken', async () => {
    const content = '😀'.repeat(150_000)
    expect((await send(openIn(1).id, { content })).body.content).toBe(content)
  })

  test('too many in a minute are refused with 422, and taken again later', async () => {
    const { id } = openIn(4)
    for (let index = 0; index < 200; index++) await send(id, { content: `${index}` })
    expect((await send(id, { content: 'one more' })).body).toEqual({
      error: 'Validation failed: Too many messages',
    })
    sandbox.advance(61_000)
    expect((await send(id, { content: 'one more' })).status).toBe(200)
  })

  test('a file already stored can be sent by its signed id', async () => {
    const { db } = sandbox
    const row = db
      .prepare(
        `SELECT c.display_id, m.id FROM chatwoot_attachments a JOIN chatwoot_messages m ON m.id = a.message_id
         JOIN chatwoot_conversations c ON c.id = m.conversation_id WHERE a.file_type = 'image' LIMIT 1`,
      )
      .get() as { display_id: number; id: number }
    const { body: list } = await sandbox.get(
      `/conversations/${row.display_id}/messages?after=${row.id}&before=${row.id + 1}`,
    )
    const [, signed] = /redirect\/([^/]+)\//.exec(list.payload[0].attachments[0].data_url) ?? []
    const { body } = await send(openIn(1).id, { attachments: [signed] })
    expect(body).toMatchObject({ content: null, attachments: [{ file_type: 'image' }] })
  })

  test('from the contact reopens a resolved conversation of an API inbox', async () => {
    const row = every.find(({ inbox_id: inbox, status }) => inbox === 4 && status === 'resolved')
    const { body } = await send(row.id, { content: 'One more thing', message_type: 'incoming' })
    expect(body).toMatchObject({ message_type: 0, sender: { type: 'contact' } })
    const after = (await sandbox.get(`/conversations/${row.id}`)).body
    expect(after).toMatchObject({ status: 'open', unread_count: 1 })
    expect(after.messages[0]).toMatchObject({ message_type: 2 })
    expect(after.last_non_activity_message.id).toBe(body.id)
  })
})

describe('commands', () => {
  test('toggle_status turns open into resolved and back, and writes an activity', async () => {
    const { id } = openIn(1)
    const { body } = await sandbox.post(`/conversations/${id}/toggle_status`, {})
    expect(body.payload).toEqual({
      success: true,
      conversation_id: id,
      current_status: 'resolved',
      snoozed_until: null,
    })
    expect(await newest(id)).toMatchObject({
      message_type: 2,
      content: 'Conversation was marked resolved by Ana',
    })
    expect((await sandbox.post(`/conversations/${id}/toggle_status`, {})).body.payload.current_status).toBe(
      'open',
    )
  })

  test('toggle_status snoozes until a time in seconds and answers in ISO', async () => {
    const { id } = openIn(1)
    const { body } = await sandbox.post(`/conversations/${id}/toggle_status`, {
      status: 'snoozed',
      snoozed_until: 1_900_000_000,
    })
    expect(body.payload.snoozed_until).toBe('2030-03-17T17:46:40.000Z')
  })

  test('an unknown status breaks with 500', async () => {
    expect(
      (await sandbox.post(`/conversations/${openIn(1).id}/toggle_status`, { status: 'asleep' })).status,
    ).toBe(500)
  })

  test('an agent who opens a conversation gets it', async () => {
    const row = every.find(({ inbox_id: inbox, status }) => inbox === 4 && status === 'snoozed')
    await sandbox.post(`/conversations/${row.id}/toggle_status`, { status: 'open' }, { token: agent.token })
    expect((await sandbox.get(`/conversations/${row.id}`)).body.meta.assignee.id).toBe(2)
  })

  test('labels replaces the whole set and takes titles that no label has', async () => {
    const { id } = openIn(1)
    const { body } = await sandbox.post(`/conversations/${id}/labels`, { labels: ['vip', 'made-up'] })
    expect(body).toEqual({ payload: ['vip', 'made-up'] })
    expect((await sandbox.get(`/conversations/${id}/labels`)).body).toEqual(body)
  })

  test('assignments answers with the agent, the slim bot, the team, or null', async () => {
    const { id } = openIn(1)
    const assign = async (body: unknown) =>
      (await sandbox.post(`/conversations/${id}/assignments`, body)).body
    expect(await assign({ assignee_id: 2 })).toMatchObject({
      id: 2,
      email: 'ben@acme.example',
      role: 'agent',
    })
    expect(await assign({ assignee_id: 1, assignee_type: 'AgentBot' })).toMatchObject({
      assignee_type: 'AgentBot',
    })
    const withBot = (await sandbox.get(`/conversations/${id}`)).body
    expect(withBot.meta.assignee_type).toBe('AgentBot')
    expect(await assign({ team_id: 2 })).toMatchObject({ id: 2, name: 'billing' })
    expect(await assign({ assignee_id: 0 })).toBeNull()
    expect((await sandbox.get(`/conversations/${id}`)).body.meta).not.toHaveProperty('assignee')
    expect(await assign({ assignee_id: 7 })).toBeNull()
  })

  test('a body that is not JSON is a bad request', async () => {
    expect((await sandbox.post(`/conversations/${openIn(1).id}/messages`, '{"content":')).status).toBe(400)
  })
})
