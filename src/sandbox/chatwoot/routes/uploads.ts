/** Files on their way in: whole by `POST /upload`, or announced first and put afterwards (ActiveStorage). */
import { Hono } from 'hono'
import { conversationFor } from '../access.ts'
import type { ChatwootEnv } from '../auth.ts'
import { attachableId, blobPath, putPath, signedBlobId } from '../blob-url.ts'
import { announceBlob, blobById } from '../blobs.ts'
import { internalError, missingParam, unprocessable } from '../errors.ts'
import { store } from '../message-files.ts'
import { type Body, parseObject, readBody, UploadedFile } from '../params.ts'
import type { BlobRow, Desk } from '../rows.ts'
import { iso } from '../times.ts'

const perHour = 60
const hour = 3_600_000

export const uploadRoutes = (desk: Desk) => {
  const app = new Hono<ChatwootEnv>()
  const isWithinLimit = createHourlyLimit(desk)

  app.post('/upload', async (c) => {
    if (!isWithinLimit(c.get('account').id)) return c.text('Retry later\n', 429)
    const { attachment, external_url: url } = await readBody(c)
    if (url !== undefined) throw unprocessable('Failed to fetch file from URL') // the sandbox fetches nothing
    if (!(attachment instanceof UploadedFile)) throw unprocessable('No file or URL provided')
    const blob = stored(desk, store(desk, attachment))
    return c.json({ file_url: desk.baseUrl() + blobPath(blob), blob_id: signedBlobId(blob.id) })
  })

  app.post('/conversations/:id/direct_uploads', async (c) => {
    conversationFor(desk, c.get('principal'), c.get('account').id, c.req.param('id'))
    const blob = announced(desk, parseObject((await readBody(c)).blob))
    return c.json({
      id: blob.id,
      key: blob.key,
      filename: blob.filename,
      content_type: blob.content_type,
      metadata: {},
      byte_size: blob.byte_size,
      checksum: blob.checksum,
      created_at: iso(blob.created_at),
      service_name: 'local',
      signed_id: signedBlobId(blob.id),
      attachable_sgid: attachableId(blob.id),
      direct_upload: {
        url: desk.baseUrl() + putPath(blob, desk.now()),
        headers: { 'Content-Type': blob.content_type },
      },
    })
  })

  return app
}

const announced = (
  desk: Desk,
  { filename, byte_size: size, checksum, content_type: type }: Body,
): BlobRow => {
  if (filename === undefined && size === undefined && checksum === undefined) throw missingParam('blob')
  if (typeof filename !== 'string' || typeof checksum !== 'string' || !Number.isInteger(Number(size))) {
    throw internalError() // the columns cannot be null
  }
  const id = announceBlob(desk.sql, {
    filename,
    content_type: typeof type === 'string' && type !== '' ? type : 'application/octet-stream',
    byte_size: Number(size),
    checksum,
    created_at: desk.now(),
  })
  return stored(desk, id)
}

const stored = (desk: Desk, id: number): BlobRow => {
  const blob = blobById(desk, id)
  if (!blob) throw internalError()
  return blob
}

/** So many an account in each hour of the clock, as Rack::Attack counts; the count is kept in memory there too. */
const createHourlyLimit = (desk: Desk) => {
  const counts = new Map<number, { readonly hour: number; count: number }>()
  return (accountId: number): boolean => {
    const now = Math.floor(desk.now() / hour)
    const known = counts.get(accountId)
    const entry = known?.hour === now ? known : { hour: now, count: 0 }
    counts.set(accountId, entry)
    entry.count++
    return entry.count <= perHour
  }
}
