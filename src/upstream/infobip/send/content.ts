/** What is sent, as the body of the one request that sends it. */
import { InvalidInputError, type Origin, UnsupportedError } from '../../../domain/errors.ts'
import type { JsonObject } from '../../../domain/json.ts'
import type {
  OutgoingAttachment,
  OutgoingContent,
  OutgoingMessage,
  OutgoingTemplate,
} from '../../../domain/outgoing.ts'
import { checkCharacters, isBlank } from '../../../domain/text.ts'
import { requireOpenable } from '../../http/address.ts'
import type { MessageDraft } from '../client.ts'
import { cardsBody } from './cards.ts'
import { mediaTypeOf } from './media.ts'
import type { Route } from './route.ts'
import { checkLength } from './text.ts'

type Body = Pick<MessageDraft, 'contentType' | 'content'>

/** Refuses what no channel takes, before anything is asked of Infobip. */
export const checkMessage = (
  { content, attachments, replyToId }: OutgoingMessage,
  origin: Origin,
  at: readonly string[] = ['content'],
): void => {
  checkCharacters(content, at)
  checkCharacters(attachments, ['attachments'])
  if (replyToId !== null) {
    throw new UnsupportedError('Infobip cannot quote a message.', origin, 'REPLY_TO_MESSAGE')
  }
  if (content) checkContent(content, attachments.length > 0, origin, at)
  else if (attachments.length === 0) {
    throw new InvalidInputError('A message needs content or an attachment.', at)
  }
  if (attachments.length > 1) {
    throw new InvalidInputError(
      'Infobip takes one attachment a message: send the others as messages of their own.',
      ['attachments'],
    )
  }
  for (const [index, attachment] of attachments.entries()) checkAttachment(attachment, index, origin)
}

const checkContent = (
  content: OutgoingContent,
  hasFile: boolean,
  origin: Origin,
  at: readonly string[],
): void => {
  if (content.type === 'text') {
    if (isBlank(content.text) && !hasFile) throw new InvalidInputError('The text is empty.', [...at, 'text'])
    checkLength(content.text, [...at, 'text'])
    return
  }
  if (hasFile) {
    throw new InvalidInputError('Infobip takes an attachment only alone or with a text.', ['attachments'])
  }
  if (content.type === 'cards' && content.cards.length === 0) {
    throw new InvalidInputError('There are no cards.', [...at, 'cards'])
  }
  if (content.type === 'raw' && isBlank(content.upstreamType)) {
    throw new InvalidInputError('Raw content needs its type.', [...at, 'raw', 'upstreamType'])
  }
  if (content.type === 'form') throw new UnsupportedError('Infobip has no forms to send.', origin)
  if (content.type === 'articles') throw new UnsupportedError('Infobip has no articles to send.', origin)
}

/** Infobip fetches it, so Parley asks no name server: what no public name can be is refused as it stands. */
const isOpenToAll = (text: string): boolean => {
  try {
    const { hostname } = requireOpenable(text, () => false)
    const isName = !hostname.startsWith('[')
    return (
      !isName ||
      (hostname.includes('.') && !/(^|\.)(localhost|local|internal|lan|home\.arpa)\.?$/.test(hostname))
    )
  } catch {
    return false
  }
}

const checkAttachment = (attachment: OutgoingAttachment, index: number, origin: Origin): void => {
  if (attachment.type === 'upload') {
    throw new UnsupportedError(
      'Infobip takes no uploads: it fetches an attachment from its URL.',
      origin,
      'SEND_ATTACHMENT_UPLOAD',
    )
  }
  const { url, kind } = attachment
  const path = ['attachments', String(index), 'url']
  if (!isOpenToAll(url)) {
    throw new InvalidInputError('An attachment needs an http(s) URL that anybody on the internet can open.', [
      ...path,
      'url',
    ])
  }
  if (kind === 'LOCATION' || kind === 'CONTACT') {
    throw new InvalidInputError('A place or a person is not a file.', [...path, 'kind'])
  }
}

const textPath = ['content', 'text']

/** Of a message that `checkMessage` let pass. Throws where the channel does not take it. */
export const draftOf = (message: OutgoingMessage, route: Route, origin: Origin): MessageDraft => {
  const { channel, from, to } = route
  const [attachment] = message.attachments
  const body = attachment
    ? fileBody(attachment, message.content, channel, origin)
    : contentBody(message.content as OutgoingContent, route, origin)
  return { from, to, channel, ...body }
}

const contentBody = (content: OutgoingContent, route: Route, origin: Origin): Body => {
  const { channel } = route
  switch (content.type) {
    case 'text':
      return channel === 'EMAIL'
        ? { contentType: 'EMAIL', content: emailOf(content.text, route) }
        : { contentType: 'TEXT', content: { text: content.text } }
    case 'template':
      return templateBody(content, channel, origin)
    case 'raw':
      return { contentType: content.upstreamType, content: content.content }
    case 'cards': {
      const body = cardsBody(channel, content.cards)
      if (!body) throw new UnsupportedError(`Infobip cannot send these cards on ${channel}.`, origin)
      return body
    }
    default:
      throw new UnsupportedError(`Infobip cannot send this content on ${channel}.`, origin)
  }
}

/** The subject goes on as it was; without one Infobip decides. */
const emailOf = (text: string, { to, subject }: Route): JsonObject => ({
  toAddresses: [to],
  ...(subject === null ? {} : { subject }),
  contentText: text,
})

/** Language codes have an underscore in WhatsApp's templates. */
const templateBody = (template: OutgoingTemplate, channel: string, origin: Origin): Body => {
  if (channel !== 'WHATSAPP') {
    throw new UnsupportedError(
      `Infobip sends templates on WHATSAPP, not on ${channel}.`,
      origin,
      'SEND_TEMPLATE',
    )
  }
  return {
    contentType: 'TEMPLATE',
    content: {
      templateName: template.name,
      language: template.language.replaceAll('-', '_'),
      parameters: template.parameters.map(({ value }) => ({ default: value })),
    },
  }
}

const fileBody = (
  attachment: OutgoingAttachment,
  content: OutgoingContent | null,
  channel: string,
  origin: Origin,
): Body => {
  const type = attachment.type === 'url' ? mediaTypeOf(channel, attachment.kind) : undefined
  if (attachment.type !== 'url' || !type) {
    throw new UnsupportedError(
      `Infobip cannot send such a file on ${channel}.`,
      origin,
      'SEND_ATTACHMENT_URL',
    )
  }
  const caption = content?.type === 'text' && !isBlank(content.text) ? content.text : null
  if (caption !== null && !type.takesCaption) {
    throw new InvalidInputError(
      `On ${channel} such a file has no caption: send the text as a message of its own.`,
      textPath,
    )
  }
  return {
    contentType: type.contentType,
    content: { ...type.contentOf(attachment.url), ...(caption === null ? {} : { caption }) },
  }
}
