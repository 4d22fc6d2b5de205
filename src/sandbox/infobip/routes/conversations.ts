import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { Hono } from 'hono'
import { z } from 'zod'
import type { DialectDeps } from '../../dialect.ts'
import type { Env } from '../auth.ts'
import { readBody } from '../body.ts'
import {
  findConversation,
  findOpenConversation,
  insertConversation,
  updateConversation,
} from '../conversation.ts'
import { noSuchAgent, noSuchEntity } from '../faults.ts'
import { anyId, anyOf, columns, equals, listPage, oneOf, where, within } from '../list.ts'
import { findAgent } from '../sending.ts'
import { type ConversationRow, conversationJson } from '../shapes.ts'
import { tell } from '../tell.ts'
import { conversationPriorities, conversationStatuses } from '../words.ts'
import { findBot } from './bots.ts'

/** What a list of conversations can be ordered by. */
export const orderable = columns(
  'id',
  'topic',
  'summary',
  'status',
  'priority',
  'queueId',
  'agentId',
  'createdAt',
  'updatedAt',
  'closedAt',
)

const text = (max: number) => z.string().max(max, `size must be between 0 and ${max}`).nullish()

const fields = z.object({
  topic: text(1000),
  summary: text(4000),
  status: z.enum(conversationStatuses).nullish(),
  priority: z.enum(conversationPriorities).nullish(),
  queueId: text(255),
  agentId: text(255),
})

const assignment = z.object({ agentId: z.string().max(255, 'size must be between 0 and 255') })

export const conversationRoutes = ({ db, now }: DialectDeps) =>
  new Hono<Env>()
    .get('/ccaas/1/conversations', (c) => {
      const { rows, pagination } = listPage<ConversationRow>(db, c, {
        table: 'infobip_conversations',
        orderable,
        where: [
          where('tenant = ?', c.var.caller.tenant),
          anyId(c, 'conversationIds', 'id'),
          anyId(c, 'queueIds', 'queueId'),
          anyOf(c, 'tagNames', withAnyTag),
          equals(c, 'agentId'),
          oneOf(c, 'status', conversationStatuses),
          oneOf(c, 'priority', conversationPriorities),
          ...within(c, 'created', 'updated', 'closed'),
        ],
      })
      return c.json({ conversations: rows.map(conversationJson), pagination })
    })
    .post('/ccaas/1/conversations', async (c) => {
      const body = await readBody(c, fields)
      checkPlaces(db, body)
      const time = now()
      const row = insertConversation(db, {
        id: randomUUID(),
        tenant: c.var.caller.tenant,
        topic: body.topic ?? null,
        summary: body.summary ?? null,
        status: body.status ?? 'OPEN',
        priority: body.priority ?? 'NORMAL',
        queueId: body.queueId ?? null,
        agentId: body.agentId ?? null,
        metadata: '{}',
        createdAt: time,
        updatedAt: time,
        closedAt: body.status === 'CLOSED' ? time : null,
      })
      tell(db, 'CONVERSATION_CREATED', { conversationId: row.id }, time)
      return c.json(conversationJson(row))
    })
    .get('/ccaas/1/conversations/:id', (c) =>
      c.json(conversationJson(findConversation(db, c.var.caller, c.req.param('id')))),
    )
    .patch('/ccaas/1/conversations/:id', async (c) => {
      const body = await readBody(c, fields)
      const row = findOpenConversation(db, c.var.caller, c.req.param('id'))
      checkPlaces(db, body)
      return c.json(conversationJson(updateConversation(db, row, withoutNulls(body), now())))
    })
    // "Update" by name, a full model by schema: what the body leaves out goes back to its default.
    .put('/ccaas/1/conversations/:id', async (c) => {
      const body = await readBody(c, fields)
      const row = findOpenConversation(db, c.var.caller, c.req.param('id'))
      checkPlaces(db, body)
      return c.json(
        conversationJson(updateConversation(db, row, { ...emptied, ...withoutNulls(body) }, now())),
      )
    })
    // The schema gives a list, the example one conversation; here the example decides.
    .post('/ccaas/1/conversations/:id/route', (c) => {
      const row = findOpenConversation(db, c.var.caller, c.req.param('id'))
      const change = { agentId: null, queueId: routedQueue(db, row) }
      return c.json(conversationJson(updateConversation(db, row, change, now())))
    })
    .get('/ccaas/1/conversations/:id/simulate-routing', (c) => {
      const row = findOpenConversation(db, c.var.caller, c.req.param('id'))
      return c.json({ id: row.id, queueId: routedQueue(db, row), priority: row.priority })
    })
    .put('/ccaas/1/conversations/:id/assignee', async (c) => {
      const { agentId } = await readBody(c, assignment)
      const row = findOpenConversation(db, c.var.caller, c.req.param('id'))
      if (!isAssignable(db, agentId)) throw noSuchEntity(agentId)
      return c.json(conversationJson(updateConversation(db, row, { agentId }, now())))
    })
    .delete('/ccaas/1/conversations/:id/assignee', (c) => {
      const row = findOpenConversation(db, c.var.caller, c.req.param('id'))
      return c.json(conversationJson(updateConversation(db, row, { agentId: null }, now())))
    })

const emptied = {
  topic: null,
  summary: null,
  status: 'OPEN',
  priority: 'NORMAL',
  queueId: null,
  agentId: null,
} as const

/** The demo's one rule: a conversation stays in its queue, and goes to the oldest one when it is in none. */
const routedQueue = (db: DatabaseSync, { queueId }: ConversationRow): string | null => {
  const first = db.prepare('SELECT id FROM infobip_queues ORDER BY createdAt, rowid LIMIT 1').get()
  return queueId ?? (first ? String(first.id) : null)
}

const withAnyTag = `id IN (SELECT conversationId FROM infobip_conversation_tags
  WHERE tagName IN (SELECT value FROM json_each(?)))`

const isAssignable = (db: DatabaseSync, id: string): boolean =>
  findAgent(db, id) !== undefined || findBot(db, id) !== undefined

/** Whether a queue or an agent that the body names exists. */
const checkPlaces = (db: DatabaseSync, { queueId, agentId }: z.infer<typeof fields>): void => {
  if (queueId && !db.prepare('SELECT 1 FROM infobip_queues WHERE id = ?').get(queueId))
    throw noSuchEntity(queueId)
  if (agentId && !isAssignable(db, agentId)) throw noSuchAgent(agentId)
}

/** A patch changes what it names; that null empties a field is nowhere said, so null changes nothing. */
const withoutNulls = <T extends object>(body: T) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }
