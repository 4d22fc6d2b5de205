import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { Hono } from 'hono'
import { z } from 'zod'
import type { DialectDeps } from '../../dialect.ts'
import type { Env, Request } from '../auth.ts'
import { readBody } from '../body.ts'
import { findOpenConversation, touchConversation } from '../conversation.ts'
import { noSuchTag, tagExists } from '../faults.ts'
import { type Condition, columns, equals, listPage, single, where } from '../list.ts'
import { type TagRow, tagJson } from '../shapes.ts'
import { tell } from '../tell.ts'
import { formatTime } from '../time.ts'

const orderable = columns('id', 'name', 'createdAt', 'updatedAt')

const added = z.object({ tagName: z.string().max(100, 'size must be between 0 and 100') })

/** The document's own example, "Tag 1", has a space, which its rule does not allow; the rule decides. */
const created = z
  .object({ name: z.string().max(100, 'size must be between 0 and 100').nullish() })
  .superRefine(({ name }, { addIssue }) => {
    const problem = name?.trim()
      ? !/^[\p{L}\p{N}._]+$/u.test(name) && 'contains invalid characters'
      : 'must not be blank'
    if (problem) addIssue({ code: 'custom', path: ['name'], message: problem })
  })
  .transform(({ name }) => ({ name: name ?? '' }))

export const tagRoutes = ({ db, now }: DialectDeps) =>
  new Hono<Env>()
    .get('/ccaas/1/tags', (c) => {
      const { rows, pagination } = listPage<TagRow>(db, c, {
        table: 'infobip_tags',
        orderable,
        where: [ofConversation(c), equals(c, 'name')],
      })
      return c.json({ tags: rows.map(tagJson), pagination })
    })
    .post('/ccaas/1/tags', async (c) => {
      const { name } = await readBody(c, created)
      const time = now()
      const { changes } = db
        .prepare('INSERT OR IGNORE INTO infobip_tags (id, name, createdAt, updatedAt) VALUES (?, ?, ?, ?)')
        .run(randomUUID(), name, time, time)
      if (changes === 0) throw tagExists()
      return c.json({ name, createdAt: formatTime(time) })
    })
    .delete('/ccaas/1/tags/:tagName', (c) => {
      const tagName = c.req.param('tagName')
      checkTag(db, tagName)
      db.prepare('DELETE FROM infobip_conversation_tags WHERE tagName = ?').run(tagName)
      db.prepare('DELETE FROM infobip_tags WHERE name = ?').run(tagName)
      return c.json({ statusCode: 'SUCCESS', message: 'Tag deleted successfully.' })
    })
    .post('/ccaas/1/conversations/:id/tags', async (c) => {
      const { tagName } = await readBody(c, added)
      const { id } = findOpenConversation(db, c.var.caller, c.req.param('id'))
      checkTag(db, tagName)
      db.prepare(
        'INSERT OR IGNORE INTO infobip_conversation_tags (conversationId, tagName) VALUES (?, ?)',
      ).run(id, tagName)
      touchConversation(db, id, now())
      tell(db, 'CONVERSATION_TAG_ADDED', { conversationId: id, tagName }, now())
      return c.json({ statusCode: 'SUCCESS', message: 'Tag added to conversation successfully.' })
    })
    .delete('/ccaas/1/conversations/:id/tags/:tagName', (c) => {
      const { id } = findOpenConversation(db, c.var.caller, c.req.param('id'))
      const tagName = c.req.param('tagName')
      checkTag(db, tagName)
      db.prepare('DELETE FROM infobip_conversation_tags WHERE conversationId = ? AND tagName = ?').run(
        id,
        tagName,
      )
      touchConversation(db, id, now())
      tell(db, 'CONVERSATION_TAG_REMOVED', { conversationId: id, tagName }, now())
      return c.json({ statusCode: 'SUCCESS', message: 'Tag removed successfully.' })
    })

const checkTag = (db: DatabaseSync, name: string): void => {
  if (!db.prepare('SELECT 1 FROM infobip_tags WHERE name = ?').get(name)) throw noSuchTag(name)
}

/** One conversation's tags; none for a conversation that the caller may not see. */
const ofConversation = (c: Request): Condition | undefined => {
  const conversationId = single(c, 'conversationId')
  if (conversationId === undefined) return undefined
  return where(
    `name IN (SELECT tagName FROM infobip_conversation_tags JOIN infobip_conversations AS one
      ON conversationId = one.id WHERE one.id = ? AND tenant = ?)`,
    conversationId,
    c.var.caller.tenant,
  )
}
