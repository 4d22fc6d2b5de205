import { beforeAll, describe, expect, test } from 'vitest'
import {
  agent,
  type ChatwootSandbox,
  createChatwootSandbox,
  idsOf,
  type Wire,
} from '../../support/chatwoot-sandbox.ts'

let sandbox: ChatwootSandbox

beforeAll(() => {
  sandbox = createChatwootSandbox()
})

describe('the small lists', () => {
  test('inboxes and labels come in a payload; agents, bots and teams are bare arrays', async () => {
    expect((await sandbox.get('/inboxes')).body.payload).toHaveLength(10)
    expect((await sandbox.get('/labels')).body.payload[0]).toEqual({
      id: 1,
      title: 'billing',
      description: 'Invoices, refunds, payment trouble',
      color: '#1f93ff',
      show_on_sidebar: true,
    })
    for (const list of ['/agents', '/agent_bots', '/teams']) {
      expect(Array.isArray((await sandbox.get(list)).body)).toBe(true)
    }
  })

  test('agents are all users of the account, with empty text for a missing picture', async () => {
    const { body } = await sandbox.get('/agents', { token: agent.token })
    expect(body.map(({ name }: Wire) => name)).toEqual([
      'Ana Ruiz',
      'Ben Carter',
      'Chiara Conti',
      'Dmitri Volkov',
      'Emeka Obi',
      'Farah Aziz',
    ])
    expect(body.every(({ thumbnail }: Wire) => thumbnail === '')).toBe(true)
    expect(body.at(-1).confirmed).toBe(false)
  })

  test('a team says whether the one who asks is in it', async () => {
    expect((await sandbox.get('/teams/1')).body).toMatchObject({ name: 'customer support', is_member: true })
    expect((await sandbox.get('/teams/2', { token: agent.token })).body.is_member).toBe(false)
    expect((await sandbox.get('/teams/4')).status).toBe(404)
  })

  test('an inbox shows its channel', async () => {
    expect((await sandbox.get('/inboxes/3')).body).toMatchObject({
      channel_type: 'Channel::Whatsapp',
      provider: 'whatsapp_cloud',
      phone_number: '+15550100',
      avatar_url: '',
    })
  })

  test('cache_keys are opaque texts', async () => {
    const { body, headers } = await sandbox.get('/cache_keys')
    expect(Object.keys(body.cache_keys)).toEqual(['label', 'inbox', 'team'])
    expect(typeof body.cache_keys.label).toBe('string')
    expect(headers.get('cache-control')).toContain('max-age=10')
  })
})

describe('contacts', () => {
  test('are 15 a page, and only those who can be reached', async () => {
    const { body } = await sandbox.get('/contacts?sort=name')
    expect(body.payload).toHaveLength(15)
    expect(body.payload.every((row: Wire) => row.email || row.phone_number || row.identifier)).toBe(true)
    const names = body.payload.map(({ name }: Wire) => name.toLowerCase())
    expect(names).toEqual(names.toSorted())
    const total = sandbox.db.prepare('SELECT count(*) AS n FROM chatwoot_contacts WHERE account_id = 1').get()
    expect(body.meta.count).toBeLessThan(Number(total?.n))
  })

  test('current_page is a number by default and text when it was asked for', async () => {
    expect((await sandbox.get('/contacts')).body.meta.current_page).toBe(1)
    expect((await sandbox.get('/contacts?page=2')).body.meta.current_page).toBe('2')
  })

  test('one contact comes in a payload, with its inboxes unless they are declined', async () => {
    const { body } = await sandbox.get('/contacts/1')
    expect(body.payload).toMatchObject({
      id: 1,
      name: 'Maya Lindqvist',
      thumbnail: '',
      availability_status: 'offline',
    })
    expect(body.payload).not.toHaveProperty('type')
    expect(body.payload.contact_inboxes[0]).toMatchObject({
      source_id: '46701740615',
      inbox: { id: 3, channel_type: 'Channel::Whatsapp' },
    })
    const slim = await sandbox.get('/contacts/1?include_contact_inboxes=false')
    expect(slim.body.payload).not.toHaveProperty('contact_inboxes')
    expect((await sandbox.get('/contacts/33')).status).toBe(404)
  })

  test('search finds parts of names and numbers in any case, and counts its own page', async () => {
    const { body } = await sandbox.get(`/contacts/search?q=${encodeURIComponent('LINDQ')}`)
    expect(body.meta).toEqual({ count: 1, current_page: 1, has_more: false })
    expect(idsOf(body.payload)).toEqual([1])
    const many = await sandbox.get('/contacts/search?q=a')
    expect(many.body.meta).toMatchObject({ count: 15, has_more: true })
    expect((await sandbox.get('/contacts/search?q=')).status).toBe(422)
  })

  test('conversations of a contact are its newest 20 and no more', async () => {
    const insert = sandbox.db.prepare(
      `INSERT INTO chatwoot_conversations (account_id, display_id, uuid, inbox_id, contact_id, contact_inbox_id,
         last_activity_at, created_at, updated_at) VALUES (1, ?, ?, 3, 1, 1, ?, ?, ?)`,
    )
    for (let index = 0; index < 24; index++) insert.run(900 + index, `uuid-${index}`, index, index, index)
    const { body } = await sandbox.get('/contacts/1/conversations')
    expect(body.payload).toHaveLength(20)
    const times = body.payload.map((row: Wire) => row.last_activity_at)
    expect(times).toEqual(times.toSorted((a: number, b: number) => b - a))
    expect(idsOf(body.payload)).not.toContain(900)
  })
})
