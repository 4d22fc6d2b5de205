export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>

/**
 * Does the work, and meanwhile calls `renew` every `everyMs` until it says that there is nothing left to renew. A
 * renewal that fails is tried again in its turn.
 */
export const whileRenewing = async <T>(
  renew: () => Promise<boolean>,
  everyMs: number,
  wait: Wait,
  work: () => Promise<T>,
): Promise<T> => {
  const over = new AbortController()
  const renewals = async () => {
    do await wait(everyMs, over.signal)
    while (await renew().catch(() => true))
  }
  renewals().catch(() => {}) // the wait ends with the work
  try {
    return await work()
  } finally {
    over.abort()
  }
}
