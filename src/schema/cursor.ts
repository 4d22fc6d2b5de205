/**
 * Cursors: opaque, and bound to the list they were given for. A cursor of another list is refused, because
 * reading on from it would skip or repeat rows without a word.
 */
import { createHash } from 'node:crypto'
import { InvalidInputError } from '../domain/errors.ts'
import type { Json } from '../domain/json.ts'

export interface CursorCodec {
  encode(place: Json): string
  /** Throws `InvalidInputError` for a cursor of another list, or one that Parley did not make. */
  decode(cursor: string, argument: string): Json
}

/** `list` says everything that makes the list what it is: what of, which filter, which order. */
export const cursorsOf = (list: Json): CursorCodec => {
  const name = createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, 8)
  return {
    encode: (place) => Buffer.from(JSON.stringify([name, place])).toString('base64url'),
    decode: (cursor, argument) => {
      const decoded = parse(cursor)
      if (!Array.isArray(decoded) || decoded.length !== 2) {
        throw new InvalidInputError('This is not a cursor that Parley gave out.', [argument])
      }
      if (decoded[0] !== name) {
        throw new InvalidInputError('This cursor belongs to another list, filter or order.', [argument])
      }
      return decoded[1]
    },
  }
}

const parse = (cursor: string): unknown => {
  try {
    const text = Buffer.from(cursor, 'base64url').toString()
    return Buffer.from(text).toString('base64url') === cursor ? JSON.parse(text) : undefined
  } catch {
    return undefined // not JSON: not a cursor
  }
}
