/** The files of messages, as the port carries them. */
import type { Readable } from 'node:stream'

export interface UploadFile {
  /** Without path parts and control characters. */
  readonly name: string
  /** MIME type, found from the content. */
  readonly contentType: string
  /** Bytes. */
  readonly size: number
  /** MD5 of the content, base64. */
  readonly md5: string
  /** Reads the content from its begin; may be called again. */
  open(): Readable
}

export interface AttachmentStream {
  /** 200, 206 or 416. */
  readonly status: number
  /** `content-type`, `content-length`, `content-range`, `accept-ranges`, `etag`, `last-modified` as far as told. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readable
}
