import type { Loaders } from '../loaders/index.ts'
import type { Scope } from '../loaders/scope.ts'

/** What a resolver may reach. Filled by the server, fresh for each operation. */
export interface Context extends Scope {
  readonly loaders: Loaders
  /** Throws `UnauthenticatedError` when the caller has no credential for any account. */
  requireCaller(): void
}
