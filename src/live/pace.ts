/**
 * When what is watched of one account is looked at by REST. Where a source tells what happens, seldom: only for what it
 * drops. Where none does, soon after something happened, and then slower and slower. An upstream that has trouble, or
 * asks to be left alone, is; and however much is watched, the calls are bounded, and who waited longest comes first.
 */
import {
  ForbiddenError,
  NotFoundError,
  RateLimitedError,
  UpstreamOverloadedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
} from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'

/** Times are milliseconds. */
export interface PaceLimits {
  /** Without a source: after something happened … */
  readonly fastest: number
  /** … so many times as long after each look that found nothing … */
  readonly slowing: number
  /** … up to this. Also the longest pause after failures. */
  readonly slowest: number
  /** With a source: from this … */
  readonly shortestRound: number
  /** … to this, by chance. */
  readonly longestRound: number
  /** Requests to the upstream, over time … */
  readonly callsPerMinute: number
  /** … and at once, after a time with fewer. */
  readonly burst: number
}

export const defaultPaceLimits: PaceLimits = {
  fastest: 2_000,
  slowing: 1.5,
  slowest: 30_000,
  shortestRound: 30_000,
  longestRound: 60_000,
  callsPerMinute: 240,
  burst: 24,
}

/**
 * `MISSING`: it is not there for whoever looked. `FAILED`: this target could not be looked at. `TROUBLE`: the upstream
 * itself could not answer, until `retryAt` if it says so.
 */
export type LookOutcome =
  | { readonly type: 'NEWS' | 'QUIET' | 'MISSING' | 'FAILED' }
  | { readonly type: 'TROUBLE'; readonly retryAt: Instant | null }

export const failureOf = (error: unknown): LookOutcome => {
  if (error instanceof RateLimitedError || error instanceof UpstreamUnavailableError)
    return { type: 'TROUBLE', retryAt: error.retryAt }
  if (error instanceof UpstreamTimeoutError || error instanceof UpstreamOverloadedError)
    return { type: 'TROUBLE', retryAt: null }
  const isMissing = error instanceof NotFoundError || error instanceof ForbiddenError
  return { type: isMissing ? 'MISSING' : 'FAILED' }
}

export interface Pace {
  /** Somebody watches what nobody watched. */
  begin(target: string): void
  end(target: string): void
  /** Something happened there, whoever told it. */
  hurry(target: string): void
  /** Somebody came for whom the look just before may have been too early, whether a source tells or not. */
  soon(target: string): void
  /** Somebody came who needs what was before: it is its turn as soon as there are calls, in the order of coming. */
  urge(target: string): void
  /** At most `max` targets whose time has come. Each is looked at once: it does not come again before `looked`. */
  due(max: number): readonly string[]
  looked(target: string, outcome: LookOutcome): void
  /** True while the upstream asks to be left alone: then the target comes first afterwards. */
  postpones(target: string): boolean
  /** Whether there are calls left for what is no look. */
  isFree(): boolean
  /** A request went out. */
  spent(): void
}

export interface PaceDeps {
  /** Whether something else tells what happens at the account now. */
  readonly hasSource: () => boolean
  readonly now: () => Instant
  /** 0 to 1. */
  readonly random: () => number
  readonly limits?: Partial<PaceLimits>
}

interface Plan {
  interval: number
  failures: number
  isRunning: boolean
  isHurried: boolean
  /** To be looked at once more, right after the look that is under way. */
  isUrged: boolean
  dueAt: Instant
}

/** What a look costs at least: the conversation, and its messages. */
const callsPerLook = 2
/** Waits are longer by up to this share, so that instances do not look in step. */
const jitter = 0.2
/** Milliseconds for which an upstream may ask to be left alone: one wrong answer must not end the looking for good. */
const longestRest = 60 * 60_000

