import { Hono } from 'hono'
import { z } from 'zod'
import type { DialectDeps } from '../../dialect.ts'
import type { Env, Request } from '../auth.ts'
import { readBody } from '../body.ts'
import { findConversation } from '../conversation.ts'
import { invalidBody } from '../faults.ts'

const path = '/ccaas/1/conversations/:id/metadata'

const fields = z.record(z.string(), z.unknown())

const done = (what: string) => ({ statusCode: 'SUCCESS', message: what })

/** That a closed conversation keeps its metadata is nowhere said: metadata does not change it. */
export const metadataRoutes = ({ db }: DialectDeps) => {
  const find = (c: Request) => findConversation(db, c.var.caller, c.req.param('id') ?? '')
  const store = (id: string, metadata: object) =>
    db.prepare('UPDATE infobip_conversations SET metadata = ? WHERE id = ?').run(JSON.stringify(metadata), id)
  const readFields = async (c: Request) => {
    const body = await readBody(c, fields)
    if (Object.keys(body).length === 0) throw invalidBody()
    return body
  }
  return new Hono<Env>()
    .get(path, (c) => c.json(JSON.parse(find(c).metadata)))
    .put(path, async (c) => {
      const body = await readFields(c)
      store(find(c).id, body)
      return c.json(done('Metadata added to conversation successfully.'))
    })
    .patch(path, async (c) => {
      const body = await readFields(c)
      const { id, metadata } = find(c)
      store(id, { ...(JSON.parse(metadata) as object), ...body })
      return c.json(done('Metadata patch to conversation successfully.'))
    })
    .delete(path, (c) => {
      store(find(c).id, {})
      return c.json(done('Metadata deleted successfully.'))
    })
}
