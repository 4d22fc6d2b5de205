/** What a message may be made of, in `POST …/messages` and inside a new conversation. */
import type { Principal } from './auth.ts'
import { itemsProblem } from './content-items.ts'
import { type Problem, RecordInvalid, unprocessable } from './errors.ts'
import { greet } from './greeting.ts'
import { planDelivery } from './life.ts'
import { mailAttributes } from './mail-attributes.ts'
import { attach, filesOf, widgetProblems } from './message-files.ts'
import { type Body, parseObject } from './params.ts'
import {
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
const perMinute = 200

/** Refuses with a 422 of its own what breaks before the record is made, and throws `RecordInvalid` after that. */
export const createMessage = (
  desk: Desk,
  principal: Principal,
  conversation: ConversationRow,
  inbox: InboxRow,
  body: Body,
): MessageRow => {
  const messageType = messageTypeOf(body, inbox)
  const contentType = contentTypeOf(body)
  const attributes = { ...contentAttributes(desk, conversation, body), ...mailAttributes(inbox, body) }
  const content = contentOf(body)
  const files = filesOf(desk, body)
  const problems = [
    ...problemsIn(content, contentType, attributes, body),
    ...(isFlood(desk, conversation) ? [{ attribute: 'base', message: 'Too many messages' }] : []),
    ...(inbox.channel_type === 'Channel::WebWidget' ? widgetProblems(files) : []),
  ]
  if (problems.length > 0) throw new RecordInvalid(problems)

  const message = writeMessage(desk, conversation, {
    message_type: messageType,
    content,
    content_type: contentType,
    content_attributes: attributes,
    additional_attributes: additionalAttributes(body),
    private: isTrue(body.private),
    source_id: typeof body.source_id === 'string' ? body.source_id : null,
    ...(typeof body.echo_id === 'string' && { echo_id: body.echo_id }),
    ...senderOf(desk, principal, conversation, messageType, body),
  })
  for (const file of files) attach(desk, message, file, isTrue(body.is_voice_message))
  greet(desk, conversation, inbox, message)
  planDelivery(desk, message, 1)
  return message
}

const isTrue = (value: unknown): boolean => value === true || value === 'true'

const problemsIn = (
  content: string | null,
  contentType: string,
  attributes: Body,
  body: Body,
): readonly Problem[] => {
  const items = itemsProblem(contentType, attributes.items)
  const isNameless = body.template_params !== undefined && !parseObject(body.template_params).name
  return [
    ...(content !== null && [...content].length > maxLength
      ? [{ attribute: 'content', message: `Content is too long (maximum is ${maxLength} characters)` }]
      : []),
    ...(items === undefined ? [] : [{ attribute: 'content_attributes', message: items }]),
    ...(isNameless
      ? [
          {
            attribute: 'additional_attributes',
            message: 'Additional attributes /template_params/name is required',
          },
        ]
      : []),
  ]
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

const additionalAttributes = (body: Body): Readonly<Record<string, unknown>> => ({
  ...(body.campaign_id !== undefined && { campaign_id: body.campaign_id }),
  ...(body.template_params !== undefined && { template_params: parseObject(body.template_params) }),
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

const isFlood = (desk: Desk, conversation: ConversationRow): boolean => {
  const recent = desk.sql.get<{ count: number }>(
    'SELECT count(*) AS count FROM chatwoot_messages WHERE conversation_id = ? AND created_at > ?',
    conversation.id,
    desk.now() - 60_000,
  )
  return (recent?.count ?? 0) >= perMinute
}
