import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidInputError } from '../../../src/domain/errors.ts'
import type { Json } from '../../../src/domain/json.ts'
import { cursorsOf } from '../../../src/schema/cursor.ts'

const json = fc.jsonValue() as fc.Arbitrary<Json>

describe('cursors', () => {
  test('come back as the place they were made from', () =>
    fc.assert(
      fc.property(json, json, (list, place) => {
        const cursors = cursorsOf(list)
        expect(cursors.decode(cursors.encode(place), 'after')).toEqual(JSON.parse(JSON.stringify(place)))
      }),
    ))

  test('of another list are refused', () =>
    fc.assert(
      fc.property(json, json, (one, two) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(two))
        expect(() => cursorsOf(two).decode(cursorsOf(one).encode('place'), 'after')).toThrow(
          InvalidInputError,
        )
      }),
    ))

  test('that nobody made are refused, and never mean "from the start"', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => cursorsOf('list').decode(text, 'after')).toThrow(InvalidInputError)
      }),
    ))

  test('name the argument that they came in', () => {
    expect(() => cursorsOf('list').decode('nonsense', 'before')).toThrow(
      expect.objectContaining({ argumentPath: ['before'] }),
    )
  })
})
