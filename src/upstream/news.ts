/** The part of the port in which an upstream comes to Parley: its webhooks, its live connection, and what they tell. */
import type { Conversation } from '../domain/conversation.ts'
import type { TypingChanged } from '../domain/event.ts'
import type { Message } from '../domain/message.ts'
import type { Instant } from '../domain/time.ts'

/** A request to Parley's webhook address, as it came. */
export interface RawDelivery {
  readonly body: Uint8Array
  /** The value of a header; undefined without it. */
  header(name: string): string | undefined
  readonly receivedAt: Instant
}

export interface WebhookReader {
  /**
   * Refuses what does not come from the upstream, before anything of the body is read: `UnauthenticatedError` for a
   * missing or wrong password, `ForbiddenError` for everything else. Gives what no second delivery can have in common
   * with this one unless it repeats it; null where the proof is the same each time.
   */
  verify(delivery: RawDelivery): string | null
  /**
   * What a verified delivery tells, in the order of the payload; nothing for kinds of events that Parley has no use
   * for. Throws `InvalidInputError` for what cannot be read, `ForbiddenError` for what is of another account or old.
   */
  decode(delivery: RawDelivery): readonly News[]
}

/** Hears what an upstream tells over a connection of one user. None of it may throw. */
export interface NewsListener {
  /** From now on news comes. What happened before, or since `down`, was not told. */
  up(): void
  /** No news comes any more, until `up`. */
  down(): void
  news(news: readonly News[], receivedAt: Instant): void
}

/** That something happened to an object. What it is now is best read again: payloads leave things out. */
export type News =
  | (NewsBase & {
      readonly type: 'message'
      readonly conversationId: string
      readonly messageId: string
      /** As the payload has it; null where that is not enough for a message. */
      readonly told: Message | null
    })
  | (NewsBase & {
      readonly type: 'conversation'
      readonly conversationId: string
      readonly told: Conversation | null
      /** What the payload tells and a read of the conversation does not. */
      readonly labels?: readonly string[]
    })
  | (NewsBase & { readonly type: 'messageGone'; readonly conversationId: string; readonly messageId: string })
  | (NewsBase & { readonly type: 'agent'; readonly agentId: string })
  | { readonly type: 'typing'; readonly event: TypingChanged }

interface NewsBase {
  /** Names the delivery of this news; undefined where nothing in it does. */
  readonly deliveryId: string | undefined
  readonly hint: 'created' | 'updated'
  /** That what is told leaves nothing out: where it cannot be read again, nothing is missing. */
  readonly isWhole?: boolean
}

export interface WebhookRegistration {
  readonly id: string
  readonly url: string
  /** The upstream's own words. */
  readonly events: readonly string[]
}

export interface RegisteredWebhook extends WebhookRegistration {
  /** The secret that the upstream made up for its signatures; null where the operator chose it. */
  readonly secret: string | null
  readonly isNew: boolean
}
