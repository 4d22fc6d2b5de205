import type { ConversationRow, Desk, InboxRow } from '../rows.ts'

const hours: Readonly<Record<string, number>> = {
  'Channel::Whatsapp': 24,
  'Channel::FacebookPage': 24,
  'Channel::Instagram': 24,
  'Channel::Tiktok': 48,
}

/** Hours after the contact's last message in which the channel lets agents answer; undefined: always. */
const windowOf = (inbox: InboxRow): number | undefined => {
  const settings = JSON.parse(inbox.settings) as {
    medium?: string
    additional_attributes?: { agent_reply_time_window?: number | string }
  }
  if (inbox.channel_type === 'Channel::Api') {
    return Number(settings.additional_attributes?.agent_reply_time_window) || undefined
  }
  if (inbox.channel_type === 'Channel::TwilioSms') return settings.medium === 'whatsapp' ? 24 : undefined
  return hours[inbox.channel_type]
}

export const canReply = (desk: Desk, row: ConversationRow, inbox: InboxRow): boolean => {
  const window = windowOf(inbox)
  if (window === undefined) return true
  const last = desk.sql.get<{ created_at: number }>(
    `SELECT created_at FROM chatwoot_messages WHERE conversation_id = ? AND message_type = 0
     ORDER BY created_at DESC LIMIT 1`,
    row.id,
  )
  return last !== undefined && desk.now() < last.created_at + window * 3_600_000
}
