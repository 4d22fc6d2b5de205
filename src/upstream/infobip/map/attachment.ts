import type { Attachment, AttachmentKind } from '../../../domain/attachment.ts'
import { type MaybeJson, numberAt, textAt } from './json.ts'
import { words } from './words.ts'

/** An attachment as its message tells it. */
export type FileAttachment = Omit<Attachment, 'account' | 'conversationId' | 'messageId'>

const kindOfType = words<AttachmentKind>({
  IMAGE: 'IMAGE',
  VIDEO: 'VIDEO',
  AUDIO: 'AUDIO',
  VOICE: 'AUDIO',
  DOCUMENT: 'FILE',
  FILE: 'FILE',
  RCS_FILE: 'FILE',
  VIBER_BOT_VIDEO: 'VIDEO',
  VIBER_BOT_FILE: 'FILE',
})

/** The files of a content: at most one in every type that is known. */
export const filesOf = (contentType: string, content: MaybeJson): readonly FileAttachment[] => {
  if (contentType === 'MEDIA_TEMPLATE') {
    return file(kindOfType(textAt(content, 'header', 'type')), {
      url: textAt(content, 'header', 'url'),
      fileName: textAt(content, 'header', 'filename'),
    })
  }
  return file(kindOfType(contentType), {
    url: textAt(content, 'url') ?? textAt(content, 'file', 'url'),
    thumbnailUrl:
      textAt(content, 'thumbnailUrl') ?? textAt(content, 'previewUrl') ?? textAt(content, 'thumbnail', 'url'),
    fileName: textAt(content, 'fileName'),
    size: numberAt(content, 'size'),
  })
}

interface FileParts {
  readonly url: string | null
  readonly thumbnailUrl?: string | null
  readonly fileName: string | null
  readonly size?: number | null
}

const file = (
  kind: AttachmentKind | undefined,
  { url, thumbnailUrl = null, fileName, size = null }: FileParts,
): readonly FileAttachment[] =>
  kind === undefined || url === null
    ? []
    : [
        {
          id: '0',
          kind,
          upstreamUrl: url,
          upstreamThumbnailUrl: thumbnailUrl,
          fileName,
          contentType: null,
          size,
          width: null,
          height: null,
        },
      ]
