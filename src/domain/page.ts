/**
 * A place in one list, written by the adapter that made it and read by it alone. Text, at most a few hundred
 * characters. An adapter throws `InvalidInputError` for a position that it did not write.
 */
export type Position = string

export interface PageItem<T> {
  readonly node: T
  readonly position: Position
}

/** `first`: from the start (or after `after`). `last`: from the end (or before `before`). The items keep the list's order. */
export interface PageRequest {
  readonly take: 'first' | 'last'
  /** How many, at least 1. */
  readonly limit: number
  /** Exclusive. */
  readonly after?: Position
  /** Exclusive. */
  readonly before?: Position
}

export interface Page<T> {
  readonly items: readonly PageItem<T>[]
  /** Whether the list goes on after the last item. */
  readonly hasNext: boolean
  /** Whether the list goes on before the first item. */
  readonly hasPrevious: boolean
  /** Size of the whole list; null where the upstream does not count; undefined when this answer did not tell, see `count`. */
  readonly totalCount?: number | null
}
