/**
 * Those who ask now and then watch as well, from each question on for a while: so what nobody tells is looked for on
 * their behalf, as often and as seldom as for everybody who watches.
 */
import type { Pause } from '../kit/pause.ts'
import { targetKey, type Watch, type Watcher, type Watching } from './watch.ts'

export type Visitor = Omit<Watcher, 'isResumed'>

export interface Visits {
  /**
   * Resolves when what is asked for can be read. That is at once, unless nothing tells what happens there and the
   * visitor is new: then it is looked at, for a second at most.
   */
  visit(visitor: Visitor): Promise<void>
  /** Ends all of them. */
  stop(): Promise<void>
  count(): number
}

export interface VisitDeps {
  readonly watch: Pick<Watch, 'add'>
  /** Looks as far back as a visitor needs, unless that was done just now. Never rejects. */
  readonly lookFor: (visitor: Visitor) => Promise<unknown>
  readonly hasSource: (account: string) => boolean
  readonly now: () => number
  readonly pause: Pause
  /** Visits at a time; the oldest one ends for a new one. Default 10,000. */
  readonly limit?: number
}

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
    if (hasSource(visitor.account)) return
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
    },
    stop: async () => {
      stopping.abort()
      for (const key of visits.keys()) end(key)
      await ending
    },
    count: () => visits.size,
  }
}
