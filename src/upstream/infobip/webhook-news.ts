/** What Infobip's webhooks tell. Nothing in an event names its delivery, so that is put together from what it is about. */
import { z } from 'zod'
import type { Conversation } from '../../domain/conversation.ts'
import { ForbiddenError, InvalidInputError, type Origin } from '../../domain/errors.ts'
import type { Message } from '../../domain/message.ts'
import type { Instant } from '../../domain/time.ts'
import { parseJson } from '../../kit/json.ts'
import type { News, RawDelivery } from '../port.ts'
import { isSafeId } from './id.ts'
import { toConversation } from './map/conversation.ts'
import { toMessage } from './map/message.ts'
import { formatNoteId } from './map/note.ts'
import { instant, json } from './wire.ts'

/** Milliseconds: an event is remembered for so long, so an older one could be a repetition. */
const oldestMs = 24 * 60 * 60_000

const id = z.string().refine(isSafeId)
const word = z.string().nullish()
const optionalInstant = instant.nullish().catch(null)

const message = z.object({
  id,
  channel: word,
  from: word,
  to: word,
  content: json,
  createdAt: optionalInstant,
  updatedAt: optionalInstant,
})

const event = z.object({
  type: z.string(),
  timestamp: optionalInstant,
  payload: z.object({
    id,
    status: z.unknown().optional(),
    priority: word,
    topic: word,
    channel: word,
    queue: z.object({ id: word }).nullish(),
    assignee: z.object({ id: word }).nullish(),
    tags: z.array(z.object({ name: z.string() })).nullish(),
    timestamp: z.unknown().optional(),
    message: message.nullish(),
    note: z.object({ id }).nullish(),
    addedTag: z.object({ id: word, name: word }).nullish(),
    removedTag: z.object({ id: word, name: word }).nullish(),
  }),
})
type Event = z.infer<typeof event>

export const newsIn = ({ body, receivedAt }: RawDelivery, origin: Origin): readonly News[] => {
  const payload = payloadOf(body)
  const result = z.array(event).safeParse(Array.isArray(payload) ? payload : [payload])
  if (!result.success) throw new InvalidInputError('The delivery has not the form of an event.')
  const events = result.data.filter(({ timestamp }) => !timestamp || timestamp > receivedAt - oldestMs)
  if (events.length === 0 && result.data.length > 0) throw new ForbiddenError('The event is too old.', origin)
  return events.flatMap((each) => newsOf(each, origin.account, receivedAt) ?? [])
}

const payloadOf = (body: Uint8Array): unknown => {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new InvalidInputError('The delivery is not JSON.')
  }
}

/** Undefined for what Parley has no use for. */
const newsOf = (event: Event, account: string, receivedAt: Instant): News | undefined => {
  const { type, payload } = event
  const { id: conversationId, message, note } = payload
  const deliveryId = deliveryIdOf(event)
  const hint = type.endsWith('_MESSAGE') || /_(CREATED|NOTE_ADDED)$/.test(type) ? 'created' : 'updated'
  const base = { deliveryId, hint, conversationId } as const
  if (type === 'CONVERSATION_AGENT_STATUS_CHANGED') {
    return { type: 'agent', deliveryId, hint, agentId: payload.id }
  }
  if (message) {
    const told = messageOf(event, message, account, receivedAt)
    return { ...base, type: 'message', messageId: message.id, told }
  }
  if (note) {
    const messageId = formatNoteId(note.id)
    return type === 'CONVERSATION_NOTE_REMOVED'
      ? { ...base, type: 'messageGone', messageId }
      : { ...base, type: 'message', messageId, told: null }
  }
  if (!type.startsWith('CONVERSATION_')) return undefined
  const labels = payload.tags?.map(({ name }) => name)
  return {
    ...base,
    type: 'conversation',
    told: hint === 'created' ? conversationOf(event, account, receivedAt) : null, // else nobody says since when it is
    ...(labels && { labels }),
  }
}

const deliveryIdOf = ({ type, timestamp, payload }: Event): string | undefined => {
  const { id, message, note, addedTag, removedTag } = payload
  const at = payload.timestamp ?? timestamp
  if (at === undefined || at === null) return undefined
  const tag = addedTag ?? removedTag
  const part = message?.id ?? note?.id ?? tag?.id ?? tag?.name ?? null
  return JSON.stringify([type, id, part, at])
}

const wasSentByUs = (type: string): boolean => type.startsWith('OUTBOUND')

/** The type of the content is not told: what is no text comes as content that Parley cannot show, until it is read. */
const messageOf = (
  { type, timestamp, payload }: Event,
  told: z.infer<typeof message>,
  account: string,
  receivedAt: Instant,
): Message | null => {
  if (!type.endsWith('BOUND_MESSAGE')) return null // an update may be of either direction, and older than its words
  return toMessage(account, payload.id, {
    ...told,
    direction: wasSentByUs(type) ? 'OUTBOUND' : 'INBOUND',
    authorId: null,
    authorType: wasSentByUs(type) ? null : 'CUSTOMER',
    contentType: null,
    createdAt: told.createdAt ?? timestamp ?? receivedAt,
  })
}

const conversationOf = ({ timestamp, payload }: Event, account: string, receivedAt: Instant): Conversation =>
  toConversation(account, {
    id: payload.id,
    topic: payload.topic,
    status: typeof payload.status === 'string' ? payload.status : null,
    priority: payload.priority,
    queueId: payload.queue?.id,
    agentId: payload.assignee?.id,
    channel: payload.channel,
    createdAt: timestamp ?? receivedAt,
    updatedAt: null,
    closedAt: null,
  })
