import type { Contact } from '../../../domain/actor.ts'

/**
 * Conversations has no contacts, only the address of the other side of a message. So a contact is its address on
 * a channel, and its id is both: `WHATSAPP:447492263899`. What is unsafe in an address is percent-encoded there.
 */
interface ContactKey {
  /** Infobip's word. */
  readonly channel: string
  readonly address: string
}

const phoneChannels = new Set(['SMS', 'WHATSAPP', 'VIBER', 'RCS'])

export const contactAt = (account: string, key: ContactKey): Contact => {
  const { channel, address } = key
  return {
    type: 'Contact',
    account,
    id: formatContactId(key),
    name: null,
    avatarUrl: null,
    email: channel === 'EMAIL' ? address : null,
    // An SMS sender may also be a name.
    phoneNumber: phoneChannels.has(channel) && /^\+?\d{3,20}$/.test(address) ? address : null,
    channelAddress: address,
  }
}

/** Undefined for an id that `contactAt` did not make. */
export const parseContactId = (id: string): ContactKey | undefined => {
  const [, channel, encoded] = /^([A-Z][A-Z0-9_]{0,39}):([\w@+:=.~!*'()%-]{1,400})$/.exec(id) ?? []
  if (channel === undefined || encoded === undefined) return undefined
  try {
    const key = { channel, address: decodeURIComponent(encoded) }
    return formatContactId(key) === id ? key : undefined
  } catch {
    return undefined // a malformed percent escape
  }
}

const formatContactId = ({ channel, address }: ContactKey): string =>
  `${channel}:${encodeURIComponent(address.toWellFormed()).replace(/%(40|2B|3A|3D)/g, decodeURIComponent)}`
