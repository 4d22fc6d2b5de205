/**
 * Cursors of feeds. A feed is of some accounts, or of one conversation, and its cursor holds a position in the journal
 * of each of its accounts. Later cursors of a feed are greater as strings. A cursor of another feed is refused:
 * reading on from it would skip or repeat events without a word.
 */
import { InvalidInputError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { hashOf } from '../kit/hash.ts'
import { rememberLast } from '../kit/remember-last.ts'
import type { Cursor } from '../state/port.ts'

/** What a feed is of. */
export interface Scope {
  /** Exactly one where there is a conversation. */
  readonly accounts: readonly string[]
  /** Null: everything of the accounts. */
  readonly conversationId: string | null
}

export interface Place {
  /** One for each account of the scope, in the order of their names. */
  readonly positions: readonly Cursor[]
  /** When the last event before it was appended, or when the cursor was given out. */
  readonly at: Instant
}

export interface FeedCursors {
  /** By name. */
  readonly accounts: readonly string[]
  encode(place: Place): string
  /** Throws `InvalidInputError` for a cursor of another feed, or one that Parley did not make. */
  decode(cursor: string): Place
}

/** Enough for a hundred accounts. */
const maxLength = 8192
const argument = ['after']

export const cursorsOf = ({ accounts, conversationId }: Scope): FeedCursors => {
  const names = [...new Set(accounts)].sort()
  if (conversationId !== null && names.length !== 1) throw new RangeError('A conversation has one account.')
  const scope = hashOf(['events', names, conversationId]).slice(0, 10)
  const encode = ({ positions, at }: Place): string =>
    positions.length === 1 ? writeOne(scope, positions[0] as Cursor, at) : write(scope, positions, at)
  return {
    accounts: names,
    encode,
    decode: (cursor) => {
      const [owner, ...rest] = cursor.length <= maxLength ? cursor.split(':') : []
      const place = {
        positions: rest.slice(0, -1).map(decodePart),
        at: Number.parseInt(rest.at(-1) ?? '', 36),
      }
      const isWhole = Number.isSafeInteger(place.at) && place.positions.every((each) => each !== '')
      if (!isWhole || [owner, ...encode(place).split(':').slice(1)].join(':') !== cursor) {
        throw new InvalidInputError('This is not a cursor that Parley gave out.', argument)
      }
      if (owner !== scope || place.positions.length !== names.length) {
        throw new InvalidInputError('This cursor belongs to the events of something else.', argument)
      }
      return place
    },
  }
}

const write = (scope: string, positions: readonly Cursor[], at: Instant): string =>
  [scope, ...positions.map(encodeURIComponent), at.toString(36).padStart(9, '0')].join(':')

/** Tens of thousands of subscribers write the place of the same event, one after the other. */
const writeOne = rememberLast((scope: string, position: Cursor, at: Instant) => write(scope, [position], at))

/** Empty for a malformed escape. */
const decodePart = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}
