/** Which files a channel takes by URL, as far as Infobip's description shows. */
import type { AttachmentKind } from '../../../domain/attachment.ts'
import type { JsonObject } from '../../../domain/json.ts'

export interface MediaType {
  readonly contentType: string
  readonly takesCaption: boolean
  contentOf(url: string): JsonObject
}

/** Undefined where the channel does not take such a file. */
export const mediaTypeOf = (channel: string, kind: AttachmentKind): MediaType | undefined => {
  const contentType = contentTypes[kind]
  if (contentType === undefined) return undefined
  if (channel === 'RCS') {
    return { contentType: 'RCS_FILE', takesCaption: false, contentOf: (url) => ({ file: { url } }) }
  }
  const { takes = [], captions = [] } = channels[channel] ?? {}
  if (!takes.includes(contentType)) return undefined
  return { contentType, takesCaption: captions.includes(contentType), contentOf: (url) => ({ url }) }
}

/** A place or a person is not at a URL. */
const contentTypes: Readonly<Partial<Record<AttachmentKind, string>>> = {
  IMAGE: 'IMAGE',
  VIDEO: 'VIDEO',
  AUDIO: 'AUDIO',
  FILE: 'DOCUMENT',
  OTHER: 'DOCUMENT',
}

const all = ['IMAGE', 'VIDEO', 'AUDIO', 'DOCUMENT']
const image = ['IMAGE']
const allButAudio = ['IMAGE', 'VIDEO', 'DOCUMENT']

const channels: Readonly<
  Record<string, { readonly takes: readonly string[]; readonly captions?: readonly string[] }>
> = {
  WHATSAPP: { takes: all, captions: allButAudio },
  LIVE_CHAT: { takes: all, captions: allButAudio },
  APPLE_BUSINESS_CHAT: { takes: all },
  FACEBOOK_MESSENGER: { takes: image, captions: image },
  TELEGRAM: { takes: image, captions: image },
  INSTAGRAM_MESSAGING: { takes: image },
  VIBER_BOT: { takes: image }, // its videos want their size
}
