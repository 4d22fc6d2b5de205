import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJson } from '../../../src/kit/json.ts'

describe('parseJson', () => {
  test('keeps every digit of integers beyond 2^53', () => {
    expect(parseJson('{"id":9007199254740993,"list":[-9223372036854775808]}')).toEqual({
      id: '9007199254740993',
      list: ['-9223372036854775808'],
    })
  })

  test('leaves smaller integers, fractions and digits inside strings alone', () => {
    const text = '{"a":9007199254740991,"b":1750148223.5123456789,"c":"12345678901234567890","d":1e300}'
    expect(parseJson(text)).toEqual(JSON.parse(text))
  })

  test('reads everything else as JSON.parse does', () =>
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value)
        fc.pre(!/\d{16}/.test(text))
        expect(parseJson(text)).toEqual(JSON.parse(text))
      }),
    ))
})
