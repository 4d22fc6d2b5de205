import { type ComplexityLimit, QueryTooComplexError } from '../../domain/errors.ts'

const words: Readonly<Record<ComplexityLimit, string>> = {
  tokens: 'words and signs in the document',
  nesting: 'brackets inside of brackets',
  depth: 'fields inside of fields',
  aliases: 'aliases',
  directives: 'directives',
  rootFields: 'fields at the root',
  listItems: 'entries in one list',
  cost: 'points of cost',
  upstreamCalls: 'upstream calls in one operation',
}

/** `actual` is null where counting ended at the limit. */
export const tooComplex = (
  limit: ComplexityLimit,
  max: number,
  actual: number | null,
): QueryTooComplexError => {
  const shown = actual === null ? null : Math.min(actual, Number.MAX_SAFE_INTEGER)
  const found = shown === null ? `More than ${max}` : String(shown)
  return new QueryTooComplexError(`${found} ${words[limit]}: at most ${max} are allowed.`, limit, max, shown)
}
