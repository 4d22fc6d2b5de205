import { createSpending, type Spending } from '../../src/server/access/spending.ts'
import { createBudget } from '../../src/state/budget.ts'

/** For tests of something else: nobody runs out of anything. */
export const freeSpending = (onError: (error: unknown) => void): Spending => {
  const plenty = createBudget({ pointsPerMinute: 1_000_000_000 }, { now: Date.now })
  return createSpending({ budget: plenty, refusals: plenty, onError })
}
