import { StartError } from './start-error.ts'
import type { Terminal } from './terminal.ts'

const stopSignals = ['SIGTERM', 'SIGINT']

/**
 * Starts something, and at the first SIGTERM or SIGINT stops what it left in `resources`, the newest first; a
 * second signal exits at once. Resolves with the exit code: 0, or 1 when it did not start.
 */
export const runUntilSignal = async (
  { signals, err, exit }: Pick<Terminal, 'signals' | 'err' | 'exit'>,
  start: (resources: AsyncDisposableStack, stopping: AbortSignal) => Promise<void>,
): Promise<number> => {
  const resources = new AsyncDisposableStack()
  const stopping = new AbortController()
  const signalled = Promise.withResolvers<void>()
  const onSignal = () => {
    if (stopping.signal.aborted) exit(1)
    stopping.abort()
    signalled.resolve()
  }
  for (const signal of stopSignals) signals.on(signal, onSignal)

  try {
    await start(resources, stopping.signal)
    await signalled.promise
    return 0
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    err(error.message)
    return 1
  } finally {
    await resources.disposeAsync()
    for (const signal of stopSignals) signals.off(signal, onSignal)
  }
}
