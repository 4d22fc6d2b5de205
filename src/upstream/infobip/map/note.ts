import type { AttachmentKind } from '../../../domain/attachment.ts'
import type { MessageContent } from '../../../domain/content.ts'
import type { Message } from '../../../domain/message.ts'
import type { WireNote } from '../wire.ts'
import type { FileAttachment } from './attachment.ts'
import { itemsAt, type MaybeJson, numberAt, textAt } from './json.ts'

/** Notes are a collection of their own, with ids of their own: the prefix keeps them apart from messages. */
const prefix = 'note-'

export const formatNoteId = (id: string): string => `${prefix}${id}`

/** Infobip's id of the note; undefined for the id of a message. */
export const parseNoteId = (id: string): string | undefined =>
  id.startsWith(prefix) ? id.slice(prefix.length) : undefined

export const isNoteId = (id: string): boolean => parseNoteId(id) !== undefined

export const toNote = (account: string, conversationId: string, wire: WireNote): Message => {
  const id = formatNoteId(wire.id)
  const { content, text } = sayingOf(wire)
  return {
    account,
    conversationId,
    id,
    kind: 'NOTE',
    direction: 'INTERNAL',
    text,
    content,
    attachments: filesOf(wire.content).map((file) => ({ account, conversationId, messageId: id, ...file })),
    ...(wire.agentId ? { senderKey: { type: 'Agent', id: wire.agentId } as const } : {}),
    isPrivate: true,
    isDeleted: false,
    status: 'UNKNOWN',
    statusReason: null,
    replyToId: null,
    channel: null,
    clientMessageId: null,
    translations: [],
    createdAt: wire.createdAt,
    updatedAt: wire.updatedAt ?? null,
    metadata: { type: wire.type ?? null, content: wire.content ?? null },
  }
}

/** The text of a note, whichever of its two shapes it has. */
export const textOfNote = ({ content }: WireNote): string | null =>
  typeof content === 'string' ? content : textAt(content, 'text')

const sayingOf = (wire: WireNote): { readonly content: MessageContent; readonly text: string | null } => {
  const text = textOfNote(wire)
  if (text === null && wire.content != null && filesOf(wire.content).length === 0) {
    const content = { type: 'UnsupportedContent', upstreamType: wire.type ?? 'INTERNAL', raw: wire.content }
    return { content: content as MessageContent, text: null }
  }
  return { content: { type: 'TextContent', text: text ?? '', format: 'PLAIN' }, text: text || null }
}

const filesOf = (content: MaybeJson): readonly FileAttachment[] =>
  itemsAt(content, 'attachments').map((file, index) => {
    const contentType = textAt(file, 'contentType')
    return {
      id: String(index),
      kind: kindOf(contentType),
      upstreamUrl: textAt(file, 'publicLink'),
      upstreamThumbnailUrl: null,
      fileName: textAt(file, 'fileName'),
      contentType,
      size: numberAt(file, 'fileSize'),
      width: null,
      height: null,
    }
  })

const kindOf = (contentType: string | null): AttachmentKind => {
  const [family] = contentType?.split('/') ?? []
  return family === 'image' || family === 'audio' || family === 'video'
    ? (family.toUpperCase() as AttachmentKind)
    : 'FILE'
}
