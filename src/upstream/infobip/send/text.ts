import { InvalidInputError } from '../../../domain/errors.ts'

/**
 * Infobip's own limit depends on the channel (4,096 in its example) and is its to tell; this is far above any, and
 * keeps out what would only be sent to be refused. UTF-16 units.
 */
const maxTextLength = 150_000

/** Refuses what no upstream keeps byte for byte: NUL and lone surrogates, wherever they are. */
export const checkTexts = (value: unknown, path: readonly string[]): void => {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new InvalidInputError('A text must not contain NUL.', path)
    if (!value.isWellFormed()) {
      throw new InvalidInputError('A text must not contain half a character (a lone surrogate).', path)
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (!Array.isArray(value)) checkTexts(key, path)
      checkTexts(inner, [...path, key])
    }
  }
}

export const isBlank = (text: string): boolean => text.trim() === ''

export const checkLength = (text: string, path: readonly string[], max = maxTextLength): void => {
  if (text.length > max) {
    throw new InvalidInputError(`The text is longer than ${max.toLocaleString('en')} characters.`, path)
  }
}
