import { isAtLeast, type Role } from '../../domain/role.ts'
import type { Instant } from '../../domain/time.ts'
import type { Call } from '../../upstream/port.ts'

/** How one account is asked on a caller's behalf. */
export type Identity = Pick<Call, 'credential' | 'agentId' | 'subject'>

export interface Caller {
  /** By account name. An account for which the caller has no credential is not there. */
  readonly accounts: ReadonlyMap<string, Identity>
  /** What the caller's token allows, and until when. Absent without a token. */
  readonly grant?: { readonly role: Role; readonly expiresAt: Instant }
}

/** True for a caller without a token: what it may do is for the upstreams to say. */
export const hasRole = ({ grant }: Caller, needed: Role): boolean => !grant || isAtLeast(grant.role, needed)
