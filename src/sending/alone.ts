/**
 * For a request with an effect that nobody can look for, and that may only follow from what is read right before it:
 * over all instances that share the ledger one does it at a time, and the next reads what the first has done.
 */
import { DomainError, type Origin, OutcomeUnknownError, UpstreamUnavailableError } from '../domain/errors.ts'
import { hashOf } from '../kit/hash.ts'
import type { Call } from '../upstream/port.ts'
import { defaultLeaseMs, defaultWaitMs, pollAfter, type SenderDeps } from './deps.ts'
import { throwIfOver } from './detach.ts'
import { whileRenewing } from './lease.ts'

export interface AloneRequest<T> {
  readonly origin: Origin
  /** JSON of what it is done to. */
  readonly subject: unknown
  readonly call: Call
  work(): Promise<T>
}

export const createAlone =
  ({ ledger, now, randomId, wait, leaseMs = defaultLeaseMs, waitMs = defaultWaitMs }: SenderDeps) =>
  async <T>({ origin, subject, call, work }: AloneRequest<T>): Promise<T> => {
    const { account } = origin
    const [key, owner] = [hashOf(['alone', account, subject]), randomId()]
    const patienceUntil = now() + waitMs
    for (let turn = 0; ; turn++) {
      throwIfOver(call, origin)
      const { state } = await ledger.claim(account, key, { fingerprint: key, owner, leaseMs })
      if (state !== 'PENDING') break
      if (now() >= patienceUntil) throw busy(origin)
      await wait(pollAfter(turn), call.signal).catch(() => {}) // the next turn sees that it is over
    }
    const renew = () => ledger.extend(account, key, owner, { leaseMs })
    let isKept = false // until the lease ends: it may come about yet
    try {
      return await whileRenewing(renew, leaseMs / 3, wait, work)
    } catch (error) {
      isKept = !(error instanceof DomainError) || error instanceof OutcomeUnknownError
      throw error
    } finally {
      if (!isKept) await ledger.settle(account, key, owner, { state: 'FAILED' }).catch(() => false)
    }
  }

const busy = ({ account, provider }: Origin) =>
  new UpstreamUnavailableError(
    `${account} is doing this already. Ask again.`,
    { account, provider },
    undefined,
    false,
  )
