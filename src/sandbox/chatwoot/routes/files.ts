/** ActiveStorage: a signed URL leads to a short-lived one, which serves the bytes. Neither asks who is there. */
import { type Context, Hono } from 'hono'
import { diskPath, readDiskKey, readPutToken, readSignedBlobId } from '../blob-url.ts'
import { blobById, checksumOf } from '../blobs.ts'
import { recordNotFound } from '../errors.ts'
import type { Desk } from '../rows.ts'

interface StoredBlob {
  readonly id: number
  readonly filename: string
  readonly content_type: string
  readonly data: Uint8Array
}

export const fileRoutes = (desk: Desk) => {
  const app = new Hono()
  const find = (id: number | undefined): StoredBlob => {
    const blob =
      id === undefined
        ? undefined
        : desk.sql.get<StoredBlob>(
            'SELECT id, filename, content_type, data FROM chatwoot_blobs WHERE id = ? AND data IS NOT NULL',
            id,
          )
    if (!blob) throw recordNotFound()
    return blob
  }

  for (const kind of ['blobs', 'representations']) {
    app.get(`/rails/active_storage/${kind}/redirect/:signed/:filename`, (c) => {
      const blob = find(readSignedBlobId(c.req.param('signed'), desk.now()))
      c.header('Cache-Control', 'max-age=300, private')
      return c.redirect(desk.baseUrl() + diskPath(blob, desk.now()))
    })
  }

  app.get('/rails/active_storage/disk/:key/:filename', (c) =>
    serve(c, find(readDiskKey(c.req.param('key'), desk.now()))),
  )

  /** Takes what was announced, to the byte; anything else is 422. */
  app.put('/rails/active_storage/disk/:token', async (c) => {
    const id = readPutToken(c.req.param('token'), desk.now())
    const blob = id === undefined ? undefined : blobById(desk, id)
    if (!blob) return c.body(null, 404)
    const data = new Uint8Array(await c.req.arrayBuffer())
    const isAnnounced =
      c.req.header('content-type') === blob.content_type &&
      data.length === blob.byte_size &&
      checksumOf(data) === blob.checksum
    if (!isAnnounced) return c.body(null, 422)
    desk.sql.update('chatwoot_blobs', blob.id, { data })
    return c.body(null, 204)
  })

  return app
}

const serve = (c: Context, { data, content_type, filename }: StoredBlob) => {
  c.header('Content-Type', content_type)
  c.header('Content-Disposition', `inline; filename*=UTF-8''${encodeURIComponent(filename)}`)
  c.header('Accept-Ranges', 'bytes')
  const header = c.req.header('range')
  if (!header) return c.body(new Uint8Array(data))
  const range = readRange(header, data.length)
  if (!range) {
    c.header('Content-Range', `bytes */${data.length}`)
    return c.body(null, 416)
  }
  c.header('Content-Range', `bytes ${range.start}-${range.end}/${data.length}`)
  return c.body(new Uint8Array(data.subarray(range.start, range.end + 1)), 206)
}

/** One range, ends inclusive; undefined for one that cannot be served. */
const readRange = (header: string, size: number): { start: number; end: number } | undefined => {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? []
  if (from === '' && to === '') return undefined
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  return start <= end ? { start, end } : undefined
}
