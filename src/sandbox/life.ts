/**
 * The other side of the conversations: providers deliver what was sent, contacts read and answer it. All of it
 * is a durable schedule over the sandbox's clock; a timer runs it, or whoever holds it.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { DialectName } from './changes.ts'
import { type Plan, planned, takeDue } from './schedule.ts'

export interface Life {
  /** What is still to happen, soonest first. */
  readonly planned: () => readonly Plan[]
  /** Lets everything happen that is due by then (milliseconds, default now); gives how many things did. */
  runDue(until?: number): number
  /**
   * Lets happen what is due within so many milliseconds, without waiting for them; without an argument, all that
   * is planned and what follows from it. Happens at the sandbox's present time.
   */
  advance(milliseconds?: number): number
}

/** Makes one planned thing happen. */
export type Actor = (due: Plan) => void

export interface LifeDeps {
  readonly db: DatabaseSync
  /** Milliseconds. */
  readonly now: () => number
  readonly actors: Readonly<Partial<Record<DialectName, Actor>>>
  /** Called after something happened. */
  readonly onRun: () => void
}

export const createLife = ({ db, now, actors, onRun }: LifeDeps): Life => {
  const run = (until: number): number => {
    let count = 0
    for (let due = takeDue(db, until); due; due = takeDue(db, until)) {
      happen(db, actors[due.dialect], due)
      count++
    }
    if (count > 0) onRun()
    return count
  }
  return {
    planned: () => planned(db),
    runDue: (until = now()) => run(until),
    advance: (milliseconds) =>
      run(milliseconds === undefined ? Number.MAX_SAFE_INTEGER : now() + milliseconds),
  }
}

/** Wholly or not at all. What breaks is not tried again. */
const happen = (db: DatabaseSync, actor: Actor | undefined, due: Plan): void => {
  db.exec('SAVEPOINT life')
  try {
    actor?.(due)
    db.exec('RELEASE life')
  } catch (error) {
    db.exec('ROLLBACK TO life; RELEASE life')
    throw error
  }
}

export interface LifeTimer {
  /** Looks when the next thing is due. To be called whenever something may have been planned. */
  arm(): void
  stop(): void
}

/** The longest wait before the clock is looked at again, milliseconds. */
const longestWait = 60_000
/** So that a clock that stands still costs little. */
const shortestWait = 20

/** Runs what falls due, for as long as the process lives for other reasons. */
export const createLifeTimer = (life: Life, now: () => number): LifeTimer => {
  let timer: { readonly handle: NodeJS.Timeout; readonly dueAt: number } | undefined
  let isStopped = false
  const disarm = () => {
    clearTimeout(timer?.handle)
    timer = undefined
  }
  const arm = () => {
    const [next] = life.planned()
    // A timer that is set for the next thing is left alone: set anew with every request, it might never ring.
    if (next && timer?.dueAt === next.dueAt) return
    disarm()
    if (!next || isStopped) return
    const { dueAt } = next
    const wait = Math.min(Math.max(dueAt - now(), shortestWait), longestWait)
    const handle = setTimeout(() => {
      timer = undefined
      life.runDue()
      arm()
    }, wait)
    handle.unref()
    timer = { handle, dueAt }
  }
  return {
    arm,
    stop: () => {
      isStopped = true
      disarm()
    },
  }
}
