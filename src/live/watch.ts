/** Who watches what: for whoever has to find, or to fetch, what watchers must be told. */
import type { Instant } from '../domain/time.ts'
import type { Viewer } from './viewer.ts'

export interface Watcher {
  readonly account: string
  /** Null: the whole account. */
  readonly conversationId: string | null
  readonly viewer: Viewer
  /** Everything since then has to reach the watcher. */
  readonly since: Instant
  /** Whether it goes on after a pause in which nobody may have looked. */
  readonly isResumed: boolean
  /** Told when it turned out that the viewer may not see the conversation any more. May be told again. */
  readonly onLost?: () => void
}

/** What somebody watches. */
export interface Target {
  readonly account: string
  readonly conversationId: string | null
  /** The earliest of its watchers. */
  readonly since: Instant
  readonly watchers: readonly Watcher[]
}

export interface WatchListener {
  /** `isFirst`: nobody watched the target before. */
  began?(watcher: Watcher, isFirst: boolean): void
  /** `isLast`: nobody watches the target any more. */
  ended?(watcher: Watcher, isLast: boolean): void
}

export interface Watching {
  /** What was before then need not be found any more. */
  restart(since: Instant): void
  /** May be called again. */
  end(): void
}

export interface Watch {
  add(watcher: Watcher): Watching
  target(account: string, conversationId: string | null): Target | undefined
  targets(): readonly Target[]
  /** Gives what ends listening. */
  listen(listener: WatchListener): () => void
  counts(): { readonly watchers: number; readonly targets: number; readonly listeners: number }
}

/** A class, because there may be tens of thousands. */
class Entry implements Watching {
  watcher: Watcher
  readonly #leave: (entry: Entry) => void

  constructor(watcher: Watcher, leave: (entry: Entry) => void) {
    this.watcher = watcher
    this.#leave = leave
  }

  restart(since: Instant): void {
    this.watcher = { ...this.watcher, since }
  }

  end(): void {
    this.#leave(this)
  }
}

export const createWatch = (): Watch => {
  const targets = new Map<string, Set<Entry>>()
  const listeners = new Set<WatchListener>()

  const leave = (entry: Entry): void => {
    const key = targetKey(entry.watcher)
    const entries = targets.get(key)
    if (!entries?.delete(entry)) return
    const isLast = entries.size === 0
    if (isLast) targets.delete(key)
    for (const listener of listeners) listener.ended?.(entry.watcher, isLast)
  }
  const toTarget = (entries: Iterable<Entry>): Target | undefined => {
    const watchers = [...entries].map(({ watcher }) => watcher)
    const [first] = watchers
    if (!first) return undefined
    const { account, conversationId } = first
    const since = watchers.reduce((least, watcher) => Math.min(least, watcher.since), first.since)
    return { account, conversationId, since, watchers }
  }

  return {
    add: (watcher) => {
      const key = targetKey(watcher)
      const entries = targets.get(key) ?? new Set()
      const isFirst = entries.size === 0
      if (isFirst) targets.set(key, entries)
      const entry = new Entry(watcher, leave)
      entries.add(entry)
      for (const listener of listeners) listener.began?.(watcher, isFirst)
      return entry
    },
    target: (account, conversationId) => toTarget(targets.get(targetKey({ account, conversationId })) ?? []),
    targets: () => [...targets.values()].flatMap((entries) => toTarget(entries) ?? []),
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    counts: () => ({
      watchers: [...targets.values()].reduce((sum, { size }) => sum + size, 0),
      targets: targets.size,
      listeners: listeners.size,
    }),
  }
}

/** One string for each target. */
export const targetKey = ({ account, conversationId }: Pick<Watcher, 'account' | 'conversationId'>): string =>
  JSON.stringify([account, conversationId])

export const targetOf = (key: string): Pick<Target, 'account' | 'conversationId'> => {
  const [account, conversationId] = JSON.parse(key) as [string, string | null]
  return { account, conversationId }
}

/**
 * Without those whose viewer does not watch the target any more: they come and go for as long as somebody stays. Empty
 * keys are nobody's.
 */
export const keepWatchers = <T>(byViewer: Map<string, T>, { watchers }: Target): Map<string, T> => {
  const present = new Set(watchers.map(({ viewer }) => viewer.key))
  for (const key of byViewer.keys()) if (key !== '' && !present.has(key)) byViewer.delete(key)
  return byViewer
}
