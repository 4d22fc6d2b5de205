import { z } from 'zod'
import type { AccountConfig } from './config.ts'
import { type Environment, variable } from './environment.ts'
import { type FileAccount, unknownKeys } from './file.ts'
import { judgeGroup } from './judge.ts'
import type { Given, Problem } from './problem.ts'
import { accountSettings, type ProviderName, providerNames, type Setting } from './schema.ts'
import { webhookProblems } from './webhook.ts'

/** An account whose name and provider are known, and whose settings are not judged yet. */
interface Draft {
  readonly name: string
  readonly provider: ProviderName
  /** Null when only the environment has it. */
  readonly file: FileAccount | null
}

/**
 * The accounts of the file, in its order, then those that only the environment has. The environment's account is
 * named after its provider; where the file has an account of that name too, the variables win over its keys, so
 * that a token need not be in the file.
 */
export const readAccounts = (
  env: Environment,
  fileAccounts: readonly FileAccount[],
  problems: Problem[],
): readonly AccountConfig[] => {
  const drafts = fileAccounts.flatMap((account) => draftOf(account, problems) ?? [])
  problems.push(...repeatedNames(drafts))

  for (const provider of providerNames) {
    const variables = Object.values<Setting>(accountSettings[provider]).map(({ name }) => name)
    const given = variables.find((name) => env[name] !== undefined)
    if (given === undefined) continue
    const namesake = drafts.find(({ name }) => name === provider)
    if (!namesake) drafts.push({ name: provider, provider, file: null })
    else if (namesake.provider !== provider) problems.push(takenName(given, provider, namesake))
  }

  return drafts.map((draft) => accountOf(draft, env, problems))
}

const accountOf = ({ name, provider, file }: Draft, env: Environment, problems: Problem[]): AccountConfig => {
  const given = (key: string, setting: Setting): Given => {
    const text = name === provider ? variable(env, setting.name) : undefined
    if (text === undefined && file) return { where: `${file.where}.${key}`, value: file.entries[key], key }
    return { where: setting.name, value: text === undefined ? undefined : (setting.read?.(text) ?? text) }
  }
  const values = judgeGroup(accountSettings[provider], given, problems)
  problems.push(...webhookProblems(provider, given))
  return { name, provider, ...values } as AccountConfig // each value has passed the schema that the type is made from
}

const nameSchema = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/)
const providerSchema = z.enum(providerNames)

/** Null when its name or its provider is not usable, so that nothing more can be said about it. */
const draftOf = (file: FileAccount, problems: Problem[]): Draft | null => {
  const name = nameSchema.safeParse(file.entries.name)
  if (!name.success) {
    problems.push({
      where: `${file.where}.name`,
      wrong: file.entries.name === undefined ? 'is missing' : 'is not a valid name',
      expected: 'a lower-case letter, then up to 31 lower-case letters, digits and hyphens',
      example: '"name": "support-eu"',
    })
  }
  const provider = providerSchema.safeParse(file.entries.provider)
  if (!provider.success) {
    problems.push({
      where: `${file.where}.provider`,
      wrong: file.entries.provider === undefined ? 'is missing' : 'is not a provider',
      expected: providerNames.join(' or '),
      example: `"provider": "${providerNames[0]}"`,
    })
    return null
  }
  const known = ['name', 'provider', ...Object.keys(accountSettings[provider.data])]
  problems.push(...unknownKeys(`${file.where}.`, file.entries, known))
  // A draft without a usable name is judged all the same: its other problems are to be told too.
  return { name: name.data ?? '', provider: provider.data, file }
}

const repeatedNames = (drafts: readonly Draft[]): Problem[] =>
  drafts
    .filter(({ name }, index) => name !== '' && drafts.findIndex((draft) => draft.name === name) < index)
    .map(({ name, file }) => ({
      where: `${file?.where}.name`,
      wrong: 'is the name of another account too',
      expected: 'a name of its own for every account',
      example: `"name": "${name.slice(0, 30)}-2"`,
    }))

const takenName = (variableName: string, provider: ProviderName, namesake: Draft): Problem => ({
  where: variableName,
  wrong: `belongs to the account ${provider}, which is an account of another provider at ${namesake.file?.where}`,
  expected: `an account named ${provider} of the provider ${provider}, or another name for it in the file`,
  example: `"name": "${namesake.provider}-2"`,
})
