/**
 * Values that come by themselves, and go to somebody who may be slow. They are pushed: an iterator would keep a promise
 * for each step of each subscriber who waits, and walk through all of them for each value.
 */
import { whenThere } from './when-there.ts'

/** Where values go. A promise: there is no room for the next one until it resolves. */
export type Sink<T> = (value: T) => void | Promise<void>

/** `DONE`: by itself. `LEFT`: whoever reads wanted no more. */
export type FlowEnd = 'DONE' | 'LEFT' | 'FAILED'

export interface MapOptions<R> {
  /** What a failure becomes, as the last value. Default: it is passed on. */
  readonly onError?: (error: unknown) => R
  /** Called when the source ends by itself; may throw. */
  readonly onEnd?: () => void
  /** Called once when it is over, whatever ended it. */
  readonly onOver?: (end: FlowEnd) => void
}

type Change<T, R> = (value: T) => R | undefined | Promise<R | undefined>

export abstract class Flow<T> implements AsyncIterable<T, void, undefined> {
  /** Begins; call it once. Resolves when it is over, and rejects with what it fails with, a failure of the sink included. */
  abstract into(sink: Sink<T>): Promise<void>
  /** Nothing comes any more, and `into` resolves. May be called at any time, and again. */
  abstract end(): void

  /** Each value changed, or left out where it becomes undefined. Takes the place of this flow. */
  map<R>(change: Change<T, R>, options?: MapOptions<R>): Flow<R> {
    return new MappedFlow(this, change, options)
  }

  /** For whoever asks for one value after the other. Takes the place of this flow. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T, void, undefined> {
    return new FlowIterator(this)
  }
}

class MappedFlow<T, R> extends Flow<R> {
  readonly #source: Flow<T>
  readonly #change: Change<T, R>
  readonly #options: MapOptions<R> | undefined
  #isOver = false

  constructor(source: Flow<T>, change: Change<T, R>, options: MapOptions<R> | undefined) {
    super()
    this.#source = source
    this.#change = change
    this.#options = options
  }

  into(sink: Sink<R>): Promise<void> {
    const pass = (changed: R | undefined): void | Promise<void> =>
      changed === undefined || this.#isOver ? undefined : sink(changed)
    const change = this.#change
    const over = this.#source.into((value) => whenThere(change(value), pass))
    return this.#options ? this.#settle(over, sink, this.#options) : over
  }

  end(): void {
    this.#over('LEFT')
    this.#source.end()
  }

  async #settle(over: Promise<void>, sink: Sink<R>, { onEnd, onError }: MapOptions<R>): Promise<void> {
    try {
      await over
      if (!this.#isOver) onEnd?.()
      this.#over('DONE')
    } catch (error) {
      const isLeft = this.#isOver
      this.#over('FAILED')
      if (isLeft) return
      if (!onError) throw error
      await sink(onError(error))
    }
  }

  #over(end: FlowEnd): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#options?.onOver?.(end)
  }
}

type Result<T> = IteratorResult<T, void>

const done = { done: true, value: undefined } as const

class FlowIterator<T> implements AsyncIterableIterator<T, void, undefined> {
  readonly #flow: Flow<T>
  readonly #asked: PromiseWithResolvers<Result<T>>[] = []
  /** Came while nobody asked: the last one may come when there is no room. */
  readonly #waiting: T[] = []
  #makeRoom: (() => void) | undefined
  #state: 'NEW' | 'BEGUN' | 'OVER' = 'NEW'
  #failure: { readonly error: unknown } | undefined
  #isLeft = false

  constructor(flow: Flow<T>) {
    this.#flow = flow
  }

  async next(): Promise<Result<T>> {
    if (this.#isLeft) return done
    if (this.#waiting.length > 0) return { done: false, value: this.#waiting.shift() as T }
    if (this.#failure) {
      const { error } = this.#failure
      this.#failure = undefined
      throw error
    }
    if (this.#state === 'OVER') return done
    const asked = Promise.withResolvers<Result<T>>()
    this.#asked.push(asked)
    if (this.#state === 'NEW') this.#begin()
    this.#makeRoom?.()
    return asked.promise
  }

  async return(): Promise<Result<T>> {
    this.#flow.end()
    this.#isLeft = true
    return done
  }

  [Symbol.asyncIterator]() {
    return this
  }

  #begin(): void {
    this.#state = 'BEGUN'
    this.#flow
      .into((value) => this.#take(value))
      .catch((error: unknown) => {
        const [first, ...others] = this.#asked.splice(0)
        first?.reject(error)
        if (!first) this.#failure = { error }
        this.#asked.push(...others)
      })
      .then(() => {
        this.#state = 'OVER'
        for (const asked of this.#asked.splice(0)) asked.resolve(done)
      })
  }

  #take(value: T): void | Promise<void> {
    const asked = this.#asked.shift()
    if (asked) asked.resolve({ done: false, value })
    else this.#waiting.push(value)
    if (this.#asked.length > 0) return
    return new Promise((resolve) => {
      this.#makeRoom = resolve
    })
  }
}
