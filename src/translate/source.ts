import type { TextFormat } from '../domain/content.ts'
import type { Message } from '../domain/message.ts'

/** What of a message is translated, and as what. */
export interface TranslationSource {
  readonly text: string
  /** Of the text, and of its translation. */
  readonly format: TextFormat
  /** Markdown is plain text to a translator. */
  readonly sentAs: 'PLAIN' | 'HTML'
}

/** HTML stays HTML where it is not too long; of anything else it is the text that every message has. */
export const sourceOf = ({ content, text }: Message, maxHtml: number): TranslationSource => {
  const html = htmlOf(content)
  if (html?.trim() && html.length <= maxHtml) return { text: html, format: 'HTML', sentAs: 'HTML' }
  if (content.type === 'TextContent' && content.format === 'MARKDOWN') {
    return { text: content.text, format: 'MARKDOWN', sentAs: 'PLAIN' }
  }
  return { text: text ?? '', format: 'PLAIN', sentAs: 'PLAIN' }
}

const htmlOf = (content: Message['content']): string | null => {
  if (content.type === 'EmailContent') return content.html
  return content.type === 'TextContent' && content.format === 'HTML' ? content.text : null
}
