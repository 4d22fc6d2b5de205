/**
 * Finds by REST what sources dropped or never tell: when a subscriber resumes, after an outage, and every 30 to 60
 * seconds for everything that is watched. What it finds goes the way of every other fact, so what was told already is
 * not told again.
 */
import { DomainError, NotFoundError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { createLimit } from '../kit/limit.ts'
import type { Pause } from '../kit/pause.ts'
import type { Call, Upstream } from '../upstream/port.ts'
import type { Ingest } from './ingest.ts'
import { type Look, lookAtAccount, lookAtConversation, lookAtMessages } from './look.ts'
import { knownMs } from './memory.ts'
import { type Target, targetKey, type Watch, type Watcher } from './watch.ts'

export interface ReconcileDeps {
  readonly upstreams: readonly Upstream[]
  readonly ingest: Ingest
  readonly watch: Watch
  /** Calls with the operator's own credential, preferred where there is one; null where watchers' credentials must do. */
  readonly serviceCall: (account: string, signal: AbortSignal) => Call | null
  readonly now: () => number
  /** 0 to 1. */
  readonly random: () => number
  readonly pause: Pause
  /** Told of bugs. An upstream that fails is asked again in the next round. */
  readonly onError: (error: unknown) => void
  readonly limits?: ReconcileLimits
}

export interface ReconcileLimits {
  /** Looks under way at a time, per account. */
  readonly concurrency: number
  /** Conversations looked at in one round, per account; those come first that were not looked at for longest. */
  readonly perRound: number
}

export interface Reconcile {
  start(): void
  stop(): Promise<void>
  /** Looks at what is watched of the account, or of every account. Resolves when that is done; never rejects. */
  round(account?: string): Promise<void>
  counts(): { readonly targets: number; readonly running: number; readonly failures: number }
}

const defaultLimits: ReconcileLimits = { concurrency: 4, perRound: 300 }
const shortestMs = 30_000
const longestMs = 60_000
/** Ids are given before rows are visible, so a look reaches back before the one before. */
const overlapMs = 60_000
/** By how much an upstream's clock, which often counts whole seconds, may be behind. */
const skewMs = 5_000
/** What was told is remembered for so long; what is older cannot be told from news. */
const maxAgeMs = knownMs - 60 * 60_000

export const createReconcile = (deps: ReconcileDeps): Reconcile => {
  const { ingest, watch, serviceCall, now, random, pause, onError, limits = defaultLimits } = deps
  const upstreams = new Map(deps.upstreams.map((upstream) => [upstream.account.name, upstream]))
  const inLimit = new Map([...upstreams.keys()].map((account) => [account, createLimit(limits.concurrency)]))
  const stopping = new AbortController()
  const { signal } = stopping
  const looks = new Map<string, { readonly at: Instant; readonly from: Instant }>()
  const running = new Map<string, Promise<void>>()
  let failures = 0

  /** The watchers take turns: one whose credential is refused must not stand in the way of the others. */
  const callFor = ({ account, watchers }: Target, turn: number): Call | null =>
    serviceCall(account, signal) ??
    watchers[turn % Math.max(watchers.length, 1)]?.viewer.call(account, signal) ??
    null

  const lookFor = (target: Target): Look => {
    const since = Math.max(target.since - skewMs, now() - maxAgeMs)
    const last = looks.get(targetKey(target))
    const isCovered = last !== undefined && last.from <= since // else somebody came who needs what is older
    return { since, horizon: isCovered ? last.at - overlapMs : since, now }
  }

  const look = async (target: Target): Promise<void> => {
    const { account, conversationId } = target
    const upstream = upstreams.get(account)
    const call = callFor(target, failures)
    if (!upstream || !call) return
    const startedAt = now()
    const how = lookFor(target)
    if (conversationId === null) {
      const { facts, conversationIds } = await lookAtAccount(upstream, how, call)
      await ingest(account, facts)
      await Promise.all(conversationIds.map((id) => lookWithin(target, upstream, id, how, call)))
    } else {
      await ingest(account, await lookAtConversation(upstream, conversationId, how, call))
    }
    const key = targetKey(target)
    if (watch.target(account, conversationId)) looks.set(key, { at: startedAt, from: how.since })
  }

  /** A conversation of a watched account. */
  const lookWithin = async (
    { account }: Target,
    upstream: Upstream,
    conversationId: string,
    how: Look,
    call: Call,
  ): Promise<void> => {
    const limited = inLimit.get(account)
    await limited?.(async () => {
      try {
        await ingest(account, await lookAtMessages(upstream, conversationId, how, call))
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error // it went away since it was listed
      }
    })
  }

  /** One look at a target at a time. Of an account the conversations are what is limited, or it would wait for itself. */
  const lookOnce = (target: Target): Promise<void> => {
    const key = targetKey(target)
    const under = running.get(key)
    if (under) return under
    const work = async () => {
      try {
        if (!signal.aborted) await look(watch.target(target.account, target.conversationId) ?? target)
      } catch (error) {
        failures += 1
        if (!(error instanceof DomainError) && !signal.aborted) onError(error)
      } finally {
        running.delete(key)
      }
    }
    const limited = inLimit.get(target.account)
    const started = target.conversationId === null || !limited ? work() : limited(work)
    running.set(key, started)
    return started
  }

  /** A look that is under way may not go back as far as a watcher that has just come. */
  const lookAgain = async (watcher: Watcher): Promise<void> => {
    await running.get(targetKey(watcher))
    const target = watch.target(watcher.account, watcher.conversationId)
    if (target) await lookOnce(target)
  }

  const round = async (account?: string): Promise<void> => {
    const all = watch.targets().filter((target) => account === undefined || target.account === account)
    const names = new Set(all.map((target) => target.account))
    await Promise.all(
      [...names].flatMap((name) =>
        all
          .filter((target) => target.account === name)
          .sort((one, two) => age(two) - age(one))
          .slice(0, limits.perRound)
          .map(lookOnce),
      ),
    )
  }
  const age = (target: Target): number =>
    target.conversationId === null
      ? Number.POSITIVE_INFINITY
      : now() - (looks.get(targetKey(target))?.at ?? 0)

  const forever = async (): Promise<void> => {
    for (;;) {
      await pause(shortestMs + random() * (longestMs - shortestMs), signal)
      if (signal.aborted) return
      await round()
    }
  }

  let stopListening = () => {}
  let repeating: Promise<void> = Promise.resolve()
  return {
    start: () => {
      stopListening = watch.listen({
        began: (watcher) => {
          if (watcher.isResumed) void lookAgain(watcher)
        },
        ended: ({ account, conversationId }, isLast) => {
          if (isLast) looks.delete(targetKey({ account, conversationId }))
        },
      })
      repeating = forever()
    },
    stop: async () => {
      stopListening()
      stopping.abort()
      await Promise.all([repeating, ...running.values()])
    },
    round,
    counts: () => ({ targets: looks.size, running: running.size, failures }),
  }
}
