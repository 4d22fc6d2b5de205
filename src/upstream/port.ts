/**
 * The port: what Parley needs of an upstream, drawn from what Chatwoot and Infobip share. Everything right of
 * here (loaders, schema, server) knows only this file. What only some upstreams can do is an optional member:
 * absent means Unsupported, and callers must look before they call.
 *
 * Every method may throw a `DomainError` and nothing else on purpose. Ids are the upstream's own and have
 * passed `acceptsId`. Objects that come back may be shared between callers: never change them.
 */
import type { Account, AccountHealth } from '../domain/account.ts'
import type { Agent, Bot, Contact, NewAgent, Profile } from '../domain/actor.ts'
import type { Attachment } from '../domain/attachment.ts'
import type { Capability } from '../domain/capability.ts'
import type {
  Conversation,
  ConversationFilterField,
  ConversationQuery,
  ConversationStatus,
  ReplyBlockedReason,
} from '../domain/conversation.ts'
import type { Json } from '../domain/json.ts'
import type { Message, MessageFilter, MessageStatus, MessageTranslation } from '../domain/message.ts'
import type { Begun, NewConversation, OutgoingMessage, OutgoingNote } from '../domain/outgoing.ts'
import type { Page, PageItem, PageRequest } from '../domain/page.ts'
import type { Inbox, Label, Team } from '../domain/place.ts'
import type { NodeType } from '../domain/ref.ts'
import type { Call, CallerHeaders, Credential } from './call.ts'
import type { AttachmentStream, UploadFile } from './file.ts'
import type { NewsListener, RegisteredWebhook, WebhookReader, WebhookRegistration } from './news.ts'

export type { Call, CallerHeaders, Credential } from './call.ts'
export type { Exchange, FollowedRequest, UpstreamRequest } from './exchange.ts'
export type { AttachmentStream, UploadFile } from './file.ts'
export type { News, NewsListener, RawDelivery, WebhookReader, WebhookRegistration } from './news.ts'

export interface ConversationItem extends PageItem<Conversation> {
  /**
   * What the list is ordered by, as a number that can be compared between accounts: milliseconds, or for
   * PRIORITY 0 (none) to 4 (urgent). Null sorts last in either direction.
   */
  readonly sortKey: number | null
}

/**
 * A part of a list: what one REST call brought, cut to the limit. `hasNext` (or `hasPrevious`, reading from the
 * end) may be true with fewer items than asked for: ask on from the last (first) position.
 */
export interface ConversationChunk extends Page<Conversation> {
  readonly items: readonly ConversationItem[]
}

export interface Upstream {
  readonly account: Account
  readonly capabilities: readonly Capability[]
  readonly settableStatuses: readonly ConversationStatus[]
  readonly supportedFilters: readonly ConversationFilterField[]

  health(): AccountHealth
  /** Whether a raw id has the upstream's own form and is safe in a path. */
  acceptsId(type: NodeType, id: string): boolean
  /** The credential for this account among what the caller sent; null when there is none. */
  credentialOf(headers: CallerHeaders): Credential | null
  profile(call: Call): Promise<Profile>
  /** Absent where the upstream has no versions. */
  version?(call: Call): Promise<UpstreamVersion>

  readonly conversations: {
    /** Null when this query can be served here; else the reason, for people, why not. */
    whyUnsupported(query: ConversationQuery): string | null
    /** `after` and `before` of the request are never both set. */
    list(query: ConversationQuery, request: PageRequest, call: Call): Promise<ConversationChunk>
    /** Size of the list; null where the upstream does not count. */
    count(query: ConversationQuery, call: Call): Promise<number | null>
    /** One entry per id, in order; null where there is none that the caller may see. */
    getMany(ids: readonly string[], call: Call): Promise<readonly (Conversation | null)[]>
    /** Why a reply by this caller would be refused now; null when it would not. `agentOf` finds an agent of the account. */
    replyBlockedReason(
      conversation: Conversation,
      caller: { readonly agentId: string | null },
      agentOf: (id: string) => Promise<Agent | null>,
    ): Promise<ReplyBlockedReason | null>
  }

  readonly messages: {
    /** Null when this filter can be served here; else the reason, for people, why not. */
    whyUnsupported(filter: MessageFilter): string | null
    /** Oldest first. A full page as asked for, however many calls that takes. Throws `NotFoundError` for an unknown conversation. */
    list(
      conversationId: string,
      filter: MessageFilter,
      request: PageRequest,
      call: Call,
    ): Promise<Page<Message>>
    /** The page of at most `limit` messages in whose middle `messageId` stands. Throws `NotFoundError` without it. */
    around(
      conversationId: string,
      filter: MessageFilter,
      messageId: string,
      limit: number,
      call: Call,
    ): Promise<Page<Message>>
    /** Size of the list; null where the upstream does not count. */
    count(conversationId: string, filter: MessageFilter, call: Call): Promise<number | null>
    /** Messages of one conversation. One entry per id, in order; null where there is none. */
    getMany(conversationId: string, ids: readonly string[], call: Call): Promise<readonly (Message | null)[]>
    /** The newest message of the conversation. Where notes are a list of their own, they do not count. */
    last(conversationId: string, call: Call): Promise<Message | null>
    /**
     * Everything before a send that can fail without a trace: checks the message against what the upstream takes
     * (`InvalidInputError` with the path inside the message, `UnsupportedError`), decides from a fresh read who
     * may answer (`ReplyBlockedError`) and where it goes. `trace` is kept with the send, for `findSent`.
     */
    prepareSend(conversationId: string, message: OutgoingMessage, call: Call): Promise<PreparedSend>
    /** Looks whether a send that got no answer arrived; null when nothing of it is there. */
    findSent(
      conversationId: string,
      message: OutgoingMessage,
      trace: Json,
      call: Call,
    ): Promise<Message | null>
  }

