import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type ChatwootSandbox,
  createChatwootSandbox,
  idsOf,
  type Wire,
} from '../../support/chatwoot-sandbox.ts'

let sandbox: ChatwootSandbox
let thread: number
let ids: readonly number[]

const list = async (query = ''): Promise<Wire[]> =>
  (await sandbox.get(`/conversations/${thread}/messages${query}`)).body.payload

beforeAll(async () => {
  sandbox = createChatwootSandbox()
  const row = sandbox.db
    .prepare(
      `SELECT c.display_id FROM chatwoot_messages m JOIN chatwoot_conversations c ON c.id = m.conversation_id
       GROUP BY c.id ORDER BY count(*) DESC LIMIT 1`,
    )
    .get()
  thread = Number(row?.display_id)
  ids = await sandbox.messageIds(thread)
})

describe('the windows of the message list', () => {
  test('without bounds it gives the newest 20, oldest first', async () => {
    expect(idsOf(await list())).toEqual(ids.slice(-20))
  })

  test('before gives at most 20 below the id, without it', async () => {
    const bound = ids[300] ?? 0
    expect(idsOf(await list(`?before=${bound}`))).toEqual(ids.slice(280, 300))
  })

  test('after gives at most 100 above the id, without it', async () => {
    const bound = ids[300] ?? 0
    expect(idsOf(await list(`?after=${bound}`))).toEqual(ids.slice(301, 401))
  })

  test('after with before includes the lower end and leaves out the upper one', async () => {
    expect(idsOf(await list(`?after=${ids[10]}&before=${ids[15]}`))).toEqual(ids.slice(10, 15))
  })

  test('after with before is the window a brute-force reading of the thread gives, for any two numbers', async () => {
    const [lowest = 0] = ids
    const number = fc.integer({ min: lowest - 5, max: (ids.at(-1) ?? 0) + 5 })
    await fc.assert(
      fc.asyncProperty(number, number, async (a, b) => {
        const expected = ids.filter((id) => id >= a && id < b).slice(0, 1000)
        expect(idsOf(await list(`?after=${a}&before=${b}`))).toEqual(expected)
      }),
      { numRuns: 30 },
    )
  })

  test('a window holds at most 1,000 messages', async () => {
    const insert = sandbox.db.prepare(
      `INSERT INTO chatwoot_messages (account_id, conversation_id, inbox_id, message_type, content, created_at, updated_at)
       SELECT account_id, id, inbox_id, 0, 'more', ?, ? FROM chatwoot_conversations WHERE account_id = 2 AND display_id = 1`,
    )
    for (let index = 0; index < 1001; index++) insert.run(index, index)
    const { body } = await sandbox.get('/conversations/1/messages?after=1&before=2147483648', {
      account: 2,
      token: 'sandbox-chatwoot-beta-admin',
    })
    expect(body.payload).toHaveLength(1000)
  })

  test('the bounds need not exist, and text that is no number counts as 0', async () => {
    expect(idsOf(await list('?after=0'))).toEqual(ids.slice(0, 100))
    expect(idsOf(await list('?after=nonsense'))).toEqual(ids.slice(0, 100))
    expect(await list('?before=nonsense')).toEqual([])
    expect(idsOf(await list(`?after=${ids[3]}abc`))).toEqual(ids.slice(4, 104))
  })

  test('page is not a parameter', async () => {
    expect(idsOf(await list('?page=7'))).toEqual(ids.slice(-20))
  })

  test('an empty bound counts as none', async () => {
    expect(idsOf(await list('?before=&after='))).toEqual(ids.slice(-20))
  })

  test('filter_internal_messages drops notes and activities before the limit is applied', async () => {
    const every = await list('?after=1&before=2147483648')
    const spoken = every.filter((message) => !message.private && message.message_type !== 2)
    expect(spoken.length).toBeLessThan(every.length)
    expect(idsOf(await list('?filter_internal_messages=false'))).toEqual(idsOf(spoken.slice(-20)))
    expect(idsOf(await list('?after=0&filter_internal_messages=1'))).toEqual(idsOf(spoken.slice(0, 100)))
  })

  test('rows are chosen by id and ordered by creation time', async () => {
    const { conversation_id: id } = sandbox.db
      .prepare('SELECT conversation_id FROM chatwoot_messages WHERE inbox_id = 9 LIMIT 1')
      .get() as { conversation_id: number }
    const row = sandbox.db.prepare('SELECT display_id FROM chatwoot_conversations WHERE id = ?').get(id)
    const { body } = await sandbox.get(`/conversations/${row?.display_id}/messages?after=1&before=2147483648`)
    const found = idsOf(body.payload)
    const times = body.payload.map((message: Wire) => message.created_at)
    expect(times).toEqual(times.toSorted((a: number, b: number) => a - b))
    expect(found).not.toEqual(found.toSorted((a, b) => a - b))
  })
})

describe('a message of the list', () => {
  test('has the keys of the REST shape, and no others', async () => {
    const [message] = await list(`?after=${ids[0]}&before=${(ids[0] ?? 0) + 1}`)
    expect(Object.keys(message).sort()).toEqual(
      [
        'content',
        'content_attributes',
        'content_type',
        'conversation_id',
        'created_at',
        'id',
        'inbox_id',
        'message_type',
        'private',
        'sender',
        'source_id',
        'status',
      ].sort(),
    )
    expect(message).toMatchObject({ conversation_id: thread, message_type: 0, content_type: 'text' })
    expect(Number.isInteger(message.created_at)).toBe(true)
  })

  test('an activity has no sender key, a message without files no attachments key', async () => {
    const every = await list('?after=1&before=2147483648')
    const activity = every.find((message) => message.message_type === 2)
    expect(activity).not.toHaveProperty('sender')
    expect(activity).not.toHaveProperty('attachments')
    expect(every.find((message) => message.private)?.sender.type).toBe('user')
    expect(every.filter((message) => message.attachments).length).toBeGreaterThan(5)
  })

  test('the list comes with labels, contact and assignee in push shape, and ISO times', async () => {
    const { body } = await sandbox.get(`/conversations/${thread}/messages`)
    expect(Object.keys(body)).toEqual(['meta', 'payload'])
    expect(body.meta).toMatchObject({
      labels: ['wholesale', 'vip'],
      contact: { type: 'contact', name: 'Maya Lindqvist' },
      assignee: { type: 'user', id: 1 },
    })
    expect(body.meta.agent_last_seen_at).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
  })

  test('without an assignee the meta has no such key, and what nobody saw is null', async () => {
    const row = sandbox.db
      .prepare(
        'SELECT display_id FROM chatwoot_conversations WHERE account_id = 1 AND assignee_id IS NULL AND agent_last_seen_at IS NULL',
      )
      .get()
    const { body } = await sandbox.get(`/conversations/${row?.display_id}/messages`)
    expect(body.meta).not.toHaveProperty('assignee')
    expect(body.meta.agent_last_seen_at).toBeNull()
  })
})

describe('the attachments of a conversation', () => {
  test('come newest first with their total', async () => {
    const { body } = await sandbox.get(`/conversations/${thread}/attachments`)
    const found = idsOf(body.payload)
    expect(found).toEqual(found.toSorted((a, b) => b - a))
    expect(body.meta.total_count).toBeGreaterThanOrEqual(found.length)
    expect(body.payload[0]).toHaveProperty('data_url')
  })
})
