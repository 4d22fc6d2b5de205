/** Threads into rows: conversations numbered as they began, messages as they arrived over all accounts. */
import type { Sql } from '../../sql.ts'
import { storeBlob } from '../blobs.ts'
import { digest, providerMessageId, reportsReceipts } from '../channel.ts'
import { priorities } from '../rows.ts'
import type { TimedLine, TimedThread } from './compose.ts'
import { type ContactKey, contactId, contacts, type SeedContact } from './contacts.ts'
import { makeFile } from './files.ts'
import { type InboxKey, inboxes, inboxIds } from './inboxes.ts'
import { agentIds, botId, teamIds } from './people.ts'
import type { SeedAttachment } from './script.ts'

/** An old installation: its first messages are long gone. */
const firstMessageId = 4001

const messageType = { contact: 0, agent: 1, bot: 1, activity: 2, template: 3 } as const

const uuid = (name: string): string =>
  digest(name).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-a$4-$5')

export const writeThreads = (sql: Sql, threads: readonly TimedThread[], now: number): void => {
  const conversationIds = new Map<TimedThread, number>()
  const displayIds = new Map<number, number>()
  const byStart = threads.toSorted((a, b) => a.startedAt - b.startedAt)
  const lines = threads.flatMap((thread) => thread.lines).sort((a, b) => a.arrivedAt - b.arrivedAt)
  const messageIds = new Map(lines.map((line, index) => [line, firstMessageId + index]))
  for (const [index, timed] of byStart.entries()) {
    const { account } = inboxes[timed.thread.inbox]
    const displayId = (displayIds.get(account) ?? 0) + 1
    displayIds.set(account, displayId)
    conversationIds.set(timed, index + 1)
    writeConversation(sql, timed, { id: index + 1, account, displayId, now })
  }
  for (const line of lines) {
    writeLine(sql, line, conversationIds.get(line.thread) ?? 0, (of) => messageIds.get(of) ?? 0)
  }
}

const contactInboxId = (sql: Sql, contact: ContactKey, inbox: InboxKey, now: number): number => {
  const sourceId = addressOf(contact, inbox)
  const known = sql.get<{ id: number }>(
    'SELECT id FROM chatwoot_contact_inboxes WHERE inbox_id = ? AND source_id = ?',
    inboxIds[inbox],
    sourceId,
  )
  return (
    known?.id ??
    sql.insert('chatwoot_contact_inboxes', {
      contact_id: contactId(contact),
      inbox_id: inboxIds[inbox],
      source_id: sourceId,
      hmac_verified: inbox === 'app' ? 1 : 0,
      pubsub_token: digest(`pubsub ${sourceId}`),
      created_at: now,
      updated_at: now,
    })
  )
}

const addressOf = (contact: ContactKey, inbox: InboxKey): string => {
  const { phone = '', email = '' }: SeedContact = contacts[contact]
  switch (inboxes[inbox].address) {
    case 'email':
      return email
    case 'phone':
      return inbox === 'sms' ? phone : phone.slice(1)
    case 'uuid':
      return uuid(`${contact} ${inbox}`)
    case 'number':
      return String(Number.parseInt(digest(`${contact} ${inbox}`).slice(0, 12), 16))
    case 'handle':
      return `U${digest(`${contact} ${inbox}`)}`
  }
}

interface Place {
  readonly id: number
  readonly account: number
  readonly displayId: number
  readonly now: number
}

const writeConversation = (sql: Sql, timed: TimedThread, { id, account, displayId, now }: Place): void => {
  const { thread, lines, startedAt, endedAt } = timed
  const { assignee = thread.agent } = thread
  const replies = lines.filter(({ line }) => line.by === 'agent' && !line.isNote)
  const heard = lines.filter(({ line }) => line.by === 'contact')
  const lastReply = replies.at(-1)
  const unanswered = heard.find(({ arrivedAt }) => arrivedAt > (lastReply?.arrivedAt ?? 0))
  const seenAt = lastSeen(timed)
  sql.insert('chatwoot_conversations', {
    id,
    account_id: account,
    display_id: displayId,
    uuid: uuid(`conversation ${id}`),
    inbox_id: inboxIds[thread.inbox],
    contact_id: contactId(thread.contact),
    contact_inbox_id: contactInboxId(sql, thread.contact, thread.inbox, startedAt),
    assignee_id: assignee === 'bot' || assignee === 'nobody' ? null : agentIds[assignee],
    assignee_agent_bot_id: assignee === 'bot' ? botId : null,
    team_id: thread.team ? teamIds[thread.team] : null,
    status: thread.status,
    priority: thread.priority ? priorities.indexOf(thread.priority) : null,
    additional_attributes: JSON.stringify(thread.additional ?? {}),
    custom_attributes: JSON.stringify(thread.custom ?? {}),
    agent_last_seen_at: seenAt,
    assignee_last_seen_at: assignee === 'bot' || assignee === 'nobody' ? null : seenAt,
    contact_last_seen_at: heard.at(-1)?.createdAt ?? null,
    first_reply_created_at: replies[0]?.createdAt ?? null,
    waiting_since: thread.status === 'resolved' ? null : (unanswered?.createdAt ?? null),
    snoozed_until: thread.snoozedFor === undefined ? null : now + thread.snoozedFor * 3_600_000,
    last_activity_at: endedAt,
    created_at: startedAt,
    updated_at: endedAt + 312,
  })
  for (const [position, title] of (thread.labels ?? []).entries()) {
    sql.insert('chatwoot_conversation_labels', { conversation_id: id, title, position })
  }
  for (const key of thread.participants ?? []) {
    sql.insert('chatwoot_participants', { conversation_id: id, user_id: agentIds[key] })
  }
  for (const key of thread.mentions ?? []) {
    sql.insert('chatwoot_mentions', { conversation_id: id, user_id: agentIds[key] })
  }
}

