import type { Role } from '../domain/role.ts'
import type { Instant } from '../domain/time.ts'

/** What a token proves. */
export interface Grant {
  /** Who it is: equal for all tokens of one person, different for different ones; a hash. */
  readonly subject: string
  /** The accounts that may be used, and the agent in whose name in each; null where the claims name none. */
  readonly accounts: ReadonlyMap<string, string | null>
  /** The agent of the accounts that name none; null where the claims name none. */
  readonly agentId: string | null
  readonly role: Role
  /** When it ends. The tolerance for clocks is added already. */
  readonly expiresAt: Instant
}

export interface TokenVerifier {
  /**
   * Throws `UnauthenticatedError` for a token that proves nobody, and `UpstreamUnavailableError` while the keys that it
   * would be checked with cannot be had.
   */
  verify(token: string): Promise<Grant>
  /** Ends idle sockets. */
  close(): Promise<void>
}
