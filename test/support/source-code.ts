/** Reads TypeScript as far as the layer test needs: imports, words, and what is comment or string. */

export interface Import {
  /** As written; empty when an `import()` is given an expression. */
  readonly specifier: string
  /** `lazy` is `import()`. An import of types alone is `value` unless it is written `import type`. */
  readonly kind: 'value' | 'type' | 'lazy'
}

export interface Code {
  readonly imports: readonly Import[]
  /** Without comments. */
  readonly withStrings: string
  /** Without comments, regular expressions and the text in strings; what templates interpolate stays. */
  readonly withoutStrings: string
  readonly strings: readonly string[]
}

const comment = /\/\*[\s\S]*?\*\/|\/\/.*/
const string = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/
/** After an operator or a bracket a slash begins a regular expression, not a division. */
const regex = /(?<=[=(,:;!&|?{}[\n]\s*)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/
const token = new RegExp(`(?<comment>${comment.source})|(?<string>${string.source})|${regex.source}`, 'g')

export const codeOf = (text: string): Code => {
  const strings: string[] = []
  const strip = (keepStrings: boolean) =>
    text.replace(token, (match, ...rest) => {
      const groups = rest.at(-1) as { comment?: string; string?: string }
      if (groups.comment !== undefined) return ' '
      if (groups.string === undefined || keepStrings) return match
      strings.push(match.slice(1, -1))
      return match.startsWith('`') ? interpolations(match) : "''"
    })
  const withStrings = strip(true)
  return { imports: importsOf(withStrings), withStrings, withoutStrings: strip(false), strings }
}

const interpolations = (template: string) =>
  `'' ${[...template.matchAll(/\$\{([^}]*)\}/g)].map(([, code]) => code).join(' ')}`

const staticImport =
  /^\s*(?:import|export)\s+(?<type>type\s+(?!from\b))?[\w$*,\s]*(?:\{[^}]*\}\s*)?from\s*['"](?<specifier>[^'"]+)['"]/gm
const bareImport = /^\s*import\s*['"](?<specifier>[^'"]+)['"]/gm
const lazyImport = /\bimport\s*\(\s*(?:(?<quote>['"`])(?<specifier>[^'"`$]+)\k<quote>\s*\))?/g

const importsOf = (code: string): Import[] => [
  ...[...code.matchAll(staticImport)].map(({ groups }) => ({
    specifier: groups?.specifier ?? '',
    kind: groups?.type === undefined ? ('value' as const) : ('type' as const),
  })),
  ...[...code.matchAll(bareImport)].map(({ groups }) => ({
    specifier: groups?.specifier ?? '',
    kind: 'value' as const,
  })),
  ...[...code.matchAll(lazyImport)].map(({ groups }) => ({
    specifier: groups?.specifier ?? '',
    kind: 'lazy' as const,
  })),
]

/** Identifiers, and strings that are one word: names of things, not prose about them. */
export const wordsOf = ({ withoutStrings, strings }: Code): string[] => [
  ...(withoutStrings.match(/[\w$]+/g) ?? []),
  ...strings.filter((text) => /^\S+$/.test(text)),
]
