/**
 * A conversation with a contact who is found, or made, and its first message in one request. A contact cannot be made
 * twice: Chatwoot keeps addresses unique.
 */
import type { Channel } from '../../domain/channel.ts'
import {
  InvalidInputError,
  NotFoundError,
  type Origin,
  UnsupportedError,
  UpstreamUnavailableError,
} from '../../domain/errors.ts'
import type { Begun, NewConversation, OutgoingMessage } from '../../domain/outgoing.ts'
import { checkCharacters } from '../../domain/text.ts'
import type { Call, Upstream } from '../port.ts'
import type { ChatwootClient } from './client.ts'
import { orNothing } from './errors.ts'
import { idValue } from './id.ts'
import { conversationOf } from './map/conversation.ts'
import { markerKey, messageOf } from './map/message.ts'
import { channelOf } from './map/place.ts'
import type { Site } from './map/site.ts'
import { findByMarker, hasMarker } from './send/find.ts'
import { messageBodyOf } from './send/message.ts'
import { isObject, type WireAddressee, type WireConversation } from './wire.ts'

type Beginnings = Required<Pick<Upstream['can'], 'prepareConversation' | 'findConversation'>>

export const createBeginnings = (client: ChatwootClient, origin: Origin, site: Site): Beginnings => {
  /**
   * The conversation shows its last message, which may be another than the first: an automatic one, or a contact's in
   * a conversation that was there before. Then the thread is asked for it.
   */
  const begunAs = async (
    conversation: WireConversation,
    first: OutgoingMessage | null,
    call: Call,
  ): Promise<Begun> => {
    const shown = first && conversation.messages?.find((message) => hasMarker(message, first.marker))
    return {
      conversation: conversationOf(conversation, site),
      message: shown
        ? messageOf(shown, conversation.id, site)
        : first && (await findByMarker(client, { origin, site }, conversation.id, first.marker, null, call)),
    }
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

  const addresseeOf = async (whom: Whom, inboxId: string, call: Call): Promise<WireAddressee> => {
    if (typeof whom === 'string') return orMissing(client.addressee(whom, call), 'contact', origin)
    const body = { inbox_id: idValue(inboxId), ...whom }
    return (await find(client, whom, call)) ?? orClosed(client.createContact(body, call), inboxId, call)
  }

  return {
    prepareConversation: async (target, firstMessage, call) => {
      const { inboxId, whom } = checked(target)
      const message = firstMessage && messageBodyOf(firstMessage, origin, ['firstMessage'])
      const contact = await addresseeOf(whom, inboxId, call)
      const sourceId = sourceIdIn(contact, inboxId)
      const body = {
        inbox_id: idValue(inboxId),
        contact_id: idValue(contact.id),
        additional_attributes: { [markerKey]: target.marker },
        ...(sourceId !== null && { source_id: sourceId }),
        ...(message && { message }),
      }
      return {
        trace: { contactId: contact.id },
        post: async () => {
          const created = client.createConversation(body, call)
          const answer = sourceId === null ? orClosed(created, inboxId, call) : created
          const conversation = await orMissing(answer, 'inbox', origin)
          const begun = await orNothing(begunAs(conversation, firstMessage, call))
          // What cannot be shown was sent all the same.
          return begun ?? { conversation: conversationOf(conversation, site), message: null }
        },
      }
    },

    findConversation: async ({ inboxId, marker }, firstMessage, trace, call) => {
      const contactId = isObject(trace) ? trace.contactId : undefined
      if (typeof contactId !== 'string') return null
      const all = await client.contactConversations(contactId, call)
      const own = all.filter(({ inbox_id }) => inbox_id === inboxId)
      const made = own.find(({ additional_attributes }) => additional_attributes?.[markerKey] === marker)
      if (made) return begunAs(made, firstMessage, call)
      // An inbox that keeps one conversation a contact has put the message into that, and marked nothing else.
      const [kept] = own
      if (!kept || !firstMessage) return null
      const begun = await begunAs(kept, firstMessage, call)
      return begun.message ? begun : null
    },
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
}: Omit<NewConversation, 'marker'>): { readonly inboxId: string; readonly whom: Whom } => {
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
