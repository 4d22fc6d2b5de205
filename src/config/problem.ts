import type { Setting } from './schema.ts'

/** One thing that is wrong with the configuration. Never holds a value that was given: it may be a secret. */
export interface Problem {
  /** The variable, or the file and the key in it: `parley.json: accounts[0].baseUrl`. */
  readonly where: string
  /** Goes on from `where`: "is missing". */
  readonly wrong: string
  readonly expected: string
  /** As it would be written there. */
  readonly example: string
}

/** A value as it was given, and where. */
export interface Given {
  readonly where: string
  readonly value: unknown
  /** The key in the configuration file; absent for a variable. */
  readonly key?: string
}

export const problemWith = (setting: Setting, given: Given, wrong: string): Problem => ({
  where: given.where,
  wrong,
  expected: setting.expected,
  example: given.key === undefined ? `${setting.name}=${setting.example}` : fileExample(given.key, setting),
})

const fileExample = (key: string, setting: Setting): string => {
  const value = setting.read ? setting.read(setting.example) : setting.example
  return `"${key}": ${JSON.stringify(value)}`
}

/** All problems as the operator reads them. */
export const describeProblems = (problems: readonly Problem[]): string => {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`
  return [
    `Parley cannot start: ${count} in the configuration.`,
    ...problems.map(
      ({ where, wrong, expected, example }) =>
        `\n  ${where} ${wrong}.\n    Expected: ${expected}.\n    Example:  ${example}`,
    ),
  ].join('\n')
}
