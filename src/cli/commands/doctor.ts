/** `parley doctor [--json]`: whether everything that is configured can be reached and used. */

import type { Config } from '../../config/config.ts'
import { loadConfig } from '../../config/load.ts'
import { describeProblems } from '../../config/problem.ts'
import type { Diagnosis } from '../../diagnose.ts'
import { makeDataFolder } from '../data-folder.ts'
import { processTerminal, type Terminal } from '../terminal.ts'
import { findUnservable, unservableProblems } from '../unservable.ts'

export interface DoctorDeps extends Pick<Terminal, 'sources' | 'out' | 'err'> {
  readonly diagnose: (config: Config) => Promise<Diagnosis>
}

const realDeps: DoctorDeps = {
  ...processTerminal,
  diagnose: async (config) => (await import('../../diagnose.ts')).diagnose(config),
}

/** Resolves with the exit code: 2 for a wrong configuration, 1 when something does not work. */
export const doctor = async (
  { json }: { readonly json: boolean },
  deps: Partial<DoctorDeps> = {},
): Promise<number> => {
  const { diagnose, sources, out, err } = { ...realDeps, ...deps }
  const { config, problems } = loadConfig({ makeFolder: makeDataFolder, ...sources })
  const unservable = config?.persistedOperations ? await findUnservable(config) : []
  const wrong = config ? unservableProblems(config, unservable) : problems
  if (!config || wrong.length > 0) {
    err(describeProblems(wrong))
    return 2
  }
  const diagnosis = await diagnose(config)
  out(json ? JSON.stringify(diagnosis, undefined, 2) : textOf(diagnosis))
  return diagnosis.findings.some(({ status }) => status === 'PROBLEM') ? 1 : 0
}

const textOf = ({ findings, capabilities }: Diagnosis): string => {
  const subjects = [...new Set(findings.map(({ about }) => about))]
  const sections = subjects.map((subject) => {
    const lines = findings.filter(({ about }) => about === subject).flatMap(linesOf)
    return [subject, ...lines].join('\n')
  })
  return [...sections, ...tableOf(capabilities), summaryOf(findings)].join('\n\n')
}

const words = { OK: 'ok', WARNING: 'warning', PROBLEM: 'PROBLEM' } as const

const linesOf = ({ status, what, detail, advice }: Diagnosis['findings'][number]): string[] => [
  `  ${words[status].padEnd(9)}${what.padEnd(12)}${detail}`,
  ...(advice === null ? [] : [`${' '.repeat(23)}→ ${advice}`]),
]

/** None without accounts. */
const tableOf = (capabilities: Diagnosis['capabilities']): string[] => {
  const names = Object.keys(capabilities[0]?.accounts ?? {})
  if (names.length === 0) return []
  const width = Math.max(...capabilities.map(({ capability }) => capability.length)) + 2
  const row = (title: string, cells: readonly string[]) =>
    [title.padEnd(width), ...cells.map((cell, at) => cell.padEnd((names[at]?.length ?? 0) + 2))]
      .join('')
      .trimEnd()
  const rows = capabilities.map(({ capability, accounts }) =>
    row(
      capability,
      names.map((name) => (accounts[name] ? 'yes' : '-')),
    ),
  )
  return [[row('What works where', names), ...rows].join('\n')]
}

const summaryOf = (findings: Diagnosis['findings']): string => {
  const count = (wanted: string, one: string, more: string) => {
    const found = findings.filter(({ status }) => status === wanted).length
    return `${found === 0 ? 'no' : found} ${found === 1 ? one : more}`
  }
  return `${count('PROBLEM', 'problem', 'problems')}, ${count('WARNING', 'warning', 'warnings')}`
}
