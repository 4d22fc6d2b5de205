/** What a source of events knows: the state of one object, and when it was so. */
import type { Agent } from '../domain/actor.ts'
import type { Conversation } from '../domain/conversation.ts'
import type { Message } from '../domain/message.ts'
import type { Instant } from '../domain/time.ts'

interface Sighting {
  /**
   * When this state was read, by Parley's clock: right before the REST request left, or when the payload arrived. The
   * object was in this state then, or is in a later one.
   */
  readonly readAt: Instant
  /**
   * `created`, `updated`: the upstream says that this happened. `seen`: nobody says anything, the object was looked
   * at. A creation never overrides what is known, because it may arrive late.
   */
  readonly hint: 'created' | 'updated' | 'seen'
  /**
   * With `seen`: what is newer than this and was never told is told now. What is older, or anything without `since`,
   * is only remembered, to notice its next change.
   */
  readonly since?: Instant
}

export interface MessageFact extends Sighting {
  readonly type: 'message'
  /** A status of UNKNOWN counts as not told. */
  readonly message: Message
}

export interface ConversationFact extends Sighting {
  readonly type: 'conversation'
  readonly conversation: Conversation
}

export interface AgentFact extends Sighting {
  readonly type: 'agent'
  readonly agent: Agent
}

/** A message of which the upstream keeps nothing. A tombstone is a `MessageFact` with `isDeleted`. */
export interface MessageGoneFact extends Sighting {
  readonly type: 'messageGone'
  readonly conversationId: string
  readonly messageId: string
}

/** More happened than a look reads: what is missing, nobody knows. */
export interface GapFact extends Sighting {
  readonly type: 'gap'
  /** Null: anywhere in the account. */
  readonly conversationId: string | null
}

export type Fact = MessageFact | ConversationFact | AgentFact | MessageGoneFact | GapFact
