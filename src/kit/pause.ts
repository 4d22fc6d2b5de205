import { setTimeout } from 'node:timers/promises'

/** Resolves after `ms`, or as soon as `signal` is aborted. */
export type Pause = (ms: number, signal?: AbortSignal) => Promise<void>

export const pause: Pause = async (ms, signal) => {
  try {
    await setTimeout(ms, undefined, { signal })
  } catch (error) {
    if (!signal?.aborted) throw error
  }
}
