import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { MessageContent } from '../../../src/domain/content.ts'
import {
  InvalidInputError,
  type Origin,
  StateUnavailableError,
  UnsupportedError,
  UpstreamUnavailableError,
} from '../../../src/domain/errors.ts'
import type { Message, MessageTranslation } from '../../../src/domain/message.ts'
import type { Cache, State } from '../../../src/state/port.ts'
import { createSqliteState } from '../../../src/state/sqlite.ts'
import type { TranslateOptions, Translator } from '../../../src/translate/port.ts'
import { createTranslations, type TranslationRequest } from '../../../src/translate/translations.ts'
import { until } from '../../support/until.ts'

const origin: Origin = { account: 'infobip', provider: 'INFOBIP' }

const message: Message = {
  account: 'infobip',
  conversationId: 'A1',
  id: 'M1',
  kind: 'MESSAGE',
  direction: 'INCOMING',
  text: 'Dobar dan',
  content: { type: 'TextContent', text: 'Dobar dan', format: 'PLAIN' },
  attachments: [],
  isPrivate: false,
  isDeleted: false,
  status: 'UNKNOWN',
  statusReason: null,
  replyToId: null,
  clientMessageId: null,
  translations: [],
  createdAt: 0,
  updatedAt: null,
  metadata: {},
}

let state: State
let clock: number
let asked: { text: string; to: string; format: string }[]
/** What the translator waits for, once it was asked. */
let gate: Promise<void>
let failure: Error | null

beforeEach(() => {
  clock = Date.UTC(2026, 0, 1)
  asked = []
  gate = Promise.resolve()
  failure = null
  state = createSqliteState({ file: ':memory:' }, { now: () => clock, randomId: () => 'epoch' })
})
afterEach(() => state.close())

const translator: Translator = {
  maxHtml: 40,
  translate: async (text: string, { to, format }: TranslateOptions) => {
    asked.push({ text, to, format })
    await gate
    if (failure) throw failure
    return `${to}: ${text}`
  },
  close: async () => {},
}

const translations = (more: { cache?: Cache; translator?: Translator | null } = {}) =>
  createTranslations({ cache: state.cache, translator, ...more })

const request = (more: Partial<TranslationRequest> = {}): TranslationRequest => ({
  origin,
  message,
  language: 'en',
  callerKey: 'ann',
  signal: new AbortController().signal,
  ...more,
})

const english: MessageTranslation = { language: 'en', text: 'en: Dobar dan', format: 'PLAIN' }

describe('by the translator', () => {
  test('a message is translated, and has the translation then', async () => {
    expect(await translations().translate(request())).toEqual({
      message: { ...message, translations: [english] },
      translation: english,
    })
    expect(asked).toEqual([{ text: 'Dobar dan', to: 'en', format: 'PLAIN' }])
  })

  test('the second request for a language makes no call, by another caller and on another instance too', async () => {
    await translations().translate(request())
    const again = await translations().translate(request({ callerKey: 'bob' }))
    expect(again.translation).toEqual(english)
    expect(asked).toHaveLength(1)
  })

  test('another language, content, message or account is another translation', async () => {
    const { translate } = translations()
    await translate(request())
    await translate(request({ language: 'de' }))
    const edited = {
      ...message,
      text: 'Bok',
      content: { type: 'TextContent', text: 'Bok', format: 'PLAIN' },
    } as const
    expect((await translate(request({ message: edited }))).translation.text).toBe('en: Bok')
    await translate(request({ message: { ...message, id: 'M2' } }))
    await translate(request({ message: { ...message, conversationId: 'A2' } }))
    await translate(request({ origin: { ...origin, account: 'other' } }))
    expect(asked).toHaveLength(6)
  })

  test('a translation is kept for 30 days', async () => {
    const { translate } = translations()
    await translate(request())
    clock += 30 * 24 * 60 * 60_000 - 1
    await translate(request())
    expect(asked).toHaveLength(1)
    clock += 1
    await translate(request())
    expect(asked).toHaveLength(2)
  })

  test('50 equal requests at the same time are one call', async () => {
    const { translate } = translations()
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => translate(request({ callerKey: `caller ${index}` }))),
    )
    expect(asked).toHaveLength(1)
    expect(new Set(answers.map(({ translation }) => translation.text))).toEqual(new Set(['en: Dobar dan']))
  })

  test('a caller that goes away takes nobody along, and the translation is there for the next', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    gate = promise
    const { translate } = translations()
    const controller = new AbortController()
    const gone = translate(request({ signal: controller.signal }))
    const staying = translate(request())
    await until(() => asked.length === 1)
    controller.abort(new Error('gone'))
    await expect(gone).rejects.toThrow('gone')
    resolve()
    expect((await staying).translation).toEqual(english)
    await expect(translate(request({ signal: controller.signal }))).rejects.toThrow('gone')
    expect(asked).toHaveLength(1)
  })

  test('a failure is told to all who wait, and is not kept', async () => {
    failure = new UpstreamUnavailableError('The translator cannot be reached.', origin)
    const { translate } = translations()
    const both = await Promise.allSettled([translate(request()), translate(request())])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(asked).toHaveLength(1)
    failure = null
    expect((await translate(request())).translation).toEqual(english)
  })

  test('a cache that is away costs a call, and nothing else', async () => {
    const away = () => Promise.reject(new StateUnavailableError('Away.'))
    const { translate } = translations({ cache: { get: away, set: away } })
    await translate(request())
    expect((await translate(request())).translation).toEqual(english)
    expect(asked).toHaveLength(2)
  })

  const email = (html: string | null, text = 'Hi'): MessageContent => ({
    type: 'EmailContent',
    subject: null,
    from: [],
    to: [],
    cc: [],
    html,
    text,
  })
  const long = `<p>${'x'.repeat(40)}</p>`
  test.each<[string, MessageContent, string, string, string]>([
    [
      'Markdown as plain text',
      { type: 'TextContent', text: '*Hi*', format: 'MARKDOWN' },
      '*Hi*',
      'PLAIN',
      'MARKDOWN',
    ],
    ['HTML as HTML', { type: 'TextContent', text: '<p>Hi', format: 'HTML' }, '<p>Hi', 'HTML', 'HTML'],
    ['an e-mail by its HTML', email('<p>Hi</p>'), '<p>Hi</p>', 'HTML', 'HTML'],
    ['an e-mail without HTML by its text', email(null), 'the text', 'PLAIN', 'PLAIN'],
    ['HTML that is too long by its text', email(long), 'the text', 'PLAIN', 'PLAIN'],
    ['cards by their text', { type: 'CardsContent', cards: [] }, 'the text', 'PLAIN', 'PLAIN'],
  ])('translates %s', async (_what, content, text, sentAs, format) => {
    const { translation } = await translations().translate(
      request({ message: { ...message, text: 'the text', content } }),
    )
    expect(asked).toEqual([{ text, to: 'en', format: sentAs }])
    expect(translation).toEqual({ language: 'en', text: `en: ${text}`, format })
  })
})

