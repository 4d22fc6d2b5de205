import type { Sql } from '../../sql.ts'

export const inboxIds = {
  website: 1,
  email: 2,
  whatsapp: 3,
  app: 4,
  facebook: 5,
  telegram: 6,
  instagram: 7,
  sms: 8,
  tiktok: 9,
  line: 10,
  betaWebsite: 11,
  betaWhatsapp: 12,
} as const
export type InboxKey = keyof typeof inboxIds

/** What a contact is called on that channel. */
type AddressKind = 'uuid' | 'email' | 'phone' | 'number' | 'handle'

interface SeedInbox {
  readonly account: number
  readonly name: string
  readonly type: string
  readonly address: AddressKind
  readonly settings: Readonly<Record<string, unknown>>
}

const widget = (website: string, token: string) => ({
  website_url: `https://${website}`,
  widget_color: '#1f93ff',
  website_token: token,
  welcome_title: 'Hi there 👋',
  welcome_tagline: 'We usually answer within minutes.',
  reply_time: 'in_a_few_minutes',
  hmac_mandatory: false,
  hmac_token: `hmac-${token}`,
  selected_feature_flags: ['attachments', 'emoji_picker', 'end_conversation'],
})

const whatsapp = (phone: string) => ({
  phone_number: phone,
  provider: 'whatsapp_cloud',
  message_templates: [
    { name: 'order_shipped', language: 'en', category: 'UTILITY', status: 'APPROVED' },
    { name: 'purchase_receipt', language: 'en_US', category: 'UTILITY', status: 'APPROVED' },
  ],
  provider_config: { api_key: 'not-a-real-key', phone_number_id: '100200300' },
})

export const inboxes: Readonly<Record<InboxKey, SeedInbox>> = {
  website: {
    account: 1,
    name: 'Acme website',
    type: 'Channel::WebWidget',
    address: 'uuid',
    settings: widget('www.acme.example', 'acmeWidgetToken'),
  },
  email: {
    account: 1,
    name: 'Support e-mail',
    type: 'Channel::Email',
    address: 'email',
    settings: { email: 'support@acme.example', forward_to_email: 'inbound@acme.example' },
  },
  whatsapp: {
    account: 1,
    name: 'WhatsApp',
    type: 'Channel::Whatsapp',
    address: 'phone',
    settings: whatsapp('+15550100'),
  },
  app: {
    account: 1,
    name: 'Mobile app',
    type: 'Channel::Api',
    address: 'uuid',
    settings: {
      inbox_identifier: 'acmeAppInbox',
      greeting_enabled: true,
      greeting_message: 'Thanks for writing! Somebody from the team is with you in a few minutes.',
      webhook_url: 'https://app.acme.example/chat-hook',
      hmac_token: 'hmac-acme-app',
      secret: 'acme-app-inbox-secret',
      additional_attributes: { agent_reply_time_window: 72 },
    },
  },
  facebook: {
    account: 1,
    name: 'Acme on Facebook',
    type: 'Channel::FacebookPage',
    address: 'number',
    settings: { page_id: '104233980001', reauthorization_required: false },
  },
  telegram: {
    account: 1,
    name: 'Telegram',
    type: 'Channel::Telegram',
    address: 'number',
    settings: { bot_name: 'acme_store_bot' },
  },
  instagram: {
    account: 1,
    name: 'acme.store',
    type: 'Channel::Instagram',
    address: 'number',
    settings: { instagram_id: '17841400001' },
  },
  sms: {
    account: 1,
    name: 'SMS line',
    type: 'Channel::TwilioSms',
    address: 'phone',
    settings: { phone_number: '+15550177', medium: 'sms', messaging_service_sid: null },
  },
  tiktok: {
    account: 1,
    name: 'TikTok shop',
    type: 'Channel::Tiktok',
    address: 'handle',
    settings: {},
  },
  line: {
    account: 1,
    name: 'LINE Japan',
    type: 'Channel::Line',
    address: 'handle',
    settings: {},
  },
  betaWebsite: {
    account: 2,
    name: 'Beta website',
    type: 'Channel::WebWidget',
    address: 'uuid',
    settings: widget('www.beta.example', 'betaWidgetToken'),
  },
  betaWhatsapp: {
    account: 2,
    name: 'Beta WhatsApp',
    type: 'Channel::Whatsapp',
    address: 'phone',
    settings: whatsapp('+15550190'),
  },
}

const inboxKeys = Object.keys(inboxes) as InboxKey[]

export const seedInboxes = (sql: Sql): void => {
  for (const key of inboxKeys) {
    const { account, name, type, settings } = inboxes[key]
    const id = inboxIds[key]
    sql.insert('chatwoot_inboxes', {
      id,
      account_id: account,
      name,
      channel_type: type,
      channel_id: id + 20,
      settings: JSON.stringify(settings),
    })
  }
}
