/** What becomes of an outgoing message: the channel takes it or refuses it, the contact reads it and answers. */
import type { Actor } from '../life.ts'
import { answerDelay, chooseReply, isAnswered } from '../replies.ts'
import { callOff, type Plan, plan } from '../schedule.ts'
import { providerMessageId, reportsReceipts } from './channel.ts'
import { incomingMail } from './mail-attributes.ts'
import {
  type ContactRow,
  type ConversationRow,
  type Desk,
  type InboxRow,
  incoming,
  type MessageRow,
  outgoing,
} from './rows.ts'
import { inboxOf } from './shapes/conversation.ts'
import { canReply } from './shapes/reply-window.ts'
import { contentAttributes, conversationById, updateMessage } from './update.ts'
import { writeMessage } from './write-message.ts'

/** Milliseconds from one step to the next. */
const deliveryDelay = 250
const readDelay = 350

const isApi = (inbox: InboxRow): boolean => inbox.channel_type === 'Channel::Api'

/** Plans nothing for notes, for what the contact wrote, and for a message that names its id at the provider. */
export const planDelivery = (desk: Desk, message: MessageRow, attempt: number): void => {
  if (message.message_type !== outgoing || message.private === 1 || message.source_id !== null) return
  const base = { dialect: 'chatwoot', subject: String(message.id), attempt } as const
  plan(desk.db, { ...base, kind: 'deliver', dueAt: desk.now() + deliveryDelay })
  if (isTemplate(message) || !isAnswered(message.content ?? '', positionOf(desk, message))) return
  plan(desk.db, { ...base, kind: 'answer', dueAt: desk.now() + answerDelay(momentOf(desk, message)) })
}

/**
 * The channel gets a message again, after a retry. An API inbox has no channel that could, and what the provider
 * has taken once is not sent twice.
 */
export const planRetry = (desk: Desk, message: MessageRow, inbox: InboxRow): void => {
  callOff(desk.db, 'chatwoot', String(message.id))
  if (!isApi(inbox)) planDelivery(desk, message, 2)
}

export const createActor =
  (desk: Desk): Actor =>
  (due) => {
    const { kind, subject } = due
    const message = desk.sql.get<MessageRow>('SELECT * FROM chatwoot_messages WHERE id = ?', Number(subject))
    if (!message) return
    const conversation = conversationById(desk, message.conversation_id)
    if (kind === 'deliver') deliver(desk, message, conversation, due)
    if (kind === 'read') read(desk, message)
    if (kind === 'answer') answer(desk, message, conversation)
  }

const deliver = (desk: Desk, message: MessageRow, conversation: ConversationRow, due: Plan): void => {
  if (message.status !== 'sent') return
  const inbox = inboxOf(desk, conversation)
  const error = refusal(desk, message, conversation, inbox, due.attempt)
  if (error !== undefined) {
    callOff(desk.db, 'chatwoot', String(message.id))
    const attributes = JSON.stringify({ ...contentAttributes(message), external_error: error })
    updateMessage(desk, message.id, { status: 'failed', content_attributes: attributes })
    return
  }
  if (isApi(inbox)) return // whoever reads the inbox reports what became of it
  const isReported = reportsReceipts(inbox.channel_type)
  updateMessage(desk, message.id, {
    source_id: providerMessageId(inbox.channel_type, message.id),
    ...(isReported && { status: 'delivered' }),
  })
  if (!isReported) return
  plan(desk.db, { ...due, kind: 'read', dueAt: due.dueAt + readDelay })
}

/** Why the channel does not take the message; undefined when it does. */
const refusal = (
  desk: Desk,
  message: MessageRow,
  conversation: ConversationRow,
  inbox: InboxRow,
  attempt: number,
): string | undefined => {
  const contact = contactOf(desk, conversation)
  const { unreachable } = JSON.parse(contact?.custom_attributes ?? '{}') as { unreachable?: boolean }
  if (unreachable) return '131026: Message undeliverable'
  if (attempt === 1 && /please fail/i.test(message.content ?? '')) return '131000: Something went wrong'
  if (isApi(inbox) || isTemplate(message) || canReply(desk, conversation, inbox)) return undefined
  return '131047: Re-engagement message'
}

const read = (desk: Desk, message: MessageRow): void => {
  if (message.status !== 'delivered') return
  updateMessage(desk, message.id, { status: 'read' })
  desk.sql.update('chatwoot_conversations', message.conversation_id, { contact_last_seen_at: desk.now() })
}

const answer = (desk: Desk, message: MessageRow, conversation: ConversationRow): void => {
  if (conversation.status === 'resolved' || message.status === 'failed') return
  if (contentAttributes(message).deleted || contactOf(desk, conversation)?.blocked) return
  const heard = (since: string) =>
    desk.sql.get<{ id: number; content: string | null }>(
      `SELECT id, content FROM chatwoot_messages WHERE conversation_id = ? AND message_type = 0 AND id ${since} ?
       ORDER BY id DESC LIMIT 1`,
      conversation.id,
      message.id,
    )
  if (heard('>')) return // the contact has answered this one together with another
  const content = chooseReply({
    text: message.content ?? '',
    before: heard('<')?.content ?? message.content ?? '',
    moment: momentOf(desk, message),
  })
  speak(desk, conversation, content)
}

/** The contact writes. */
const speak = (desk: Desk, conversation: ConversationRow, content: string): void => {
  const inbox = inboxOf(desk, conversation)
  const { id } = writeMessage(desk, conversation, {
    message_type: incoming,
    content,
    ...(inbox.channel_type === 'Channel::Email' &&
      incomingMail(conversation, inbox, contactOf(desk, conversation)?.email ?? '', content)),
    sender_type: 'Contact',
    sender_id: conversation.contact_id,
  })
  const sourceId = providerMessageId(inbox.channel_type, id)
  desk.sql.update('chatwoot_messages', id, { source_id: sourceId })
}

const contactOf = (desk: Desk, { contact_id: id }: ConversationRow): ContactRow | undefined =>
  desk.sql.get<ContactRow>('SELECT * FROM chatwoot_contacts WHERE id = ?', id)

const isTemplate = (message: MessageRow): boolean =>
  'template_params' in (JSON.parse(message.additional_attributes) as object)

/** Milliseconds within which our messages count as said in one breath. */
const breath = 5 * 60_000

/** How many of ours there are in this breath since the contact spoke, this one included. */
const positionOf = (desk: Desk, message: MessageRow): number =>
  desk.sql.get<{ count: number }>(
    `SELECT count(*) AS count FROM chatwoot_messages
     WHERE conversation_id = ?1 AND message_type = 1 AND private = 0 AND id <= ?2 AND created_at > ?3 AND id >
       (SELECT coalesce(max(id), 0) FROM chatwoot_messages WHERE conversation_id = ?1 AND message_type = 0)`,
    message.conversation_id,
    message.id,
    message.created_at - breath,
  )?.count ?? 1

const momentOf = (desk: Desk, message: MessageRow): string => {
  const { uuid } = conversationById(desk, message.conversation_id)
  const before = desk.sql.get<{ count: number }>(
    'SELECT count(*) AS count FROM chatwoot_messages WHERE conversation_id = ? AND id <= ?',
    message.conversation_id,
    message.id,
  )
  return `${uuid} ${before?.count}`
}
