/** Whether this is what `AbortSignal.timeout` ends things with: the time was over, and nobody went away. */
export const isTimeout = (cause: unknown): boolean => cause instanceof Error && cause.name === 'TimeoutError'
