import type { DatabaseSync } from 'node:sqlite'
import { demoTenant, otherTenant } from '../auth.ts'
import { insertConversation } from '../conversation.ts'
import { insertMessage } from '../message.ts'
import { insertNote, noteAttachment } from '../note.ts'
import { mediaScheme } from '../shapes.ts'
import { hash, hexOf, uuidOf } from './ids.ts'
import { mediaFile } from './media.ts'
import type { Line, Speaker, Thread } from './script.ts'
import { agents, bot, queues } from './staff.ts'

const minute = 60_000

/** One conversation with all that belongs to it, so placed in time that its last message was `endedAgo` minutes ago. */
export const insertThread = (db: DatabaseSync, now: number, thread: Thread): void => {
  const idOf = thread.hasOldIds ? hexOf : uuidOf
  const id = idOf(`conversation ${thread.key}`)
  const times = placeLines(thread, now - thread.endedAgo * minute)
  const first = times[0] ?? now
  const last = times.at(-1) ?? now
  const closedAt = thread.status === 'CLOSED' ? last + 7 * minute : null

  insertConversation(db, {
    id,
    tenant: thread.tenant === 'other' ? otherTenant : demoTenant,
    topic: thread.topic ?? null,
    summary: thread.summary ?? null,
    status: thread.status,
    priority: thread.priority ?? 'NORMAL',
    queueId: thread.queue ? queues[thread.queue].id : null,
    agentId: assigneeId(thread),
    metadata: JSON.stringify(thread.metadata ?? {}),
    createdAt: first - 400,
    updatedAt: closedAt ?? last,
    closedAt,
  })
  thread.lines.forEach((line, index) => {
    const messageId = idOf(`message ${thread.key} ${index}`)
    insertLine(db, thread, line, { id: messageId, conversationId: id, time: times[index] ?? last })
  })
  insertNotes(db, thread, id, times)
  const addTag = db.prepare('INSERT INTO infobip_conversation_tags VALUES (?, ?)')
  for (const tag of thread.tags ?? []) addTag.run(id, tag)
}

const assigneeId = ({ assignee }: Thread): string | null => {
  if (assignee === undefined) return null
  return assignee === 'bot' ? bot.id : agents[assignee].id
}

/** The time of each line, the last at `end`. A natural pause is 20 seconds to 6 minutes, with odd milliseconds. */
const placeLines = (thread: Thread, end: number): number[] => {
  const pauses = thread.lines.map(({ after }, index) => {
    if (after === 0) return 0
    const chance = hash(`${thread.key} ${index}`)
    const odd = (chance.readUInt16BE(0) % 60_000) + 123
    return after === undefined ? 20_000 + (chance.readUInt32BE(2) % (340 * 1000)) : after * minute + odd
  })
  const times: number[] = []
  let time = end
  for (let index = pauses.length - 1; index >= 0; index--) {
    times[index] = time
    time -= pauses[index] ?? 0
  }
  return times
}

interface Place {
  readonly id: string
  readonly conversationId: string
  readonly time: number
}

const authorTypes: Readonly<Record<Speaker, string>> = {
  customer: 'CUSTOMER',
  agent: 'AGENT',
  bot: 'BOT',
  system: 'SYSTEM',
}

const insertLine = (
  db: DatabaseSync,
  thread: Thread,
  line: Line,
  { id, conversationId, time }: Place,
): void => {
  const isInbound = line.by === 'customer'
  const { content, hasMedia } = storeFiles(db, conversationId, id, line.content)
  insertMessage(db, {
    id,
    conversationId,
    channel: thread.channel,
    sender: isInbound ? thread.contact : thread.business,
    recipient: isInbound ? thread.business : thread.contact,
    direction: isInbound ? 'INBOUND' : 'OUTBOUND',
    authorId: authorId(thread, line.by),
    authorType: authorTypes[line.by],
    contentType: line.contentType,
    content,
    hasMedia,
    createdAt: time,
    updatedAt: time,
  })
}

/** An agent's lines without anybody assigned were sent without `x-agent-id`, and belong to nobody. */
const authorId = ({ assignee, answeredBy }: Thread, by: Speaker): string | null => {
  if (by === 'bot') return bot.id
  if (by !== 'agent') return null
  const key = answeredBy ?? (assignee === 'bot' ? undefined : assignee)
  return key ? agents[key].id : null
}

/** Keeps a file for each `file:` in the content, and puts its URL there. */
const storeFiles = (db: DatabaseSync, conversationId: string, owner: string, content: unknown) => {
  let hasMedia = 0
  const json = JSON.stringify(content).replace(/"file:([^"]+)"/g, (_, name: string) => {
    hasMedia = 1
    return JSON.stringify(`${mediaScheme}${storeFile(db, conversationId, owner, name).id}/${name}`)
  })
  return { content: json, hasMedia }
}

const storeFile = (db: DatabaseSync, conversationId: string, owner: string, name: string) => {
  const id = uuidOf(`media ${owner} ${name}`)
  const { contentType, bytes } = mediaFile(name)
  const add = db.prepare('INSERT INTO infobip_media VALUES (?, ?, ?, ?, ?)')
  add.run(id, conversationId, name, contentType, bytes)
  return { id, name, contentType, size: bytes.length }
}

const insertNotes = (
  db: DatabaseSync,
  thread: Thread,
  conversationId: string,
  times: readonly number[],
): void => {
  thread.notes?.forEach((note, index) => {
    const id = uuidOf(`note ${thread.key} ${index}`)
    const time = (times[note.afterLine] ?? 0) + 15_000
    const file = note.file && storeFile(db, conversationId, id, note.file)
    const content = file ? { text: note.text, attachments: [noteAttachment(file)] } : note.text
    insertNote(db, {
      id,
      conversationId,
      agentId: agents[note.by].id,
      type: file ? 'ATTACHMENT' : 'INTERNAL',
      content: JSON.stringify(content),
      hasMedia: file ? 1 : 0,
      createdAt: time,
      updatedAt: time,
    })
  })
}
