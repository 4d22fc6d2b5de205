/** What differs from channel to channel on the provider's side. */
import { createHash } from 'node:crypto'

/** 32 hex digits that belong to the name for ever. */
export const digest = (name: string): string => createHash('sha1').update(name).digest('hex').slice(0, 32)

/** What the provider calls message `id`; null where there is no provider but Chatwoot. */
export const providerMessageId = (channelType: string, id: number): string | null => {
  switch (channelType) {
    case 'Channel::Whatsapp':
      return `wamid.${digest(`wa ${id}`).toUpperCase()}`
    case 'Channel::TwilioSms':
      return `SM${digest(`sms ${id}`)}`
    case 'Channel::Email':
      return `${digest(`mail ${id}`)}@mail.example`
    case 'Channel::FacebookPage':
    case 'Channel::Instagram':
    case 'Channel::Telegram':
      return `m_${digest(`m ${id}`)}`
    case 'Channel::Tiktok':
    case 'Channel::Line':
      return String(7_000_000_000 + id)
    default:
      return null
  }
}

const silentChannels = ['Channel::Email', 'Channel::Telegram', 'Channel::TwilioSms', 'Channel::Line']

/** Whether anybody tells that a message was delivered and read. In an API inbox that is the integration itself. */
export const reportsReceipts = (channelType: string): boolean => !silentChannels.includes(channelType)
