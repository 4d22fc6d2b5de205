import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  DomainError,
  type Origin,
  RateLimitedError,
  UnsupportedError,
  UpstreamBadResponseError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
} from '../../../src/domain/errors.ts'
import { deeplUrl } from '../../../src/translate/deepl.ts'
import { createTranslatorHttp } from '../../../src/translate/http.ts'
import { createTranslator, type TranslatorConfig } from '../../../src/translate/index.ts'
import { createLibreTranslate } from '../../../src/translate/libretranslate.ts'
import type { TranslateOptions, Translator } from '../../../src/translate/port.ts'
import { bodyOf, startHttpServer, type TestServer } from '../../support/http-server.ts'

const origin: Origin = { account: 'infobip', provider: 'INFOBIP' }
const key = 'CANARY-key:fx'
const now = Date.UTC(2026, 0, 1)

type Kind = TranslatorConfig['kind']

/** How each service is asked, and how it answers. */
const services: Record<
  Kind,
  { path: string; texts: (body: never) => string; reply: (text: string) => unknown }
> = {
  libretranslate: {
    path: '/base/translate',
    texts: ({ q }: { q: string }) => q,
    reply: (text) => ({ translatedText: text, detectedLanguage: { confidence: 90, language: 'en' } }),
  },
  google: {
    path: '/base/language/translate/v2',
    texts: ({ q }: { q: string[] }) => q.join('|'),
    reply: (text) => ({ data: { translations: [{ translatedText: text, detectedSourceLanguage: 'en' }] } }),
  },
  deepl: {
    path: '/base/v2/translate',
    texts: ({ text }: { text: string[] }) => text.join('|'),
    reply: (text) => ({ translations: [{ detected_source_language: 'EN', text }] }),
  },
}

const shout = (text: string) => text.toUpperCase()

let server: TestServer
let translator: Translator
let bodies: unknown[]
let respond: (kind: Kind, text: string, response: ServerResponse, request: IncomingMessage) => void
let inFlight: number
let mostInFlight: number

