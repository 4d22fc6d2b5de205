import { InvalidInputError } from '../../../domain/errors.ts'

/**
 * Infobip's own limit depends on the channel (4,096 in its example) and is its to tell; this is far above any, and
 * keeps out what would only be sent to be refused. UTF-16 units.
 */
const maxTextLength = 150_000

export const checkLength = (text: string, path: readonly string[], max = maxTextLength): void => {
  if (text.length > max) {
    throw new InvalidInputError(`The text is longer than ${max.toLocaleString('en')} characters.`, path)
  }
}
