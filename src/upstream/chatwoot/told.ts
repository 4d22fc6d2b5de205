/** What Chatwoot tells of its own accord, by webhooks and over its live connection, in much the same shapes. */
import { z } from 'zod'
import type { Conversation } from '../../domain/conversation.ts'
import type { Message } from '../../domain/message.ts'
import type { Instant } from '../../domain/time.ts'
import type { News } from '../port.ts'
import { senderOf } from './map/actor.ts'
import { conversationOf } from './map/conversation.ts'
import { messageOf } from './map/message.ts'
import type { Site } from './map/site.ts'
import * as wire from './wire.ts'

/** Milliseconds after which somebody who typed counts as done: Chatwoot's own dashboard waits as long. */
const typingMs = 30_000

/** `lastStatus`: what is told elsewhere of the message's status, where the message itself has none. */
export const toldMessage = (
  message: wire.WireMessage,
  conversationId: string,
  site: Site,
  lastStatus?: string,
): Message => {
  const sender = message.sender && { ...message.sender, type: message.sender.type ?? 'contact' } // in webhooks contacts have none
  return messageOf({ ...message, sender, status: message.status ?? lastStatus }, conversationId, site)
}

const placeSchema = z.object({ channel: z.string() })
const conversationSchema = wire.conversation.omit({ messages: true })

/** Null for a payload that leaves out what a conversation needs. Its last message is not always the last: not told. */
export const toldConversation = (payload: unknown, site: Site): Conversation | null => {
  const { data } = conversationSchema.safeParse(payload)
  const { data: place } = placeSchema.safeParse(payload)
  return data
    ? conversationOf({ ...data, meta: { ...data.meta, channel: data.meta.channel ?? place?.channel } }, site)
    : null
}

export const typingNews = (
  { user }: wire.WireTyping,
  conversationId: string,
  isTyping: boolean,
  at: Instant,
  site: Site,
): News => ({
  type: 'typing',
  event: {
    type: 'TypingChanged',
    account: site.account,
    conversationId,
    occurredAt: at,
    actor: user ? senderOf({ ...user, type: user.type ?? 'contact' }, site) : null,
    isTyping,
    expiresAt: isTyping ? at + typingMs : null,
  },
})
