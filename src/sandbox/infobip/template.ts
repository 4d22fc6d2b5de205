/** Templates: stored text with places to fill, sent by name and read back as what the contact saw. */
import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { invalidBody, noSuchTemplateName } from './faults.ts'

interface Content {
  readonly contentType: string
  readonly content: Readonly<Record<string, unknown>>
}

const template = z.object({
  templateName: z.string(),
  language: z.string(),
  parameters: z.array(z.record(z.string(), z.string())).default([]),
})

const languageNames = new Intl.DisplayNames('en', { type: 'language' })

/** A TEMPLATE comes back as TEXT with its places filled, a MEDIA_TEMPLATE's language as code and label. */
export const asSent = (db: DatabaseSync, { contentType, content }: Content): Content => {
  if (contentType === 'TEMPLATE') return { contentType: 'TEXT', content: { text: filled(db, content) } }
  const { language } = content
  if (contentType !== 'MEDIA_TEMPLATE' || typeof language !== 'string') return { contentType, content }
  return {
    contentType,
    content: { ...content, language: { code: language, label: languageLabel(language) } },
  }
}

const filled = (db: DatabaseSync, content: Content['content']): string => {
  const result = template.safeParse(content)
  if (!result.success) throw invalidBody()
  const { templateName, language, parameters } = result.data
  const row = db
    .prepare('SELECT content FROM infobip_templates WHERE name = ? AND languageCode = ?')
    .get(templateName, language) as { content: string } | undefined
  if (!row) throw noSuchTemplateName(templateName)
  return row.content.replace(/\{\{(\d+)\}\}/g, (place, number: string) => {
    const parameter = parameters[Number(number) - 1]
    return parameter ? (Object.values(parameter)[0] ?? place) : place
  })
}

const languageLabel = (code: string): string | undefined => {
  try {
    return languageNames.of(code.replace('_', '-'))
  } catch {
    throw invalidBody() // not a language code
  }
}
