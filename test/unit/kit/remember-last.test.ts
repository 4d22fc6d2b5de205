import { expect, test } from 'vitest'
import { rememberLast } from '../../../src/kit/remember-last.ts'

test('what is asked again at once is not worked out again, and anything else is', () => {
  const asked: string[] = []
  const join = rememberLast((left: string, right: number) => {
    asked.push(`${left}${right}`)
    return { text: `${left}${right}` }
  })
  const first = join('a', 1)
  expect(join('a', 1)).toBe(first)
  expect(join('a', 2)).toEqual({ text: 'a2' })
  expect(join('b', 2)).toEqual({ text: 'b2' })
  expect(join('a', 1)).toEqual(first)
  expect(asked).toEqual(['a1', 'a2', 'b2', 'a1'])
})
