/** Turns threads into lines with times, and then into rows. */

import { createRandom } from './random.ts'
import type { Line, Thread } from './script.ts'

const minute = 60_000

export interface TimedLine {
  readonly line: Line
  readonly thread: TimedThread
  /** When it came in; rows are numbered in this order. */
  readonly arrivedAt: number
  readonly createdAt: number
}

export interface TimedThread {
  readonly thread: Thread
  readonly index: number
  readonly startedAt: number
  readonly endedAt: number
  readonly lines: readonly TimedLine[]
}

/** The last line is `endsAgo` before now; the others go back from there. */
export const timeThread = (thread: Thread, index: number, now: number): TimedThread => {
  const random = createRandom(index * 7919 + 17)
  const gaps = thread.lines.map(({ gap }) =>
    gap === undefined ? random.between(40_000, 300_000) : gap * minute + random.between(900, 9_000),
  )
  let time = now - thread.endsAgo * minute - random.between(0, 20_000)
  const times = gaps.map(() => 0)
  for (let position = gaps.length - 1; position >= 0; position--) {
    times[position] = time
    time -= gaps[position] ?? 0
  }
  const lines: TimedLine[] = []
  const timed: TimedThread = {
    thread,
    index,
    startedAt: times[0] ?? now,
    endedAt: times.at(-1) ?? now,
    lines,
  }
  for (const [position, line] of thread.lines.entries()) {
    const arrivedAt = times[position] ?? now
    lines.push({ line, thread: timed, arrivedAt, createdAt: arrivedAt + (line.skew ?? 0) * 1000 })
  }
  return timed
}
