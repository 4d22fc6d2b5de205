import { InvalidInputError } from './errors.ts'

export const isBlank = (text: string): boolean => text.trim() === ''

/**
 * Refuses NUL and halves of surrogate pairs in every text of the value, names of fields included: no database or socket
 * keeps them. Throws `InvalidInputError` with the path of the text; a name's is that of its object.
 */
export const checkCharacters = (value: unknown, path: readonly string[]): void => {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new InvalidInputError('The text holds a NUL character.', path)
    if (!value.isWellFormed()) throw new InvalidInputError('The text holds half of a surrogate pair.', path)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      checkCharacters(key, path)
      checkCharacters(each, [...path, key])
    }
  }
}
