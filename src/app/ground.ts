/** What every part of the app stands on. */
import type { Log } from '../server/watching/log.ts'
import type { Metrics } from '../server/watching/metrics.ts'
import type { State } from '../state/port.ts'

export interface Ground {
  readonly state: State
  readonly metrics: Metrics
  readonly log: Log
  /** Milliseconds. */
  readonly now: () => number
  /** Told of bugs. */
  readonly onError: (error: unknown, requestId?: string) => void
}
