import { beforeAll, describe, expect, test } from 'vitest'
import {
  agent,
  type ChatwootSandbox,
  chatwootSeededAt,
  createChatwootSandbox,
  idsOf,
  type Wire,
} from '../../support/chatwoot-sandbox.ts'

let sandbox: ChatwootSandbox
let every: readonly Wire[]

const list = async (query: string): Promise<Wire> => (await sandbox.get(`/conversations?${query}`)).body.data

beforeAll(async () => {
  sandbox = createChatwootSandbox()
  every = await sandbox.conversations()
})

describe('the conversation list', () => {
  test('gives 25 a page, open ones unless told otherwise, latest activity first', async () => {
    const first = await list('status=all')
    const second = await list('status=all&page=2')
    expect(first.payload).toHaveLength(25)
    expect(first.payload.length + second.payload.length).toBe(first.meta.all_count)
    const times = [...first.payload, ...second.payload].map((row: Wire) => row.last_activity_at)
    expect(times).toEqual(times.toSorted((a, b) => b - a))
    expect(new Set((await list('')).payload.map((row: Wire) => row.status))).toEqual(new Set(['open']))
  })

  test('knows every status, alone and as an array', async () => {
    for (const status of ['open', 'resolved', 'pending', 'snoozed']) {
      const { payload, meta } = await list(`status=${status}`)
      expect(meta.all_count).toBe(every.filter((row) => row.status === status).length)
      expect(payload.every((row: Wire) => row.status === status)).toBe(true)
    }
    const both = await list('status[]=pending&status[]=snoozed')
    expect(both.meta.all_count).toBe(
      every.filter(({ status }) => ['pending', 'snoozed'].includes(status)).length,
    )
  })

  test('counts obey every filter except assignee_type, and a bot is no assignee', async () => {
    const whole = await list('status=all')
    const mine = await list('status=all&assignee_type=me')
    const unassigned = await list('status=all&assignee_type=unassigned')
    expect(mine.meta).toEqual(whole.meta)
    expect(mine.payload).toHaveLength(whole.meta.mine_count)
    expect(mine.payload.every((row: Wire) => row.meta.assignee.id === 1)).toBe(true)
    expect(unassigned.payload).toHaveLength(whole.meta.unassigned_count)
    expect(unassigned.payload.some((row: Wire) => row.meta.assignee_type === 'AgentBot')).toBe(true)
    expect(whole.meta.assigned_count + whole.meta.unassigned_count).toBe(whole.meta.all_count)
  })

  test('narrows by inbox, team, labels and text', async () => {
    expect(new Set((await list('status=all&inbox_id=3')).payload.map((row: Wire) => row.inbox_id))).toEqual(
      new Set([3]),
    )
    const logistics = (await list('status=all&team_id=3')).payload
    expect(logistics.every((row: Wire) => row.meta.team.name === 'logistics')).toBe(true)
    const titled = (await list('status=all&labels=vip,spam')).payload
    expect(titled.length).toBeGreaterThan(1)
    expect(titled.every((row: Wire) => row.labels.includes('vip') || row.labels.includes('spam'))).toBe(true)
    expect(idsOf((await list('status=all&labels[]=vip&labels[]=spam')).payload)).toEqual(idsOf(titled))
    const found = (await list(`q=${encodeURIComponent('ÇOK TEŞEKKÜRLER')}`)).payload
    expect(found.map((row: Wire) => row.meta.sender.name)).toEqual(['Elif Yılmaz'])
  })

  test('an unknown team is not found', async () => {
    expect(await sandbox.get('/conversations?team_id=99')).toMatchObject({
      status: 404,
      body: { error: 'Resource could not be found' },
    })
  })

  test('sorts by priority with those without one last, and by the time of waiting', async () => {
    const rank = [undefined, 'low', 'medium', 'high', 'urgent']
    const byPriority = await sandbox.conversations('status=all&sort_by=priority_desc')
    const ranks = byPriority.map((row) => Math.max(0, rank.indexOf(row.priority)))
    expect(ranks).toEqual(ranks.toSorted((a, b) => b - a))
    const ascending = await sandbox.conversations('status=all&sort_by=priority_asc')
    expect(ascending[0].priority).toBe('low')
    expect(ascending.at(-1).priority).toBeNull()
    const waiting = (await sandbox.conversations('status=all&sort_by=waiting_since_asc'))
      .map((row) => row.waiting_since)
      .filter((time) => time > 0)
    expect(waiting.length).toBeGreaterThan(5)
    expect(waiting).toEqual(waiting.toSorted((a, b) => a - b))
    const unread = (await sandbox.conversations('status=all&sort_by=unread')).map((row) => row.unread_count)
    expect(unread).toEqual(unread.toSorted((a, b) => b - a))
  })

  test('an unknown order and an unknown page fall back to the defaults', async () => {
    expect(idsOf((await list('status=all&sort_by=shoe_size&page=0')).payload)).toEqual(
      idsOf(every.slice(0, 25)),
    )
  })

  test('updated_within is not paged and obeys the clock', async () => {
    const all = (await list('status=all&updated_within=99999999')).payload
    expect(all).toHaveLength(every.length)
    const lately = (await list('status=all&updated_within=3600')).payload
    expect(lately.length).toBeGreaterThan(0)
    expect(lately.every((row: Wire) => row.updated_at > chatwootSeededAt / 1000 - 3600)).toBe(true)
  })

  test('conversation_type tells mentions, participation and neglect', async () => {
    const participating = (await list('conversation_type=participating&status=all')).payload
    expect(participating).toHaveLength(2)
    const mentioned = await sandbox.get('/conversations?conversation_type=mention&status=all', {
      token: agent.token,
    })
    expect(mentioned.body.data.payload).toHaveLength(1)
    const unattended = (await list('conversation_type=unattended&status=all')).payload
    expect(unattended.every((row: Wire) => row.first_reply_created_at === 0 || row.waiting_since > 0)).toBe(
      true,
    )
  })

  test('meta gives the same counts without the list', async () => {
    const { body } = await sandbox.get('/conversations/meta?status=all')
    expect(body).toEqual({ meta: (await list('status=all')).meta })
  })
})

