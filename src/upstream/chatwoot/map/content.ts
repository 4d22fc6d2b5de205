/** The content of a message by its `content_type`, and the plain text that says the same. */
import type { FormField, MessageContent, TextFormat } from '../../../domain/content.ts'
import type { JsonObject } from '../../../domain/json.ts'
import type { WireMessage } from '../wire.ts'
import * as wire from '../wire.ts'
import { presentOrNull } from './site.ts'

export interface Rendered {
  readonly content: MessageContent
  readonly text: string | null
}

/** `format` is that of the message's own text. */
export const contentOf = (message: WireMessage, format: TextFormat): Rendered => {
  const said = presentOrNull(message.content)
  const attributes = message.content_attributes ?? {}
  switch (message.content_type ?? 'text') {
    case 'text':
      return plainOf(message, said, format)
    case 'input_text':
      return questionOf('text', said, attributes)
    case 'input_textarea':
      return questionOf('text_area', said, attributes)
    case 'input_email':
      return questionOf('email', said, attributes)
    case 'input_select':
      return choiceOf(said, attributes)
    case 'cards':
      return cardsOf(said, attributes)
    case 'form':
      return formOf(said, attributes)
    case 'article':
      return articlesOf(said, attributes)
    case 'incoming_email':
      return emailOf(said, attributes)
    default: {
      const upstreamType = message.content_type ?? 'text'
      return { content: { type: 'UnsupportedContent', upstreamType, raw: attributes }, text: said }
    }
  }
}

/** A pin on the map comes as an attachment of a message without words. */
const plainOf = (message: WireMessage, said: string | null, format: TextFormat): Rendered => {
  const pin = message.attachments?.find((each) => each.file_type === 'location')
  const [latitude, longitude] = [pin?.coordinates_lat, pin?.coordinates_long]
  if (said === null && typeof latitude === 'number' && typeof longitude === 'number') {
    const name = presentOrNull(pin?.fallback_title)
    return {
      content: { type: 'LocationContent', latitude, longitude, name, address: null },
      text: name ?? `${latitude}, ${longitude}`,
    }
  }
  return { content: { type: 'TextContent', text: said ?? '', format }, text: said }
}

/** A single question is a form of one field, whose label is what was asked. */
const questionOf = (type: string, label: string | null, attributes: JsonObject): Rendered => {
  const email = attributes.submitted_email
  const value =
    typeof email === 'string' ? presentOrNull(email) : (submissionsOf(attributes)[0]?.value ?? null)
  return fieldsOf([{ name: type, label, type, value }], null)
}

/** The options are in the text and in the message's metadata. */
const choiceOf = (label: string | null, attributes: JsonObject): Rendered => {
  const chosen = submissionsOf(attributes)[0]
  const value = chosen?.title ?? chosen?.value ?? null
  const { content } = fieldsOf([{ name: 'select', label, type: 'select', value }], null)
  const options = wire.choiceItems.parse(attributes.items).map(({ title }) => `- ${title}`)
  return { content, text: linesOf([label, ...options]) }
}

const formOf = (said: string | null, attributes: JsonObject): Rendered => {
  const values = new Map(submissionsOf(attributes).map(({ name, value }) => [name, value ?? null]))
  return fieldsOf(
    wire.formItems.parse(attributes.items).map(({ name, label, type }) => ({
      name,
      label: label ?? null,
      type,
      value: values.get(name) ?? null,
    })),
    said,
  )
}

const fieldsOf = (fields: readonly FormField[], said: string | null): Rendered => ({
  content: { type: 'FormContent', fields, isSubmitted: fields.some(({ value }) => value !== null) },
  text: linesOf([
    said,
    ...fields.map(({ name, label, value }) =>
      value === null ? (label ?? name) : `${label ?? name}: ${value}`,
    ),
  ]),
})

const submissionsOf = (attributes: JsonObject) => wire.submittedValues.parse(attributes.submitted_values)

const cardsOf = (said: string | null, attributes: JsonObject): Rendered => {
  const cards = wire.cardItems.parse(attributes.items).map((card) => ({
    title: presentOrNull(card.title),
    description: presentOrNull(card.description),
    mediaUrl: presentOrNull(card.media_url),
    actions: card.actions.map(({ text, uri, payload }) => ({
      label: text,
      url: presentOrNull(uri),
      payload: presentOrNull(payload),
    })),
  }))
  const lines = cards.flatMap(({ title, description, actions }) => [
    title,
    description,
    ...actions.map(({ label, url }) => (url === null ? `- ${label}` : `- ${label}: ${url}`)),
  ])
  return { content: { type: 'CardsContent', cards }, text: linesOf([said, ...lines]) }
}

const articlesOf = (said: string | null, attributes: JsonObject): Rendered => {
  const articles = wire.articleItems.parse(attributes.items).map(({ title, description, link }) => ({
    title,
    description: presentOrNull(description),
    url: presentOrNull(link),
  }))
  const lines = articles.flatMap(({ title, description, url }) => [title, description, url])
  return { content: { type: 'ArticlesContent', articles }, text: linesOf([said, ...lines]) }
}

const emailOf = (said: string | null, attributes: JsonObject): Rendered => {
  const { subject, from, to, cc, html_content, text_content } = wire.email.parse(
    wire.isObject(attributes.email) ? attributes.email : {},
  )
  const text = presentOrNull(text_content)
  return {
    content: {
      type: 'EmailContent',
      subject: presentOrNull(subject),
      from,
      to,
      cc,
      html: presentOrNull(html_content),
      text: text ?? said,
    },
    text: said ?? text,
  }
}

const linesOf = (lines: readonly (string | null)[]): string | null =>
  lines.filter((line) => line !== null).join('\n') || null
