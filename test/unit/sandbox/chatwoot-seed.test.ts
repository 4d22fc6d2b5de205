import { describe, expect, test } from 'vitest'
import {
  type ChatwootSandbox,
  chatwootSeededAt,
  createChatwootSandbox,
} from '../../support/chatwoot-sandbox.ts'

const column = ({ db }: ChatwootSandbox, sql: string): unknown[] =>
  db
    .prepare(sql)
    .all()
    .map((row) => Object.values(row)[0])

describe('the demo data', () => {
  const sandbox = createChatwootSandbox()

  test('is the same for the same clock, to the byte', () => {
    const dump = ({ db }: ChatwootSandbox) =>
      column({ db } as ChatwootSandbox, "SELECT name FROM sqlite_master WHERE type = 'table'").map((name) =>
        db.prepare(`SELECT * FROM "${name}"`).all(),
      )
    expect(dump(createChatwootSandbox())).toEqual(dump(sandbox))
  })

  test('has some 36 conversations and 1,800 messages, one thread of more than 600', () => {
    expect(column(sandbox, 'SELECT count(*) FROM chatwoot_conversations WHERE account_id = 1')).toEqual([36])
    const sizes = column(
      sandbox,
      'SELECT count(*) AS size FROM chatwoot_messages GROUP BY conversation_id ORDER BY size DESC',
    ).map(Number)
    expect(sizes[0]).toBeGreaterThan(600)
    expect(sizes.filter((size) => size > 100).length).toBeGreaterThanOrEqual(4)
    const total = sizes.reduce((sum, size) => sum + size, 0)
    expect(total).toBeGreaterThan(1600)
    expect(total).toBeLessThan(2000)
  })

  test.each([
    ['message_type', 'chatwoot_messages', [0, 1, 2, 3]],
    ['status', 'chatwoot_messages', ['delivered', 'failed', 'read', 'sent']],
    [
      'content_type',
      'chatwoot_messages',
      [
        'article',
        'cards',
        'form',
        'incoming_email',
        'input_csat',
        'input_email',
        'input_select',
        'input_text',
        'input_textarea',
        'text',
      ],
    ],
    ['sender_type', 'chatwoot_messages', [null, 'AgentBot', 'Contact', 'User']],
    ['status', 'chatwoot_conversations', ['open', 'pending', 'resolved', 'snoozed']],
    ['priority', 'chatwoot_conversations', [null, 0, 1, 2, 3]],
    [
      'file_type',
      'chatwoot_attachments',
      ['audio', 'contact', 'fallback', 'file', 'image', 'location', 'video'],
    ],
  ])('shows every %s of %s', (name, table, expected) => {
    expect(column(sandbox, `SELECT DISTINCT ${name} FROM ${table} ORDER BY ${name}`)).toEqual(expected)
  })

  test('has failures with their reason, tombstones, replies and translations into four languages', () => {
    const attributes = column(sandbox, 'SELECT content_attributes FROM chatwoot_messages').map((text) =>
      JSON.parse(String(text)),
    )
    expect(attributes.filter((each) => each.external_error).length).toBeGreaterThan(1)
    expect(attributes.filter((each) => each.deleted).length).toBeGreaterThan(1)
    expect(attributes.some((each) => each.in_reply_to > 0)).toBe(true)
    expect(attributes.some((each) => Object.keys(each.translations ?? {}).length === 4)).toBe(true)
  })

  test('replies lead to a message of the same conversation', () => {
    const lost = column(
      sandbox,
      `SELECT m.id FROM chatwoot_messages m WHERE json_extract(m.content_attributes, '$.in_reply_to') IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM chatwoot_messages t WHERE t.conversation_id = m.conversation_id
         AND t.id = json_extract(m.content_attributes, '$.in_reply_to'))`,
    )
    expect(lost).toEqual([])
  })

  test('lies in the past, and ids rise with arrival over all conversations', () => {
    expect(column(sandbox, 'SELECT max(created_at) FROM chatwoot_messages').map(Number)[0]).toBeLessThan(
      chatwootSeededAt,
    )
    const [gaps] = column(
      sandbox,
      `SELECT count(*) FROM (SELECT id - lag(id) OVER (PARTITION BY conversation_id ORDER BY id) AS step
         FROM chatwoot_messages) WHERE step > 1`,
    )
    expect(Number(gaps)).toBeGreaterThan(100)
  })

  test('every page of it is answered without an internal error', async () => {
    for (const { id } of await sandbox.conversations()) {
      for (const path of ['', '/messages?after=0', '/attachments', '/labels']) {
        expect((await sandbox.get(`/conversations/${id}${path}`)).status).toBe(200)
      }
    }
  })
})