  /** What can be done beyond reading and sending. An absent member is unsupported here. */
  readonly can: {
    /** As `prepareSend`, for a note that only agents see. */
    readonly prepareNote?: (conversationId: string, note: OutgoingNote, call: Call) => Promise<PreparedSend>
    readonly findNote?: (
      conversationId: string,
      note: OutgoingNote,
      trace: Json,
      call: Call,
    ) => Promise<Message | null>
    /** As `prepareSend`, for a message that the contact wrote elsewhere; `findSent` finds it too. */
    readonly prepareIncoming?: (
      conversationId: string,
      message: OutgoingMessage,
      call: Call,
    ) => Promise<PreparedSend>
    /** Sends a failed message again in place; gives it as it is then. `NotRetryableError` when it has not failed. */
    readonly retry?: (conversationId: string, messageId: string, call: Call) => Promise<Message>
    /** The upstream's own translation; null when the account has none set up, or there is nothing to translate. */
    readonly translate?: (
      message: Message,
      language: string,
      call: Call,
    ) => Promise<{ readonly message: Message; readonly translation: MessageTranslation } | null>
    /** Gives the tombstone. Throws `NotFoundError`. */
    readonly deleteMessage?: (conversationId: string, messageId: string, call: Call) => Promise<Message>
    /** Gives the message as it is then: an upstream may refuse a transition without a word. */
    readonly updateStatus?: (
      conversationId: string,
      messageId: string,
      status: MessageStatus,
      reason: string | null,
      call: Call,
    ) => Promise<Message>
    /**
     * As `prepareSend`, for a conversation: everything that can be known to be wrong with it, or with its first
     * message, is refused before it exists.
     */
    readonly prepareConversation?: (
      target: NewConversation,
      firstMessage: OutgoingMessage | null,
      call: Call,
    ) => Promise<Prepared<Begun>>
    /** Looks whether a conversation that got no answer was begun; null when nothing of it is there. */
    readonly findConversation?: (
      target: NewConversation,
      firstMessage: OutgoingMessage | null,
      trace: Json,
      call: Call,
    ) => Promise<Begun | null>
    /**
     * The first message, where it is a request of its own, in the conversation that was made for it. `findSent`
     * finds it. Absent where it goes along with the conversation.
     */
    readonly prepareFirstMessage?: (
      target: NewConversation,
      conversationId: string,
      firstMessage: OutgoingMessage,
      call: Call,
    ) => Promise<PreparedSend>
    readonly createAgent?: (agent: NewAgent, call: Call) => Promise<Agent>
    /** Hands a file to the upstream; gives its handle for `OutgoingAttachment`. */
    readonly upload?: (
      conversationId: string,
      file: UploadFile,
      call: Call,
    ) => Promise<{ readonly handle: string }>
  }

  /** A file of a message, streamed from wherever the upstream keeps it. `range` is the value of a `Range` header. */
  openAttachment(attachment: Attachment, range: string | null, call: Call): Promise<AttachmentStream>

  readonly contacts: {
    get(id: string, call: Call): Promise<Contact | null>
  }

  readonly agents: Collection<Agent> & {
    /** The agent with every field; where a list leaves some out. */
    get?(id: string, call: Call): Promise<Agent | null>
  }
  readonly bots: Collection<Bot>
  readonly teams: Collection<Team>
  /** Labels of the account. */
  readonly labels: { list(call: Call): Promise<readonly Label[]> }
  /** Absent where conversations do not live in inboxes. */
  readonly inboxes?: Collection<Inbox>
  /** Label names of one conversation, where they do not come with it. */
  readonly conversationLabels?: { list(conversationId: string, call: Call): Promise<readonly string[]> }

  /** Reads what the upstream posts to Parley. Absent where no secret is configured: then nothing is believed. */
  readonly webhook?: WebhookReader
  /** What the upstream posts where, by its own API. */
  readonly webhooks: WebhookRegistry
  /**
   * Hears what the upstream tells the caller over a connection, made again by itself, until `call.signal`. Rejects when
   * that leads nowhere, as with a credential that is refused. Absent where the upstream has no such connection.
   */
  readonly listen?: (call: Call, listener: NewsListener) => Promise<void>

  /** Ends idle sockets. */
  close(): Promise<void>
}

export interface UpstreamVersion {
  /** Such as `4.15.1`; null when it does not tell. */
  readonly running: string | null
  /** The oldest that does all that Parley uses. */
  readonly oldest: string
}

export interface WebhookRegistry {
  /** The events that Parley makes use of, in the upstream's own words. */
  readonly wanted: readonly string[]
  /** Adds `url`, or completes what is there for it. */
  register(url: string, call: Call): Promise<RegisteredWebhook>
  list(call: Call): Promise<readonly WebhookRegistration[]>
  /** Ends what is posted to `url`; gives how many there were. */
  remove(url: string, call: Call): Promise<number>
  /** Sentences for the operator: what these webhooks never tell. */
  readonly untold: readonly string[]
}

/** Something that is ready to go: `post` makes the one request that has an effect. */
export interface Prepared<T> {
  readonly trace: Json
  /** Throws what `isOutcomeUnknown` (domain/errors) tells apart: nothing happened, or nobody knows. */
  post(): Promise<T>
}

export type PreparedSend = Prepared<Message>

/** A small set of reference objects. */
export interface Collection<T> {
  /** All of them. */
  list(call: Call): Promise<readonly T[]>
  /** One entry per id, in order; null where there is none. Absent where `list` is one call and gives everything. */
  getMany?(ids: readonly string[], call: Call): Promise<readonly (T | null)[]>
}
