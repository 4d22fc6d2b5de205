import type { EventSource } from '../domain/account.ts'
import type { Instant } from '../domain/time.ts'
import type { Watch } from '../live/watch.ts'

/** Milliseconds for which a delivery says that webhooks are set up: a quiet account may have none for a night. */
const goodFor = 24 * 60 * 60_000

export interface EventSourceDeps {
  readonly lastDeliveryAt: (account: string) => Instant | null
  readonly watch: Pick<Watch, 'targets'>
  readonly now: () => Instant
}

/** Where the events of an account come from, as this instance sees it. */
export const createEventSources =
  ({ lastDeliveryAt, watch, now }: EventSourceDeps) =>
  (account: string): EventSource => {
    const deliveredAt = lastDeliveryAt(account)
    if (deliveredAt !== null && now() - deliveredAt < goodFor) return 'WEBHOOK'
    return watch.targets().some((target) => target.account === account) ? 'POLLING' : 'NONE'
  }
