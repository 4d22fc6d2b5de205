import { expect, test } from 'vitest'
import { examineAddress } from '../../../src/doctor/address.ts'
import { findings } from '../../../src/doctor/finding.ts'
import type { Reach } from '../../../src/upstream/http/reach.ts'

const there = { isReached: true, status: 200, took: 3, clockAhead: 0, isExposed: false } as const
const nowhere = { isReached: false, stage: 'REFUSED', code: 'ELINKLOCAL' } as const

test.each<[string, Reach]>([
  ['OK answers within 3 ms', there],
  [
    'WARNING answers within 3 ms, by http over a public network, where everybody on the way reads what is sent',
    { ...there, isExposed: true },
  ],
  ['PROBLEM its host name leads to a link-local or metadata address (ELINKLOCAL)', nowhere],
])('of an address the doctor says %s', (expected, reached) => {
  const { status, detail } = examineAddress(findings('desk'), reached)
  expect(`${status} ${detail}`).toBe(expected)
})
