/** Loaded before a Parley that a test forks: tells its parent how the process is. No part of the product. */

let uncaught = 0
process.on('uncaughtExceptionMonitor', () => {
  uncaught += 1
})

export interface Vitals {
  /** Bytes, without garbage: given by the system, and in use. */
  readonly resident: number
  readonly used: number
  /** How many of each kind keep the process awake. */
  readonly handles: Readonly<Record<string, number>>
  /** Exceptions that nobody caught. */
  readonly uncaught: number
}

const vitals = (): Vitals => {
  globalThis.gc?.()
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  const handles: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1
  return { resident: rss, used: heapUsed + external, handles, uncaught }
}

process.on('message', () => process.send?.(vitals()))
process.channel?.unref()
