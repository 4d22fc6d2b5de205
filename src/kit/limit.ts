export type Limit = <T>(work: () => Promise<T>) => Promise<T>

/** At most so many pieces of work at a time; the others wait for their turn. */
export const createLimit = (max: number): Limit => {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running === max) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
