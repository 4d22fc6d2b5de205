import type { TextFormat } from '../../../domain/content.ts'
import type { Json, JsonObject } from '../../../domain/json.ts'
import type { Message, MessageDirection, MessageKind, MessageStatus } from '../../../domain/message.ts'
import { isNumericId } from '../id.ts'
import { isObject, type WireMessage } from '../wire.ts'
import { senderKeyOf, senderOf } from './actor.ts'
import { attachmentOf } from './attachment.ts'
import { contentOf } from './content.ts'
import { presentOrNull, type Site } from './site.ts'
import { instantOf, instantOrNull } from './time.ts'
import { translationsOf } from './translation.ts'

/** The key of `content_attributes` under which a send leaves the caller's own id for the message. */
export const clientMessageIdKey = 'parley_client_message_id'
/** The key under which it leaves what it is found by when its answer got lost. */
export const markerKey = 'parley_marker'

export const messageOf = (wire: WireMessage, conversationId: string, site: Site): Message => {
  const attributes = wire.content_attributes ?? {}
  const isPrivate = wire.private ?? false
  const isDeleted = attributes.deleted === true
  const type = typeOf(wire.message_type)
  const status = statusOf(wire.status)
  const format = formatOf(type, isDeleted)
  const { content, text } = contentOf(wire, format)
  const clientMessageId = attributes[clientMessageIdKey]
  return {
    account: site.account,
    conversationId,
    id: wire.id,
    kind: isPrivate ? 'NOTE' : kinds[type],
    direction: isPrivate ? 'INTERNAL' : directions[type],
    text,
    content,
    attachments: (wire.attachments ?? []).map((each) =>
      attachmentOf(each, { conversationId, id: wire.id }, site),
    ),
    ...sentBy(wire, site),
    isPrivate,
    isDeleted,
    status,
    statusReason: status === 'FAILED' ? textOrNull(attributes.external_error) : null,
    replyToId: idOrNull(attributes.in_reply_to),
    clientMessageId: textOrNull(clientMessageId),
    // an e-mail is translated as the HTML that it is
    translations: translationsOf(
      attributes.translations,
      content.type === 'EmailContent' && content.html !== null ? 'HTML' : format,
    ),
    createdAt: instantOf(wire.created_at),
    updatedAt: instantOrNull(wire.updated_at),
    metadata: metadataOf(wire, attributes),
  }
}

type MessageType = 'incoming' | 'outgoing' | 'activity' | 'template'
const types: readonly MessageType[] = ['incoming', 'outgoing', 'activity', 'template']

/** Numbers over REST, names in webhooks. A type that is new is taken for a line of the system: nobody's words. */
const typeOf = (type: string | number): MessageType =>
  (typeof type === 'number' ? types[type] : types.find((name) => name === type)) ?? 'activity'

const kinds: Readonly<Record<MessageType, MessageKind>> = {
  incoming: 'MESSAGE',
  outgoing: 'MESSAGE',
  activity: 'ACTIVITY',
  template: 'TEMPLATE',
}

const directions: Readonly<Record<MessageType, MessageDirection>> = {
  incoming: 'INCOMING',
  outgoing: 'OUTGOING',
  activity: 'INTERNAL',
  template: 'OUTGOING',
}

const statuses: Readonly<Record<string, MessageStatus>> = {
  sent: 'SENT',
  delivered: 'DELIVERED',
  read: 'READ',
  failed: 'FAILED',
}
const statusOf = (status: string | null | undefined): MessageStatus =>
  (Object.hasOwn(statuses, status ?? '') && statuses[status ?? '']) || 'UNKNOWN'

/**
 * What agents, bots and templates say is written in Chatwoot's editor, whose notation is Markdown. A contact's
 * words and the system's own lines are nobody's notation: `*` there is an asterisk.
 */
const formatOf = (type: MessageType, isDeleted: boolean): TextFormat =>
  !isDeleted && (type === 'outgoing' || type === 'template') ? 'MARKDOWN' : 'PLAIN'

const sentBy = (wire: WireMessage, site: Site): Pick<Message, 'sender' | 'senderKey'> => {
  const sender = wire.sender ? senderOf(wire.sender, site) : null
  if (sender) return { sender }
  const senderKey =
    wire.sender_type && wire.sender_id ? senderKeyOf(wire.sender_type, wire.sender_id) : undefined
  return senderKey ? { senderKey } : { sender: null }
}

const textOrNull = (value: Json | undefined): string | null =>
  typeof value === 'string' ? presentOrNull(value) : null

const idOrNull = (value: Json | undefined): string | null =>
  (typeof value === 'number' || typeof value === 'string') && isNumericId(String(value))
    ? String(value)
    : null

/** Keys of `content_attributes` that a field of `Message` holds, whatever the content type, or that are Parley's own. */
const held = ['deleted', 'in_reply_to', 'translations', clientMessageIdKey, markerKey]
/** Those that `content` holds. A form and a choice say more in their `items` than a field does: they stay. */
const heldByContent: Readonly<Record<string, readonly string[]>> = {
  input_text: ['submitted_values'],
  input_textarea: ['submitted_values'],
  input_email: ['submitted_email'],
  cards: ['items'],
  article: ['items'],
}
const heldOfEmail = ['subject', 'from', 'to', 'cc', 'html_content', 'text_content']

const metadataOf = (wire: WireMessage, attributes: JsonObject): JsonObject | null => {
  const contentType = wire.content_type ?? 'text'
  const rest = without(attributes, [
    ...held,
    ...(Object.hasOwn(heldByContent, contentType) ? (heldByContent[contentType] ?? []) : []),
    ...(wire.status === 'failed' ? ['external_error'] : []),
  ])
  const content_attributes = isObject(rest.email)
    ? { ...rest, email: without(rest.email, heldOfEmail) }
    : rest
  const metadata = {
    ...(Object.keys(content_attributes).length > 0 && { content_attributes }),
    ...(Object.keys(wire.additional_attributes ?? {}).length > 0 && {
      additional_attributes: wire.additional_attributes ?? null,
    }),
    ...(wire.source_id != null && { source_id: wire.source_id }),
  }
  return Object.keys(metadata).length > 0 ? metadata : null
}

const without = (object: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key, value]) => !keys.includes(key) && value !== null))
