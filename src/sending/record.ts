/** What the ledger keeps of a send. */
import type { Json } from '../domain/json.ts'
import type { Message } from '../domain/message.ts'
import { encodeRef } from '../domain/ref.ts'

/** A message that was sent, in the form that `Ledger.settle` and `Ledger.resolve` take. */
export const sentRecord = (
  marker: string,
  message: Message,
): { readonly result: Json; readonly objectKey: string } => ({
  result: { marker, message: message as unknown as Json }, // a message is JSON: it came as such
  objectKey: objectKeyOf(message),
})

/** The message's global id. It stays when a retry or a deletion takes the marker off the message. */
export const objectKeyOf = ({ account, conversationId, id }: Message): string =>
  encodeRef({ type: 'Message', account, path: [conversationId, id] })

export const messageOf = (result: Json): Message => (result as unknown as SentResult).message
export const resultMarker = (result: Json): string => (result as unknown as SentResult).marker

interface SentResult {
  readonly marker: string
  readonly message: Message
}

/** What whoever takes over needs to look for the message. Left right before the message leaves. */
export const toNote = (trace: Json): Json => ({ trace })
export const traceOf = (note: Json): Json => (note as { readonly trace: Json }).trace
