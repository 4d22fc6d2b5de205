export type AttachmentKind = 'IMAGE' | 'AUDIO' | 'VIDEO' | 'FILE' | 'LOCATION' | 'CONTACT' | 'OTHER'

/** A file or other object sent with a message. Null where the upstream does not tell. */
export interface Attachment {
  readonly account: string
  readonly conversationId: string
  readonly messageId: string
  readonly id: string
  readonly kind: AttachmentKind
  /** Where the upstream serves it. */
  readonly upstreamUrl: string | null
  readonly upstreamThumbnailUrl: string | null
  readonly fileName: string | null
  /** MIME type. */
  readonly contentType: string | null
  /** Bytes. */
  readonly size: number | null
  /** Pixels. */
  readonly width: number | null
  readonly height: number | null
}

/** Whether there are bytes to read; else `upstreamUrl`, if any, leads to a page: a map, a shared post. */
export const isFile = ({ kind, upstreamUrl, contentType, size }: Attachment): boolean =>
  upstreamUrl !== null && (fileKinds.has(kind) || contentType !== null || size !== null)

const fileKinds: ReadonlySet<AttachmentKind> = new Set(['IMAGE', 'AUDIO', 'VIDEO', 'FILE'])
