/**
 * Leaves an upstream alone while most calls to it fail: then every call fails at once, but for one probe from time
 * to time. The states are cockatiel's; what is counted, and by which clock, is decided here.
 */
import { CircuitState, circuitBreaker, handleWhenResult, type IBackoff, type IBreaker } from 'cockatiel'
import { type Origin, UpstreamTimeoutError, UpstreamUnavailableError } from '../../domain/errors.ts'
import type { Instant } from '../../domain/time.ts'
import type { Outcome } from './outcome.ts'
import { createWindow, type Window } from './window.ts'

export interface BreakerLimits {
  /** Milliseconds over which calls are counted. Default 10,000. */
  readonly breakerWindow: number
  /** Calls there must be before the breaker judges. Default 20. */
  readonly breakerMinCalls: number
  /** Opens when this share of the calls failed. Default 0.5. */
  readonly breakerShare: number
  /** Opens also when so many callers waited in vain while nobody had an answer. Default 16: a call in each place. */
  readonly breakerTimeouts: number
  /** Milliseconds from opening to the next probe. Default 10,000. */
  readonly breakerRest: number
}

/** A breaker that lets nothing through, or only its probe. */
export interface Opening {
  readonly since: Instant
  /** When the next probe may go. */
  readonly retryAt: Instant
}

/** Milliseconds after which to come back while a probe is under way. */
const probePatience = 1_000

export const createBreaker = (limits: BreakerLimits, origin: Origin, now: () => Instant) => {
  let since: Instant | null = null
  let retryAt: Instant = 0
  const rest: IBackoff<unknown> = {
    // What cockatiel compares with the time passed by its own clock: decided by ours instead.
    get duration() {
      return now() < retryAt ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
    },
    next: () => rest,
  }
  const calls = createWindow<'success' | 'failure'>(limits.breakerWindow, now)
  /** Callers who waited for a failure that came by the clock, while nobody had an answer. */
  const inVain = createWindow<'caller'>(limits.breakerWindow, now)
  let answers = 0
  const policy = circuitBreaker(
    handleWhenResult((outcome) => (outcome as Outcome<unknown>).kind === 'FAULT'),
    { breaker: createJudge(limits, calls, inVain), halfOpenAfter: rest },
  )
  policy.onBreak(() => {
    since ??= now()
    retryAt = now() + limits.breakerRest
  })
  policy.onReset(() => {
    since = null
  })

  const opening = (): Opening | null => {
    if (since === null) return null
    const isProbing = policy.state === CircuitState.HalfOpen
    return { since, retryAt: isProbing ? now() + probePatience : retryAt }
  }
  const refusal = () =>
    new UpstreamUnavailableError(
      `${origin.account} has failed too often lately and is not asked for a while.`,
      origin,
      undefined,
      false,
      opening()?.retryAt ?? null,
    )
  const letsThrough = () =>
    policy.state === CircuitState.Closed || (policy.state === CircuitState.Open && now() >= retryAt)

  return {
    opening,
    refusal,
    isClosed: () => policy.state === CircuitState.Closed,
    isOpen: () => policy.state === CircuitState.Open,
    /**
     * Runs `work`, unless it is open. What `work` throws counts as nothing; but a probe must have an outcome.
     * `callers`: how many have waited for it, or wait for a place.
     */
    execute: async <T>(
      work: (isProbe: boolean) => Promise<Outcome<T>>,
      callers: () => number,
    ): Promise<Outcome<T>> => {
      if (!letsThrough()) throw refusal()
      return policy.execute(async () => {
        const answersBefore = answers
        const outcome = await (policy.state === CircuitState.HalfOpen ? probe(work) : work(false))
        if (outcome.kind !== 'FAULT') {
          answers++
          inVain.clear()
        } else if (outcome.error instanceof UpstreamTimeoutError && answers === answersBefore) {
          inVain.add('caller', callers())
        }
        return outcome
      })
    },
  }
}

const probe = async <T>(work: (isProbe: boolean) => Promise<Outcome<T>>): Promise<Outcome<T>> => {
  try {
    return await work(true)
  } catch (error) {
    return { kind: 'FAULT', error, isPassing: false, retryAt: null }
  }
}

/** When to open. (cockatiel's own `SamplingBreaker` forgets by the number of calls, not by the time.) */
const createJudge = (
  limits: BreakerLimits,
  calls: Window<'success' | 'failure'>,
  inVain: Window<'caller'>,
): IBreaker => ({
  state: undefined,
  success: (state) => {
    if (state === CircuitState.HalfOpen) calls.clear()
    calls.add('success')
  },
  failure: (state) => {
    calls.add('failure')
    const [successes, failures] = [calls.count('success'), calls.count('failure')]
    const all = successes + failures
    const fails = all >= limits.breakerMinCalls && failures >= limits.breakerShare * all
    const hangs = inVain.count('caller') >= limits.breakerTimeouts
    return state !== CircuitState.Closed || fails || hangs
  },
})
