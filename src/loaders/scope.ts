import type { Call, Upstream } from '../upstream/port.ts'

/** The accounts there are, and how this caller reaches them. */
export interface Scope {
  /** Every configured account, in the operator's order. */
  readonly upstreams: readonly Upstream[]
  /** Throws `InvalidInputError` for an account that is not configured. */
  upstream(account: string): Upstream
  /** Whether the caller brought, or was lent, a credential for the account. */
  canCall(account: string): boolean
  /** Throws `UnauthenticatedError` where `canCall` is false. */
  call(account: string): Call
  /** Told how many objects each loader asks for in one go. */
  readonly onBatch?: (loader: string, size: number) => void
}
