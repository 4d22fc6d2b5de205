import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { infobip, infobipSandboxAgents } from '../../../src/sandbox/infobip/index.ts'
import { seededAt } from '../../support/infobip-sandbox.ts'

const open = () => {
  const db = new DatabaseSync(':memory:')
  db.exec(infobip.tables)
  return db
}

const tableNames = (db: DatabaseSync) =>
  db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
    .all()
    .map(({ name }) => String(name))

const contents = (db: DatabaseSync) =>
  tableNames(db).map((name) => [name, db.prepare(`SELECT * FROM ${name} ORDER BY 1, 2`).all()])

const seeded = (now = seededAt) => {
  const db = open()
  infobip.seed(db, now)
  return db
}

const all = (db: DatabaseSync, sql: string) =>
  db
    .prepare(sql)
    .all()
    .map((row) => ({ ...row }))

describe('the demo data of the Infobip sandbox', () => {
  const db = seeded()

  test('is the same for the same moment', () => {
    expect(contents(seeded())).toEqual(contents(db))
  })

  test('keeps its ids and moves its times with the moment', () => {
    const sql = 'SELECT id, createdAt FROM infobip_messages ORDER BY id'
    const later = all(seeded(seededAt + 5000), sql)
    expect(later).toEqual(all(db, sql).map((row) => ({ ...row, createdAt: Number(row.createdAt) + 5000 })))
  })

  test('leads up to now and never beyond', () => {
    for (const table of ['conversations', 'messages', 'notes']) {
      const [row] = all(
        db,
        `SELECT max(createdAt) AS created, max(updatedAt) AS updated FROM infobip_${table}`,
      )
      expect(Number(row?.created)).toBeLessThan(seededAt)
      expect(Number(row?.updated)).toBeLessThan(seededAt)
    }
    const [{ newest } = {}] = all(db, 'SELECT max(createdAt) AS newest FROM infobip_messages')
    expect(seededAt - Number(newest)).toBe(2 * 60_000)
  })

  test('goes into tables that begin with the name of the dialect', () => {
    expect(tableNames(db).filter((name) => !name.startsWith('infobip_'))).toEqual([])
  })

  test('holds about nine hundred messages, one thread of more than three hundred', () => {
    const sizes = all(
      db,
      'SELECT count(*) AS size FROM infobip_messages GROUP BY conversationId ORDER BY 1 DESC',
    )
    const total = sizes.reduce((sum, { size }) => sum + Number(size), 0)
    expect(sizes).toHaveLength(28)
    expect(total).toBeGreaterThan(850)
    expect(Number(sizes[0]?.size)).toBeGreaterThan(300)
    expect(Math.min(...sizes.map(({ size }) => Number(size)))).toBeGreaterThan(0)
  })

  test('has every channel, status, priority and kind of content that readers must cope with', () => {
    const values = (column: string, table: string) =>
      all(db, `SELECT DISTINCT ${column} AS value FROM infobip_${table}`).map(({ value }) => value)
    expect(values('channel', 'messages').toSorted()).toEqual(
      ['EMAIL', 'FACEBOOK_MESSENGER', 'LIVE_CHAT', 'SMS', 'VIBER', 'WHATSAPP'].toSorted(),
    )
    expect(values('status', 'conversations')).toHaveLength(4)
    expect(values('priority', 'conversations')).toHaveLength(4)
    expect(values('authorType', 'messages')).toHaveLength(4)
    expect(values('contentType', 'messages')).toEqual(
      expect.arrayContaining([
        ...['TEXT', 'IMAGE', 'DOCUMENT', 'AUDIO', 'VIDEO', 'LOCATION', 'CONTACT', 'EMAIL'],
        ...['LC_CAROUSEL', 'LC_QUICK_REPLY', 'BUTTON', 'INTERACTIVE', 'FACEBOOK_TEMPLATE'],
      ]),
    )
    expect(values('contentType', 'messages')).not.toContain('TEMPLATE')
  })

  test('has some content that is a bare string, as in 2019', () => {
    const types = all(
      db,
      'SELECT json_type(content) AS type, count(*) AS count FROM infobip_messages GROUP BY 1',
    )
    expect(types).toEqual([
      { type: 'object', count: expect.any(Number) },
      { type: 'text', count: 10 },
    ])
  })

  test('has messages of the same millisecond, also of both directions', () => {
    const ties = all(
      db,
      'SELECT count(*) AS size FROM infobip_messages GROUP BY conversationId, createdAt HAVING size > 1',
    )
    expect(ties.length).toBeGreaterThan(10)
  })

  test('has conversations of nobody, of an agent, of a supervisor and of the bot', () => {
    const roles = all(
      db,
      `SELECT DISTINCT CASE WHEN c.agentId IS NULL THEN 'nobody' ELSE coalesce(role, 'BOT') END AS role
       FROM infobip_conversations AS c LEFT JOIN infobip_agents AS a ON a.id = c.agentId`,
    )
    expect(roles.map(({ role }) => role).toSorted()).toEqual(['AGENT', 'BOT', 'SUPERVISOR', 'nobody'])
  })

  test('names a demo agent and a demo supervisor who have conversations', () => {
    const roleOf = (id: string) =>
      all(
        db,
        `SELECT role FROM infobip_agents WHERE enabled = 1 AND id = '${id}'
         AND EXISTS (SELECT 1 FROM infobip_conversations WHERE agentId = '${id}' AND status = 'OPEN')`,
      )
    expect(roleOf(infobipSandboxAgents.agent.id)).toEqual([{ role: 'AGENT' }])
    expect(roleOf(infobipSandboxAgents.supervisor.id)).toEqual([{ role: 'SUPERVISOR' }])
  })

  test('is not added to what is already there', () => {
    const twice = seeded()
    infobip.seed(twice, seededAt + 1)
    expect(contents(twice)).toEqual(contents(db))
  })

  test('joins a transaction that is under way', () => {
    const inside = open()
    inside.exec('BEGIN')
    infobip.seed(inside, seededAt)
    inside.exec('ROLLBACK')
    expect(all(inside, 'SELECT count(*) AS count FROM infobip_messages')).toEqual([{ count: 0 }])
  })

  test('comes in whole or not at all', () => {
    const broken = open()
    broken.exec('DROP TABLE infobip_media')
    expect(() => infobip.seed(broken, seededAt)).toThrow('infobip_media')
    expect(all(broken, 'SELECT count(*) AS count FROM infobip_conversations')).toEqual([{ count: 0 }])
    expect(broken.isTransaction).toBe(false)
  })
})
