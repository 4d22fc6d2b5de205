/**
 * What a frame of Chatwoot's live connection tells. It holds whole objects, in the push shape. A frame comes for every
 * account that the user works in, so each is looked at for whose it is; one that cannot be read tells nothing.
 */
import { z } from 'zod'
import type { Instant } from '../../domain/time.ts'
import type { News } from '../port.ts'
import type { Site } from './map/site.ts'
import { toldConversation, toldMessage, typingNews } from './told.ts'
import * as wire from './wire.ts'

const frame = z.object({ event: z.string(), data: z.object({ account_id: wire.id }).loose() })
const message = wire.message.extend({ conversation_id: wire.id })
const conversation = z.object({ id: wire.id })
const typing = wire.typing.extend({ conversation })

type Reader = (data: unknown, site: Site, at: Instant) => readonly News[]

const readMessage =
  (hint: 'created' | 'updated'): Reader =>
  (data, site) => {
    const { conversation_id: conversationId, ...told } = message.parse(data)
    return [
      {
        type: 'message',
        hint,
        deliveryId: undefined,
        conversationId,
        messageId: told.id,
        told: toldMessage(told, conversationId, site),
        isWhole: true,
      },
    ]
  }

const readConversation =
  (hint: 'created' | 'updated'): Reader =>
  (data, site) => {
    const { id: conversationId } = conversation.parse(data)
    const told = toldConversation(data, site)
    return [
      { type: 'conversation', hint, deliveryId: undefined, conversationId, told, isWhole: told !== null },
    ]
  }

const readTyping =
  (isTyping: boolean): Reader =>
  (data, site, at) => {
    const { conversation: place, ...who } = typing.parse(data)
    return [typingNews(who, place.id, isTyping, at, site)]
  }

/** Contacts, presence, notifications and caches have no events here; the first reply is a message of its own frame. */
const readers: Readonly<Record<string, Reader>> = {
  'message.created': readMessage('created'),
  'message.updated': readMessage('updated'),
  'conversation.created': readConversation('created'),
  'conversation.updated': readConversation('updated'),
  'conversation.status_changed': readConversation('updated'),
  'conversation.read': readConversation('updated'),
  'conversation.contact_changed': readConversation('updated'),
  'assignee.changed': readConversation('updated'),
  'team.changed': readConversation('updated'),
  'conversation.typing_on': readTyping(true),
  'conversation.typing_off': readTyping(false),
}

export const newsOfFrame = (
  received: unknown,
  { accountId, site, at }: { readonly accountId: string; readonly site: Site; readonly at: Instant },
): readonly News[] => {
  const { data: known } = frame.safeParse(received)
  if (known?.data.account_id !== accountId || !Object.hasOwn(readers, known.event)) return []
  try {
    return readers[known.event]?.(known.data, site, at) ?? []
  } catch (error) {
    if (error instanceof z.ZodError) return []
    throw error
  }
}
