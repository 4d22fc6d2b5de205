/** What each caller has left of its points, in windows of a minute that begin with its first operation. */
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible'
import type { Instant } from '../domain/time.ts'
import { createLink } from './redis/link.ts'
import { parseRedisUrl } from './redis/url.ts'

export interface Budget {
  /** Takes points of what `key` has left; more than it has leaves it nothing. Keys are stored as they are given. */
  spend(key: string, points: number): Promise<Balance>
  /** Without taking anything. */
  look(key: string): Promise<Balance>
  close(): void
}

export interface Balance {
  /** Points of a window. */
  readonly limit: number
  readonly remaining: number
  /** When all of them are there again. */
  readonly resetAt: Instant
  /** More was taken than there was. */
  readonly isOverdrawn: boolean
}

export interface BudgetConfig {
  readonly pointsPerMinute: number
  /** One budget for all instances. Without it each has its own. */
  readonly redisUrl?: string
}

export interface BudgetDeps {
  readonly now: () => Instant
}

export const windowSeconds = 60
/** Milliseconds that a Redis may take: operations wait for it. */
const timeoutMs = 250

/** While Redis does not answer, each instance counts for itself: callers neither wait nor go free. */
export const createBudget = ({ pointsPerMinute, redisUrl }: BudgetConfig, { now }: BudgetDeps): Budget => {
  const options = { points: pointsPerMinute, duration: windowSeconds, keyPrefix: 'parley:budget' }
  const own = new RateLimiterMemory(options)
  const link = redisUrl === undefined ? null : createLink(parseRedisUrl(redisUrl), timeoutMs)
  let limiter: RateLimiterAbstract = own
  if (link) {
    const client = {
      defineCommand: (_name: string, { lua }: { readonly lua: string }) => {
        script = lua
      },
      rlflxIncr: ([key = '', ...args]: readonly string[]) =>
        link.send(key, ['EVAL', script, '1', key, ...args]),
    }
    let script = ''
    limiter = new RateLimiterRedis({ ...options, storeClient: client, insuranceLimiter: own })
  }
  const balanceOf = ({ consumedPoints, msBeforeNext }: RateLimiterRes): Balance => ({
    limit: pointsPerMinute,
    remaining: Math.max(0, pointsPerMinute - consumedPoints),
    resetAt: now() + Math.max(0, msBeforeNext),
    isOverdrawn: consumedPoints > pointsPerMinute,
  })
  const spend = async (key: string, points: number): Promise<Balance> => {
    try {
      return balanceOf(await limiter.consume(key, points))
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return balanceOf(refusal)
      throw refusal
    }
  }
  return { spend, look: (key) => spend(key, 0), close: () => link?.destroy() }
}
