/** The table of features in the README, between two marks. */
export interface FeatureRow {
  readonly name: string
  /** Chatwoot's, then Infobip's. */
  readonly cells: readonly string[]
  readonly alone: string
}

const begin = '<!-- features: written by `npm run features`, from tests -->'
const end = '<!-- /features -->'

export const tableOf = (rows: readonly FeatureRow[]): string =>
  [
    '| through Parley you can … | Chatwoot | Infobip | the REST APIs alone |',
    '|---|---|---|---|',
    ...rows.map(({ name, cells, alone }) => `| ${[name, ...cells, alone].join(' | ')} |`),
  ].join('\n')

/** Throws when the marks are not there. */
export const withTable = (readme: string, table: string): string => {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`README.md lacks the marks ${begin} and ${end}.`)
  return `${readme.slice(0, from + begin.length)}\n\n${table}\n\n${readme.slice(to)}`
}
