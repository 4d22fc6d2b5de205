import fc from 'fast-check'
import { expect, test } from 'vitest'
import { whereJsonBreaks } from '../../../src/config/json-position.ts'

test.each([
  ['', 1, 1],
  ['{', 1, 2],
  ['{"a": }', 1, 7],
  ['{"a": 1,}', 1, 9],
  ['{"a": 1 "b": 2}', 1, 9],
  ["{'a': 1}", 1, 2],
  ['{\n  "a": [1, 2\n}', 3, 1],
  ['{\n  // a comment\n}', 2, 3],
  ['{"a": tru}', 1, 7],
  ['{"a": "never ends}', 1, 7],
  ['{"a": "line\nbreak"}', 1, 7],
  ['{"a": "\\x"}', 1, 7],
  ['{"a": 01}', 1, 8],
  ['[1, 2', 1, 6],
  ['{} {}', 1, 4],
])('%j stops being JSON at line %i, column %i', (text, line, column) => {
  expect(() => JSON.parse(text)).toThrow()
  expect(whereJsonBreaks(text)).toEqual({ line, column })
})

test('a text that is JSON is read to its end', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t'), (json, indent) => {
      const text = JSON.stringify(JSON.parse(json), null, indent)
      const lines = text.split('\n')
      expect(whereJsonBreaks(text)).toEqual({ line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 })
    }),
  )
})

test('a text that was cut off breaks at its last token or after it', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), (json, cut) => {
      const text = `[${json}`.slice(0, 1 + (cut % (json.length + 1)))
      const { line, column } = whereJsonBreaks(text)
      expect(line).toBe(text.split('\n').length)
      expect(column).toBeLessThanOrEqual(text.length + 1)
    }),
  )
})
