import { Hono } from 'hono'
import type { DialectDeps } from '../../dialect.ts'
import type { Env, Request } from '../auth.ts'
import { noSuchAgent, noSuchEntity } from '../faults.ts'
import {
  anyId,
  anyOf,
  type Condition,
  columns,
  equals,
  listPage,
  oneOf,
  single,
  where,
  within,
} from '../list.ts'
import { findAgent } from '../sending.ts'
import {
  type AgentRow,
  agentJson,
  agentWithEmailJson,
  type ConversationRow,
  conversationJson,
} from '../shapes.ts'
import { agentRoles, agentStatuses } from '../words.ts'
import { orderable as conversationOrder } from './conversations.ts'

const orderable = {
  ...columns('id', 'displayName', 'title', 'status', 'availability', 'role', 'enabled', 'email'),
  ...columns('createdAt', 'updatedAt'),
}

export const agentRoutes = ({ db }: DialectDeps) => {
  // SQLite's own `lower` knows the letters of ASCII only.
  db.function('infobip_fold', { deterministic: true }, (text) => String(text).toLocaleLowerCase('en'))
  return new Hono<Env>()
    .get('/ccaas/1/agents', (c) => {
      const { rows, pagination } = listPage<AgentRow>(db, c, {
        table: 'infobip_agents',
        orderable,
        where: [
          anyId(c, 'agentIds', 'id'),
          anyOf(c, 'queueIds', inAnyQueue),
          named(c),
          equals(c, 'email'),
          oneOf(c, 'status', agentStatuses),
          oneOf(c, 'availability', agentStatuses),
          oneOf(c, 'role', agentRoles),
          enabled(c),
          ...within(c, 'created', 'updated'),
        ],
      })
      return c.json({ agents: rows.map(agentJson), pagination })
    })
    .get('/ccaas/1/agents/:id', (c) => {
      const id = c.req.param('id')
      const agent = findAgent(db, id)
      if (!agent) throw noSuchAgent(id)
      return c.json(agentWithEmailJson(agent))
    })
    .get('/ccaas/1/agents/:id/conversations', (c) => {
      const id = c.req.param('id')
      if (!findAgent(db, id)) throw noSuchEntity(id)
      const { rows, pagination } = listPage<ConversationRow>(db, c, {
        table: 'infobip_conversations',
        orderable: conversationOrder,
        where: [where('tenant = ?', c.var.caller.tenant), where('agentId = ?', id)],
      })
      return c.json({ conversations: rows.map(conversationJson), pagination })
    })
}

const inAnyQueue = `id IN (SELECT agentId FROM infobip_agent_queues
  WHERE queueId IN (SELECT value FROM json_each(?)))`

/** A part of the name, in either case. */
const named = (c: Request): Condition | undefined => {
  const part = single(c, 'displayName')
  return part === undefined ? undefined : where('instr(infobip_fold(displayName), infobip_fold(?)) > 0', part)
}

const enabled = (c: Request): Condition | undefined => {
  const value = oneOf(c, 'enabled', ['true', 'false'])
  return value && where('enabled = ?', value.values[0] === 'true' ? 1 : 0)
}
