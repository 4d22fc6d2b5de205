import type { Contact } from '../../../domain/actor.ts'
import type { Message } from '../../../domain/message.ts'
import type { WireMessage } from '../wire.ts'
import { channelOf } from './channel.ts'
import { contactAt } from './contact.ts'
import { sayingOf } from './content.ts'

/**
 * Every Infobip message is a MESSAGE: even one by the SYSTEM has a channel, a sender address and a destination,
 * so the contact has seen it. Its status is always UNKNOWN, because neither the list of messages nor the webhooks
 * of Conversations say anything about delivery.
 *
 * The row may name another conversation (old versions do): the one that was asked for counts.
 */
export const toMessage = (account: string, conversationId: string, wire: WireMessage): Message => {
  const { content, text, files } = sayingOf(wire)
  const direction = directionOf(wire)
  const counterpart = counterpartOf(account, wire, direction)
  return {
    account,
    conversationId,
    id: wire.id,
    kind: 'MESSAGE',
    direction,
    text,
    content,
    attachments: files.map((file) => ({ account, conversationId, messageId: wire.id, ...file })),
    ...authorOf(wire, direction, counterpart),
    counterpart,
    isPrivate: false,
    isDeleted: false,
    status: 'UNKNOWN',
    statusReason: null,
    replyToId: null,
    channel: wire.channel ? channelOf(wire.channel) : null,
    clientMessageId: null,
    translations: [],
    createdAt: wire.createdAt,
    updatedAt: wire.updatedAt ?? null,
    metadata: {
      channel: wire.channel ?? null,
      from: wire.from ?? null,
      to: wire.to ?? null,
      contentType: wire.contentType ?? null,
      content: wire.content ?? null,
    },
  }
}

type PublicDirection = 'INCOMING' | 'OUTGOING'

export const directionOf = ({ direction, authorType }: WireMessage): PublicDirection => {
  if (direction === 'INBOUND') return 'INCOMING'
  if (direction === 'OUTBOUND') return 'OUTGOING'
  return authorType && authorType !== 'CUSTOMER' ? 'OUTGOING' : 'INCOMING'
}

/** Who the conversation is with: addresses swap with the direction. */
const counterpartOf = (account: string, wire: WireMessage, direction: PublicDirection): Contact | null => {
  const address = direction === 'INCOMING' ? wire.from : wire.to
  return address ? contactAt(account, { channel: wire.channel ?? 'UNKNOWN', address }) : null
}

/** Nobody, when the system or an integration without agents wrote it. */
const authorOf = (
  { authorType, authorId }: WireMessage,
  direction: PublicDirection,
  counterpart: Contact | null,
): Pick<Message, 'sender' | 'senderKey'> => {
  if (authorType === 'AGENT') return authorId ? { senderKey: { type: 'Agent', id: authorId } } : {}
  if (authorType === 'BOT') return authorId ? { senderKey: { type: 'Bot', id: authorId } } : {}
  if (authorType === 'SYSTEM') return {}
  return direction === 'INCOMING' ? { sender: counterpart } : {}
}
