/**
 * A new conversation, and the message that it begins with: two requests. Infobip keeps no mark of ours with a
 * conversation, so its summary, which agents see, has a reference to find it by.
 */
import { z } from 'zod'
import { InvalidInputError, type Origin, UnsupportedError } from '../../../domain/errors.ts'
import type { NewConversation, OutgoingMessage } from '../../../domain/outgoing.ts'
import { checkCharacters, isBlank } from '../../../domain/text.ts'
import type { Upstream } from '../../port.ts'
import { maxPageSize } from '../client.ts'
import type { Context } from '../context.ts'
import { channelOf, sendWordOf } from '../map/channel.ts'
import { parseContactId } from '../map/contact.ts'
import { toConversation } from '../map/conversation.ts'
import { toMessage } from '../map/message.ts'
import { formatInstant } from '../time.ts'
import { checkMessage, draftOf } from './content.ts'
import { type Route, requireWritable } from './route.ts'
import { senderOf } from './sender.ts'
import { baselineOf } from './trace.ts'

type Start = Required<
  Pick<Upstream['can'], 'prepareConversation' | 'findConversation' | 'prepareFirstMessage'>
>

/** Milliseconds before and after a request in which its conversation may be dated: clocks differ. */
const window = 120_000
const startTrace = z.object({ at: z.number() })

/** A part of the marker is unique enough, and shorter for those who read it. */
const summaryOf = ({ marker }: NewConversation): string => `Begun by Parley (${marker.slice(0, 22)})`

/**
 * The conversation belongs to the acting agent from the start: nobody could write in one that is nobody's in that
 * agent's name.
 */
export const createStart = (context: Context): Start => {
  const { account, client, origin, now } = context
  return {
    async prepareConversation(target, firstMessage, call) {
      if (firstMessage) firstDraft(target, firstMessage, origin)
      else refuseAddresses(target)
      const owner = call.agentId === null ? {} : { agentId: call.agentId }
      return {
        trace: { at: now() },
        post: async () => {
          const made = await client.createConversation({ ...owner, summary: summaryOf(target) }, call)
          return { conversation: toConversation(account.name, made), message: null }
        },
      }
    },

    async findConversation(target, _firstMessage, trace, call) {
      const { data } = startTrace.safeParse(trace)
      if (!data) return null
      const { rows } = await client.listConversations(
        {
          createdAfter: formatInstant(data.at - window),
          createdBefore: formatInstant(data.at + window),
          limit: maxPageSize,
          orderBy: 'createdAt:desc',
        },
        call,
      )
      const found = rows.find(({ summary }) => summary === summaryOf(target))
      return found ? { conversation: toConversation(account.name, found), message: null } : null
    },

    async prepareFirstMessage(target, conversationId, firstMessage, call) {
      const route = routeTo(target, origin)
      const draft = draftOf(firstMessage, route, origin)
      const agentId = await senderOf(context, await client.getConversation(conversationId, call), call)
      return {
        trace: { ...baselineOf([], agentId, now()), route: { ...route } },
        post: async () =>
          toMessage(
            account.name,
            conversationId,
            await client.createMessage(conversationId, draft, agentId, call),
          ),
      }
    },
  }
}

const firstDraft = (target: NewConversation, message: OutgoingMessage, origin: Origin) => {
  refuseInbox(target)
  checkMessage(message, origin, ['firstMessage'])
  return draftOf(message, routeTo(target, origin), origin)
}

const routeTo = (target: NewConversation, origin: Origin): Route => {
  checkCharacters(target, [])
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
  if (value === null || isBlank(value)) {
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
