/** What any text must be before it may leave. */
import { InvalidInputError } from '../../../domain/errors.ts'
import { isBlank } from '../../../domain/text.ts'

/** Characters of a message, counted as Chatwoot counts them: an astral one is one. */
const maxCharacters = 150_000

export const checkLength = (text: string, path: readonly string[]): void => {
  if (text.length > maxCharacters && [...text].length > maxCharacters) {
    throw new InvalidInputError(
      `The text is too long: Chatwoot takes ${maxCharacters.toLocaleString('en')} characters.`,
      path,
    )
  }
}

export const checkPresent = (text: string, path: readonly string[]): void => {
  if (isBlank(text)) throw new InvalidInputError('This must not be blank.', path)
}

export const checkSome = (list: readonly unknown[], path: readonly string[]): void => {
  if (list.length === 0) throw new InvalidInputError('At least one is needed.', path)
}

/** Refuses the second of two that are alike, by the key of each. */
export const checkDistinct = (keys: readonly string[], path: readonly string[], key: string): void => {
  const again = keys.findIndex((each, index) => keys.indexOf(each) < index)
  if (again >= 0) throw new InvalidInputError('This name is taken twice.', [...path, String(again), key])
}
