/** The settings as text for operators: the lower half of `parley --help`, and `.env.example`. */
import { accountSettings, configFile, type Setting, settings } from './schema.ts'

const groups: readonly { readonly title: string; readonly entries: readonly Setting[] }[] = [
  { title: 'Parley', entries: [...Object.values<Setting>(settings), configFile] },
  ...Object.entries(accountSettings).map(([provider, entries]) => ({
    title: `The account named ${provider}`,
    entries: Object.values<Setting>(entries),
  })),
]

/** Room for the longest name. */
const nameWidth = Math.max(...groups.flatMap(({ entries }) => entries.map(({ name }) => name.length))) + 2

export const settingsHelp = (): string =>
  groups
    .map(({ title, entries }) => {
      const lines = entries.map(
        (entry) => `  ${entry.name.padEnd(nameWidth)}${entry.description}${remarks(entry)}`,
      )
      return `${title}:\n${lines.join('\n')}`
    })
    .join('\n\n')

export const envExample = (): string => {
  const head =
    '# Made by `node scripts/env-example.ts` from src/config/schema.ts. Copy it to .env and change it there.'
  const sections = groups.map(({ title, entries }) => {
    const lines = entries.map((entry) =>
      [
        `# ${entry.description}${remarks(entry)}`,
        `# Expected: ${entry.expected}.`,
        `#${entry.name}=${entry.example}`,
      ].join('\n'),
    )
    return `# ${title}\n\n${lines.join('\n\n')}`
  })
  return `${[head, ...sections].join('\n\n')}\n`
}

const remarks = (entry: Setting): string => {
  if (entry.secret) return ' Secret.'
  if (entry.default === undefined) return ''
  const production = entry.productionDefault
  return ` Default: ${textOf(entry.default)}${production === undefined ? '' : `; in production: ${textOf(production)}`}.`
}

const textOf = (value: unknown): string => (Array.isArray(value) ? value.join(',') || 'none' : String(value))
