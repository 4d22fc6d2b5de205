/**
 * What Infobip sends, as far as Parley reads it. Its description declares nearly nothing required and its words
 * grow, so only what an object cannot be placed without is asked for: an id, and where lists are ordered by
 * time the instant of creation. Words stay words: `map/` decides what an unknown one means.
 */
import { z } from 'zod'
import type { Json } from '../../domain/json.ts'
import { parseInstant } from './time.ts'

const word = z.string().nullish()

export const instant = z.string().transform((text, context) => {
  const value = parseInstant(text)
  if (value !== undefined) return value
  context.addIssue({ code: 'custom', message: 'not an instant' })
  return z.NEVER
})

/** Already JSON: it came out of a JSON parser. */
export const json = z.custom<Json>(() => true).optional()

const pagination = z.object({ totalItems: z.number().nullish() }).nullish()

export const conversation = z.object({
  id: z.string(),
  topic: word,
  summary: word,
  status: word,
  priority: word,
  queueId: word,
  agentId: word,
  /** Only sent by older versions. */
  channel: word,
  createdAt: instant,
  updatedAt: instant.nullish(),
  closedAt: instant.nullish(),
})
export type WireConversation = z.infer<typeof conversation>

export const message = z.object({
  id: z.string(),
  channel: word,
  from: word,
  to: word,
  direction: word,
  authorId: word,
  authorType: word,
  createdAt: instant,
  updatedAt: instant.nullish(),
  contentType: word,
  /** A string in older versions, an object since. */
  content: json,
})
export type WireMessage = z.infer<typeof message>

export const note = z.object({
  id: z.string(),
  agentId: word,
  type: word,
  createdAt: instant,
  updatedAt: instant.nullish(),
  /** A string, and an object with `text` and `attachments` where files come along. */
  content: json,
})
export type WireNote = z.infer<typeof note>

export const agent = z.object({
  id: z.string(),
  displayName: word,
  availability: word,
  role: word,
  /** Only sent by "get one". */
  email: word,
})
export type WireAgent = z.infer<typeof agent>

const bot = z.object({ id: z.string(), displayName: word })
export type WireBot = z.infer<typeof bot>

const queue = z.object({ id: z.string(), name: word, deletedAt: word })
export type WireQueue = z.infer<typeof queue>

const tag = z.object({ name: z.string() })
export type WireTag = z.infer<typeof tag>

export const conversationPage = z.object({ conversations: z.array(conversation), pagination })
export const messagePage = z.object({ messages: z.array(message), pagination })
export const notePage = z.object({ notes: z.array(note), pagination })
export const agentPage = z.object({ agents: z.array(agent), pagination })
export const botPage = z.object({ bots: z.array(bot), pagination })
export const queuePage = z.object({ queues: z.array(queue), pagination })
export const tagPage = z.object({ tags: z.array(tag), pagination })
