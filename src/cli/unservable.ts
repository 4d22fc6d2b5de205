/** What operators are told of persisted operations that Parley cannot serve. */
import type { Unservable } from '../app.ts'
import type { Config } from '../config/config.ts'
import { type Problem, problemWith } from '../config/problem.ts'
import { settings } from '../config/schema.ts'

/** Loads the schema, so it is for those who have such operations. */
export const findUnservable = async (config: Config): Promise<readonly Unservable[]> =>
  (await import('../app.ts')).unservableOperations(config)

/** More than so many have one cause. */
const maxTold = 10

/** Where nothing else is served, whoever deploys has forgotten something; elsewhere clients may have the text. */
export const unservableProblems = ({ persistedOnly }: Config, found: readonly Unservable[]): Problem[] => {
  if (!persistedOnly) return []
  const setting = { ...settings.persistedOperations, expected: 'operations that this release serves' }
  const problem = (wrong: string) => problemWith(setting, { where: setting.name, value: undefined }, wrong)
  const told = found
    .slice(0, maxTold)
    .map(({ name, why }) => problem(`holds ${name}, which cannot be served: ${why.replace(/\.$/, '')}`))
  const more = found.length - told.length
  return more > 0 ? [...told, problem(`holds ${more} more that cannot be served`)] : told
}
