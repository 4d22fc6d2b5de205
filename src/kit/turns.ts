export type Turns = <T>(key: string, work: () => Promise<T>) => Promise<T>

/** Work with the same key is done one after the other, in the order it was asked for; nothing is kept of what is done. */
export const createTurns = (): Turns => {
  const last = new Map<string, Promise<unknown>>()
  return async (key, work) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(work, work)
    last.set(key, mine)
    try {
      return await mine
    } finally {
      if (last.get(key) === mine) last.delete(key)
    }
  }
}
