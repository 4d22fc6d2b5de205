import { UnsupportedError } from '../domain/errors.ts'
import type { TranslateOptions, Translator } from './port.ts'
import { splitText } from './split.ts'

export interface PieceTranslator {
  /** Longest plain text and HTML text that `ask` takes, in UTF-16 units. */
  readonly maxPlain: number
  readonly maxHtml: number
  /** One request. */
  ask(text: string, options: TranslateOptions): Promise<string>
  close(): Promise<void>
}

/** Requests for one text at the same time. */
const lanes = 4

/** Texts of any length over a service that takes so many characters at once. */
export const piecewise = ({ maxPlain, maxHtml, ask, close }: PieceTranslator): Translator => ({
  maxHtml,
  close,
  translate: async (text, options) => {
    if (options.format === 'HTML') {
      if (text.length <= maxHtml) return ask(text, options)
      throw new UnsupportedError(
        `The translator takes HTML of at most ${maxHtml} characters.`,
        options.origin,
        'TRANSLATE_MESSAGE',
      )
    }
    const { pieces, after } = splitText(text, maxPlain)
    const stop = new AbortController()
    const signal = AbortSignal.any([options.signal, stop.signal])
    const translated: string[] = []
    const rest = pieces.entries()
    const lane = async () => {
      for (const [index, piece] of rest) {
        translated[index] = piece.before + (await ask(piece.text, { ...options, signal }))
      }
    }
    try {
      await Promise.all(Array.from({ length: lanes }, lane))
    } finally {
      stop.abort() // one failure is enough: the others need not go on
    }
    return translated.join('') + after
  },
})
