interface Watcher<T> {
  readonly onValue: (value: T) => void
  /** Told once. `LEFT`: the reader wanted no more. */
  readonly onEnd: (how: 'DONE' | 'LEFT' | 'FAILED') => void
}

/** The same values, and somebody who sees them pass. `return` goes to the source at once. */
export const watchIterator = <T>(
  source: AsyncIterator<T, unknown, undefined>,
  { onValue, onEnd }: Watcher<T>,
): AsyncIterableIterator<T, void, undefined> => {
  let isOver = false
  const end = (how: 'DONE' | 'LEFT' | 'FAILED') => {
    if (!isOver) onEnd(how)
    isOver = true
  }
  return {
    next: async () => {
      try {
        const { done, value } = await source.next()
        if (done) {
          end('DONE')
          return { done: true, value: undefined }
        }
        onValue(value)
        return { done: false, value }
      } catch (error) {
        end('FAILED')
        throw error
      }
    },
    return: async () => {
      end('LEFT')
      await source.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
