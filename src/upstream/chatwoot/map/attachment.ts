import type { Attachment, AttachmentKind } from '../../../domain/attachment.ts'
import type { WireAttachment } from '../wire.ts'
import { presentOrNull, type Site } from './site.ts'

const kinds: Readonly<Record<string, AttachmentKind>> = {
  image: 'IMAGE',
  audio: 'AUDIO',
  video: 'VIDEO',
  file: 'FILE',
  location: 'LOCATION',
  contact: 'CONTACT',
}

export const attachmentOf = (
  wire: WireAttachment,
  message: { readonly conversationId: string; readonly id: string },
  { account }: Site,
): Attachment => {
  const type = wire.file_type ?? ''
  const kind = Object.hasOwn(kinds, type) ? (kinds[type] ?? 'OTHER') : 'OTHER'
  const upstreamUrl = presentOrNull(wire.data_url)
  const isFile = kind === 'IMAGE' || kind === 'AUDIO' || kind === 'VIDEO' || kind === 'FILE'
  return {
    account,
    conversationId: message.conversationId,
    messageId: message.id,
    id: wire.id,
    kind,
    upstreamUrl,
    upstreamThumbnailUrl: presentOrNull(wire.thumb_url),
    fileName: isFile && upstreamUrl !== null ? fileNameOf(upstreamUrl) : null,
    contentType: presentOrNull(wire.content_type),
    size: wire.file_size ?? null,
    width: wire.width ?? null,
    height: wire.height ?? null,
  }
}

/** Chatwoot gives no name, but serves every file under its own as the last part of the path. */
const fileNameOf = (url: string): string | null => {
  try {
    return decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '') || null
  } catch {
    return null // no absolute URL, or a malformed percent escape
  }
}
