/** Where the contact is. New values may be added in minor versions. */
export const channels = [
  'WEB_CHAT',
  'API',
  'EMAIL',
  'SMS',
  'WHATSAPP',
  'FACEBOOK',
  'INSTAGRAM',
  'TELEGRAM',
  'VIBER',
  'LINE',
  'RCS',
  'APPLE_MESSAGES',
  'KAKAO',
  'TWITTER',
  'TIKTOK',
  'VOICE',
  'OTHER',
] as const

export type Channel = (typeof channels)[number]
