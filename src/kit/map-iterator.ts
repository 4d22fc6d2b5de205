interface MapOptions<R> {
  /** What a failure becomes, as the last value. Default: it is thrown on. */
  readonly onError?: (error: unknown) => R
  /** Called when the source ends by itself; may throw. */
  readonly onEnd?: () => void
  /** Called when it is over, whatever ended it; perhaps again. */
  readonly onOver?: () => void
}

/**
 * Each value changed, or left out where it becomes undefined. Unlike a generator it can be ended while a value is
 * being waited for: `return` goes to the source at once.
 */
export const mapIterator = <T, R>(
  source: AsyncIterator<T, unknown, undefined>,
  change: Change<T, R>,
  options: MapOptions<R> = {},
): AsyncIterableIterator<R, void, undefined> => new MappedIterator(source, change, options)

type Change<T, R> = (value: T) => R | undefined | Promise<R | undefined>

/** A class, because there may be tens of thousands and most of them are idle. */
class MappedIterator<T, R> implements AsyncIterableIterator<R, void, undefined> {
  readonly #source: AsyncIterator<T, unknown, undefined>
  readonly #change: Change<T, R>
  readonly #options: MapOptions<R>
  #isOver = false

  constructor(source: AsyncIterator<T, unknown, undefined>, change: Change<T, R>, options: MapOptions<R>) {
    this.#source = source
    this.#change = change
    this.#options = options
  }

  async next(): Promise<IteratorResult<R, void>> {
    try {
      while (!this.#isOver) {
        const { done, value } = await this.#source.next()
        if (done || this.#isOver) break
        const changed = await this.#change(value)
        if (changed !== undefined) return { done: false, value: changed }
      }
      if (!this.#isOver) {
        this.#isOver = true
        this.#options.onOver?.()
        this.#options.onEnd?.()
      }
      return { done: true, value: undefined }
    } catch (error) {
      await this.#end()
      const { onError } = this.#options
      if (!onError) throw error
      return { done: false, value: onError(error) }
    }
  }

  async return(): Promise<IteratorResult<R, void>> {
    await this.#end()
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator]() {
    return this
  }

  async #end(): Promise<void> {
    this.#isOver = true
    this.#options.onOver?.()
    await this.#source.return?.()
  }
}
