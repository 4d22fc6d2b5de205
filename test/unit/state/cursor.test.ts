import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor, newEpoch } from '../../../src/state/cursor.ts'

const tick = fc.maxSafeNat()

test('a cursor leads back to what it was made of', () => {
  fc.assert(
    fc.property(fc.uuid(), tick, (id, number) => {
      const epoch = newEpoch(() => id)
      expect(decodeCursor(encodeCursor(epoch, number))).toEqual({ epoch, tick: number })
    }),
  )
})

test('cursors sort like their positions', () => {
  fc.assert(
    fc.property(tick, tick, (a, b) => {
      expect(encodeCursor('e', a) < encodeCursor('e', b)).toBe(a < b)
    }),
  )
})

test('nothing else is a cursor', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const decoded = decodeCursor(text)
      if (decoded) expect(encodeCursor(decoded.epoch, decoded.tick)).toBe(text)
    }),
  )
  expect(decodeCursor('e.zzzzzzzzzzz')).toBeUndefined()
})
