/**
 * With whose credential a target is looked at next, where there is none of the operator's, or the operator may not see
 * it. Watchers take turns: one whose credential is refused must not stand in the way of the others, and each may see
 * what others do not.
 */
import type { Call, UpstreamRequest } from '../upstream/port.ts'
import type { Viewer } from './viewer.ts'
import { keepWatchers, type Target, targetKey, type Watcher } from './watch.ts'

export interface EyeDeps {
  /** Calls with the operator's own credential; null where there is none. */
  readonly serviceCall: (account: string, signal: AbortSignal) => Call | null
  /** Ends what is under way. */
  readonly signal: AbortSignal
  /** Told of each request to an account. */
  readonly onRequest: (account: string) => void
}

export interface Eyes {
  /** `by`: the viewer's key, or empty for the operator's. */
  callFor(target: Target): { readonly call: Call; readonly by: string } | null
  /** The viewer had its turn. */
  note(target: Target, viewerKey: string): void
  /** Somebody came back, and what it missed only its own eyes may see: it is next. */
  came(watcher: Watcher): void
  /** Whether somebody came back who had no turn since. */
  hasNew(target: Target): boolean
  /** Whoever looked did not find it: after the operator it is the watchers' turn, and after one of them the operator's. */
  swap(targetKey: string): void
  isForWatchers(target: Target): boolean
  forget(targetKey: string): void
}

export const createEyes = ({ serviceCall, signal, onRequest }: EyeDeps): Eyes => {
  /** By target: which turn each viewer had last. */
  const turns = new Map<string, Map<string, number>>()
  let turn = 0
  const forWatchers = new Set<string>()

  const next = (target: Target): Viewer | undefined => {
    const tried = turns.get(targetKey(target))
    const turnOf = ({ viewer }: Watcher): number => tried?.get(viewer.key) ?? 0
    const [first] = target.watchers
    if (!first) return undefined
    return target.watchers.reduce((least, each) => (turnOf(each) < turnOf(least) ? each : least), first)
      .viewer
  }

  return {
    callFor: (target) => {
      const { account } = target
      const service = forWatchers.has(targetKey(target)) ? null : serviceCall(account, signal)
      const viewer = service ? undefined : next(target)
      const call = service ?? viewer?.call(account, signal)
      if (!call) return null
      const counted = (request: UpstreamRequest): void => {
        onRequest(account)
        call.onRequest?.(request)
      }
      return { call: { ...call, onRequest: counted }, by: viewer?.key ?? '' }
    },
    note: (target, viewerKey) => {
      const key = targetKey(target)
      turn += 1
      const own = (turns.get(key) ?? new Map<string, number>()).set(viewerKey, turn)
      turns.set(key, keepWatchers(own, target))
    },
    came: (watcher) => {
      turns.get(targetKey(watcher))?.delete(watcher.viewer.key)
    },
    hasNew: (target) => {
      const tried = turns.get(targetKey(target))
      return target.watchers.some(({ viewer, isResumed }) => isResumed && !tried?.has(viewer.key))
    },
    swap: (key) => {
      if (!forWatchers.delete(key)) forWatchers.add(key)
    },
    isForWatchers: (target) => forWatchers.has(targetKey(target)),
    forget: (key) => {
      turns.delete(key)
      forWatchers.delete(key)
    },
  }
}
