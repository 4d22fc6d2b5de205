import type { z } from 'zod'

export interface Setting<S extends z.ZodType = z.ZodType> {
  /** The environment variable. */
  readonly name: string
  /** What it is for, in one sentence for the operator. */
  readonly description: string
  /** The values that are accepted, in words. */
  readonly expected: string
  /** As it is written in the environment. */
  readonly example: string
  /** Judges the form that the configuration file holds; its messages follow the setting's name: "is not …". */
  readonly schema: S
  /** Turns the variable's text into the form that the file holds. Default: the text itself. */
  readonly read?: (text: string) => unknown
  /** Without it, a setting that is not given is left out, or is a problem where the schema requires it. */
  readonly default?: z.input<S>
  /** Where production wants another default. */
  readonly productionDefault?: z.input<S>
  /** Has no default, and tests hold it out of every output. */
  readonly secret?: true
}

export type SettingGroup = Readonly<Record<string, Setting>>

export const setting = <S extends z.ZodType>(entry: Setting<S>): Setting<S> => entry

/** Text of a list: entries separated by commas, blanks around them ignored. */
export const list = (text: string): string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

/** Text of a number; anything else stays text, for the schema to refuse. */
export const number = (text: string): unknown => (/^\d+$/.test(text) ? Number(text) : text)

/** Text of pairs: `name=value` separated by commas. Anything else stays text, for the schema to refuse. */
export const pairs = (text: string): unknown => {
  const entries = list(text).map((entry) => {
    const at = entry.indexOf('=')
    return [entry.slice(0, Math.max(0, at)).trim(), entry.slice(at + 1).trim()] as const
  })
  return entries.every(([name, value]) => name !== '' && value !== '') ? Object.fromEntries(entries) : text
}
