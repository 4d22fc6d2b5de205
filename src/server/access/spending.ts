/** What operations cost their callers, and what becomes of those who have nothing left. */
import { RateLimitedError, UnauthenticatedError } from '../../domain/errors.ts'
import { hashOf } from '../../kit/hash.ts'
import type { RateLimit } from '../../schema/context.ts'
import type { Budget } from '../../state/budget.ts'
import { networkOf } from './network.ts'

export interface SpendingDeps {
  readonly budget: Budget
  /** Of credentials that upstreams refused, by the address they came from. */
  readonly refusals: Budget
  /** Told of bugs in what is not waited for. */
  readonly onError: (error: unknown) => void
}

/** Who pays. */
export interface Payer {
  /** Equal for equal credentials, and never one itself. */
  readonly key: string
  /** Whether there is any: all who have none would pay together. */
  readonly hasCredential: boolean
  /** That the connection comes from. */
  readonly address: string
}

export interface Spending {
  /**
   * Runs what finds out who calls. A token that Parley itself refuses counts as a credential that an upstream refused;
   * after too many it rejects with `RateLimitedError`.
   */
  meet<T>(address: string, find: () => Promise<T>): Promise<T>
  /**
   * Rejects with `RateLimitedError` when too many credentials from this address were refused lately, unless this one
   * was taken before: many may share an address, and one of them must not lock out the others.
   */
  admit(payer: Payer): Promise<void>
  /** Rejects with `RateLimitedError`; the balance is told all the same. */
  pay(payer: Payer, cost: number, tell: (balance: RateLimit) => void): Promise<void>
  /** Keeps in mind what upstreams said to the credential. */
  settle(payer: Payer, isRefused: boolean): void
}

/** Credentials that are remembered as taken. */
const maxTaken = 10_000

export const createSpending = ({ budget, refusals, onError }: SpendingDeps): Spending => {
  const taken = new Set<string>()
  const placeOf = (address: string) => hashOf(['address', networkOf(address)])
  const holdOff = async (address: string): Promise<void> => {
    const { remaining, resetAt } = await refusals.look(placeOf(address))
    if (remaining > 0) return
    throw new RateLimitedError('Too many credentials from this address were refused.', undefined, resetAt)
  }
  return {
    meet: async (address, find) => {
      try {
        return await find()
      } catch (error) {
        if (!(error instanceof UnauthenticatedError)) throw error
        await holdOff(address)
        await refusals.spend(placeOf(address), 1)
        throw error
      }
    },
    admit: async ({ key, address }) => {
      if (!taken.has(key)) await holdOff(address)
    },
    pay: async (payer, cost, tell) => {
      const key = payer.hasCredential ? payer.key : placeOf(payer.address)
      const { limit, remaining, resetAt, isOverdrawn } = await budget.spend(key, cost)
      tell({ limit, cost, remaining, resetAt })
      if (!isOverdrawn) return
      const message = `This costs ${cost}, more than is left of the caller's ${limit} a minute.`
      throw new RateLimitedError(message, undefined, resetAt)
    },
    settle: (payer, isRefused) => {
      taken.delete(payer.key)
      if (isRefused) {
        refusals.spend(placeOf(payer.address), 1).catch(onError)
        return
      }
      if (payer.hasCredential) taken.add(payer.key)
      for (const oldest of taken) {
        if (taken.size <= maxTaken) break
        taken.delete(oldest)
      }
    },
  }
}
