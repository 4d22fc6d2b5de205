import { expect, test } from 'vitest'
import { RateLimitedError } from '../../../src/domain/errors.ts'
import { createSpending, type Payer } from '../../../src/server/access/spending.ts'
import { createBudget } from '../../../src/state/budget.ts'

const perMinute = (pointsPerMinute: number) => createBudget({ pointsPerMinute }, { now: Date.now })
const from = (address: string, key: string): Payer => ({ key, hasCredential: true, address })

test('who guesses credentials is held off, whichever address of an IPv6 network each guess comes from', async () => {
  const spending = createSpending({
    budget: perMinute(100),
    refusals: perMinute(2),
    onError: (error) => expect.fail(String(error)),
  })
  for (const guess of ['1', '2', '3']) spending.settle(from(`2001:db8::${guess}`, guess), true)
  await expect(spending.admit(from('2001:db8::4', '4'))).rejects.toThrow(RateLimitedError)
  await spending.admit(from('2001:db8:0:1::4', '4'))
})