const json = (response: ServerResponse, status: number, body: unknown, headers = {}) => {
  inFlight--
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

beforeEach(async () => {
  bodies = []
  inFlight = 0
  mostInFlight = 0
  respond = (kind, text, response) => json(response, 200, services[kind].reply(shout(text)))
  server = await startHttpServer(async (request, response) => {
    mostInFlight = Math.max(mostInFlight, ++inFlight)
    const body = JSON.parse(String(await bodyOf(request)))
    bodies.push(body)
    const [kind, service] = Object.entries(services).find(([, { path }]) => request.url === path) ?? []
    if (!kind || !service) json(response, 404, {})
    else respond(kind as Kind, service.texts(body as never), response, request)
  })
})
afterEach(async () => {
  await translator.close()
  await server[Symbol.asyncDispose]()
})

const open = (kind: Kind, more: Partial<TranslatorConfig> = {}) => {
  translator = createTranslator({ kind, key, url: `${server.url}/base`, ...more }, { now: () => now })
  return (text: string, options: Partial<TranslateOptions> = {}) =>
    translator.translate(text, {
      to: 'hr',
      format: 'PLAIN',
      origin,
      signal: new AbortController().signal,
      ...options,
    })
}

const refusal = (sent: Promise<unknown>): Promise<unknown> =>
  sent.then(
    () => expect.fail('no error'),
    (error: unknown) => error,
  )

describe('the request to', () => {
  test('LibreTranslate has the key in its body, and none without one', async () => {
    const translate = open('libretranslate')
    expect(await translate('Hello', { to: 'pt-BR' })).toBe('HELLO')
    expect(bodies).toEqual([{ q: 'Hello', source: 'auto', target: 'pb', format: 'text', api_key: key }])
    await translator.close()
    await open('libretranslate', { key: undefined })('<p>Hello</p>', { from: 'en-US', format: 'HTML' })
    expect(bodies[1]).toEqual({ q: '<p>Hello</p>', source: 'en', target: 'hr', format: 'html' })
  })

  test('Google has the key in a header', async () => {
    const translate = open('google')
    expect(await translate('Hello', { to: 'zh-Hans' })).toBe('HELLO')
    await translate('<p>Hello</p>', { from: 'en-US', format: 'HTML' })
    expect(bodies).toEqual([
      { q: ['Hello'], target: 'zh-CN', format: 'text' },
      { q: ['<p>Hello</p>'], target: 'hr', source: 'en', format: 'html' },
    ])
    expect(server.requests[0]?.headers).toMatchObject({ 'x-goog-api-key': key })
  })

  test('DeepL has the key in a header', async () => {
    const translate = open('deepl')
    expect(await translate('Hello', { to: 'zh-Hant' })).toBe('HELLO')
    await translate('<p>Hello</p>', { from: 'en-US', format: 'HTML' })
    expect(bodies).toEqual([
      { text: ['Hello'], target_lang: 'ZH-HANT' },
      { text: ['<p>Hello</p>'], target_lang: 'HR', source_lang: 'EN', tag_handling: 'html' },
    ])
    expect(server.requests[0]?.headers).toMatchObject({ authorization: `DeepL-Auth-Key ${key}` })
  })

  test.each(['libretranslate', 'google', 'deepl'] as const)(
    '%s is one POST of JSON without the key in its URL',
    async (kind) => {
      await open(kind)('Hello')
      expect(server.requests).toHaveLength(1)
      expect(server.requests[0]).toMatchObject({
        method: 'POST',
        url: services[kind].path,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
      })
    },
  )

  test('DeepL goes to the host that the plan of the key has', () => {
    open('deepl')
    expect(deeplUrl('279a2e9d:fx')).toBe('https://api-free.deepl.com')
    expect(deeplUrl('279a2e9d')).toBe('https://api.deepl.com')
  })
})

test.each([
  ['libretranslate', { url: undefined }],
  ['google', { key: undefined }],
  ['deepl', { key: undefined }],
] as const)('%s cannot be made with %j', (kind, more) => {
  open('google')
  expect(() => createTranslator({ kind, key, url: server.url, ...more }, { now: () => now })).toThrow(
    TypeError,
  )
})

describe.each(['libretranslate', 'google', 'deepl'] as const)('%s', (kind) => {
  test('gives every byte of the translation, and keeps the white space around a text', async () => {
    const translate = open(kind)
    expect(await translate(' \r\n👩‍👩‍👧‍👦 “ok”\u0001 <b>\n')).toBe(' \r\n👩‍👩‍👧‍👦 “OK”\u0001 <B>\n')
    expect(await translate(' \n')).toBe(' \n')
    expect(bodies).toHaveLength(1)
  })

  test('translates 150,000 characters piece by piece, a few at a time, and puts them together again', async () => {
    respond = (_kind, piece, response) =>
      setImmediate(() => setImmediate(() => json(response, 200, services[kind].reply(shout(piece)))))
    const text = 'Ein Satz. Noch ein Satz.\r\nEine Zeile.\n\n\nÄöü 字字字。 '.repeat(3_000).slice(0, 150_000)
    expect(await open(kind)(text)).toBe(shout(text))
    expect(bodies.length).toBeGreaterThan(10)
    expect(Math.max(...bodies.map((body) => Buffer.byteLength(JSON.stringify(body))))).toBeLessThan(
      128 * 1024,
    )
    expect(mostInFlight).toBeLessThanOrEqual(4)
  })

  test('stops at the first piece that fails', async () => {
    respond = (_kind, text, response) => {
      if (bodies.length === 1) json(response, 400, { error: 'no' })
      else json(response, 200, services[kind].reply(text))
    }
    const translate = open(kind)
    expect(await refusal(translate('Word. '.repeat(25_000)))).toBeInstanceOf(UpstreamRejectedError)
    for (let more = 0; more < 5; more++) await translate('another')
    expect(bodies.length).toBeLessThanOrEqual(4 + 4 + 5)
  })

  test('takes HTML up to its limit, and no cut HTML', async () => {
    const translate = open(kind)
    const html = 'x'.repeat(translator.maxHtml)
    expect(await translate(html, { format: 'HTML' })).toBe(shout(html))
    const error = await refusal(translate(`${html}x`, { format: 'HTML' }))
    expect(error).toBeInstanceOf(UnsupportedError)
    expect(error).toMatchObject({ capability: 'TRANSLATE_MESSAGE', origin })
    expect(bodies).toHaveLength(1)
  })

  test.each([
    [400, UpstreamRejectedError, { upstreamStatus: 400, upstreamMessage: null }],
    [401, UpstreamRejectedError, { upstreamStatus: 401 }],
    [403, UpstreamRejectedError, { upstreamStatus: 403 }],
    [413, UpstreamRejectedError, { upstreamStatus: 413 }],
    [429, RateLimitedError, { retryAt: null }],
    [456, RateLimitedError, { retryAt: null }],
    [500, UpstreamUnavailableError, {}],
    [503, UpstreamUnavailableError, {}],
    [529, UpstreamUnavailableError, {}],
    [302, UpstreamBadResponseError, {}],
  ])(
    'with status %i throws a typed error without the body and the key, after one request',
    async (status, type, more) => {
      respond = (_kind, _text, response) =>
        json(
          response,
          status,
          { error: { message: `CANARY-body ${key}` } },
          { location: `${server.url}/CANARY` },
        )
      const error = await refusal(open(kind)('Hello'))
      expect(error).toBeInstanceOf(type)
      expect(error).toMatchObject({ origin, ...more })
      expectNoCanary(error)
      expect(server.requests).toHaveLength(1)
    },
  )

  test.each([
    ['HTML', '<html>CANARY</html>'],
    ['truncated JSON', '{"translatedText": "CANARY'],
    ['another shape', '{"translatedText": 1, "data": {"translations": []}, "translations": [{}]}'],
    ['nothing', ''],
  ])('that answers with %s is a bad response', async (_what, text) => {
    respond = (_kind, _text, response) => response.writeHead(200).end(text)
    const error = await refusal(open(kind)('Hello'))
    expect(error).toBeInstanceOf(UpstreamBadResponseError)
    expectNoCanary(error)
  })
})

describe('a translator', () => {
  test.each([
    ['30', now + 30_000],
    ['Thu, 01 Jan 2026 00:01:00 GMT', now + 60_000],
    ['soon', null],
  ])('that is asked too much says when: Retry-After %s', async (header, retryAt) => {
    respond = (_kind, _text, response) => json(response, 429, {}, { 'retry-after': header })
    expect(await refusal(open('deepl')('Hello'))).toMatchObject({ code: 'RATE_LIMITED', retryAt })
  })

  test('that hangs up, or is not there, is unavailable', async () => {
    respond = (_kind, _text, _response, request) => request.socket.destroy()
    const translate = open('google')
    expect(await refusal(translate('Hello'))).toBeInstanceOf(UpstreamUnavailableError)
    await translator.close()
    const closed = open('google', { url: 'http://127.0.0.1:9' })
    const error = await refusal(closed('Hello'))
    expect(error).toBeInstanceOf(UpstreamUnavailableError)
    expectNoCanary(error)
  })

  test('that does not end its answer is given up in time', async () => {
    respond = (_kind, _text, response) => response.writeHead(200).write('{')
    const http = createTranslatorHttp({
      baseUrl: `${server.url}/base`,
      headers: {},
      now: () => now,
      timeout: 50,
    })
    translator = createLibreTranslate(http, undefined)
    const sent = translator.translate('Hello', {
      to: 'hr',
      format: 'PLAIN',
      origin,
      signal: new AbortController().signal,
    })
    expect(await refusal(sent)).toBeInstanceOf(UpstreamTimeoutError)
  })

  test('that answers without end is cut off', async () => {
    const chunk = 'x'.repeat(1024 * 1024)
    let written = 0
    respond = (_kind, _text, response) => {
      const more = () => {
        while (!response.destroyed && written < 64) {
          written++
          if (!response.write(chunk)) return response.once('drain', more)
        }
        return response.end()
      }
      response.writeHead(200)
      more()
    }
    const error = await refusal(open('google')('Hello'))
    expect(error).toBeInstanceOf(UpstreamBadResponseError)
    expect(error).toMatchObject({ isTooLarge: true })
    expect(written).toBeLessThan(64)
  })

  test('whose caller goes away is not asked further', async () => {
    const controller = new AbortController()
    respond = () => controller.abort(new Error('gone'))
    const error = await refusal(open('deepl')('Hello', { signal: controller.signal }))
    expect(error).toMatchObject({ message: 'gone' })
    expect(error).not.toBeInstanceOf(DomainError)
  })
})

const expectNoCanary = (error: unknown) => {
  const { message, stack, cause, ...rest } = error as Error
  expect([message, stack, String(cause), JSON.stringify(rest)].join()).not.toMatch(/CANARY|127\.0\.0\.1/)
}
