import { describe, expect, test } from 'vitest'
import { examineKeys } from '../../../src/doctor/keys.ts'
import type { KeyReport } from '../../../src/identity/key-report.ts'
import type { Reach } from '../../../src/upstream/http/reach.ts'

const there: Reach = { isReached: true, status: 200, took: 3, clockAhead: 0, isExposed: false }
const examine = async (report: KeyReport, reached: Reach = there) => {
  const keys = { url: 'https://login.example.com/keys', look: async () => report }
  const found = await examineKeys(keys, async () => reached)
  return found.map(({ what, status, detail }) => `${what}: ${status} ${detail}`)
}

describe('of the keys of tokens the doctor', () => {
  test.each<[KeyReport, string]>([
    [
      { count: 2, usable: 2, algorithms: ['RS256', 'ES256'] },
      'OK 2 there, each of them checks tokens signed by RS256, ES256',
    ],
    [{ count: 3, usable: 1, algorithms: ['EdDSA'] }, 'OK 3 there, 1 of them for tokens signed by EdDSA'],
    [{ count: 1, usable: 0, algorithms: [] }, 'PROBLEM 1 there, and none checks a token'],
    [{ count: 0, usable: 0, algorithms: [] }, 'PROBLEM 0 there, and none checks a token'],
    [{ trouble: 'It answered with status 404.' }, 'PROBLEM cannot be had: It answered with status 404.'],
  ])('says what %j is good for', async (report, expected) => {
    expect(await examine(report)).toEqual([`token keys: ${expected}`])
  })

  test('says where the way to them ends', async () => {
    const found = await examine({ trouble: '' }, { isReached: false, stage: 'NAME', code: 'ENOTFOUND' })
    expect(found).toEqual(['token keys: PROBLEM its host name is not known (ENOTFOUND)'])
  })
})
