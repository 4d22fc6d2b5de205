import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { Hono } from 'hono'
import { z } from 'zod'
import type { DialectDeps } from '../../dialect.ts'
import type { Env } from '../auth.ts'
import { readBody } from '../body.ts'
import { missingBody, noSuchAgent, noSuchEntity } from '../faults.ts'
import { findAgent } from '../sending.ts'
import { type AgentRow, agentJson } from '../shapes.ts'
import { tell } from '../tell.ts'
import { agentRoles, agentStatuses } from '../words.ts'

const fields = z.object({
  displayName: z.string().max(255, 'size must be between 0 and 255').nullish(),
  status: z.enum(agentStatuses).nullish(),
  role: z.enum(agentRoles).nullish(),
  enabled: z.boolean().default(true),
})

type Fields = z.infer<typeof fields>
type Draft = { [K in keyof Fields]-?: NonNullable<Fields[K]> }

/** Name, status and role are required; one that is missing is a broken rule, not an invalid body. */
const draft = fields
  .superRefine(({ displayName, status, role }, { addIssue }) => {
    const require = (field: string, message: string) => addIssue({ code: 'custom', path: [field], message })
    if (!displayName?.trim()) require('displayName', 'must not be blank')
    if (!status) require('status', 'must not be null')
    if (!role) require('role', 'must not be null')
  })
  .transform((body) => body as Draft)

const newStatus = z.object({ status: z.enum(agentStatuses) })
const newQueue = z.object({ queueId: z.string().max(255, 'size must be between 0 and 255') })

const done = (what: string) => ({ statusCode: 'SUCCESS', message: what })

export const agentEditRoutes = ({ db, now }: DialectDeps) => {
  const find = (id: string): AgentRow => {
    const agent = findAgent(db, id)
    if (!agent) throw noSuchAgent(id)
    return agent
  }
  return new Hono<Env>()
    .post('/ccaas/1/agents', async (c) => {
      const { displayName, status, role, enabled } = await readBody(c, draft, missingBody)
      const [id, time] = [randomUUID(), now()]
      db.prepare(
        `INSERT INTO infobip_agents (id, displayName, status, availability, role, enabled, createdAt, updatedAt)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(id, displayName, status, status, role, enabled ? 1 : 0, time, time)
      return c.json(agentJson(find(id)))
    })
    .put('/ccaas/1/agents/:id', async (c) => {
      const body = await readBody(c, draft, missingBody)
      const before = find(c.req.param('id'))
      db.prepare(
        'UPDATE infobip_agents SET displayName = ?, role = ?, enabled = ?, updatedAt = ? WHERE id = ?',
      ).run(body.displayName, body.role, body.enabled ? 1 : 0, now(), before.id)
      setStatus(db, before, body.status, now())
      return c.json(agentJson(find(before.id)))
    })
    .put('/ccaas/1/agents/:id/status', async (c) => {
      const { status } = await readBody(c, newStatus, missingBody)
      const before = find(c.req.param('id'))
      setStatus(db, before, status, now())
      return c.json(agentJson(find(before.id)))
    })
    .put('/ccaas/1/agents/:id/heartbeat', (c) => {
      find(c.req.param('id'))
      return c.json(done('Heartbeat received.'))
    })
    .post('/ccaas/1/agents/:id/queues', async (c) => {
      const { queueId } = await readBody(c, newQueue, missingBody)
      const { id } = find(c.req.param('id'))
      checkQueue(db, queueId)
      db.prepare('INSERT OR IGNORE INTO infobip_agent_queues (agentId, queueId) VALUES (?, ?)').run(
        id,
        queueId,
      )
      return c.json(done('Agent added to queue successfully.'))
    })
    .delete('/ccaas/1/agents/:id/queues/:queueId', (c) => {
      const { id } = find(c.req.param('id'))
      checkQueue(db, c.req.param('queueId'))
      db.prepare('DELETE FROM infobip_agent_queues WHERE agentId = ? AND queueId = ?').run(
        id,
        c.req.param('queueId'),
      )
      return c.json(done('Agent removed from queue successfully.'))
    })
}

const checkQueue = (db: DatabaseSync, id: string): void => {
  if (!db.prepare('SELECT 1 FROM infobip_queues WHERE id = ?').get(id)) throw noSuchEntity(id)
}

/** What the system computes as availability follows what the agent sets. */
const setStatus = (db: DatabaseSync, agent: AgentRow, status: string, time: number): void => {
  db.prepare('UPDATE infobip_agents SET status = ?, availability = ?, updatedAt = ? WHERE id = ?').run(
    status,
    status,
    time,
    agent.id,
  )
  if (status !== agent.status) tell(db, 'CONVERSATION_AGENT_STATUS_CHANGED', { agentId: agent.id }, time)
}
