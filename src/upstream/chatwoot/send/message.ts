/** The request that creates a message. Everything that can be judged without asking Chatwoot is judged here. */
import { InvalidInputError, type Origin, UnsupportedError } from '../../../domain/errors.ts'
import type { JsonObject } from '../../../domain/json.ts'
import type { OutgoingMessage } from '../../../domain/outgoing.ts'
import { checkCharacters, isBlank } from '../../../domain/text.ts'
import { idValue, isNumericId } from '../id.ts'
import { clientMessageIdKey, markerKey } from '../map/message.ts'
import { contentFieldsOf } from './content.ts'
import type { ContentFields } from './fields.ts'

const maxAttachments = 15

/** `contentPath` is where the caller has the content: errors lead there. */
export const messageBodyOf = (
  message: OutgoingMessage,
  origin: Origin,
  contentPath: readonly string[] = ['content'],
): JsonObject => {
  const { content, replyToId } = message
  const attachments = handlesOf(message, origin)
  if (content === null && attachments.length === 0) {
    throw new InvalidInputError('There is nothing to send.', contentPath)
  }
  if (replyToId !== null && !isNumericId(replyToId)) {
    throw new InvalidInputError('This is not a Chatwoot id.', ['replyToId'])
  }
  const fields: ContentFields =
    content === null ? {} : contentFieldsOf(content, contentPath, attachments.length > 0)
  checkSaysSomething(fields, attachments, contentPath)
  return {
    ...fields,
    content_attributes: {
      ...fields.content_attributes,
      ...(replyToId !== null && { in_reply_to: idValue(replyToId) }),
      ...marksOf(message),
    },
    ...(attachments.length > 0 && { attachments }),
  }
}

/** Kept with the message: what finds it again. `source_id` would keep Chatwoot from delivering it. */
export const marksOf = (message: Pick<OutgoingMessage, 'marker' | 'clientMessageId'>): JsonObject => {
  checkCharacters(message.clientMessageId, ['clientMessageId'])
  return {
    [markerKey]: message.marker,
    ...(message.clientMessageId !== null && { [clientMessageIdKey]: message.clientMessageId }),
  }
}

/** Signed ids of files that were uploaded before. */
const handlesOf = ({ attachments }: OutgoingMessage, origin: Origin): readonly string[] => {
  if (attachments.length > maxAttachments) {
    throw new InvalidInputError(`Chatwoot takes at most ${maxAttachments} attachments.`, ['attachments'])
  }
  return attachments.map((attachment, index) => {
    if (attachment.type === 'url') {
      throw new UnsupportedError(
        `${origin.account} does not fetch files: upload them.`,
        origin,
        'SEND_ATTACHMENT_URL',
      )
    }
    if (isBlank(attachment.handle)) {
      throw new InvalidInputError('This is no upload.', ['attachments', String(index)])
    }
    return attachment.handle
  })
}

/** Of raw content too: a text, items, a template or a file has to be there. */
const checkSaysSomething = (
  { content, content_attributes, template_params }: ContentFields,
  attachments: readonly string[],
  path: readonly string[],
): void => {
  const isEmpty = Object.keys(content_attributes ?? {}).length === 0
  if (
    attachments.length === 0 &&
    !template_params &&
    isEmpty &&
    (content === undefined || isBlank(content))
  ) {
    throw new InvalidInputError('There is nothing to send.', path)
  }
}
