import type { InboxRow } from '../rows.ts'

/** Settings of a channel that only administrators see. */
const secrets = ['hmac_token', 'secret', 'provider_config', 'imap_password', 'smtp_password']

const workingHours = [0, 1, 2, 3, 4, 5, 6].map((day) => {
  const isClosed = day === 0 || day === 6
  return {
    day_of_week: day,
    closed_all_day: isClosed,
    open_hour: isClosed ? null : 9,
    open_minutes: isClosed ? null : 0,
    close_hour: isClosed ? null : 17,
    close_minutes: isClosed ? null : 0,
    open_all_day: false,
  }
})

/** The channel's own settings (phone number, website token, …) stand beside the inbox's. */
export const inboxJson = (inbox: InboxRow, isAdministrator: boolean) => {
  const settings = Object.entries(JSON.parse(inbox.settings) as Record<string, unknown>)
  return {
    id: inbox.id,
    avatar_url: '',
    channel_id: inbox.channel_id,
    name: inbox.name,
    channel_type: inbox.channel_type,
    greeting_enabled: false,
    greeting_message: null,
    working_hours_enabled: false,
    enable_email_collect: true,
    csat_survey_enabled: inbox.channel_type === 'Channel::WebWidget',
    csat_config: {},
    enable_auto_assignment: true,
    auto_assignment_config: {},
    out_of_office_message: null,
    working_hours: workingHours,
    timezone: 'UTC',
    callback_webhook_url: null,
    allow_messages_after_resolved: true,
    lock_to_single_conversation: false,
    sender_name_type: 'friendly',
    business_name: null,
    phone_number: null,
    provider: null,
    ...Object.fromEntries(settings.filter(([key]) => isAdministrator || !secrets.includes(key))),
  }
}

/** An inbox as part of a contact. */
export const inboxSlim = (inbox: InboxRow) => {
  const { provider = null } = JSON.parse(inbox.settings) as { provider?: string }
  return {
    id: inbox.id,
    avatar_url: '',
    channel_id: inbox.channel_id,
    name: inbox.name,
    channel_type: inbox.channel_type,
    provider,
  }
}
