import { describe, expect, test } from 'vitest'
import { pageSize } from '../../../src/schema/connection.ts'

describe('page arguments', () => {
  test.each([
    [{ first: 0 }, 'first'],
    [{ first: -1 }, 'first'],
    [{ first: 101 }, 'first'],
    [{ last: 0 }, 'last'],
    [{ last: 101 }, 'last'],
    [{ first: 5, last: 5 }, 'last'],
  ])('%o are refused with the argument named', (args, argument) => {
    expect(() => pageSize(args, 'first')).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', argumentPath: [argument] }),
    )
  })

  test.each([
    [{}, 'first', { take: 'first', limit: 20 }],
    [{}, 'last', { take: 'last', limit: 20 }],
    [{ first: 100 }, 'last', { take: 'first', limit: 100 }],
    [{ last: 1 }, 'first', { take: 'last', limit: 1 }],
    [{ before: 'c' }, 'first', { take: 'last', limit: 20 }],
    [{ after: 'c' }, 'last', { take: 'first', limit: 20 }],
    [{ after: 'c', before: 'd' }, 'first', { take: 'first', limit: 20 }],
  ] as const)('%o in a list that opens at its %s end take %o', (args, end, size) => {
    expect(pageSize(args, end)).toEqual(size)
  })
})
