import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvalidInputError } from '../../../src/domain/errors.ts'
import { cursorsOf } from '../../../src/live/cursor.ts'

const position = fc
  .integer({ min: 0, max: 1e12 })
  .map((tick) => `epoch.${tick.toString(36).padStart(11, '0')}`)
const name = fc.string({ minLength: 1, maxLength: 8 })
const scope = fc.oneof(
  fc.record({
    accounts: fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
    conversationId: fc.constant(null),
  }),
  fc.record({ accounts: fc.tuple(name), conversationId: name }),
)
const at = fc.integer({ min: 0, max: 2e12 })
const scopeAndPlace = scope.chain((each) =>
  fc.tuple(
    fc.constant(each),
    fc.record({
      positions: fc.array(position, { minLength: each.accounts.length, maxLength: each.accounts.length }),
      at,
    }),
  ),
)

test('a cursor gives back its place, whatever the order of the accounts', () => {
  fc.assert(
    fc.property(scopeAndPlace, ([of, place]) => {
      const cursor = cursorsOf(of).encode(place)
      const reversed = { ...of, accounts: of.accounts.toReversed() }
      expect(cursorsOf(reversed).decode(cursor)).toEqual(place)
    }),
  )
})

test('later places have greater cursors', () => {
  fc.assert(
    fc.property(scopeAndPlace, fc.nat(), position, ([of, place], pick, other) => {
      const index = pick % place.positions.length
      const moved = { ...place, positions: place.positions.with(index, other) }
      const [one, two] = [place, moved].map(cursorsOf(of).encode) as [string, string]
      expect(one < two).toBe((place.positions[index] as string) < other)
    }),
  )
})

test('a cursor of another scope is refused', () => {
  fc.assert(
    fc.property(scopeAndPlace, scope, ([of, place], other) => {
      const key = (each: typeof of) => JSON.stringify([each.accounts.toSorted(), each.conversationId])
      fc.pre(key(of) !== key(other))
      expect(() => cursorsOf(other).decode(cursorsOf(of).encode(place))).toThrow(InvalidInputError)
    }),
  )
})

test('nothing but what was given out is a cursor', () => {
  const of = { accounts: ['a'], conversationId: 'c1' }
  const { encode, decode } = cursorsOf(of)
  const cursor = encode({ positions: ['epoch.00000000001'], at: 5 })
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.nat().map((at) => cursor.slice(0, at % cursor.length)),
      ),
      (text) => {
        expect(() => decode(text)).toThrow(InvalidInputError)
      },
    ),
  )
  for (const text of [
    `${cursor} `,
    `${cursor}0`,
    cursor.replace('epoch', '%65poch'),
    cursor.replace('epoch', '%'),
    `${cursor}${'0'.repeat(9000)}`,
  ])
    expect(() => decode(text)).toThrow(InvalidInputError)
})

test('a conversation without its one account is nobody’s', () => {
  expect(() => cursorsOf({ accounts: ['a', 'b'], conversationId: 'c1' })).toThrow(RangeError)
})
