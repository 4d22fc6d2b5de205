/** Stored files. A blob may be announced first, with its size and checksum, and get its bytes later. */
import { createHash, randomBytes } from 'node:crypto'
import type { Sql } from '../sql.ts'
import type { BlobRow, Desk } from './rows.ts'

const blobColumns = 'id, key, filename, content_type, width, height, byte_size, checksum, created_at'

export const blobById = (desk: Desk, id: number): BlobRow | undefined =>
  desk.sql.get<BlobRow>(`SELECT ${blobColumns} FROM chatwoot_blobs WHERE id = ?`, id)

/** Base64 of the MD5, as ActiveStorage keeps it. */
export const checksumOf = (data: Uint8Array): string => createHash('md5').update(data).digest('base64')

interface NewBlob {
  /** Default: random. */
  readonly key?: string
  readonly filename: string
  readonly content_type: string
  readonly width?: number | null
  readonly height?: number | null
  /** Milliseconds. */
  readonly created_at: number
}

export const storeBlob = (sql: Sql, { data, ...blob }: NewBlob & { readonly data: Uint8Array }): number =>
  sql.insert('chatwoot_blobs', {
    ...withDefaults(blob),
    byte_size: data.length,
    checksum: checksumOf(data),
    data,
  })

export const announceBlob = (
  sql: Sql,
  blob: NewBlob & { readonly byte_size: number; readonly checksum: string },
): number => sql.insert('chatwoot_blobs', { ...withDefaults(blob), data: null })

const withDefaults = <T extends NewBlob>(blob: T) => ({
  width: null,
  height: null,
  key: randomBytes(14).toString('hex'),
  ...blob,
  filename: sanitizeFilename(blob.filename),
})

/** ActiveStorage's rule: no name leads out of a folder or breaks a header. */
const sanitizeFilename = (name: string): string =>
  name
    .toWellFormed()
    .trim()
    .replaceAll(/[\u{202E}%$|:;/<>?*"\t\r\n\\]/gu, '-')

/** Images, sounds and films by their type; everything else is a file. */
export const fileTypeOf = (contentType: string): string => {
  if (/^image\/(jpeg|png|gif|bmp|webp)$/.test(contentType)) return 'image'
  if (/^video\/(ogg|mp4|webm|quicktime)$/.test(contentType)) return 'video'
  return contentType.startsWith('audio/') ? 'audio' : 'file'
}

/** What a website visitor's inbox takes; others have no limit here. */
const widgetTypes =
  /^(image|audio|video)\/|^text\/(csv|plain|rtf|xml)$|^application\/(json|pdf|xml|rtf|zip|x-7z-compressed|vnd\.rar|x-rar-compressed|x-tar|msword|vnd\.ms-(excel|powerpoint)|vnd\.openxmlformats-officedocument\..+|vnd\.oasis\.opendocument\.text|x-pkcs12|pkcs12)$/
const widgetLimit = 40 * 1024 * 1024

/** Why a web-widget inbox does not take the file; undefined when it does. */
export const widgetProblem = ({ byte_size: size, content_type: type }: BlobRow): string | undefined => {
  if (size > widgetLimit) return 'Attachments file size is too big'
  return widgetTypes.test(type) ? undefined : 'Attachments file type not supported'
}
