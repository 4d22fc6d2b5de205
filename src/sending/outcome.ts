import { DomainError, isOutcomeUnknown } from '../domain/errors.ts'
import type { Prepared } from '../upstream/port.ts'
import type { Wait } from './lease.ts'

/** What became of a post. */
export type Outcome<T> =
  | { readonly state: 'DONE'; readonly made: T }
  /** Definitely not sent. */
  | { readonly state: 'FAILED'; readonly error: unknown }
  | { readonly state: 'UNKNOWN'; readonly cause?: unknown }

/** The one request that has an effect. Where its answer does not tell, `find` has to. */
export const post = async <T>(
  prepared: Prepared<T>,
  find: () => Promise<T | null>,
  wait: Wait,
): Promise<Outcome<T>> => {
  try {
    return { state: 'DONE', made: await prepared.post() }
  } catch (error) {
    if (wasNotSent(error)) return { state: 'FAILED', error }
    const made = await search(find, wait)
    return made ? { state: 'DONE', made } : { state: 'UNKNOWN', cause: error }
  }
}

/** An exception that is no `DomainError` is a bug, perhaps in reading the answer to a post that was carried out. */
const wasNotSent = (error: unknown): boolean => error instanceof DomainError && !isOutcomeUnknown(error)

/** Milliseconds before each look: an upstream may store a message after it stopped answering. */
const delays = [0, 500, 1_500]

/** Looks several times. A look that fails tells nothing. */
export const search = async <T>(find: () => Promise<T | null>, wait: Wait): Promise<T | null> => {
  for (const ms of delays) {
    if (ms > 0) await wait(ms)
    const made = await find().catch(() => null)
    if (made) return made
  }
  return null
}
