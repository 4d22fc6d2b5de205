import { DomainError, isOutcomeUnknown } from '../domain/errors.ts'
import type { Message } from '../domain/message.ts'
import type { PreparedSend } from '../upstream/port.ts'
import type { Wait } from './lease.ts'

/** What became of a post. */
export type Outcome =
  | { readonly state: 'DONE'; readonly message: Message }
  /** Definitely not sent. */
  | { readonly state: 'FAILED'; readonly error: unknown }
  | { readonly state: 'UNKNOWN'; readonly cause?: unknown }

/** The one request that has an effect. Where its answer does not tell, `find` has to. */
export const post = async (
  prepared: PreparedSend,
  find: () => Promise<Message | null>,
  wait: Wait,
): Promise<Outcome> => {
  try {
    return { state: 'DONE', message: await prepared.post() }
  } catch (error) {
    if (wasNotSent(error)) return { state: 'FAILED', error }
    const message = await search(find, wait)
    return message ? { state: 'DONE', message } : { state: 'UNKNOWN', cause: error }
  }
}

/** An exception that is no `DomainError` is a bug, perhaps in reading the answer to a post that was carried out. */
const wasNotSent = (error: unknown): boolean => error instanceof DomainError && !isOutcomeUnknown(error)

/** Milliseconds before each look: an upstream may store a message after it stopped answering. */
const delays = [0, 500, 1_500]

/** Looks for a message several times. A look that fails tells nothing. */
export const search = async (find: () => Promise<Message | null>, wait: Wait): Promise<Message | null> => {
  for (const ms of delays) {
    if (ms > 0) await wait(ms)
    const message = await find().catch(() => null)
    if (message) return message
  }
  return null
}
