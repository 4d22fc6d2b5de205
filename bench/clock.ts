import { setTimeout } from 'node:timers/promises'

/** Milliseconds by the one clock that all processes of this machine share, and that nobody sets. */
export const clock = (): number => {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1e3 + nanoseconds / 1e6
}

let events = 0

/** `#<number>@<when>`, by which a client knows an event and how long it took. */
export const stamp = (): string => `#${events++}@${clock().toFixed(3).padEnd(20, '0')}`

/** Calls `work` at an even pace, however long each takes. Resolves with what all of them gave. */
export const atPace = async <T>(perSecond: number, count: number, work: () => Promise<T>): Promise<T[]> => {
  const start = clock()
  const begun: Promise<T>[] = []
  while (begun.length < count) {
    const due = Math.min(count, Math.ceil(((clock() - start) / 1000) * perSecond))
    while (begun.length < due) begun.push(work())
    await setTimeout(2)
  }
  return Promise.all(begun)
}
