/**
 * Finds by REST what sources dropped or never tell: when a subscriber resumes, after an outage, and from time to time
 * (`pace.ts`) for everything that is watched. What it finds goes the way of every other fact, so what was told already
 * is not told again.
 */
import { DomainError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { createLimit } from '../kit/limit.ts'
import type { Pause } from '../kit/pause.ts'
import type { Call, Upstream } from '../upstream/port.ts'
import { createEyes } from './eyes.ts'
import type { Ingest } from './ingest.ts'
import { createLooker } from './looker.ts'
import { createPace, failureOf, type LookOutcome, type PaceLimits } from './pace.ts'
import { createReturns } from './returns.ts'
import type { Visitor } from './visits.ts'
import { type Target, targetKey, targetOf, type Watch, type Watcher } from './watch.ts'

export interface ReconcileDeps {
  readonly upstreams: readonly Upstream[]
  readonly ingest: Ingest
  readonly watch: Watch
  /** Calls with the operator's own credential, preferred where there is one; null where watchers' credentials must do. */
  readonly serviceCall: (account: string, signal: AbortSignal) => Call | null
  /** Whether something else tells what happens at the account now. */
  readonly hasSource: (account: string) => boolean
  readonly now: () => number
  /** 0 to 1. */
  readonly random: () => number
  readonly pause: Pause
  /** Told of bugs. An upstream that fails is asked again. */
  readonly onError: (error: unknown) => void
  readonly limits?: Partial<ReconcileLimits>
  /** Told of each look when it is over. */
  readonly onLook?: (account: string, outcome: 'OK' | 'FAILED') => void
  /** Told of a conversation that was not there for whoever looked at it. */
  readonly onMissing: (target: Target) => void
}

export interface ReconcileLimits extends PaceLimits {
  /** Looks under way at a time, per account. */
  readonly concurrency: number
  /** Targets looked at after an outage, per account; those come first that were not looked at for longest. */
  readonly atOnce: number
}

export interface Reconcile {
  start(): void
  stop(): Promise<void>
  /**
   * Looks at what is watched of the account, or of every account. Resolves when that is done, with whether all of it
   * could be looked at; what could not is looked at again soon. Never rejects.
   */
  lookAtAll(account?: string): Promise<boolean>
  /** Looks, from now on, at what one viewer watches of the account. Resolves when that is done; never rejects. */
  lookForViewer(account: string, viewerKey: string): Promise<void>
  /** Looks as far back as a watcher needs who has just come, unless that was done just now. Never rejects. */
  lookFor(watcher: Visitor): Promise<boolean>
  /** Up to when that was done; undefined where it is not known. */
  seenTo(watcher: Visitor): Instant | undefined
  /** Reads a conversation again that somebody watches, if there are calls left for it. Never rejects. */
  readAgain(account: string, conversationId: string): Promise<void>
  /** Something happened there, whoever told it: what follows is looked for soon. */
  happened(account: string, conversationId: string | null): void
  counts(): { readonly targets: number; readonly running: number; readonly failures: number }
}

const defaultLimits = { concurrency: 4, atOnce: 300 }
/** Milliseconds between two questions for what is due. */
const tickMs = 1_000
/** Milliseconds for which a look is good for everybody who comes. */
const freshMs = 2_000

export const createReconcile = (deps: ReconcileDeps): Reconcile => {
  const { watch, serviceCall, hasSource, now, random, pause, onError, limits: given, onLook } = deps
  const limits = { ...defaultLimits, ...given }
  const desks = new Map(
    deps.upstreams.map((upstream) => {
      const { name } = upstream.account
      const pace = createPace({ hasSource: () => hasSource(name), now, random, limits: given })
      return [name, { upstream, pace, inLimit: createLimit(limits.concurrency) }] as const
    }),
  )
  const looker = createLooker(deps)
  const stopping = new AbortController()
  const { signal } = stopping
  const running = new Map<string, { readonly account: string; readonly done: Promise<boolean> }>()
  const eyes = createEyes({ serviceCall, signal, onRequest: (account) => desks.get(account)?.pace.spent() })
  let failures = 0

  const look = async (target: Target): Promise<LookOutcome> => {
    const desk = desks.get(target.account)
    const looking = eyes.callFor(target)
    if (!desk || !looking) return { type: 'QUIET' }
    const { upstream, inLimit, pace } = desk
    if (looking.by !== '') eyes.note(target, looking.by)
    const mustGoOn = looking.by !== '' && target.conversationId === null && eyes.hasNew(target)
    if (mustGoOn) pace.urge(targetKey(target)) // each may see other conversations
    const events = await looker.look(target, { ...looking, upstream, inTurn: inLimit })
    return { type: events.length > 0 ? 'NEWS' : 'QUIET' }
  }

  /** Who looks next may see what was not seen so far. */
  const miss = (target: Target): void => {
    const key = targetKey(target)
    eyes.swap(key)
    looker.forget(key)
    deps.onMissing(target)
  }

  /** One look at a target at a time. Of an account the conversations are what is limited, or it would wait for itself. */
  const lookOnce = (target: Pick<Target, 'account' | 'conversationId'>): Promise<boolean> => {
    const { account, conversationId } = target
    const key = targetKey(target)
    const under = running.get(key)
    if (under) return under.done
    const desk = desks.get(account)
    if (desk?.pace.postpones(key)) return Promise.resolve(false)
    const work = async (): Promise<boolean> => {
      let outcome: LookOutcome = { type: 'FAILED' }
      const watched = watch.target(account, conversationId)
      try {
        if (!watched || signal.aborted) {
          outcome = { type: 'QUIET' }
          return true
        }
        outcome = await look(watched)
        onLook?.(account, 'OK')
        return true
      } catch (error) {
        failures += 1
        onLook?.(account, 'FAILED')
        outcome = failureOf(error)
        if (watched?.conversationId && outcome.type === 'MISSING') miss(watched)
        if (!(error instanceof DomainError) && !signal.aborted) onError(error)
        return false
      } finally {
        running.delete(key)
        desk?.pace.looked(key, outcome)
      }
    }
    const done = conversationId === null || !desk ? work() : desk.inLimit(work)
    running.set(key, { account, done })
    return done
  }

  /** A look that is under way may not go back as far as a watcher that has just come. */
  const lookFor = async (watcher: Visitor): Promise<boolean> => {
    const key = targetKey(watcher)
    await running.get(key)?.done
    return looker.hasSeen(watcher, now() - freshMs) || lookOnce(watcher)
  }

  /** A look that is under way may have been too early. */
  const lookForViewer = async (account: string, viewerKey: string): Promise<void> => {
    const isWatchedBy = ({ watchers }: Target) => watchers.some(({ viewer }) => viewer.key === viewerKey)
    const all = watch.targets().filter((target) => target.account === account)
    const own = all.filter(isWatchedBy).slice(0, limits.atOnce)
    await Promise.all(
      own.map(async (target) => {
        await running.get(targetKey(target))?.done
        await lookOnce(target)
      }),
    )
  }

  const readAgain = async (account: string, conversationId: string): Promise<void> => {
    const desk = desks.get(account)
    const target = watch.target(account, conversationId) ?? watch.target(account, null)
    if (!target || !desk?.pace.isFree() || signal.aborted) return
    const looking = eyes.callFor(target)
    if (!looking) return
    try {
      await desk.inLimit(() => looker.readAgain(conversationId, desk.upstream, looking.call))
    } catch (error) {
      if (!(error instanceof DomainError) && !signal.aborted) onError(error)
    }
  }

  /** What a look just before may have been too early for is looked for soon. A look at a whole account counts too. */
  const comeBack = (watcher: Watcher): void => {
    const pace = desks.get(watcher.account)?.pace
    const since = now() - freshMs
    const isSeen =
      looker.hasSeen(watcher, since) || looker.hasSeen({ ...watcher, conversationId: null }, since)
    if (isSeen) pace?.soon(targetKey(watcher))
    else if (watcher.conversationId !== null) returns.came(watcher)
    else {
      eyes.came(watcher)
      urge(watcher)
    }
  }
  const urge = (watcher: Watcher): void => {
    desks.get(watcher.account)?.pace.urge(targetKey(watcher))
    lookAtDue(watcher.account)
  }
  const lookOver = async (account: string, watchers: readonly Watcher[]): Promise<readonly Watcher[]> => {
    const desk = desks.get(account)
    const all = watchers.flatMap(({ conversationId }) => watch.target(account, conversationId) ?? [])
    const targets = all.filter((target) => !eyes.isForWatchers(target))
    const [first] = targets
    const looking = first && serviceCall(account, signal) && eyes.callFor(first)
    if (!desk || !looking) return watchers
    const { upstream, inLimit } = desk
    try {
      const left = await looker.lookOver(account, targets, { ...looking, upstream, inTurn: inLimit })
      const ids = new Set([...all.filter(eyes.isForWatchers), ...left].map((target) => target.conversationId))
      onLook?.(account, 'OK')
      return watchers.filter(({ conversationId }) => ids.has(conversationId))
    } catch (error) {
      failures += 1
      onLook?.(account, 'FAILED')
      if (!(error instanceof DomainError) && !signal.aborted) onError(error)
      return watchers
    }
  }
  const returns = createReturns({
    lookOver,
    urge,
    isFree: (account) => desks.get(account)?.pace.isFree() ?? false,
    pause,
    signal,
  })

  const lookAtAll = async (account?: string): Promise<boolean> => {
    const all = watch.targets().filter((target) => account === undefined || target.account === account)
    const oldest = all
      .map((target) => ({
        target,
        at: target.conversationId === null ? -1 : (looker.lookedAt(targetKey(target)) ?? 0),
      }))
      .sort((one, two) => one.at - two.at)
    const counts = new Map<string, number>()
    const chosen = oldest.filter(({ target }) => {
      const count = (counts.get(target.account) ?? 0) + 1
      counts.set(target.account, count)
      return count <= limits.atOnce
    })
    const results = await Promise.all(chosen.map(({ target }) => lookOnce(target)))
    return results.every(Boolean)
  }

  const lookAtDue = (account: string): void => {
    const busy = [...running.values()].filter((each) => each.account === account).length
    const due = desks.get(account)?.pace.due(limits.concurrency - busy) ?? []
    for (const key of due) void lookOnce(targetOf(key))
  }
  const forever = async (): Promise<void> => {
    for (;;) {
      await pause(tickMs, signal)
      if (signal.aborted) return
      for (const account of desks.keys()) lookAtDue(account)
    }
  }

  let stopListening = () => {}
  let repeating: Promise<void> = Promise.resolve()
  return {
    start: () => {
      stopListening = watch.listen({
        began: (watcher, isFirst) => {
          if (isFirst) desks.get(watcher.account)?.pace.begin(targetKey(watcher))
          if (watcher.isResumed) comeBack(watcher)
        },
        ended: ({ account, conversationId }, isLast) => {
          if (!isLast) return
          const key = targetKey({ account, conversationId })
          looker.forget(key)
          eyes.forget(key)
          desks.get(account)?.pace.end(key)
        },
      })
      repeating = forever()
    },
    stop: async () => {
      stopListening()
      stopping.abort()
      await Promise.all([repeating, returns.idle(), ...[...running.values()].map(({ done }) => done)])
    },
    lookAtAll,
    lookForViewer,
    lookFor,
    seenTo: looker.seenTo,
    readAgain,
    happened: (account, conversationId) => {
      const pace = desks.get(account)?.pace
      pace?.hurry(targetKey({ account, conversationId: null }))
      if (conversationId !== null) pace?.hurry(targetKey({ account, conversationId }))
    },
    counts: () => ({ targets: looker.size(), running: running.size, failures }),
  }
}
