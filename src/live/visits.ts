/**
 * Those who ask now and then watch as well, from each question on for a while: so what nobody tells is looked for on
 * their behalf, as often and as seldom as for everybody who watches.
 */
import type { Instant } from '../domain/time.ts'
import type { Pause } from '../kit/pause.ts'
import { targetKey, type Watch, type Watcher, type Watching } from './watch.ts'

export type Visitor = Omit<Watcher, 'isResumed'>

export interface Visits {
  /**
   * Resolves when what is asked for can be read. That is at once, unless the visitor is new, and nothing tells what
   * happens there or it was quiet for a day: then it is looked at, for a second at most. Gives up to when all was
   * looked for, if that is later than `since`, and else that.
   */
  visit(visitor: Visitor): Promise<Instant>
  /** Ends all of them. */
  stop(): Promise<void>
  count(): number
}

export interface VisitDeps {
  readonly watch: Pick<Watch, 'add'>
  /** Looks as far back as a visitor needs, unless that was done just now. Never rejects. */
  readonly lookFor: (visitor: Visitor) => Promise<unknown>
  /** Up to when that was done; undefined where it is not known. */
  readonly seenTo: (visitor: Visitor) => Instant | undefined
  readonly hasSource: (account: string) => boolean
  readonly now: () => number
  readonly pause: Pause
  /** Visits at a time; the oldest one ends for a new one. Default 10,000. */
  readonly limit?: number
}

/** Milliseconds after which the cursor of who asks and asks moves on although nothing happened, or it would get too old. */
export const quietMs = 24 * 60 * 60_000
/** Milliseconds from a question to the end of a visit. */
const stayMs = 15_000
/** Milliseconds that a question waits for a look. */
const patience = 1_000

interface Visit {
  until: number
  readonly watching: Watching
}

export const createVisits = ({
  watch,
  lookFor,
  seenTo,
  hasSource,
  now,
  pause,
  limit = 10_000,
}: VisitDeps): Visits => {
  const visits = new Map<string, Visit>()
  const stopping = new AbortController()
  const { signal } = stopping
  let ending: Promise<void> | undefined

  const end = (key: string): void => {
    visits.get(key)?.watching.end()
    visits.delete(key)
  }
  /** Runs while there are visits. */
  const endInTime = async (): Promise<void> => {
    while (visits.size > 0 && !signal.aborted) {
      await pause(stayMs, signal)
      for (const [key, { until }] of visits) if (until <= now()) end(key)
    }
    ending = undefined
  }
  const begin = async (key: string, visitor: Visitor): Promise<void> => {
    for (const oldest of visits.keys()) {
      if (visits.size < limit) break
      end(oldest)
    }
    const watching = watch.add({ ...visitor, isResumed: false })
    visits.set(key, { until: now() + stayMs, watching })
    ending ??= endInTime()
    const looked = lookFor(visitor)
    if (hasSource(visitor.account) && visitor.since >= now() - quietMs) return
    const over = new AbortController()
    await Promise.race([looked, pause(patience, AbortSignal.any([signal, over.signal]))])
    over.abort()
  }

  return {
    visit: async (visitor) => {
      const key = `${visitor.viewer.key} ${targetKey(visitor)}`
      const known = visits.get(key)
      if (known) known.until = now() + stayMs
      else if (!signal.aborted) await begin(key, visitor)
      return Math.max(visitor.since, seenTo(visitor) ?? visitor.since)
    },
    stop: async () => {
      stopping.abort()
      for (const key of visits.keys()) end(key)
      await ending
    },
    count: () => visits.size,
  }
}
