import type { EventSource } from '../../domain/account.ts'
import type { Instant } from '../../domain/time.ts'
import type { Watch } from '../../live/watch.ts'
import type { Deliveries } from './deliveries.ts'

/** Milliseconds for which a delivery says that webhooks are set up: a quiet account may have none for a night. */
const goodFor = 24 * 60 * 60_000

export interface EventSourceDeps {
  readonly deliveries: Pick<Deliveries, 'lastAt'>
  /** Whether somebody's live connection to the upstream tells news now. */
  readonly isStreaming: (account: string) => boolean
  readonly watch: Pick<Watch, 'targets'>
  readonly now: () => Instant
}

/** Where the events of an account come from. */
export const createEventSources =
  ({ deliveries, isStreaming, watch, now }: EventSourceDeps) =>
  (account: string): EventSource => {
    const deliveredAt = deliveries.lastAt(account)
    if (deliveredAt !== null && now() - deliveredAt < goodFor) return 'WEBHOOK'
    if (isStreaming(account)) return 'WEBSOCKET'
    return watch.targets().some((target) => target.account === account) ? 'POLLING' : 'NONE'
  }
