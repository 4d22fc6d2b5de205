import type { Attachment } from '../domain/attachment.ts'
import type { Json } from '../domain/json.ts'
import type { Message, MessageTranslation } from '../domain/message.ts'
import type { Loaders } from '../loaders/index.ts'
import type { Scope } from '../loaders/scope.ts'
import type { Call, PreparedSend } from '../upstream/port.ts'

/** Something to be sent once. */
export interface SendOrder {
  readonly account: string
  /** JSON of everything that makes it what it is: the same `clientMessageId` with another content is a conflict. */
  readonly content: unknown
  readonly clientMessageId: string | null
  /** Everything before the one request that has an effect. `marker` is unique to this send. */
  prepare(marker: string, call: Call): Promise<PreparedSend>
  /** Looks whether a send without an answer arrived. */
  find(marker: string, trace: Json, call: Call): Promise<Message | null>
}

/** What a resolver may reach. Filled by the server, fresh for each operation. */
export interface Context extends Scope {
  readonly loaders: Loaders
  /** Throws `UnauthenticatedError` when the caller has no credential for any account. */
  requireCaller(): void
  /** Where this API serves an attachment's file; its own address where it leads to a page; null where to nothing. */
  attachmentUrl(attachment: Attachment): string | null
  /** Where this API serves a small picture of it; null where there is none. */
  attachmentThumbnailUrl(attachment: Attachment): string | null
  /** Sends at most once for one `clientMessageId` of one caller, see sending/. */
  send(order: SendOrder): Promise<Message>
  /** The translation that is there, or a new one. Throws `UnsupportedError` where nothing translates. */
  translate(
    message: Message,
    language: string,
  ): Promise<{ readonly message: Message; readonly translation: MessageTranslation }>
  /** Whether `translate` can do anything for messages of this account. */
  canTranslate(account: string): boolean
}
