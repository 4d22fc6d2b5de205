/** Tries a read again where that can help, fits its deadline, and does not add to an upstream's trouble. */
import { ConstantBackoff, handleWhenResult, retry } from 'cockatiel'
import type { Instant } from '../../domain/time.ts'
import type { Pause } from '../../kit/pause.ts'
import type { Fault, Outcome } from './outcome.ts'
import type { Flight } from './share.ts'
import { createWindow } from './window.ts'

export interface RetryLimits {
  /** Further attempts of one read. Default 2. */
  readonly maxRetries: number
  /** Retries there may be within 10 seconds, as a share of the reads. Default 0.1. */
  readonly retryShare: number
  /** Retries there may be within 10 seconds however few reads there are. Default 10. */
  readonly retryFloor: number
}

export interface RetryDeps {
  readonly now: () => Instant
  /** From 0 up to 1. */
  readonly random: () => number
  readonly pause: Pause
}

/** Milliseconds of a pause that nobody asked for: at least, at most after the first attempt, at most ever. */
const pauseMs = { least: 100, first: 1_000, most: 2_000 }
const budgetSpan = 10_000
/** Milliseconds that an attempt needs to be worth its while. */
const shortestAttempt = 100

export const createRetries = (limits: RetryLimits, { now, random, pause }: RetryDeps) => {
  const budget = createWindow<'read' | 'retry'>(budgetSpan, now)

  const hasBudget = () =>
    budget.count('retry') < Math.max(limits.retryFloor, Math.floor(limits.retryShare * budget.count('read')))

  const pauseAfter = ({ retryAt }: Fault, retries: number): number => {
    const most = Math.min(pauseMs.most, pauseMs.first * 2 ** retries)
    const jittered = pauseMs.least + random() * (most - pauseMs.least)
    return Math.max(jittered, (retryAt ?? 0) - now())
  }

  return {
    /** `isWelcome`: whether the upstream takes requests at all. */
    execute: async <T>(
      flight: Flight,
      isWelcome: () => boolean,
      attempt: () => Promise<Outcome<T>>,
    ): Promise<Outcome<T>> => {
      budget.add('read')
      let retries = 0
      let next = 0
      const isWorthAnother = (outcome: Outcome<T>): boolean => {
        if (outcome.kind !== 'FAULT' || !outcome.isPassing || retries === limits.maxRetries) return false
        next = pauseAfter(outcome, retries)
        if (now() + next + shortestAttempt > flight.until()) return false
        if (!isWelcome() || !hasBudget()) return false
        budget.add('retry')
        retries++
        return true
      }
      return retry(
        handleWhenResult((outcome) => isWorthAnother(outcome as Outcome<T>)),
        { maxAttempts: limits.maxRetries, backoff: new ConstantBackoff(0) }, // the pause is ours: it can be ended
      ).execute(async ({ attempt: number }) => {
        if (number > 0) await pause(next, flight.signal)
        return attempt()
      }, flight.signal)
    },
  }
}
