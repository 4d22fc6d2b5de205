import type { DomainError } from '../../domain/errors.ts'
import type { Instant } from '../../domain/time.ts'

/**
 * How a request ended. A refusal is the upstream's word on this one request: nothing is wrong with the upstream. A
 * fault is: it is overloaded, failing, silent or gone. What says nothing of the upstream is thrown instead.
 */
export type Outcome<T> =
  | { readonly kind: 'ANSWER'; readonly value: T }
  | { readonly kind: 'REFUSAL'; readonly error: DomainError }
  | Fault

export interface Fault {
  readonly kind: 'FAULT'
  /** A `DomainError`, or a bug. */
  readonly error: unknown
  /** Whether the same request may succeed a moment later. */
  readonly isPassing: boolean
  /** When the upstream asked to be asked again. */
  readonly retryAt: Instant | null
}
