/** Messages and notes on their way out, and messages that the contact wrote elsewhere. */
import {
  InvalidInputError,
  type Origin,
  ReplyBlockedError,
  UpstreamRejectedError,
} from '../../domain/errors.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import type { OutgoingNote } from '../../domain/outgoing.ts'
import type { Call, PreparedSend, Upstream } from '../port.ts'
import { type ApiInboxOnly, explained } from './api-inbox.ts'
import type { ChatwootClient } from './client.ts'
import { asUncertain } from './errors.ts'
import { messageOf } from './map/message.ts'
import type { Site } from './map/site.ts'
import { findByMarker, traceOf } from './send/find.ts'
import { messageBodyOf } from './send/message.ts'
import { checkNote, noteBodyOf } from './send/note.ts'

type Sends = Pick<Upstream['messages'], 'prepareSend' | 'findSent'> &
  Required<Pick<Upstream['can'], 'prepareNote' | 'findNote' | 'prepareIncoming'>>

const incomingOnly: ApiInboxOnly = {
  capability: 'RECORD_INCOMING',
  reason: 'Chatwoot records incoming messages in API inboxes only.',
}

export const createSends = (client: ChatwootClient, origin: Origin, site: Site): Sends => {
  const sendOf = (conversationId: string, body: JsonObject, trace: Json, call: Call): PreparedSend => ({
    trace,
    post: async () => {
      try {
        return messageOf(await client.createMessage(conversationId, body, call), conversationId, site)
      } catch (error) {
        throw asUncertain(error, origin)
      }
    },
  })
  const find: Sends['findSent'] = (conversationId, { marker }, trace, call) =>
    findByMarker(client, { origin, site }, conversationId, marker, trace, call)

  return {
    /**
     * Chatwoot takes a message outside of the reply window, and lets it fail on its way. So the conversation is
     * looked at first, which also tells the newest message: nothing older need be searched for this one.
     * A template may go out at any time, and costs its own request only.
     */
    prepareSend: async (conversationId, message, call) => {
      const body = messageBodyOf(message, origin)
      if (message.content?.type === 'template') return sendOf(conversationId, body, null, call)
      const conversation = await client.conversation(conversationId, call)
      if (conversation.can_reply === false) {
        throw new ReplyBlockedError(
          'The reply window of this channel has closed: only a template can be sent.',
          origin,
          'REPLY_WINDOW_CLOSED',
        )
      }
      return sendOf(conversationId, body, traceOf(conversation), call)
    },
    findSent: find,

    prepareNote: async (conversationId, note, call) => {
      checkNote(note)
      const agents = note.mentionAgentIds.length > 0 ? await client.agents(call) : []
      return sendOf(conversationId, noteBodyOf(note, agents), null, call)
    },
    findNote: (conversationId, { marker }: OutgoingNote, trace, call) =>
      findByMarker(client, { origin, site }, conversationId, marker, trace, call),

    prepareIncoming: async (conversationId, message, call) => {
      if (message.content?.type === 'template') {
        throw new InvalidInputError('A contact sends no templates.', ['content', 'template'])
      }
      const body = { ...messageBodyOf(message, origin), message_type: 'incoming' }
      const send = sendOf(conversationId, body, null, call)
      return {
        trace: send.trace,
        post: async () => {
          try {
            return await send.post()
          } catch (error) {
            const isUnexplained = error instanceof UpstreamRejectedError && !error.isCertain
            throw isUnexplained
              ? await explained(error, client, origin, conversationId, incomingOnly, call)
              : error
          }
        },
      }
    },
  }
}