export const createPace = ({ hasSource, now, random, limits: given }: PaceDeps): Pace => {
  const limits = { ...defaultPaceLimits, ...given }
  const plans = new Map<string, Plan>()
  const budget = createBudget(limits, now)
  let troubles = 0
  let restUntil: Instant = Number.NEGATIVE_INFINITY
  let askedUntil = restUntil

  const jittered = (ms: number): number => ms * (1 + jitter * random())
  const growing = (times: number): number =>
    jittered(Math.min(limits.fastest * 2 ** (times - 1), limits.slowest))
  const waitFor = ({ interval }: Plan): number =>
    hasSource()
      ? limits.shortestRound + random() * (limits.longestRound - limits.shortestRound)
      : jittered(interval)

  const rest = (retryAt: Instant | null): void => {
    if (now() >= restUntil) troubles += 1 // looks that were under way together fail of one cause
    askedUntil = Math.max(askedUntil, Math.min(retryAt ?? 0, now() + longestRest))
    restUntil = Math.max(restUntil, askedUntil, now() + growing(troubles))
  }

  return {
    begin: (target) => {
      const still = { isRunning: false, isHurried: false, isUrged: false }
      const plan = { interval: limits.fastest, failures: 0, ...still, dueAt: 0 }
      plan.dueAt = now() + waitFor(plan)
      plans.set(target, plan)
    },
    end: (target) => {
      plans.delete(target)
    },
    hurry: (target) => {
      const plan = plans.get(target)
      if (!plan || plan.failures > 0 || hasSource()) return
      plan.interval = limits.fastest
      plan.isHurried = plan.isRunning
      plan.dueAt = Math.min(plan.dueAt, now() + waitFor(plan))
    },
    soon: (target) => {
      const plan = plans.get(target)
      if (plan && plan.failures === 0) plan.dueAt = Math.min(plan.dueAt, now() + limits.fastest)
    },
    urge: (target) => {
      const plan = plans.get(target)
      if (!plan || plan.failures > 0) return
      plan.isUrged = plan.isRunning
      plan.dueAt = Math.min(plan.dueAt, now())
    },
    due: (max) => {
      const count = Math.min(max, Math.floor(budget.left() / callsPerLook))
      if (count <= 0 || now() < restUntil) return []
      const ready: [string, Plan][] = []
      for (const each of plans) if (!each[1].isRunning && each[1].dueAt <= now()) ready.push(each)
      const chosen = ready.sort(([, one], [, two]) => one.dueAt - two.dueAt).slice(0, count)
      for (const [, plan] of chosen) plan.isRunning = true
      return chosen.map(([target]) => target)
    },
    looked: (target, outcome) => {
      const hasFailed = outcome.type !== 'NEWS' && outcome.type !== 'QUIET'
      if (outcome.type === 'TROUBLE') rest(outcome.retryAt)
      else if (!hasFailed) troubles = 0
      const plan = plans.get(target)
      if (!plan) return
      const hasNews = outcome.type === 'NEWS' || plan.isHurried
      plan.failures = hasFailed ? plan.failures + 1 : 0
      plan.interval = hasNews ? limits.fastest : Math.min(plan.interval * limits.slowing, limits.slowest)
      plan.isRunning = false
      plan.isHurried = false
      const wait = plan.isUrged ? 0 : waitFor(plan)
      plan.dueAt = now() + (hasFailed ? growing(plan.failures) : wait)
      plan.isUrged = false
    },
    postpones: (target) => {
      const plan = plans.get(target)
      const isAsked = now() < askedUntil
      if (plan && isAsked) plan.dueAt = now()
      return isAsked
    },
    isFree: () => now() >= restUntil && budget.left() >= 1,
    spent: budget.spend,
  }
}

/** Calls that may go out now: they come back with time, and what was overdrawn is forgiven beyond a burst. */
const createBudget = ({ callsPerMinute, burst }: PaceLimits, now: () => Instant) => {
  let calls = burst
  let at = now()
  const refill = (): void => {
    calls = Math.min(burst, calls + (Math.max(0, now() - at) * callsPerMinute) / 60_000)
    at = now()
  }
  return {
    left: (): number => {
      refill()
      return calls
    },
    spend: (): void => {
      refill()
      calls = Math.max(-burst, calls - 1)
    },
  }
}
