import { resolve } from 'node:path'
import { z } from 'zod'
import { whereJsonBreaks } from './json-position.ts'
import { type Problem, problemWith } from './problem.ts'
import { configFile, settings } from './schema.ts'

export type Entries = Readonly<Record<string, unknown>>

/** The configuration file as it was read: its keys are known to be ours, its values are unjudged. */
export interface ConfigFile {
  readonly path: string
  readonly entries: Entries
  readonly accounts: readonly FileAccount[]
}

/** One entry of `accounts`. */
export interface FileAccount {
  /** As a problem names it: `parley.json: accounts[0]`. */
  readonly where: string
  readonly entries: Entries
}

const record = z.record(z.string(), z.unknown())

const example = '{ "accounts": [{ "name": "support", "provider": "chatwoot", … }] }'

/** Reads the file that `PARLEY_CONFIG` names; without one, or when it cannot be used, an empty one. */
export const readConfigFile = (
  path: string | undefined,
  cwd: string,
  readFile: (path: string) => string,
  problems: Problem[],
): ConfigFile => {
  const text = path === undefined ? null : textOf(path, cwd, readFile, problems)
  if (path === undefined || text === null) return { path: '', entries: {}, accounts: [] }
  const { accounts = [], ...entries } = parse(path, text, problems)
  problems.push(...unknownKeys(`${path}: `, entries, Object.keys(settings).concat('accounts')))
  return { path, entries, accounts: fileAccounts(path, accounts, problems) }
}

const textOf = (
  path: string,
  cwd: string,
  readFile: (path: string) => string,
  problems: Problem[],
): string | null => {
  try {
    return readFile(resolve(cwd, path)).replace(/^\uFEFF/, '')
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    const where = { where: configFile.name, value: path }
    problems.push(problemWith(configFile, where, `names a file that cannot be read${reason}`))
    return null
  }
}

const parse = (path: string, text: string, problems: Problem[]): Entries => {
  try {
    const object = record.safeParse(JSON.parse(text))
    if (object.success) return object.data
    problems.push({ where: path, wrong: 'does not hold a JSON object', expected: 'one object', example })
  } catch {
    const { line, column } = whereJsonBreaks(text)
    const wrong = `is not valid JSON at line ${line}, column ${column}`
    const expected = 'one JSON object, without comments and trailing commas'
    problems.push({ where: path, wrong, expected, example })
  }
  return {}
}

const fileAccounts = (path: string, accounts: unknown, problems: Problem[]): readonly FileAccount[] => {
  const list = z.array(record).safeParse(accounts)
  if (list.success) {
    return list.data.map((entries, index) => ({ where: `${path}: accounts[${index}]`, entries }))
  }
  const where = `${path}: accounts`
  problems.push({ where, wrong: 'is not a list of objects', expected: 'a list of accounts', example })
  return []
}

/** A key that nobody reads is a setting that the operator believes in. */
export const unknownKeys = (prefix: string, entries: Entries, known: readonly string[]): Problem[] =>
  Object.keys(entries)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      where: `${prefix}${key}`,
      wrong: 'is not a setting',
      expected: `one of ${known.join(', ')}`,
      example: `"${known[0]}": …`,
    }))
