/** A conversation with a contact who is found, or made, and its first message in one request. */
import type { Channel } from '../../domain/channel.ts'
import {
  InvalidInputError,
  NotFoundError,
  type Origin,
  UnsupportedError,
  UpstreamUnavailableError,
} from '../../domain/errors.ts'
import type { Message } from '../../domain/message.ts'
import type { NewConversation, OutgoingMessage } from '../../domain/outgoing.ts'
import { withEffect } from '../http/effect.ts'
import type { Call, Upstream } from '../port.ts'
import type { ChatwootClient } from './client.ts'
import { orNothing } from './errors.ts'
import { idValue } from './id.ts'
import { conversationOf } from './map/conversation.ts'
import { messageOf } from './map/message.ts'
import { channelOf } from './map/place.ts'
import type { Site } from './map/site.ts'
import { findByMarker, hasMarker } from './send/find.ts'
import { messageBodyOf } from './send/message.ts'
import { checkCharacters } from './send/text.ts'
import type { WireAddressee, WireConversation } from './wire.ts'

type CreateConversation = NonNullable<Upstream['can']['createConversation']>

export const createNewConversations = (
  client: ChatwootClient,
  origin: Origin,
  site: Site,
): CreateConversation => {
  /**
   * The answer shows the conversation's last message, which may be another: an automatic one, or a contact's in a
   * conversation that was there before. Then the thread is asked for it. What cannot be shown was sent all the same.
   */
  const firstMessageOf = async (
    conversation: WireConversation,
    { marker }: OutgoingMessage,
    call: Call,
  ): Promise<Message | null> => {
    const shown = conversation.messages?.find((message) => hasMarker(message, marker))
    if (shown) return messageOf(shown, conversation.id, site)
    return orNothing(findByMarker(client, { origin, site }, conversation.id, marker, null, call))
  }

  /** Chatwoot breaks (500) where it has no way to the contact: then the inbox tells whether that is the reason. */
  const orClosed = async <T>(answer: Promise<T>, inboxId: string, call: Call): Promise<T> => {
    try {
      return await answer
    } catch (error) {
      if (!(error instanceof UpstreamUnavailableError)) throw error
      const inbox = (await orNothing(client.inboxes(call)))?.find(({ id }) => id === inboxId)
      if (!inbox || openChannels.includes(channelOf(inbox.channel_type ?? ''))) throw error
      throw new UnsupportedError(
        'In this channel a conversation begins with the contact: there is no address to write to.',
        origin,
        'CREATE_CONVERSATION',
      )
    }
  }

  return async (target, firstMessage, call) => {
    const { inboxId, whom } = checked(target)
    const message = firstMessage && messageBodyOf(firstMessage, origin, ['firstMessage'])
    const contact =
      typeof whom === 'string'
        ? await orMissing(client.addressee(whom, call), 'contact', origin)
        : ((await find(client, whom, call)) ??
          (await orClosed(
            client.createContact({ inbox_id: idValue(inboxId), ...whom }, call),
            inboxId,
            call,
          )))
    const sourceId = sourceIdIn(contact, inboxId)
    const created = client.createConversation(
      {
        inbox_id: idValue(inboxId),
        contact_id: idValue(contact.id),
        ...(sourceId !== null && { source_id: sourceId }),
        ...(message && { message }),
      },
      call,
    )
    const answer = sourceId === null ? orClosed(created, inboxId, call) : created
    const conversation = await withEffect(origin, () => orMissing(answer, 'inbox', origin))
    return {
      conversation: conversationOf(conversation, site),
      message: firstMessage && (await firstMessageOf(conversation, firstMessage, call)),
    }
  }
}

type Address = { readonly email: string } | { readonly phone_number: string }

/** Who it is: a contact's id, or an address to find or make one by. */
type Whom = string | Address

const checked = ({
  inboxId,
  contactId,
  channel,
  from,
  to,
}: NewConversation): { readonly inboxId: string; readonly whom: Whom } => {
  if (inboxId === null) throw new InvalidInputError('Chatwoot needs an inbox.', ['inboxId'])
  if (channel !== null) throw new InvalidInputError('In Chatwoot the inbox is the channel.', ['channel'])
  if (from !== null) throw new InvalidInputError('In Chatwoot the inbox has the address.', ['from'])
  if (contactId !== null && to !== null) {
    throw new InvalidInputError('Give `contactId` or `to`, not both.', ['to'])
  }
  if (contactId !== null) return { inboxId, whom: contactId }
  if (to !== null) return { inboxId, whom: addressOf(to) }
  throw new InvalidInputError('Chatwoot needs a contact: `contactId` or `to`.', ['contactId'])
}

const addressOf = (to: string): Address => {
  checkCharacters(to, ['to'])
  if (/^[^\s@]+@[^\s@]+$/.test(to)) return { email: to }
  if (/^\+[1-9]\d{1,14}$/.test(to)) return { phone_number: to }
  throw new InvalidInputError('An e-mail address, or a phone number like +15550100, is needed.', ['to'])
}

/** The search finds parts too, so a short address may stand behind others: so many pages are looked through. */
const maxPages = 5

/** A contact that is missed all the same cannot be made twice: Chatwoot keeps addresses unique. */
const find = async (client: ChatwootClient, address: Address, call: Call): Promise<WireAddressee | null> => {
  const isTheirs = (contact: WireAddressee) =>
    'email' in address
      ? contact.email?.toLowerCase() === address.email.toLowerCase()
      : contact.phone_number === address.phone_number
  for (let page = 1; page <= maxPages; page++) {
    const { payload, meta } = await client.searchContacts(Object.values(address)[0] ?? '', page, call)
    const contact = payload.find(isTheirs)
    if (contact) return contact
    if (!meta.has_more) break
  }
  return null
}

/** Here Chatwoot takes the contact's own address. */
const addressed: readonly Channel[] = ['EMAIL', 'SMS', 'WHATSAPP']
/** Here it makes up an id for the contact, if none is given. */
const openChannels: readonly Channel[] = [...addressed, 'API', 'WEB_CHAT']

/**
 * Elsewhere contacts are reached by an id of theirs in the inbox, such as that of a website's visitor: one that
 * Chatwoot makes up is listened to by nobody.
 */
const sourceIdIn = ({ contact_inboxes }: WireAddressee, inboxId: string): string | null => {
  const latest = contact_inboxes?.findLast(({ inbox }) => inbox.id === inboxId)
  if (!latest || addressed.includes(channelOf(latest.inbox.channel_type ?? ''))) return null
  return latest.source_id ?? null
}

const orMissing = async <T>(answer: Promise<T>, what: string, origin: Origin): Promise<T> => {
  try {
    return await answer
  } catch (error) {
    throw error instanceof NotFoundError ? new NotFoundError(`There is no such ${what}.`, origin) : error
  }
}
