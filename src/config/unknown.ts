/** Variables that look like ours and that nobody reads: a misspelt one is a setting that the operator believes in. */
import type { Environment } from './environment.ts'
import type { Problem } from './problem.ts'
import { accountSettings, configFile, type Setting, settings } from './schema.ts'

const prefix = 'PARLEY_'

const known: readonly Setting[] = [
  configFile,
  ...[settings, ...Object.values(accountSettings)].flatMap((group) => Object.values<Setting>(group)),
]

export const unknownVariables = (env: Environment): Problem[] =>
  Object.entries(env)
    .filter(([name, text]) => name.startsWith(prefix) && text !== undefined && !isServiceLink(name, text))
    .filter(([name]) => !known.some((setting) => setting.name === name))
    .map(([where]) => {
      const nearest = nearestTo(where)
      const { name, example } = nearest ?? configFile
      const listed = 'one that `parley --help` lists'
      const expected = nearest ? `${name}, or another ${listed}` : listed
      return { where, wrong: 'is not a setting', expected, example: `${name}=${example}` }
    })

/** Kubernetes tells every container where services are, and one may be named parley: `PARLEY_PORT=tcp://10.0.0.1:80`. */
const isServiceLink = (name: string, text: string): boolean =>
  /_SERVICE_(HOST|PORT(_\w+)?)$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/.test(name) ||
  (name.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(text))

/** Not all settings begin with our name, so `PARLEY_PORT` is near to `PORT`. */
const nearestTo = (name: string): Setting | undefined => {
  const wanted = withoutPrefix(name)
  const [nearest] = known
    .map((setting) => ({ setting, edits: editsBetween(wanted, withoutPrefix(setting.name)) }))
    .filter(({ edits }) => edits <= wanted.length / 3)
    .sort((a, b) => a.edits - b.edits)
  return nearest?.setting
}

const withoutPrefix = (name: string): string => (name.startsWith(prefix) ? name.slice(prefix.length) : name)

/** How many characters have to be put in, taken out or replaced (Levenshtein). */
const editsBetween = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (letter === b[j] ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