describe('by the upstream', () => {
  const own: MessageTranslation = { language: 'pt-BR', text: 'Bom dia', format: 'PLAIN' }
  const translated = { message: { ...message, translations: [own] }, translation: own }

  test('a message is translated before a translator is asked, with the canonical tag', async () => {
    const languages: string[] = []
    const answer = await translations().translate(
      request({
        language: 'pt-br',
        upstreamTranslate: async (language) => {
          languages.push(language)
          return translated
        },
      }),
    )
    expect(answer).toBe(translated)
    expect(languages).toEqual(['pt-BR'])
    expect(asked).toEqual([])
  })

  test('one that has none set up leaves it to the translator', async () => {
    const answer = await translations().translate(request({ upstreamTranslate: async () => null }))
    expect(answer.translation).toEqual(english)
  })

  test('one that fails fails: nobody else is asked', async () => {
    const upstreamTranslate = () => Promise.reject(new UpstreamUnavailableError('No.', origin))
    await expect(translations().translate(request({ upstreamTranslate }))).rejects.toThrow('No.')
    expect(asked).toEqual([])
  })

  test('equal requests of one caller are one call, and never those of two callers', async () => {
    let calls = 0
    const upstreamTranslate = async () => {
      calls++
      return translated
    }
    const { translate } = translations()
    const by = (callerKey: string) => translate(request({ callerKey, upstreamTranslate, language: 'pt-BR' }))
    await Promise.all([by('ann'), by('ann'), by('bob')])
    expect(calls).toBe(2)
  })

  test('a translation that came with the message is given without a call', async () => {
    const upstreamTranslate = () => Promise.reject(new Error('not to be asked'))
    const known = request({ message: translated.message, language: 'pt-br', upstreamTranslate })
    expect(await translations().translate(known)).toEqual(translated)
    expect(asked).toEqual([])
  })
})

describe('without anybody who translates', () => {
  test('it is unsupported', async () => {
    const { translate, hasTranslator } = translations({ translator: null })
    expect(hasTranslator).toBe(false)
    for (const upstreamTranslate of [undefined, async () => null]) {
      const error = await translate(request({ upstreamTranslate })).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(UnsupportedError)
      expect(error).toMatchObject({ capability: 'TRANSLATE_MESSAGE', origin })
    }
  })
})

describe('before anybody is asked', () => {
  test.each([
    ['no text', { text: null }, 'en', ['messageId']],
    ['blank text', { text: ' \n' }, 'en', ['messageId']],
    ['a deleted message', { isDeleted: true }, 'en', ['messageId']],
    ['no language tag', {}, 'english language', ['targetLanguage']],
    ['an underscore', {}, 'pt_BR', ['targetLanguage']],
    ['no language', {}, '', ['targetLanguage']],
  ])('%s is refused', async (_what, more, language, argumentPath) => {
    const refused = translations().translate(
      request({
        message: { ...message, ...more },
        language,
        upstreamTranslate: () => Promise.reject(new Error('not to be asked')),
      }),
    )
    const error = await refused.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(InvalidInputError)
    expect(error).toMatchObject({ argumentPath })
    expect(asked).toEqual([])
  })
})
