/** What can be done to a message that is there. */
import type { TextFormat } from '../../domain/content.ts'
import {
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  NotRetryableError,
  type Origin,
  UpstreamBadResponseError,
  UpstreamRejectedError,
  UpstreamUnavailableError,
} from '../../domain/errors.ts'
import type { Message, MessageStatus, MessageTranslation } from '../../domain/message.ts'
import { checkCharacters } from '../../domain/text.ts'
import { withEffect } from '../http/effect.ts'
import type { Call, Upstream } from '../port.ts'
import { type ApiInboxOnly, explained } from './api-inbox.ts'
import type { ChatwootClient } from './client.ts'
import { asUncertain } from './errors.ts'
import { segment } from './id.ts'
import { messageOf } from './map/message.ts'
import { presentOrNull, type Site } from './map/site.ts'
import { languageTagOf } from './map/translation.ts'

type Commands = Required<Pick<Upstream['can'], 'retry' | 'translate' | 'deleteMessage' | 'updateStatus'>>

const statusInApiInboxes: ApiInboxOnly = {
  capability: 'UPDATE_MESSAGE_STATUS',
  reason: 'Chatwoot lets the status of a message be set in API inboxes only.',
}

const statusWords: Readonly<Partial<Record<MessageStatus, string>>> = {
  SENT: 'sent',
  DELIVERED: 'delivered',
  READ: 'read',
  FAILED: 'failed',
}

export const createMessageCommands = (
  client: ChatwootClient,
  origin: Origin,
  site: Site,
  { getMany }: Pick<Upstream['messages'], 'getMany'>,
): Commands => {
  const read = async (conversationId: string, id: string, call: Call): Promise<Message> => {
    segment(id) // refuses what is no id
    const [message] = await getMany(conversationId, [id], call)
    if (!message) throw new NotFoundError('There is no such message.', origin)
    return message
  }

  return {
    /** Chatwoot itself may take any message here, and answers 422 for one that is not there: it is read first. */
    retry: async (conversationId, messageId, call) => {
      const { status, direction, isDeleted } = await read(conversationId, messageId, call)
      if (status !== 'FAILED' || direction !== 'OUTGOING' || isDeleted) {
        throw new NotRetryableError('Only a message to the contact that failed can be sent again.', origin)
      }
      return withEffect(origin, async () => {
        try {
          return messageOf(await client.retryMessage(conversationId, messageId, call), conversationId, site)
        } catch (error) {
          throw asUncertain(error, origin)
        }
      })
    },

    /** One call at most, and one more for a translation that somebody asked for since the message was read. */
    translate: async (message, language, call) => {
      const tag = languageTagOf(language)
      if (tag === undefined) throw new InvalidInputError('This is not a language tag.', ['targetLanguage'])
      const kept = translationIn(message, tag)
      if (kept) return { message, translation: kept }
      const hasWords = message.text !== null || formatOf(message) === 'HTML'
      if (!hasWords || message.isDeleted) return null
      const answer = await translated(message, tag, call)
      if (answer === undefined) {
        const current = await read(message.conversationId, message.id, call)
        const translation = translationIn(current, tag)
        if (translation) return { message: current, translation }
        throw new UpstreamBadResponseError(`${origin.account} gave no translation.`, origin)
      }
      const text = presentOrNull(answer?.content)
      if (text === null) return null
      const translation: MessageTranslation = { language: tag, text, format: formatOf(message) }
      return { message: { ...message, translations: [...message.translations, translation] }, translation }
    },

    deleteMessage: async (conversationId, messageId, call) =>
      withEffect(origin, async () =>
        messageOf(await client.deleteMessage(conversationId, messageId, call), conversationId, site),
      ),

    updateStatus: async (conversationId, messageId, status, reason, call) => {
      const word = statusWords[status]
      if (!word) throw new InvalidInputError('A message cannot be set to this status.', ['status'])
      if (reason !== null && status !== 'FAILED') {
        throw new InvalidInputError('A reason goes with FAILED only.', ['reason'])
      }
      checkCharacters(reason, ['reason'])
      const body = { status: word, ...(reason !== null && { external_error: reason }) }
      try {
        return await withEffect(origin, async () =>
          messageOf(await client.updateMessage(conversationId, messageId, body, call), conversationId, site),
        )
      } catch (error) {
        throw error instanceof ForbiddenError
          ? await explained(error, client, origin, conversationId, statusInApiInboxes, call)
          : error
      }
    },
  }

  /** Chatwoot's own keys are like `pt_BR`. A failure of its translator is a 500, in newer releases a 422. */
  async function translated({ conversationId, id }: Message, tag: string, call: Call) {
    try {
      return await client.translateMessage(conversationId, id, tag.replaceAll('-', '_'), call)
    } catch (error) {
      const explanation = `${origin.account} could not translate the message.`
      if (error instanceof UpstreamRejectedError) {
        throw new UpstreamRejectedError(explanation, origin, error.upstreamStatus, error.upstreamMessage)
      }
      throw error instanceof UpstreamUnavailableError && error.wasReached
        ? new UpstreamUnavailableError(explanation, origin, error)
        : error
    }
  }
}

const translationIn = ({ translations }: Message, tag: string): MessageTranslation | undefined =>
  translations.find(({ language }) => language === tag)

/** In what a translation comes: an e-mail is translated as the HTML that it is, everything else as its text. */
const formatOf = ({ content, kind, direction, isDeleted }: Message): TextFormat => {
  if (content.type === 'EmailContent' && content.html !== null) return 'HTML'
  const isContacts = direction === 'INCOMING' || kind === 'ACTIVITY'
  return isContacts || isDeleted ? 'PLAIN' : 'MARKDOWN'
}
