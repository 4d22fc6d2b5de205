import { Hono } from 'hono'
import type { DialectDeps } from '../../dialect.ts'
import type { Env } from '../auth.ts'
import { noSuchResource } from '../faults.ts'

interface MediaRow {
  readonly contentType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Files of messages and notes. They want the same `Authorization` as the API, and are served in parts on request. */
export const mediaRoutes = ({ db }: DialectDeps) =>
  new Hono<Env>().get('/ccaas-media/:id/:name', (c) => {
    const row = db
      .prepare(
        `SELECT contentType, bytes FROM infobip_media JOIN infobip_conversations AS one ON conversationId = one.id
         WHERE infobip_media.id = ? AND name = ? AND tenant = ?`,
      )
      .get(c.req.param('id'), c.req.param('name'), c.var.caller.tenant)
    if (!row) throw noSuchResource()
    const { contentType, bytes } = row as unknown as MediaRow
    c.header('content-type', contentType)
    c.header('accept-ranges', 'bytes')
    c.header('cache-control', 'private, max-age=3600')
    const part = readRange(c.req.header('range'), bytes.length)
    if (part === 'none') return c.body(bytes)
    if (part === 'unsatisfiable') {
      return c.body(null, 416, { 'content-range': `bytes */${bytes.length}` })
    }
    const { first, last } = part
    return c.body(bytes.slice(first, last + 1), 206, {
      'content-range': `bytes ${first}-${last}/${bytes.length}`,
    })
  })

/** One range of bytes; several ranges, or something else, count as none. */
const readRange = (header: string | undefined, size: number) => {
  const parts = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!parts || (!parts[1] && !parts[2])) return 'none'
  const first = parts[1] ? Number(parts[1]) : Math.max(size - Number(parts[2]), 0)
  const last = parts[1] && parts[2] ? Math.min(Number(parts[2]), size - 1) : size - 1
  if (parts[1] && parts[2] && Number(parts[2]) < first) return 'none'
  return first < size && first <= last ? { first, last } : 'unsatisfiable'
}
