/** A new conversation, and the message that it begins with. */
import {
  DomainError,
  InvalidInputError,
  isOutcomeUnknown,
  type Origin,
  OutcomeUnknownError,
  ReplyBlockedError,
  UnsupportedError,
  UpstreamRejectedError,
  UpstreamUnavailableError,
} from '../../../domain/errors.ts'
import type { NewConversation, OutgoingMessage } from '../../../domain/outgoing.ts'
import { withEffect } from '../../http/effect.ts'
import type { Upstream } from '../../port.ts'
import type { Context } from '../context.ts'
import { channelOf, sendWordOf } from '../map/channel.ts'
import { parseContactId } from '../map/contact.ts'
import { toConversation } from '../map/conversation.ts'
import { toMessage } from '../map/message.ts'
import { checkMessage, draftOf } from './content.ts'
import { type Route, requireWritable } from './route.ts'
import { senderOf } from './sender.ts'
import { checkTexts } from './text.ts'

/**
 * The conversation belongs to the acting agent from the start: nobody could write in one that is nobody's in that
 * agent's name. Everything that can be known to be wrong is refused before it exists.
 */
export const createStart = (context: Context): Required<Pick<Upstream['can'], 'createConversation'>> => ({
  async createConversation(target, firstMessage, call) {
    const { account, client, origin } = context
    const draft = firstMessage && firstDraft(target, firstMessage, origin)
    if (!draft) refuseAddresses(target)
    const owner = call.agentId === null ? {} : { agentId: call.agentId }
    const made = await withEffect(origin, () => client.createConversation(owner, call))
    const conversation = toConversation(account.name, made)
    if (!draft) return { conversation, message: null }
    try {
      const agentId = await senderOf(context, made, call)
      const message = await client.createMessage(made.id, draft, agentId, call)
      return { conversation, message: toMessage(account.name, made.id, message) }
    } catch (error) {
      throw withoutMessage(made.id, firstMessage, error, origin)
    }
  },
})

const firstDraft = (target: NewConversation, message: OutgoingMessage, origin: Origin) => {
  refuseInbox(target)
  checkMessage(message, origin, ['firstMessage'])
  return draftOf(message, routeTo(target, origin), origin)
}

const routeTo = (target: NewConversation, origin: Origin): Route => {
  checkTexts(target, [])
  const contact = target.contactId === null ? null : parseContactId(target.contactId)
  if (contact === undefined) throw new InvalidInputError('There is no such contact.', ['contactId'])
  if (contact && target.to !== null && target.to !== contact.address) {
    throw new InvalidInputError("This is not the contact's address.", ['to'])
  }
  if (contact && target.channel !== null && target.channel !== channelOf(contact.channel)) {
    throw new InvalidInputError("This is not the contact's channel.", ['channel'])
  }
  const channel = contact?.channel ?? wordOf(target, origin)
  requireWritable(channel, origin)
  return {
    channel,
    from: required(target.from, 'from'),
    to: required(contact?.address ?? target.to, 'to'),
    subject: null,
  }
}

const wordOf = ({ channel }: NewConversation, origin: Origin): string => {
  const word = sendWordOf(required(channel, 'channel'))
  if (word === undefined) {
    throw new UnsupportedError(`Infobip takes no messages on ${channel}.`, origin, 'SEND_MESSAGE')
  }
  return word
}

const required = <T extends string>(value: T | null, field: keyof NewConversation): T => {
  if (value === null || value.trim() === '') {
    throw new InvalidInputError(`The first message needs \`${field}\`.`, [field])
  }
  return value
}

const refuseInbox = ({ inboxId }: NewConversation): void => {
  if (inboxId !== null) throw new InvalidInputError('Infobip has no inboxes.', ['inboxId'])
}

/** They would be lost without a word. */
const refuseAddresses = (target: NewConversation): void => {
  refuseInbox(target)
  for (const field of ['contactId', 'channel', 'from', 'to'] as const) {
    if (target[field] !== null) {
      throw new InvalidInputError(
        'Infobip keeps no address with a conversation, only with its messages: give a first message.',
        [field],
      )
    }
  }
}

/**
 * The conversation is there and its message is not, or nobody knows: the error says which conversation it is, so
 * that the message can be sent in there and no second one is made.
 */
const withoutMessage = (
  id: string,
  { clientMessageId }: OutgoingMessage,
  error: unknown,
  origin: Origin,
): unknown => {
  if (!(error instanceof DomainError)) return error
  if (isOutcomeUnknown(error)) {
    return new OutcomeUnknownError(
      `Conversation ${id} was made; whether its first message was sent is not known. ${error.message}`,
      origin,
      clientMessageId,
      error,
    )
  }
  const sentence = `Conversation ${id} was made, but its first message was not sent. ${error.message}`
  if (error instanceof UpstreamRejectedError) {
    return new UpstreamRejectedError(sentence, origin, error.upstreamStatus, error.upstreamMessage)
  }
  return error instanceof ReplyBlockedError
    ? new ReplyBlockedError(sentence, origin, error.reason)
    : new UpstreamUnavailableError(sentence, origin, error, false)
}
