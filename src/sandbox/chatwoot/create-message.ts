/** What `POST …/messages` accepts. Everything it refuses is a 422 with one text. */
import type { Principal } from './auth.ts'
import { readSignedBlobId } from './blob-url.ts'
import { itemsProblem } from './content-items.ts'
import { unprocessable } from './errors.ts'
import type { Body } from './params.ts'
import {
  type BlobRow,
  type BotRow,
  type ConversationRow,
  contentTypes,
  type Desk,
  type InboxRow,
  incoming,
  type MessageRow,
  messageTypes,
  outgoing,
} from './rows.ts'
import { type NewMessage, writeMessage } from './write-message.ts'

const maxLength = 150_000
const maxAttachments = 15
const perMinute = 200

export const createMessage = (
  desk: Desk,
  principal: Principal,
  conversation: ConversationRow,
  inbox: InboxRow,
  body: Body,
): MessageRow => {
  const messageType = messageTypeOf(body, inbox)
  const contentType = contentTypeOf(body)
  const attributes = contentAttributes(desk, conversation, body)
  const content = contentOf(body)
  const blobs = blobsOf(desk, body)
  const problems = [
    content !== null &&
      [...content].length > maxLength &&
      `Content is too long (maximum is ${maxLength} characters)`,
    itemsProblem(contentType, attributes.items),
    isFlood(desk, conversation) && 'Too many messages',
  ].filter((problem) => typeof problem === 'string')
  if (problems.length > 0) throw unprocessable(`Validation failed: ${problems.join(', ')}`)

  const message = writeMessage(desk, conversation, {
    message_type: messageType,
    content,
    content_type: contentType,
    content_attributes: attributes,
    additional_attributes: additionalAttributes(body),
    private: body.private === true || body.private === 'true',
    source_id: typeof body.source_id === 'string' ? body.source_id : null,
    ...senderOf(desk, principal, conversation, messageType, body),
  })
  for (const blob of blobs) {
    desk.sql.insert('chatwoot_attachments', {
      account_id: message.account_id,
      message_id: message.id,
      file_type: fileTypeOf(blob.content_type),
      blob_id: blob.id,
    })
  }
  return message
}

const messageTypeOf = (body: Body, inbox: InboxRow): number => {
  const given = body.message_type ?? 'outgoing'
  const type = (messageTypes as readonly unknown[]).indexOf(given)
  if (type < 0) throw unprocessable(`'${given}' is not a valid message_type`)
  if (type === incoming && inbox.channel_type !== 'Channel::Api') {
    throw unprocessable('Incoming messages are only allowed in Api inboxes')
  }
  return type
}

const contentTypeOf = (body: Body): string => {
  const given = body.content_type ?? 'text'
  const type = contentTypes.find((name) => name === given)
  if (!type) throw unprocessable(`'${given}' is not a valid content_type`)
  return type
}

const contentOf = (body: Body): string | null => {
  const { content = null } = body
  if (content === null) return null
  const text = String(content)
  if (text.includes('\0')) throw unprocessable('string contains null byte')
  return text
}

/** An object, or the same as JSON text. `in_reply_to` is looked up and becomes null when it is not of this conversation. */
const contentAttributes = (
  desk: Desk,
  conversation: ConversationRow,
  body: Body,
): Readonly<Record<string, unknown>> => {
  const given = parseObject(body.content_attributes)
  const created = body.external_created_at
  const attributes = { ...given, ...(created !== undefined && { external_created_at: created }) }
  if (given.in_reply_to === undefined || given.in_reply_to === null) return attributes
  const target = desk.sql.get<MessageRow>(
    'SELECT * FROM chatwoot_messages WHERE conversation_id = ? AND id = ?',
    conversation.id,
    Number(given.in_reply_to) || 0,
  )
  return {
    ...attributes,
    in_reply_to: target?.id ?? null,
    in_reply_to_external_id: target?.source_id ?? null,
  }
}

const parseObject = (value: unknown): Readonly<Record<string, unknown>> => {
  if (typeof value === 'string') {
    try {
      return parseObject(JSON.parse(value))
    } catch {
      return {}
    }
  }
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

const additionalAttributes = (body: Body): Readonly<Record<string, unknown>> => ({
  ...(body.campaign_id !== undefined && { campaign_id: body.campaign_id }),
  ...(body.template_params !== undefined && { template_params: body.template_params }),
})

const senderOf = (
  desk: Desk,
  principal: Principal,
  conversation: ConversationRow,
  messageType: number,
  body: Body,
): Pick<NewMessage, 'sender_type' | 'sender_id'> => {
  if (messageType !== outgoing) return { sender_type: 'Contact', sender_id: conversation.contact_id }
  const named =
    body.sender_type === 'AgentBot'
      ? desk.sql.get<BotRow>(
          'SELECT * FROM chatwoot_agent_bots WHERE id = ? AND (account_id = ? OR account_id IS NULL)',
          Number(body.sender_id) || 0,
          conversation.account_id,
        )
      : undefined
  if (named) return { sender_type: 'AgentBot', sender_id: named.id }
  return principal.kind === 'bot'
    ? { sender_type: 'AgentBot', sender_id: principal.bot.id }
    : { sender_type: 'User', sender_id: principal.agent.id }
}

const blobsOf = (desk: Desk, body: Body): BlobRow[] => {
  const given = Array.isArray(body.attachments) ? body.attachments : []
  if (given.length > maxAttachments)
    throw unprocessable('Validation failed: Attachments exceeded maximum allowed')
  return given.map((signed: unknown) => {
    const id = readSignedBlobId(String(signed), desk.now())
    const blob =
      id === undefined ? undefined : desk.sql.get<BlobRow>('SELECT * FROM chatwoot_blobs WHERE id = ?', id)
    if (!blob) throw unprocessable('mismatched digest')
    return blob
  })
}

const fileTypeOf = (contentType: string): string => {
  const [kind = ''] = contentType.split('/')
  return ['image', 'audio', 'video'].includes(kind) ? kind : 'file'
}

const isFlood = (desk: Desk, conversation: ConversationRow): boolean => {
  const recent = desk.sql.get<{ count: number }>(
    'SELECT count(*) AS count FROM chatwoot_messages WHERE conversation_id = ? AND created_at > ?',
    conversation.id,
    desk.now() - 60_000,
  )
  return (recent?.count ?? 0) >= perMinute
}
