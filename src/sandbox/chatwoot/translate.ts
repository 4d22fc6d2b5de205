/** Chatwoot's translation, with a Google that knows the demo's texts by heart. */
import { internalError } from './errors.ts'
import type { Desk, MessageRow } from './rows.ts'
import { languageOf, translationOf } from './translations.ts'
import { contentAttributes, updateMessage } from './update.ts'

/**
 * The text in that language; `cached` when it is stored under that very key already, null when the account has no
 * integration or there is nothing to translate. A language that Google does not know breaks with 500.
 */
export const translateMessage = (desk: Desk, message: MessageRow, key: string): string | null => {
  const attributes = contentAttributes(message)
  const translations = (attributes.translations ?? {}) as Readonly<Record<string, string>>
  if (Object.hasOwn(translations, key) && translations[key]) return 'cached'
  if (!isConnected(desk, message.account_id)) return null
  const html = htmlOf(attributes)
  const source = html ?? message.content ?? ''
  if (source.trim() === '') return null
  const language = languageOf(key)
  if (language === undefined) throw internalError()
  const translated = html === undefined ? translationOf(source, language) : translateHtml(source, language)
  updateMessage(desk, message.id, {
    content_attributes: JSON.stringify({
      ...attributes,
      translations: { ...translations, [key]: translated },
    }),
  })
  return translated
}

const isConnected = (desk: Desk, accountId: number): boolean =>
  desk.sql.get(
    "SELECT 1 FROM chatwoot_hooks WHERE account_id = ? AND app_id = 'google_translate'",
    accountId,
  ) !== undefined

/** The body of a mail, where there is one in HTML. */
const htmlOf = ({ email }: Readonly<Record<string, unknown>>): string | undefined => {
  const { html_content: html } = (email ?? {}) as { html_content?: { full?: string } }
  return html?.full || undefined
}

const translateHtml = (html: string, language: string): string =>
  html.replaceAll(/(^|>)([^<]*\p{L}[^<]*)(?=<|$)/gu, (_, before: string, text: string) => {
    const [, start = '', words = '', end = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? []
    return before + start + translationOf(words, language) + end
  })
