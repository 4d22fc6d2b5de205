import type { Channel } from '../../../domain/channel.ts'
import { words } from './words.ts'

/** Every channel that Infobip's messages may name. */
const channelsByWord = {
  APPLE_BUSINESS_CHAT: 'APPLE_MESSAGES',
  CALLS: 'VOICE',
  EMAIL: 'EMAIL',
  FACEBOOK_MESSENGER: 'FACEBOOK',
  FACEBOOK_POST: 'FACEBOOK',
  GOOGLE_BUSINESS_MESSAGES: 'OTHER',
  GOOGLE_PLAY: 'OTHER',
  INSTAGRAM_MESSAGING: 'INSTAGRAM',
  INSTAGRAM_POST: 'INSTAGRAM',
  INTERNAL: 'OTHER',
  KAKAO_SANGDAM: 'KAKAO',
  LINE: 'LINE',
  LIVE_CHAT: 'WEB_CHAT',
  OPEN_CHANNEL: 'API',
  RCS: 'RCS',
  SMS: 'SMS',
  TELEGRAM: 'TELEGRAM',
  TIKTOK: 'TIKTOK',
  TWITTER_DM: 'TWITTER',
  TWITTER_POST: 'TWITTER',
  UNKNOWN: 'OTHER',
  UNUSED: 'OTHER',
  VIBER: 'VIBER',
  VIBER_BOT: 'VIBER',
  VIBER_CALLS: 'VOICE',
  VIDEO: 'VOICE',
  VOICE: 'VOICE',
  WHATSAPP: 'WHATSAPP',
  WHATSAPP_CALLS: 'VOICE',
  ZALO: 'OTHER',
} as const satisfies Record<string, Channel>

/** Those that the list of messages can be filtered by. */
const filterable = new Set([
  'APPLE_BUSINESS_CHAT',
  'EMAIL',
  'FACEBOOK_MESSENGER',
  'INSTAGRAM_MESSAGING',
  'KAKAO_SANGDAM',
  'LINE',
  'LIVE_CHAT',
  'RCS',
  'SMS',
  'TELEGRAM',
  'VIBER',
  'VIBER_BOT',
  'WHATSAPP',
])

const lookUp = words<Channel>(channelsByWord)

export const channelOf = (word: string): Channel => lookUp(word) ?? 'OTHER'

/** The words that filter upstream by exactly this channel; undefined when no set of them does. */
export const filterWordsOf = (channel: Channel): readonly string[] | undefined => {
  if (channel === 'OTHER') return undefined // also stands for words of tomorrow
  const all = Object.keys(channelsByWord).filter((word) => lookUp(word) === channel)
  return all.every((word) => filterable.has(word)) ? all : undefined
}

/** The words to send on. Viber's bots are a channel of their own, which only a contact's id names. */
const sendWords: Readonly<Partial<Record<Channel, string>>> = {
  APPLE_MESSAGES: 'APPLE_BUSINESS_CHAT',
  EMAIL: 'EMAIL',
  FACEBOOK: 'FACEBOOK_MESSENGER',
  INSTAGRAM: 'INSTAGRAM_MESSAGING',
  KAKAO: 'KAKAO_SANGDAM',
  LINE: 'LINE',
  RCS: 'RCS',
  SMS: 'SMS',
  TELEGRAM: 'TELEGRAM',
  VIBER: 'VIBER',
  WEB_CHAT: 'LIVE_CHAT',
  WHATSAPP: 'WHATSAPP',
}

export const sendWordOf = (channel: Channel): string | undefined => sendWords[channel]

/** Infobip takes messages on the channels that it filters by, and on the comments under posts. */
export const isWritable = (word: string): boolean =>
  filterable.has(word) || word === 'FACEBOOK_POST' || word === 'INSTAGRAM_POST'
