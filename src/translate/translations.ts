/** Messages in other languages: as the upstream has them, else by the configured translator, once per language. */
import {
  InvalidInputError,
  type Origin,
  StateUnavailableError,
  UnsupportedError,
  UpstreamTimeoutError,
} from '../domain/errors.ts'
import type { Message, MessageTranslation } from '../domain/message.ts'
import { hashOf } from '../kit/hash.ts'
import { isTimeout } from '../kit/timeout.ts'
import type { Cache } from '../state/port.ts'
import { createFlights } from './flights.ts'
import type { Translator } from './port.ts'
import { sourceOf } from './source.ts'

export interface TranslationRequest {
  readonly origin: Origin
  readonly message: Message
  /** BCP 47. */
  readonly language: string
  /** Keeps callers apart where the upstream translates. */
  readonly callerKey: string
  readonly signal: AbortSignal
  /** The upstream's own translation, where it has any; null when it is not set up. Takes the canonical tag. */
  readonly upstreamTranslate?: (language: string, signal: AbortSignal) => Promise<Translated | null>
}

export interface Translated {
  readonly message: Message
  readonly translation: MessageTranslation
}

export interface Translations {
  /**
   * Throws `InvalidInputError` when there is nothing to translate or the language is not one, `UnsupportedError` when
   * nobody translates, and what the upstream or the translator throws.
   */
  translate(request: TranslationRequest): Promise<Translated>
  /** Whether a translator is configured. */
  readonly hasTranslator: boolean
}

export interface TranslationsDeps {
  readonly cache: Cache
  readonly translator: Translator | null
}

/** Milliseconds: 30 days. */
const keepFor = 30 * 24 * 60 * 60_000

export const createTranslations = ({ cache, translator }: TranslationsDeps): Translations => {
  const upstreamFlights = createFlights<Translated | null>()
  const translatorFlights = createFlights<MessageTranslation>()

  const byUpstream = async (request: TranslationRequest, language: string): Promise<Translated | null> => {
    const { origin, message, callerKey, signal, upstreamTranslate } = request
    if (!upstreamTranslate) return null
    const key = hashOf([
      callerKey,
      origin.account,
      message.conversationId,
      message.id,
      message.text,
      language,
    ])
    return upstreamFlights(key, signal, (shared) => upstreamTranslate(language, shared))
  }

  /** The same for everybody who may read the message: its content is part of the key. */
  const byTranslator = (
    { origin, message, signal }: TranslationRequest,
    language: string,
    translator: Translator,
  ): Promise<MessageTranslation> => {
    const source = sourceOf(message, translator.maxHtml)
    const key = hashOf(['translation', message.conversationId, message.id, source, language])
    return translatorFlights(`${origin.account} ${key}`, signal, async (shared) => {
      const cached = await quietly(cache.get(origin.account, key))
      if (cached !== undefined) return cached as unknown as MessageTranslation
      const options = { to: language, format: source.sentAs, origin, signal: shared }
      const text = await translator.translate(source.text, options)
      const translation = { language, text, format: source.format }
      await quietly(cache.set(origin.account, key, translation, keepFor))
      return translation
    })
  }

  const translate = async (request: TranslationRequest): Promise<Translated> => {
    const { message, origin } = request
    const language = canonical(request.language)
    const known = message.translations.find((one) => one.language === language)
    if (known) return { message, translation: known }
    if (message.isDeleted || !message.text?.trim()) {
      throw new InvalidInputError('There is no text to translate in this message.', ['messageId'])
    }
    const translated = await byUpstream(request, language)
    if (translated) return translated
    if (!translator) {
      throw new UnsupportedError('Nothing translates messages of this account.', origin, 'TRANSLATE_MESSAGE')
    }
    const translation = await byTranslator(request, language, translator)
    return { message: { ...message, translations: [...message.translations, translation] }, translation }
  }

  return {
    hasTranslator: translator !== null,
    translate: (request) => inTime(request.origin, translate(request)),
  }
}

/** Whoever asked has no time left; the translation goes on for the next. */
const inTime = async <T>(origin: Origin, answer: Promise<T>): Promise<T> => {
  try {
    return await answer
  } catch (cause) {
    if (!isTimeout(cause)) throw cause
    throw new UpstreamTimeoutError('The message was not translated in time.', origin, cause)
  }
}

const canonical = (language: string): string => {
  try {
    return Intl.getCanonicalLocales(language)[0] as string
  } catch {
    throw new InvalidInputError('This is not a language tag such as `en` or `pt-BR`.', ['targetLanguage'])
  }
}

/** A store that is away costs a translation that was made before, and nothing else. */
const quietly = async <T>(answer: Promise<T>): Promise<T | undefined> => {
  try {
    return await answer
  } catch (error) {
    if (error instanceof StateUnavailableError) return undefined
    throw error
  }
}
