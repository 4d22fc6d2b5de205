import type { Origin } from '../domain/errors.ts'
import type { Json } from '../domain/json.ts'
import type { Message } from '../domain/message.ts'
import type { Sought } from '../domain/outgoing.ts'
import type { Call, Prepared } from '../upstream/port.ts'
import type { Kind } from './record.ts'

/** Something to be sent once. */
export interface SendRequest<T = Message> {
  readonly kind: Kind<T>
  readonly origin: Origin
  /** Keeps callers apart: see `callerKeyOf`. */
  readonly callerKey: string
  /** 1 to 255 characters. Null: sent without protection, so that two equal sends are two messages. */
  readonly clientMessageId: string | null
  /** Which send it is, where several go under one `clientMessageId`. */
  readonly part?: string
  /** JSON of everything that makes the message what it is: kind, conversation, content, attachments, reply. */
  readonly content: unknown
  /** What others need to recognise it when it turns up later. Absent where the upstream's own word tells. */
  readonly sought?: Sought
  readonly call: Call
  /**
   * Everything before the one request that has an effect; `marker` is to travel with it. To be done with the given
   * call: it ends with the caller's until the message leaves, and then no more.
   */
  prepare(marker: string, call: Call): Promise<Prepared<T>>
  /** Looks for it by what `prepare` left. */
  find(marker: string, trace: Json, call: Call): Promise<T | null>
  /** Reads what was sent before, as it is now. */
  load(first: T, call: Call): Promise<T | null>
}

/** A request with its key in the ledger, and who this attempt is. */
export interface Attempt<T> {
  readonly request: SendRequest<T>
  readonly clientMessageId: string
  readonly marker: string
  readonly owner: string
}
