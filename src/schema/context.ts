import type { EventSource } from '../domain/account.ts'
import type { Agent } from '../domain/actor.ts'
import type { Attachment } from '../domain/attachment.ts'
import type { Json } from '../domain/json.ts'
import type { Message, MessageTranslation } from '../domain/message.ts'
import type { Begun, NewConversation, OutgoingMessage, Sought } from '../domain/outgoing.ts'
import type { Role } from '../domain/role.ts'
import type { Instant } from '../domain/time.ts'
import type { Flow } from '../kit/flow.ts'
import type { FeedItem } from '../live/item.ts'
import type { Key, Loaders } from '../loaders/index.ts'
import type { Scope } from '../loaders/scope.ts'
import type { Call, PreparedSend } from '../upstream/port.ts'

/** Something to be sent once. */
export interface SendOrder {
  readonly account: string
  /** JSON of everything that makes it what it is: the same `clientMessageId` with another content is a conflict. */
  readonly content: unknown
  readonly clientMessageId: string | null
  /** What it is to be recognised by when it turns up although nobody knew of it. */
  readonly sought?: Sought
  /** Everything before the one request that has an effect. `marker` is unique to this send. */
  prepare(marker: string, call: Call): Promise<PreparedSend>
  /** Looks whether a send without an answer arrived. */
  find(marker: string, trace: Json, call: Call): Promise<Message | null>
}

/** A conversation to be begun once. */
export interface BeginOrder {
  readonly account: string
  readonly clientMessageId: string | null
  readonly target: Omit<NewConversation, 'marker'>
  readonly firstMessage: Omit<OutgoingMessage, 'marker'> | null
}

/** Events of one conversation, or (null) of every account for which the caller has a credential. */
export interface Events {
  /** Where the feed stood when the operation began, so that it misses nothing that the operation did not see. */
  head(conversation: Key | null): string
  read(conversation: Key | null, after: string, limit: number): Promise<EventPage>
  /** From now on. */
  follow(conversation: Key | null): Promise<Flow<FeedItem>>
  /** From `after` on, or from where the client's connection says that it was; where there is neither, from now on. */
  resume(conversation: Key | null, after: string | null | undefined): Promise<Flow<FeedItem>>
}

export interface EventPage {
  readonly items: readonly FeedItem[]
  readonly cursor: string
  readonly hasMore: boolean
}

/** The caller's budget after this operation was paid. */
export interface RateLimit {
  readonly limit: number
  readonly cost: number
  readonly remaining: number
  readonly resetAt: Instant
}

/** What the caller may reach of the upstreams, and what it may do. */
export interface CallerScope extends Scope {
  /** Throws `UnauthenticatedError` when the caller has no credential for any account. */
  requireCaller(): void
  /** Whether the caller may do what needs this role. Callers whom only the upstreams know have every one. */
  hasRole(needed: Role): boolean
}

/** What the caller may do beyond reading. */
export interface Writes {
  /** Sends at most once for one `clientMessageId` of one caller, see sending/. */
  send(order: SendOrder): Promise<Message>
  /** As `send`, for a conversation and its first message. Throws `UnsupportedError` where none can be begun. */
  begin(order: BeginOrder): Promise<Begun>
  /** Does the work while nobody else, on any instance, does it to the same subject (JSON), see sending/. */
  alone<T>(account: string, subject: unknown, work: (call: Call) => Promise<T>): Promise<T>
  /** Told of what the caller changed upstream, so that others hear of it at once. */
  changed(message: Message, hint: 'created' | 'updated'): void
  /** Told of an agent that the caller has made. */
  joined(agent: Agent): void
  /** The translation that is there, or a new one. Throws `UnsupportedError` where nothing translates. */
  translate(
    message: Message,
    language: string,
  ): Promise<{ readonly message: Message; readonly translation: MessageTranslation }>
  /** Whether `translate` can do anything for messages of this account. */
  canTranslate(account: string): boolean
  /** The id that the sending client gave, from the message or from the ledger of sends, which outlives the upstream's note of it. */
  clientMessageIdOf(message: Message): Promise<string | null>
}

/** Where this API serves files. */
export interface Links {
  /** The attachment's file here; its own address where it leads to a page; null where to nothing. */
  fileUrl(attachment: Attachment): string | null
  /** A small picture of it; null where there is none. */
  thumbnailUrl(attachment: Attachment): string | null
}

/** What a resolver may reach. Filled by the server, fresh for each operation. */
export interface Context {
  readonly scope: CallerScope
  readonly loaders: Loaders
  readonly events: Events
  readonly writes: Writes
  readonly links: Links
  /** What the caller has left of this API's own budget. */
  readonly rateLimit: () => RateLimit
  /** Where the events of an account come from now. */
  readonly eventSource: (account: string) => EventSource
  /** A context for one event: the same caller, and nothing loaded yet. */
  readonly renew: () => Context
}
