/** The commonest texts of the demo in four languages; anything else is marked as not really translated. */
import { phrases } from './phrases.ts'

const phraseLanguages = ['es', 'de', 'fr', 'pt'] as const
type PhraseLanguage = (typeof phraseLanguages)[number]

const languageNames = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })

/** The language tag of a key such as `es` or `pt_BR`; undefined for what is no language. */
export const languageOf = (key: string): string | undefined => {
  try {
    const [tag] = Intl.getCanonicalLocales(key.replaceAll('_', '-'))
    return tag !== undefined && languageNames.of(tag) !== undefined ? tag : undefined
  } catch {
    return undefined
  }
}

/** Same text and language, same result. */
export const translationOf = (text: string, language: string): string => {
  const column = phraseLanguages.indexOf(language.split('-')[0] as PhraseLanguage)
  return phrases[text.trim()]?.[column] ?? `[${language}] ${text}`
}
