import { tooComplex } from './refuse.ts'
import { maxNesting } from './text.ts'

/** Throws `QueryTooComplexError` for a list that is too long, and for what is nested too deeply to be walked later on. */
export const checkVariables = (variables: unknown, maxListItems: number): void => {
  const open: [value: unknown, nesting: number][] = [[variables, 0]]
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, nesting] = next
    if (typeof value !== 'object' || value === null) continue
    if (nesting > maxNesting) throw tooComplex('nesting', maxNesting, null)
    if (Array.isArray(value) && value.length > maxListItems) {
      throw tooComplex('listItems', maxListItems, value.length)
    }
    for (const inner of Object.values(value)) open.push([inner, nesting + 1])
  }
}
