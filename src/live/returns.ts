/**
 * Watchers who come back after a pause need what they missed. After a restart thousands come at once: what the list of
 * an account's conversations says nothing happened in is not looked at one by one.
 */
import type { Pause } from '../kit/pause.ts'
import { targetKey, type Watcher } from './watch.ts'

export interface ReturnDeps {
  /** Looks at all of them by one list. Gives those that this said nothing about, or all where it could not be. Never rejects. */
  readonly lookOver: (account: string, watchers: readonly Watcher[]) => Promise<readonly Watcher[]>
  /** Has its target looked at when its turn has come. */
  readonly urge: (watcher: Watcher) => void
  /** Whether there are calls left for it. */
  readonly isFree: (account: string) => boolean
  readonly pause: Pause
  readonly signal: AbortSignal
}

export interface Returns {
  came(watcher: Watcher): void
  /** Resolves when nothing of it is under way any more, after the signal. */
  idle(): Promise<void>
}

/** So many conversations are cheaper to look at one by one. */
const few = 8
/** Milliseconds between two questions whether there are calls again. */
const waitMs = 1_000

export const createReturns = ({ lookOver, urge, isFree, pause, signal }: ReturnDeps): Returns => {
  /** By account, and by target: one watcher each, who needs most. */
  const waiting = new Map<string, Map<string, Watcher>>()
  const running = new Map<string, Promise<void>>()

  const work = async (account: string): Promise<void> => {
    await Promise.resolve() // who comes in the same turn goes along
    for (;;) {
      const watchers = [...(waiting.get(account)?.values() ?? [])]
      if (watchers.length === 0 || signal.aborted) break
      if (watchers.length > few && !isFree(account)) {
        await pause(waitMs, signal)
        continue
      }
      waiting.delete(account)
      const rest = watchers.length > few ? await lookOver(account, watchers) : watchers
      for (const watcher of rest) urge(watcher)
    }
    running.delete(account)
  }

  return {
    came: (watcher) => {
      const { account } = watcher
      const targets = waiting.get(account) ?? new Map<string, Watcher>()
      waiting.set(account, targets)
      const key = targetKey(watcher)
      const known = targets.get(key)
      if (!known || watcher.since < known.since) targets.set(key, watcher)
      if (!running.has(account)) running.set(account, work(account))
    },
    idle: async () => {
      await Promise.all(running.values())
    },
  }
}
