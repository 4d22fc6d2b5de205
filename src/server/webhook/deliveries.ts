/** When each account's upstream last delivered something that could be believed, to any instance. */
import { StateUnavailableError } from '../../domain/errors.ts'
import type { Instant } from '../../domain/time.ts'
import type { Cache } from '../../state/port.ts'

export interface Deliveries {
  /** Told of each one that this instance got. */
  note(account: string, at: Instant): void
  /** As far as this instance knows; what others got it knows within two minutes. */
  lastAt(account: string): Instant | null
  /** Learns what others know, or knew before a restart. Never rejects. */
  refresh(): Promise<void>
}

export interface DeliveriesDeps {
  readonly accounts: readonly string[]
  readonly cache: Cache
  readonly now: () => Instant
  /** Told of bugs. */
  readonly onError: (error: unknown) => void
}

const key = 'webhooks:last'
const keptMs = 24 * 60 * 60_000
/** Milliseconds between two notes for the others, and between two questions for theirs, per account. */
const everyMs = 60_000

export const createDeliveries = ({ accounts, cache, now, onError }: DeliveriesDeps): Deliveries => {
  const latest = new Map<string, Instant>()
  const written = new Map<string, Instant>()
  let refreshedAt = Number.NEGATIVE_INFINITY

  /** Where the store is away, each instance knows its own. */
  const unlessAway = (error: unknown): void => {
    if (!(error instanceof StateUnavailableError)) onError(error)
  }
  const learn = (account: string, at: Instant): void => {
    latest.set(account, Math.max(at, latest.get(account) ?? at))
  }
  const refresh = async (): Promise<void> => {
    refreshedAt = now()
    await Promise.all(
      accounts.map(async (account) => {
        const at = await cache.get(account, key).catch(unlessAway)
        if (typeof at === 'number') learn(account, at)
      }),
    )
  }

  return {
    note: (account, at) => {
      learn(account, at)
      if (at - (written.get(account) ?? Number.NEGATIVE_INFINITY) < everyMs) return
      written.set(account, at)
      cache.set(account, key, at, keptMs).catch(unlessAway)
    },
    lastAt: (account) => {
      if (now() - refreshedAt >= everyMs) void refresh()
      return latest.get(account) ?? null
    },
    refresh,
  }
}