/** Just before the first unread line of the contact. */
const lastSeen = ({ thread, lines, endedAt }: TimedThread): number | null => {
  const { unread = 0 } = thread
  if (unread === 'all') return null
  if (unread === 0) return endedAt + 1000
  const heard = lines.filter(({ line }) => line.by === 'contact')
  return (heard.at(-unread)?.createdAt ?? 0) - 1
}

const writeLine = (
  sql: Sql,
  timed: TimedLine,
  conversationId: number,
  idOf: (line: TimedLine) => number,
): void => {
  const { line, thread: timedThread, createdAt } = timed
  const { thread, lines } = timedThread
  const id = idOf(timed)
  const sourceId = sourceIdOf(timed, id)
  const target = line.repliesTo === undefined ? undefined : lines[lines.indexOf(timed) - line.repliesTo]
  const reply = target && {
    in_reply_to: idOf(target),
    in_reply_to_external_id: sourceIdOf(target, idOf(target)),
  }
  sql.insert('chatwoot_messages', {
    id,
    account_id: inboxes[thread.inbox].account,
    conversation_id: conversationId,
    inbox_id: inboxIds[thread.inbox],
    message_type: messageType[line.by],
    content: line.text,
    content_type: line.contentType ?? 'text',
    content_attributes: JSON.stringify({ ...line.attributes, ...reply }),
    private: line.isNote ? 1 : 0,
    status: line.status ?? statusOf(timed),
    source_id: sourceId,
    ...senderOf(timed),
    additional_attributes: JSON.stringify(line.additional ?? {}),
    created_at: createdAt,
    updated_at: createdAt,
  })
  for (const attachment of line.attachments ?? []) {
    writeAttachment(sql, attachment, id, inboxes[thread.inbox].account, createdAt)
  }
}

const senderOf = ({ line, thread: { thread } }: TimedLine) => {
  switch (line.by) {
    case 'contact':
      return { sender_type: 'Contact', sender_id: contactId(thread.contact) }
    case 'agent':
      return { sender_type: 'User', sender_id: agentIds[line.agent ?? thread.agent] }
    case 'bot':
      return { sender_type: 'AgentBot', sender_id: botId }
    default:
      return { sender_type: null, sender_id: null }
  }
}

const sourceIdOf = ({ line, thread: { thread } }: TimedLine, id: number): string | null =>
  line.isNote || line.by === 'activity' || line.status === 'failed'
    ? null
    : providerMessageId(inboxes[thread.inbox].type, id)

/** Read once the contact spoke again; before that as far as the channel tells. */
const statusOf = ({ line, arrivedAt, thread: { thread, lines } }: TimedLine): string => {
  const isOurs = line.by === 'agent' || line.by === 'bot'
  if (!isOurs || line.isNote || !reportsReceipts(inboxes[thread.inbox].type)) return 'sent'
  const isAnswered = lines.some((later) => later.line.by === 'contact' && later.arrivedAt > arrivedAt)
  return isAnswered ? 'read' : 'delivered'
}

const writeAttachment = (
  sql: Sql,
  attachment: SeedAttachment,
  messageId: number,
  account: number,
  createdAt: number,
): void => {
  const file = makeFile(attachment)
  const base = { account_id: account, message_id: messageId }
  if (file) {
    const { filename, width, height, data } = file
    const key = digest(`blob ${messageId} ${filename}`).slice(0, 28)
    const blob = { key, filename, content_type: file.contentType, width, height, data, created_at: createdAt }
    const blobId = storeBlob(sql, blob)
    sql.insert('chatwoot_attachments', { ...base, file_type: file.fileType, blob_id: blobId })
  } else if (attachment.kind === 'location') {
    sql.insert('chatwoot_attachments', {
      ...base,
      file_type: 'location',
      fallback_title: attachment.title,
      coordinates_lat: attachment.lat,
      coordinates_long: attachment.long,
      external_url: `https://maps.example/?q=${attachment.lat},${attachment.long}`,
    })
  } else if (attachment.kind === 'contact') {
    const meta = JSON.stringify(attachment.meta)
    sql.insert('chatwoot_attachments', {
      ...base,
      file_type: 'contact',
      fallback_title: attachment.title,
      meta,
    })
  } else if (attachment.kind === 'fallback') {
    const { title, url } = attachment
    sql.insert('chatwoot_attachments', {
      ...base,
      file_type: 'fallback',
      fallback_title: title,
      external_url: url,
    })
  }
}
