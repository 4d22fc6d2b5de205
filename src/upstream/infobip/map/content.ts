/**
 * What a message says. The type of `content` is free by its description, so every part is looked at before it is
 * used, and a content that is not as its type promises is passed on whole with whatever text is found in it.
 */
import type { MessageContent } from '../../../domain/content.ts'
import { htmlToText } from '../../../kit/html.ts'
import type { WireMessage } from '../wire.ts'
import { type FileAttachment, filesOf } from './attachment.ts'
import { cardsOf, textOfCards } from './cards.ts'
import { at, itemsAt, lines, type MaybeJson, numberAt, textAt, textsAt } from './json.ts'
import { words } from './words.ts'

export interface Saying {
  readonly content: MessageContent
  /** A plain-text rendering; null where there is nothing to say. */
  readonly text: string | null
  readonly files: readonly FileAttachment[]
}

type Words = Omit<Saying, 'files'>

export const sayingOf = (message: WireMessage): Saying => {
  const { content } = message
  const contentType = message.contentType ?? 'TEXT'
  if (typeof content === 'string') return { ...plain(content), files: [] }
  if (contentType === 'PRIVATE_REPLY_TO_SOCIAL_COMMENT' && at(content, 'content') !== undefined) {
    const inner = { contentType: textAt(content, 'contentType'), content: at(content, 'content') }
    if (inner.contentType !== contentType) return sayingOf({ ...message, ...inner })
  }
  const files = filesOf(contentType, content)
  const told = readerOf(contentType)?.(content, message) ?? cardWords(contentType, content)
  if (told) return { ...told, files }
  if (files.length > 0) return { ...plain(textAt(content, 'caption')), files }
  const raw = content ?? null
  return {
    content: { type: 'UnsupportedContent', upstreamType: contentType, raw },
    text: anyText(content),
    files,
  }
}

const plain = (text: string | null): Words => ({
  content: { type: 'TextContent', text: text ?? '', format: 'PLAIN' },
  text: text || null,
})

const text = (content: MaybeJson): Words | undefined => {
  const said = textAt(content, 'text')
  return said === null ? undefined : plain(said)
}

const readerOf = words<(content: MaybeJson, message: WireMessage) => Words | undefined>({
  TEXT: text,
  RCS_TEXT: text,

  LOCATION: (content) => {
    const latitude = numberAt(content, 'latitude')
    const longitude = numberAt(content, 'longitude')
    if (latitude === null || longitude === null) return undefined
    const name = textAt(content, 'locationName')
    const address = textAt(content, 'address')
    return {
      content: { type: 'LocationContent', latitude, longitude, name, address },
      text: lines(name, address) ?? `${latitude}, ${longitude}`,
    }
  },

  EMAIL: (content, message) => {
    const subject = textAt(content, 'subject')
    const html = textAt(content, 'contentHtml')
    const text = textAt(content, 'contentText') ?? textAt(content, 'text')
    if (subject === null && html === null && text === null) return undefined
    const to = textsAt(content, 'toAddresses')
    return {
      content: {
        type: 'EmailContent',
        subject,
        from: message.from ? [message.from] : [],
        to: to.length === 0 && message.to ? [message.to] : to,
        cc: textsAt(content, 'ccAddresses'),
        html,
        text,
      },
      text: text ?? ((html === null ? null : htmlToText(html)) || subject),
    }
  },

  TEMPLATE: (content) => template(content),
  MEDIA_TEMPLATE: (content) => template(content),
})

/** The template's own words are not part of the message: where it is sent as text, it comes back as TEXT. */
const template = (content: MaybeJson): Words | undefined => {
  const name = textAt(content, 'templateName')
  if (name === null) return undefined
  const body = textAt(content, 'text')
  const language = textAt(content, 'language') ?? textAt(content, 'language', 'code')
  return { content: { type: 'TemplateContent', name, language, body }, text: body ?? name }
}

const cardWords = (contentType: string, content: MaybeJson): Words | undefined => {
  const cards = cardsOf(contentType, content)
  if (!cards) return undefined
  return {
    content: { type: 'CardsContent', cards },
    text: textAt(content, 'altText') ?? textOfCards(cards),
  }
}

/** Where texts for people are found in the examples of the other types, best first. */
const textPaths: readonly (readonly string[])[] = [
  ['text'],
  ['caption'],
  ['altText'],
  ['body', 'text'],
  ['interactive', 'body', 'text'],
  ['interactive', 'header', 'text'],
  ['receivedMessage', 'title'],
  ['agentMessage'],
  ['userMessage'],
  ['title'],
  ['description'],
  ['quickReply', 'summary'],
  ['quickReply', 'summaryText'],
  ['event', 'title'],
  ['sticker'],
]

const anyText = (content: MaybeJson): string | null =>
  textPaths.map((path) => textAt(content, ...path)).find((text) => text !== null) ??
  lines(...itemsAt(content, 'contacts').map(textOfPerson))

/** A shared contact card. */
const textOfPerson = (person: MaybeJson): string | null =>
  [
    textAt(person, 'name', 'formatted_name') ?? textAt(person, 'name', 'formattedName'),
    ...itemsAt(person, 'phones').map((phone) => textAt(phone, 'phone')),
    ...itemsAt(person, 'emails').map((email) => textAt(email, 'email')),
  ]
    .filter((text) => text !== null)
    .join(' ') || null
