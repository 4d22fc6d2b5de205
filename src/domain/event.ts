/**
 * What happened. Everything but typing and health is kept in the journal as JSON, where a field that was `undefined` (not told)
 * is absent, and so comes back as `undefined`.
 */
import type { Actor, Agent } from './actor.ts'
import type { Conversation } from './conversation.ts'
import type { Json } from './json.ts'
import type { Message } from './message.ts'
import type { Instant } from './time.ts'

interface EventBase {
  readonly account: string
  /** Null for what concerns the whole account. */
  readonly conversationId: string | null
  readonly occurredAt: Instant
}

interface ConversationEvent extends EventBase {
  readonly conversationId: string
}

export interface MessageAdded extends ConversationEvent {
  readonly type: 'MessageAdded'
  readonly message: Message
}

/** Also when a message became a tombstone (`isDeleted`). */
export interface MessageUpdated extends ConversationEvent {
  readonly type: 'MessageUpdated'
  readonly message: Message
}

/** The upstream keeps nothing of the message. */
export interface MessageDeleted extends ConversationEvent {
  readonly type: 'MessageDeleted'
  readonly messageId: string
}

export interface ConversationAdded extends ConversationEvent {
  readonly type: 'ConversationAdded'
  readonly conversation: Conversation
}

export interface ConversationUpdated extends ConversationEvent {
  readonly type: 'ConversationUpdated'
  readonly conversation: Conversation
}

/** Not kept: who was not there has missed nothing. */
export interface TypingChanged extends ConversationEvent {
  readonly type: 'TypingChanged'
  readonly actor: Actor | null
  readonly isTyping: boolean
  /** When it counts as over although nobody said so. */
  readonly expiresAt: Instant | null
}

/** How an account's upstream answers, or what brings its events, is not what it was. Not kept. */
export interface AccountHealthChanged extends EventBase {
  readonly type: 'AccountHealthChanged'
  readonly conversationId: null
}

export interface AgentAvailabilityChanged extends EventBase {
  readonly type: 'AgentAvailabilityChanged'
  readonly conversationId: null
  readonly agent: Agent
}

/** Told as what it means to a subscriber: to load anew. */
export interface UpstreamGap extends EventBase {
  readonly type: 'UpstreamGap'
}

export type JournaledEvent =
  | UpstreamGap
  | MessageAdded
  | MessageUpdated
  | MessageDeleted
  | ConversationAdded
  | ConversationUpdated
  | AgentAvailabilityChanged

/** What is not kept. */
export type PassingEvent = TypingChanged | AccountHealthChanged

export type DomainEvent = JournaledEvent | PassingEvent

const journaledTypes: Readonly<Record<JournaledEvent['type'], true>> = {
  MessageAdded: true,
  MessageUpdated: true,
  MessageDeleted: true,
  ConversationAdded: true,
  ConversationUpdated: true,
  AgentAvailabilityChanged: true,
  UpstreamGap: true,
}

/** The event as it is kept: plain data already, but for fields that are `undefined`. */
export const eventToJson = (event: JournaledEvent): Json => withoutUndefined(event) as Json

/** Undefined for a kind of event that this version does not know: a newer instance may have written it. */
export const eventFromJson = (json: Json): JournaledEvent | undefined => {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined
  const { type } = json as { readonly type?: Json }
  return typeof type === 'string' && Object.hasOwn(journaledTypes, type)
    ? (json as unknown as JournaledEvent)
    : undefined
}

const withoutUndefined = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutUndefined)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) =>
      each === undefined ? [] : [[key, withoutUndefined(each)]],
    ),
  )
}
