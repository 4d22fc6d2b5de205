import type { Ledger } from '../state/port.ts'
import type { Wait } from './lease.ts'
import type { Missing } from './missing.ts'

/** `REPEATED`: it was sent before. `FAILED`: definitely not sent. */
export type SendOutcome = 'DONE' | 'REPEATED' | 'FAILED' | 'UNKNOWN'

export interface SenderDeps {
  readonly ledger: Ledger
  /** Told of sends that may turn up later. */
  readonly missing?: Pick<Missing, 'note'>
  /** Milliseconds. */
  readonly now: () => number
  readonly randomId: () => string
  /** Rejects when the signal aborts. */
  readonly wait: Wait
  /** Milliseconds without a sign of life after which others take over. Default 30,000. */
  readonly leaseMs?: number
  /** Milliseconds to wait for somebody else. Default 3,000. */
  readonly waitMs?: number
  /** Told how each send ended. */
  readonly onOutcome?: (account: string, outcome: SendOutcome) => void
}

export const defaultLeaseMs = 30_000
export const defaultWaitMs = 3_000

/** Milliseconds until the next look at what somebody else does: at first 25, doubling, at last 250. */
export const pollAfter = (turn: number): number => Math.min(25 * 2 ** turn, 250)
