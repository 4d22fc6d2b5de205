/** What the ledger keeps of a send. */
import type { Json } from '../domain/json.ts'
import type { Message } from '../domain/message.ts'
import type { Begun } from '../domain/outgoing.ts'
import { encodeRef } from '../domain/ref.ts'

/** What can be sent once. JSON: it came as such. */
export interface Kind<T> {
  /** Which object it is, for those who meet it again without its marker. */
  objectKeyOf(made: T): string
  withId(made: T, clientMessageId: string): T
}

/** The message's global id. It stays when a retry or a deletion takes the marker off the message. */
export const objectKeyOf = ({ account, conversationId, id }: Message): string =>
  encodeRef({ type: 'Message', account, path: [conversationId, id] })

export const messageKind: Kind<Message> = {
  objectKeyOf,
  withId: (message, clientMessageId) => ({ ...message, clientMessageId }),
}

/** A conversation, known by the message that came with it: that one is asked for its `clientMessageId`. */
export const conversationKind: Kind<Begun> = {
  objectKeyOf: ({ conversation: { account, id }, message }) =>
    message ? objectKeyOf(message) : encodeRef({ type: 'Conversation', account, path: [id] }),
  withId: ({ conversation, message }, clientMessageId) => ({
    conversation,
    message: message && messageKind.withId(message, clientMessageId),
  }),
}

export interface SentRecord<T> {
  readonly marker: string
  readonly clientMessageId: string
  readonly made: T
}

/** Something that was sent, in the form that `Ledger.settle` and `Ledger.resolve` take. */
export const sentRecord = <T>(
  kind: Kind<T>,
  record: SentRecord<T>,
): { readonly result: Json; readonly objectKey: string } => ({
  result: record as unknown as Json,
  objectKey: kind.objectKeyOf(record.made),
})

export const recordOf = <T>(result: Json): SentRecord<T> => result as unknown as SentRecord<T>

/** What whoever takes over needs to look for it. Left right before it leaves. */
export const toNote = (trace: Json): Json => ({ trace })
export const traceOf = (note: Json): Json => (note as { readonly trace: Json }).trace
