import type { TextFormat } from '../../../domain/content.ts'
import type { Json } from '../../../domain/json.ts'
import type { MessageTranslation } from '../../../domain/message.ts'
import { isObject } from '../wire.ts'

/** Keys are what the translation was asked with, such as `es` or `pt_BR`. A key that names no language is left out. */
export const translationsOf = (translations: Json | undefined, format: TextFormat): MessageTranslation[] =>
  Object.entries(isObject(translations) ? translations : {}).flatMap(([key, text]) => {
    const language = languageTagOf(key)
    return typeof text === 'string' && language !== undefined ? [{ language, text, format }] : []
  })

/** In its canonical form; undefined for what is no BCP 47 tag, with `_` or `-` in it. */
export const languageTagOf = (key: string): string | undefined => {
  try {
    return Intl.getCanonicalLocales(key.replaceAll('_', '-'))[0]
  } catch {
    return undefined // not a BCP 47 tag
  }
}
