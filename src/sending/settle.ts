import { StateUnavailableError } from '../domain/errors.ts'
import type { Ledger, Settlement } from '../state/port.ts'
import type { Wait } from './lease.ts'
import { recordOf, sentRecord } from './record.ts'
import type { Attempt } from './request.ts'

/** Milliseconds before each try. After the last, the lease runs out and the next caller looks for the message. */
const delays = [0, 100, 400]

/** The end of an attempt, in the ledger. The store may be away by now: what is known of the send does not suffer. */
export const createSettling = (ledger: Ledger, wait: Wait) => {
  /** False when the key is no longer this attempt's. True also when the store stays away. */
  const settle = async <T>(
    { request, marker, owner }: Attempt<T>,
    settlement: Settlement,
  ): Promise<boolean> => {
    for (const ms of delays) {
      if (ms > 0) await wait(ms)
      const isSettled = await unlessAway(
        ledger.settle(request.origin.account, marker, owner, settlement),
        undefined,
      )
      if (isSettled !== undefined) return isSettled
    }
    return true
  }

  /** It is there, whoever has the key. */
  const resolve = async <T>({ request, marker, clientMessageId }: Attempt<T>, made: T): Promise<void> => {
    const record = sentRecord(request.kind, { marker, clientMessageId, made })
    await unlessAway(ledger.resolve(request.origin.account, marker, record), false)
  }

  /** Where an upstream keeps no marker, messages are found by their content, and another send may have the same. */
  const isAnothers = async <T>({ request, marker }: Attempt<T>, made: T): Promise<boolean> => {
    const { kind, origin } = request
    const [result] = await ledger.findByObjects(origin.account, [kind.objectKeyOf(made)])
    return result !== undefined && recordOf(result).marker !== marker
  }

  return { settle, resolve, isAnothers }
}

const unlessAway = async <T, F>(answer: Promise<T>, otherwise: F): Promise<T | F> => {
  try {
    return await answer
  } catch (error) {
    if (error instanceof StateUnavailableError) return otherwise
    throw error
  }
}
