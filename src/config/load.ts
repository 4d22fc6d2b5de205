/** The only reader of the environment and of the configuration file; everyone else is handed a `Config`. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { accessProblems } from './access.ts'
import { readAccounts } from './accounts.ts'
import type { Config } from './config.ts'
import { type Environment, environment, variable } from './environment.ts'
import { readConfigFile } from './file.ts'
import { graphiqlProblems } from './graphiql.ts'
import { judgeGroup } from './judge.ts'
import { readOperations } from './operations.ts'
import { type Given, type Problem, problemWith } from './problem.ts'
import { configFile, type Setting, settings } from './schema.ts'
import { translatorProblems } from './translator.ts'
import { unknownVariables } from './unknown.ts'

export interface ConfigSources {
  /** Default: the process's environment over `.env`. */
  readonly env?: Environment
  /** Relative paths begin here. Default: the working directory. */
  readonly cwd?: string
  /** Throws when there is no such file. */
  readonly readFile?: (path: string) => string
  /** Makes the data folder where there is use for it; throws when nothing can be written there. Default: it is left alone. */
  readonly makeFolder?: (path: string) => void
}

export type LoadedConfig =
  | { readonly config: Config; readonly problems?: never }
  | { readonly problems: readonly Problem[]; readonly config?: never }

/** The configuration, or everything that is wrong with it. */
export const loadConfig = (sources: ConfigSources = {}): LoadedConfig => {
  const { cwd = process.cwd(), readFile = (path) => readFileSync(path, 'utf8') } = sources
  const env = sources.env ?? environment(cwd)
  const problems = unknownVariables(env)
  const fromEnv = (_key: string, setting: Setting) => ({
    where: setting.name,
    value: variable(env, setting.name),
  })
  const { path } = judgeGroup({ path: configFile }, fromEnv, problems) as { path?: string }
  const file = readConfigFile(path, cwd, readFile, problems)

  const written = (key: string, setting: Setting): Given => {
    const text = variable(env, setting.name)
    if (text !== undefined) return { where: setting.name, value: setting.read?.(text) ?? text }
    if (Object.hasOwn(file.entries, key))
      return { where: `${file.path}: ${key}`, value: file.entries[key], key }
    return { where: setting.name, value: undefined }
  }
  const isProduction = written('profile', settings.profile).value === 'production'
  const given = (key: string, setting: Setting): Given => {
    const one = written(key, setting)
    if (one.value !== undefined) return one
    const preset = isProduction ? (setting.productionDefault ?? setting.default) : setting.default
    return { ...one, value: preset }
  }
  const { persistedOperations: _path, ...values } = judgeGroup(settings, given, problems) as Omit<
    Config,
    'accounts' | 'persistedOperations'
  > & { readonly persistedOperations?: string }
  problems.push(...translatorProblems(given), ...graphiqlProblems(written, given))
  const persistedOperations = readOperations(given, cwd, readFile, problems)
  const accounts = readAccounts(env, file.accounts, problems)
  problems.push(...accessProblems(given, accounts))

  const dataDir = resolve(cwd, values.dataDir ?? '')
  const usesFolder = accounts.length === 0 || values.redisUrl === undefined
  if (values.dataDir !== undefined && usesFolder && !canMake(dataDir, sources.makeFolder)) {
    const wrong = 'is not a folder that Parley may write to'
    problems.push(problemWith(settings.dataDir, given('dataDir', settings.dataDir), wrong))
  }
  if (problems.length > 0) return { problems }
  const hasGraphiQL = values.hasGraphiQL && values.hasIntrospection // by default the one follows the other
  const operations = persistedOperations && { persistedOperations }
  return { config: { ...values, hasGraphiQL, dataDir, accounts, ...operations } }
}

const canMake = (folder: string, make: ConfigSources['makeFolder']): boolean => {
  try {
    make?.(folder)
    return true
  } catch {
    return false
  }
}
