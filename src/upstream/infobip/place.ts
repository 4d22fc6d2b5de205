import { InvalidInputError } from '../../domain/errors.ts'
import type { Position } from '../../domain/page.ts'
import type { Instant } from '../../domain/time.ts'

/**
 * Where a row stands in a list: lists are ordered by a timestamp, and rows with equal timestamps, whose order
 * Infobip does not define, by id.
 */
export interface Place {
  readonly at: Instant
  readonly id: string
}

/** Of a message or note in its thread. */
export const placeOf = ({ createdAt, id }: { readonly createdAt: Instant; readonly id: string }): Place => ({
  at: createdAt,
  id,
})

export const comparePlaces = (a: Place, b: Place): number =>
  a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

export const formatPosition = ({ at, id }: Place): Position => `${at}:${id}`

export const parsePosition = (position: Position): Place => {
  const [, at, id] = /^(0|[1-9]\d{0,14}):(.{1,255})$/s.exec(position) ?? []
  if (at === undefined || id === undefined) throw new InvalidInputError('This position is of another list.')
  return { at: Number(at), id }
}