describe('a conversation', () => {
  const named = (name: string, status?: string) =>
    every.find((row) => row.meta.sender.name === name && (!status || row.status === status))

  test('is the same alone as in the list', async () => {
    const [row] = every
    expect((await sandbox.get(`/conversations/${row.id}`)).body).toEqual(row)
  })

  test('has no assignee, assignee_type and team keys when there are none', () => {
    const row = named('Tina & Co. <orders>')
    expect(Object.keys(row.meta)).toEqual(['sender', 'channel', 'hmac_verified'])
  })

  test('assigned to a bot it carries the slim bot', () => {
    const row = named('quiet-meadow-418')
    expect(row.meta).toMatchObject({
      assignee_type: 'AgentBot',
      assignee: { id: 1, name: 'Acme Assistant', thumbnail: '' },
    })
    expect(row.meta.assignee).not.toHaveProperty('email')
  })

  test('writes 0 for never and whole seconds for the rest, but a float for updated_at', () => {
    const row = named('Tina & Co. <orders>')
    expect(row).toMatchObject({
      agent_last_seen_at: 0,
      assignee_last_seen_at: 0,
      first_reply_created_at: 0,
      snoozed_until: null,
      priority: null,
    })
    expect(row.updated_at % 1).not.toBe(0)
    expect(row.timestamp).toBe(row.last_activity_at)
  })

  test('snoozed it says until when in ISO', () => {
    expect(named('Nadia Benali').snoozed_until).toBe(new Date(chatwootSeededAt + 72_000_000).toISOString())
  })

  test('counts at most ten unread messages', () => {
    expect(named('Aisha Bello').unread_count).toBe(10)
    expect(named('Maya Lindqvist').unread_count).toBe(2)
  })

  test('embeds the very last message and the last spoken one in push shape', () => {
    const row = named('Kevin Doyle')
    expect(row.messages).toHaveLength(1)
    expect(row.messages[0]).toMatchObject({ message_type: 2, sender_type: null, sender_id: null })
    expect(row.messages[0]).not.toHaveProperty('sender')
    expect(row.last_non_activity_message).toMatchObject({ message_type: 3, content_type: 'input_csat' })
    expect(row.messages[0]).toHaveProperty('conversation.contact_inbox.source_id')
    expect(row.messages[0].updated_at).toMatch(/Z$/)
  })

  test('can be answered only within the window of its channel', () => {
    expect(named('Sam Lee', 'open').can_reply).toBe(true)
    expect(named('Luis Ferreira').can_reply).toBe(false)
    expect(named('Janet Kowalczyk').can_reply).toBe(false)
    expect(named('Office, St. Brendan School').can_reply).toBe(true)
  })

  test('is muted when its contact is blocked', () => {
    expect(named('BestDeals4U')).toMatchObject({ muted: true, meta: { sender: { blocked: true } } })
  })

  test('an unknown one is not found', async () => {
    expect((await sandbox.get('/conversations/9999')).status).toBe(404)
  })
})
