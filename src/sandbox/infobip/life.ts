/** Contacts answer what is sent to them. Of delivery and reading this API tells nothing. */
import type { DatabaseSync } from 'node:sqlite'
import type { Actor } from '../life.ts'
import { answerDelay, chooseReply, isAnswered } from '../replies.ts'
import { plan } from '../schedule.ts'
import { recordInbound } from './message.ts'
import type { ConversationRow, MessageRow } from './shapes.ts'

/** Milliseconds within which our messages count as said in one breath. */
const breath = 5 * 60_000

/** `contentType`: as it was sent; a template is read back as text, and nobody answers it. */
export const planAnswer = (db: DatabaseSync, message: MessageRow, contentType: string): void => {
  const text = textOf(message)
  if (contentType.endsWith('TEMPLATE') || /please fail/i.test(text)) return
  if (!isAnswered(text, positionOf(db, message))) return
  const dueAt = message.createdAt + answerDelay(momentOf(db, message))
  plan(db, { dialect: 'infobip', kind: 'answer', subject: message.id, attempt: 1, dueAt })
}

export const createActor =
  (db: DatabaseSync, now: () => number): Actor =>
  ({ subject }) => {
    const row = db.prepare('SELECT rowid AS place, * FROM infobip_messages WHERE id = ?').get(subject)
    if (row) answer(db, now(), row as unknown as PlacedMessage)
  }

/** Messages are placed in the order in which they came. */
type PlacedMessage = MessageRow & { readonly place: number }

const answer = (db: DatabaseSync, now: number, message: PlacedMessage): void => {
  const { conversationId } = message
  const { status } = db
    .prepare('SELECT status FROM infobip_conversations WHERE id = ?')
    .get(conversationId) as unknown as ConversationRow
  if (status === 'CLOSED' || status === 'SOLVED') return
  const heard = (since: string) =>
    db
      .prepare(
        `SELECT * FROM infobip_messages WHERE conversationId = ? AND direction = 'INBOUND' AND rowid ${since} ?
         ORDER BY rowid DESC LIMIT 1`,
      )
      .get(conversationId, message.place) as unknown as MessageRow | undefined
  if (heard('>')) return // the contact has answered this one together with another
  const before = heard('<') ?? message
  const text = chooseReply({ text: textOf(message), before: textOf(before), moment: momentOf(db, message) })
  // Ids are random: an answer of the same millisecond could come before its question.
  recordInbound(db, Math.max(now, message.createdAt + 1), {
    conversationId,
    channel: message.channel,
    from: message.recipient,
    to: message.sender,
    ...(message.channel === 'EMAIL' ? mail(message, text) : { text }),
  })
}

const mail = ({ sender, content }: MessageRow, text: string) => {
  const { subject = '' } = JSON.parse(content) as { subject?: string }
  return {
    contentType: 'EMAIL',
    content: { toAddresses: [sender], subject: `Re: ${subject.replace(/^Re: /, '')}`, contentText: text },
  }
}

const textOf = ({ content }: MessageRow): string => {
  const value: unknown = JSON.parse(content)
  if (typeof value !== 'object' || value === null) return String(value)
  const { text, caption, contentText } = value as Readonly<Record<string, unknown>>
  return [text, caption, contentText].find((each) => typeof each === 'string') ?? ''
}

/** How many of ours there are in this breath since the contact spoke, this one included. */
const positionOf = (db: DatabaseSync, { conversationId, createdAt }: MessageRow): number => {
  const { count } = db
    .prepare(
      `SELECT count(*) AS count FROM infobip_messages
       WHERE conversationId = ?1 AND direction = 'OUTBOUND' AND createdAt > ?2 AND rowid >
         (SELECT coalesce(max(rowid), 0) FROM infobip_messages WHERE conversationId = ?1 AND direction = 'INBOUND')`,
    )
    .get(conversationId, createdAt - breath) as { count: number }
  return count
}

const momentOf = (db: DatabaseSync, { conversationId, id }: MessageRow): string => {
  const { count } = db
    .prepare(
      `SELECT count(*) AS count FROM infobip_messages
       WHERE conversationId = ? AND rowid <= (SELECT rowid FROM infobip_messages WHERE id = ?)`,
    )
    .get(conversationId, id) as { count: number }
  return `${conversationId} ${count}`
}
