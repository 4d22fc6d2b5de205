/**
 * Begins a conversation at most once for one `clientMessageId`. Where the first message is a request of its own, it is
 * a send of its own as well: a repetition finds the conversation that is there, and sends what is missing in it.
 */
import {
  DomainError,
  OutcomeUnknownError,
  RateLimitedError,
  ReplyBlockedError,
  retryAtOf,
  UpstreamRejectedError,
  UpstreamUnavailableError,
} from '../domain/errors.ts'
import type { Begun, NewConversation, OutgoingMessage } from '../domain/outgoing.ts'
import type { Upstream } from '../upstream/port.ts'
import { conversationKind, messageKind } from './record.ts'
import type { SendRequest } from './request.ts'
import type { Sender } from './send-once.ts'

export interface Beginning extends Pick<SendRequest, 'origin' | 'callerKey' | 'clientMessageId' | 'call'> {
  readonly target: Omit<NewConversation, 'marker'>
  readonly firstMessage: Omit<OutgoingMessage, 'marker'> | null
}

type Able = Pick<Upstream, 'conversations' | 'messages'> & {
  readonly can: Required<Pick<Upstream['can'], 'prepareConversation' | 'findConversation'>> &
    Pick<Upstream['can'], 'prepareFirstMessage'>
}

export const begin = async (sender: Sender, upstream: Able, beginning: Beginning): Promise<Begun> => {
  const { target, firstMessage, ...common } = beginning
  const { conversations, messages, can } = upstream
  const loadMessage: SendRequest['load'] = async ({ conversationId, id }, call) =>
    (await messages.getMany(conversationId, [id], call))[0] ?? null
  const begun = await sender.send<Begun>({
    ...common,
    kind: conversationKind,
    content: ['conversation', target, firstMessage],
    prepare: (marker, call) =>
      can.prepareConversation({ ...target, marker }, firstMessage && { ...firstMessage, marker }, call),
    find: (marker, trace, call) =>
      can.findConversation({ ...target, marker }, firstMessage && { ...firstMessage, marker }, trace, call),
    load: async ({ conversation, message }, call) => {
      const [now] = await conversations.getMany([conversation.id], call)
      return now ? { conversation: now, message: message && (await loadMessage(message, call)) } : null
    },
  })
  const { prepareFirstMessage } = can
  if (!firstMessage || !prepareFirstMessage) return begun
  const { id } = begun.conversation
  try {
    const message = await sender.send({
      ...common,
      kind: messageKind,
      part: 'first message',
      content: ['first message', id, firstMessage],
      sought: { type: 'message', conversationId: id, message: firstMessage },
      prepare: (marker, call) =>
        prepareFirstMessage({ ...target, marker }, id, { ...firstMessage, marker }, call),
      find: (marker, trace, call) => messages.findSent(id, { ...firstMessage, marker }, trace, call),
      load: loadMessage,
    })
    return { ...begun, message }
  } catch (error) {
    throw withoutMessage(id, beginning, error)
  }
}

/**
 * The conversation is there and its message is not, or nobody knows: the error says which conversation it is, so that
 * the message can be sent in there. Without a `clientMessageId` a repetition would begin another one.
 */
const withoutMessage = (id: string, { origin, clientMessageId }: Beginning, error: unknown): unknown => {
  if (!(error instanceof DomainError)) return error
  if (error instanceof OutcomeUnknownError) {
    const sentence = `Conversation ${id} was made; whether its first message was sent is not known.`
    return new OutcomeUnknownError(`${sentence} ${error.message}`, origin, clientMessageId, error)
  }
  const sentence = `Conversation ${id} was made, but its first message was not sent. ${error.message}`
  if (error instanceof UpstreamRejectedError) {
    return new UpstreamRejectedError(sentence, origin, error.upstreamStatus, error.upstreamMessage)
  }
  if (error instanceof ReplyBlockedError) return new ReplyBlockedError(sentence, origin, error.reason)
  if (error instanceof RateLimitedError) return new RateLimitedError(sentence, origin, error.retryAt)
  return new UpstreamUnavailableError(sentence, origin, error, clientMessageId === null, retryAtOf(error))
}
