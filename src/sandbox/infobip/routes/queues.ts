import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { z } from 'zod'
import type { DialectDeps } from '../../dialect.ts'
import type { Env, Request } from '../auth.ts'
import { readBody } from '../body.ts'
import { anyId, type Condition, columns, equals, listPage, single, where } from '../list.ts'
import { type QueueRow, queueJson } from '../shapes.ts'

const orderable = columns('id', 'name', 'workingHoursId', 'enabledAgentsCount', 'createdAt', 'updatedAt')

const counted = `(SELECT queue.*,
  (SELECT count(*) FROM infobip_agent_queues JOIN infobip_agents ON agentId = id
   WHERE queueId = queue.id AND enabled = 1) AS enabledAgentsCount
  FROM infobip_queues AS queue)`

const draft = z
  .object({
    name: z.string().max(255, 'size must be between 0 and 255').nullish(),
    isAutoAssignmentEnabled: z.boolean().default(false),
    workingHoursId: z.string().nullish(),
    externalId: z.string().nullish(),
  })
  .superRefine(({ name }, { addIssue }) => {
    if (!name?.trim()) addIssue({ code: 'custom', path: ['name'], message: 'must not be blank' })
  })
  .transform(({ name, ...body }) => ({ ...body, name: name ?? '' }))

/** There is no way to ask for one queue but `queueIds`. */
export const queueRoutes = ({ db, now }: DialectDeps) =>
  new Hono<Env>()
    .get('/ccaas/1/queues', (c) => {
      const { rows, pagination } = listPage<QueueRow>(db, c, {
        table: counted,
        orderable,
        where: [anyId(c, 'queueIds', 'id'), withAgent(c), equals(c, 'workingHoursId'), equals(c, 'name')],
      })
      return c.json({ queues: rows.map(queueJson), pagination })
    })
    .post('/ccaas/1/queues', async (c) => {
      const body = await readBody(c, draft)
      const [id, time] = [randomUUID(), now()]
      const row = {
        name: body.name,
        isAutoAssignmentEnabled: body.isAutoAssignmentEnabled ? 1 : 0,
        workingHoursId: body.workingHoursId ?? null,
        externalId: body.externalId ?? null,
      }
      db.prepare(
        `INSERT INTO infobip_queues
         (id, name, isAutoAssignmentEnabled, workingHoursId, externalId, createdAt, updatedAt)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ).run(id, ...Object.values(row), time, time)
      return c.json(queueJson({ id, ...row, enabledAgentsCount: 0, createdAt: time, updatedAt: time }))
    })

const withAgent = (c: Request): Condition | undefined => {
  const agentId = single(c, 'agentId')
  if (agentId === undefined) return undefined
  return where('id IN (SELECT queueId FROM infobip_agent_queues WHERE agentId = ?)', agentId)
}
