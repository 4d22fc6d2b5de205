import type { DatabaseSync } from 'node:sqlite'
import { Hono } from 'hono'
import { z } from 'zod'
import type { DialectDeps } from '../../dialect.ts'
import type { Env, Request } from '../auth.ts'
import { readBody } from '../body.ts'
import { findOpenConversation, touchConversation } from '../conversation.ts'
import { noSuchTag } from '../faults.ts'
import { type Condition, columns, equals, listPage, single, where } from '../list.ts'
import { type TagRow, tagJson } from '../shapes.ts'

const orderable = columns('id', 'name', 'createdAt', 'updatedAt')

const added = z.object({ tagName: z.string().max(100, 'size must be between 0 and 100') })

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
    .post('/ccaas/1/conversations/:id/tags', async (c) => {
      const { tagName } = await readBody(c, added)
      const { id } = findOpenConversation(db, c.var.caller, c.req.param('id'))
      checkTag(db, tagName)
      db.prepare(
        'INSERT OR IGNORE INTO infobip_conversation_tags (conversationId, tagName) VALUES (?, ?)',
      ).run(id, tagName)
      touchConversation(db, id, now())
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
