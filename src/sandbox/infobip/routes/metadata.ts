import { Hono } from 'hono'
import type { DialectDeps } from '../../dialect.ts'
import type { Env } from '../auth.ts'
import { findConversation } from '../conversation.ts'

export const metadataRoutes = ({ db }: DialectDeps) =>
  new Hono<Env>().get('/ccaas/1/conversations/:id/metadata', (c) =>
    c.json(JSON.parse(findConversation(db, c.var.caller, c.req.param('id')).metadata)),
  )
