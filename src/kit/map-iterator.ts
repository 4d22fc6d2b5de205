interface MapOptions<R> {
  /** What a failure becomes, as the last value. Default: it is thrown on. */
  readonly onError?: (error: unknown) => R
  /** Called when the source ends by itself; may throw. */
  readonly onEnd?: () => void
}

/**
 * Each value changed, or left out where it becomes undefined. Unlike a generator it can be ended while a value is
 * being waited for: `return` goes to the source at once.
 */
export const mapIterator = <T, R>(
  source: AsyncIterator<T, unknown, undefined>,
  change: (value: T) => R | undefined | Promise<R | undefined>,
  { onError, onEnd }: MapOptions<R> = {},
): AsyncIterableIterator<R, void, undefined> => {
  let isOver = false
  const end = async () => {
    isOver = true
    await source.return?.()
  }
  const next = async (): Promise<IteratorResult<R, void>> => {
    while (!isOver) {
      const { done, value } = await source.next()
      if (done || isOver) break
      const changed = await change(value)
      if (changed !== undefined) return { done: false, value: changed }
    }
    if (!isOver) {
      isOver = true
      onEnd?.()
    }
    return { done: true, value: undefined }
  }
  return {
    next: async () => {
      try {
        return await next()
      } catch (error) {
        await end()
        if (!onError) throw error
        return { done: false, value: onError(error) }
      }
    },
    return: async () => {
      await end()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
