import { Hono } from 'hono'
import type { DialectDeps } from '../../dialect.ts'
import type { Env, Request } from '../auth.ts'
import { anyId, type Condition, columns, equals, listPage, single, where } from '../list.ts'
import { type QueueRow, queueJson } from '../shapes.ts'

const orderable = columns('id', 'name', 'workingHoursId', 'enabledAgentsCount', 'createdAt', 'updatedAt')

const counted = `(SELECT queue.*,
  (SELECT count(*) FROM infobip_agent_queues JOIN infobip_agents ON agentId = id
   WHERE queueId = queue.id AND enabled = 1) AS enabledAgentsCount
  FROM infobip_queues AS queue)`

/** There is no way to ask for one queue but `queueIds`. */
export const queueRoutes = ({ db }: DialectDeps) =>
  new Hono<Env>().get('/ccaas/1/queues', (c) => {
    const { rows, pagination } = listPage<QueueRow>(db, c, {
      table: counted,
      orderable,
      where: [anyId(c, 'queueIds', 'id'), withAgent(c), equals(c, 'workingHoursId'), equals(c, 'name')],
    })
    return c.json({ queues: rows.map(queueJson), pagination })
  })

const withAgent = (c: Request): Condition | undefined => {
  const agentId = single(c, 'agentId')
  if (agentId === undefined) return undefined
  return where('id IN (SELECT queueId FROM infobip_agent_queues WHERE agentId = ?)', agentId)
}
