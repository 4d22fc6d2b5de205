/**
 * What is written in one turn of the event loop, in one transaction: a commit costs more than what it commits. Whoever
 * asked is told after the commit, so what it promised then is kept.
 */
import { StateUnavailableError } from '../../domain/errors.ts'
import type { Database } from './database.ts'

export interface Group {
  /** Outlives the process once it resolves. Where others' work fails, `work` may be done again. */
  write<T>(work: () => T): Promise<T>
  /** Writes what waits, now. */
  flush(): void
}

interface Waiting {
  readonly work: () => unknown
  readonly settle: (result: unknown) => void
  readonly refuse: (error: unknown) => void
}

export const createGroup = (db: Pick<Database, 'write'>): Group => {
  let waiting: Waiting[] = []

  const commit = (group: readonly Waiting[]): void => {
    try {
      const results = db.write('PROCESS', () => group.map(({ work }) => work()))
      for (const [index, { settle }] of group.entries()) settle(results[index])
    } catch (error) {
      const isOnes = group.length > 1 && !(error instanceof StateUnavailableError)
      if (isOnes) for (const each of group) commit([each])
      else for (const { refuse } of group) refuse(error)
    }
  }
  const flush = (): void => {
    const group = waiting
    waiting = []
    if (group.length > 0) commit(group)
  }

  return {
    write: <T>(work: () => T) =>
      new Promise<T>((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush)
        waiting.push({ work, settle: (result) => resolve(result as T), refuse: reject })
      }),
    flush,
  }
}
