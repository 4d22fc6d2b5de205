import { StateUnavailableError } from '../domain/errors.ts'
import type { Message } from '../domain/message.ts'
import type { Ledger, Settlement } from '../state/port.ts'
import type { Wait } from './lease.ts'
import { objectKeyOf, resultMarker, sentRecord } from './record.ts'
import type { Attempt } from './request.ts'

/** Milliseconds before each try. After the last, the lease runs out and the next caller looks for the message. */
const delays = [0, 100, 400]

/** The end of an attempt, in the ledger. The store may be away by now: what is known of the send does not suffer. */
export const createSettling = (ledger: Ledger, wait: Wait) => {
  /** False when the key is no longer this attempt's. True also when the store stays away. */
  const settle = async ({ request, marker, owner }: Attempt, settlement: Settlement): Promise<boolean> => {
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

  /** The message is there, whoever has the key. */
  const resolve = async ({ request, marker }: Attempt, message: Message): Promise<void> => {
    await unlessAway(ledger.resolve(request.origin.account, marker, sentRecord(marker, message)), false)
  }

  /** Where an upstream keeps no marker, messages are found by their content, and another send may have the same. */
  const isAnothers = async ({ marker }: Attempt, message: Message): Promise<boolean> => {
    const [result] = await ledger.findByObjects(message.account, [objectKeyOf(message)])
    return result !== undefined && resultMarker(result) !== marker
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
