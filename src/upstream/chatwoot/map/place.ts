import type { Channel } from '../../../domain/channel.ts'
import type { Inbox, Label, Team } from '../../../domain/place.ts'
import type { WireInbox, WireLabel, WireTeam } from '../wire.ts'
import { presentOrNull, type Site } from './site.ts'

const channels: Readonly<Record<string, Channel>> = {
  'Channel::Api': 'API',
  'Channel::Email': 'EMAIL',
  'Channel::FacebookPage': 'FACEBOOK',
  'Channel::Instagram': 'INSTAGRAM',
  'Channel::Line': 'LINE',
  'Channel::Sms': 'SMS',
  'Channel::Telegram': 'TELEGRAM',
  'Channel::Tiktok': 'TIKTOK',
  // Twilio inboxes may carry WhatsApp too, but a conversation does not say so, and an inbox and its
  // conversations must agree for the channel filter.
  'Channel::TwilioSms': 'SMS',
  'Channel::TwitterProfile': 'TWITTER',
  'Channel::Voice': 'VOICE',
  'Channel::WebWidget': 'WEB_CHAT',
  'Channel::Whatsapp': 'WHATSAPP',
}

export const channelOf = (type: string): Channel =>
  Object.hasOwn(channels, type) ? (channels[type] ?? 'OTHER') : 'OTHER'

export const inboxOf = (wire: WireInbox, { account }: Site): Inbox => ({
  account,
  id: wire.id,
  name: wire.name,
  channel: channelOf(wire.channel_type ?? ''),
})

export const teamOf = (wire: WireTeam, { account }: Site): Team => ({
  account,
  id: wire.id,
  name: wire.name,
})

export const labelOf = (wire: WireLabel): Label => ({ name: wire.title, color: presentOrNull(wire.color) })
