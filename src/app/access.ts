/** Who may ask, what for, and how much. */
import type { Config } from '../config/config.ts'
import { createTokens } from '../identity/index.ts'
import { type Callers, createCallers } from '../server/access/callers.ts'
import { createSpending, type Spending } from '../server/access/spending.ts'
import { createFindText, type FindText } from '../server/graphql/persisted.ts'
import { createBudget } from '../state/budget.ts'
import type { Accounts } from './accounts.ts'
import type { Ground } from './ground.ts'

export interface Access {
  readonly callers: Callers
  readonly spending: Spending
  readonly findText: FindText
  close(): Promise<void>
}

export const createAccess = (
  config: Config,
  { log, now, onError }: Ground,
  { configured }: Accounts,
): Access => {
  const { anonymous, actingAgents, costPerMinute, refusalsPerMinute, redisUrl } = config
  const tokens = createTokens(config, {
    now,
    onTrouble: (reason) => log.warn({ reason }, 'the keys of tokens cannot be fetched'),
  })
  const budget = createBudget({ pointsPerMinute: costPerMinute, redisUrl }, { now })
  const refusals = createBudget({ pointsPerMinute: refusalsPerMinute }, { now })
  return {
    callers: createCallers({
      upstreams: configured,
      anonymous: anonymous === 'demo' ? { mode: 'demo', agents: actingAgents ?? {} } : { mode: anonymous },
      ownHosts: ownHosts(config),
      tokens,
    }),
    spending: createSpending({ budget, refusals, onError }),
    findText: createFindText({ operations: config.persistedOperations, isOnly: config.persistedOnly }),
    close: async () => {
      await tokens?.close()
      budget.close()
    },
  }
}

/** The names that the operator has given to Parley, and to the pages that may call it. */
const ownHosts = ({ host, publicUrl, allowedOrigins }: Config): string[] =>
  [`http://${host}`, publicUrl ?? '', ...allowedOrigins].flatMap(
    (address) => URL.parse(address.replace(/:\*$/, ''))?.hostname ?? [],
  )
