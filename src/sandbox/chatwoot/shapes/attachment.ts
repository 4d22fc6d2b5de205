import { blobPath, thumbnailPath } from '../blob-url.ts'
import { blobById } from '../blobs.ts'
import type { AttachmentRow, BlobRow, Desk } from '../rows.ts'

const blobOf = (desk: Desk, id: number): BlobRow => {
  const blob = blobById(desk, id)
  if (!blob) throw new Error(`No blob ${id}`)
  return blob
}

const fileJson = (desk: Desk, row: AttachmentRow, blob: BlobRow) => ({
  extension: blob.filename.split('.').at(-1) ?? null,
  content_type: blob.content_type,
  data_url: desk.baseUrl() + blobPath(blob),
  thumb_url: blob.content_type.startsWith('image/') ? desk.baseUrl() + thumbnailPath(blob) : '',
  file_size: blob.byte_size,
  width: blob.width,
  height: blob.height,
  ...(row.file_type === 'audio' && { transcribed_text: '' }),
})

const kindJson = (desk: Desk, row: AttachmentRow) => {
  if (row.blob_id !== null) return fileJson(desk, row, blobOf(desk, row.blob_id))
  switch (row.file_type) {
    case 'location':
      return {
        coordinates_lat: row.coordinates_lat,
        coordinates_long: row.coordinates_long,
        fallback_title: row.fallback_title,
        data_url: row.external_url,
      }
    case 'contact':
      return { fallback_title: row.fallback_title, meta: JSON.parse(row.meta) as unknown }
    case 'fallback':
      return { fallback_title: row.fallback_title, data_url: row.external_url }
    case 'embed':
      return { data_url: row.external_url }
    default:
      return { data_url: row.external_url, thumb_url: '' }
  }
}

export const attachmentJson = (desk: Desk, row: AttachmentRow) => ({
  id: row.id,
  message_id: row.message_id,
  file_type: row.file_type,
  account_id: row.account_id,
  ...kindJson(desk, row),
})

/** An entry of a conversation's attachment list: every key is there, null where the kind has none. */
export const attachmentListJson = (
  desk: Desk,
  row: AttachmentRow,
  message: { readonly createdAt: number; readonly sender: unknown },
) => {
  const blob = row.blob_id === null ? undefined : fileJson(desk, row, blobOf(desk, row.blob_id))
  return {
    id: row.id,
    message_id: row.message_id,
    thumb_url: blob?.thumb_url ?? null,
    data_url: blob?.data_url ?? row.external_url,
    file_size: blob?.file_size ?? null,
    file_type: row.file_type,
    extension: blob?.extension ?? null,
    width: blob?.width ?? null,
    height: blob?.height ?? null,
    created_at: message.createdAt,
    ...(message.sender !== undefined && { sender: message.sender }),
  }
}
