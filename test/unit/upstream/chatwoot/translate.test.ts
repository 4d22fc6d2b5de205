import { describe, expect, test } from 'vitest'
import {
  InvalidInputError,
  NotFoundError,
  UpstreamBadResponseError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
} from '../../../../src/domain/errors.ts'
import type { Message } from '../../../../src/domain/message.ts'
import { message as messageFrom } from './examples.ts'
import { desk, messagePath, row, shape } from './failed-message.ts'
import { call, notFound, origin } from './model.ts'

describe('translating', () => {
  const held = (change: object = {}): Message =>
    messageFrom({
      message_type: 0,
      content: 'Hello',
      content_attributes: {},
      attachments: undefined,
      ...change,
    })
  const translated = (content: string | null) => desk('messages.translate', () => ({ content }))

  test('asks once, and adds what came to the message', async () => {
    const { upstream, asked, operations } = translated('Olá')
    const message = held({ content_attributes: { translations: { es: 'Hola' } } })
    const result = await upstream.can.translate?.(message, 'pt-br', call)
    const translation = { language: 'pt-BR', text: 'Olá', format: 'PLAIN' }
    expect(result).toEqual({
      translation,
      message: { ...message, translations: [{ language: 'es', text: 'Hola', format: 'PLAIN' }, translation] },
    })
    expect(operations()).toEqual(['messages.translate'])
    expect(shape(asked[0])).toEqual({
      method: 'POST',
      path: `${messagePath}/translate`,
      body: { target_language: 'pt_BR' },
    })
  })

  test.each(['pt_BR', 'pt-BR', 'pt_br'])('asks nobody for what the message has, under %s', async (key) => {
    const { upstream, asked } = translated('x')
    const message = held({ content_attributes: { translations: { [key]: 'Olá' } } })
    const result = await upstream.can.translate?.(message, 'pt-BR', call)
    expect(result).toEqual({ message, translation: { language: 'pt-BR', text: 'Olá', format: 'PLAIN' } })
    expect(asked).toEqual([])
  })

  test('reads the message when Chatwoot has the translation already, which it says by saying nothing', async () => {
    const table = [row({ content_attributes: { translations: { pt_BR: 'Olá' } } })]
    const { upstream, operations } = desk('messages.translate', () => '', { table })
    const result = await upstream.can.translate?.(held(), 'pt-BR', call)
    expect(result?.translation).toEqual({ language: 'pt-BR', text: 'Olá', format: 'MARKDOWN' })
    expect(result?.message).toMatchObject({ id: '4181', translations: [result?.translation] })
    expect(operations()).toEqual(['messages.translate', 'messages.list'])
  })

  test('is an error when the message has no translation after all, or is gone', async () => {
    const without = desk('messages.translate', () => '').upstream
    await expect(without.can.translate?.(held(), 'es', call)).rejects.toThrow(UpstreamBadResponseError)
    const gone = desk('messages.translate', () => '', { table: [] }).upstream
    await expect(gone.can.translate?.(held(), 'es', call)).rejects.toThrow(NotFoundError)
    const unknown = desk('messages.translate', notFound).upstream
    await expect(unknown.can.translate?.(held(), 'es', call)).rejects.toThrow(NotFoundError)
  })

  test('is null where Chatwoot has no translator, and where there are no words', async () => {
    for (const answer of [{ content: null }, { content: '' }, 'null', {}]) {
      const { upstream, operations } = desk('messages.translate', () => answer)
      expect(await upstream.can.translate?.(held(), 'es', call)).toBeNull()
      expect(operations()).toEqual(['messages.translate'])
    }
    const { upstream, asked } = translated('x')
    expect(await upstream.can.translate?.(held({ content: null }), 'es', call)).toBeNull()
    expect(asked).toEqual([])
  })

  test.each<[object, string]>([
    [{ message_type: 1 }, 'MARKDOWN'],
    [{ message_type: 1, private: true }, 'MARKDOWN'],
    [{ message_type: 2 }, 'PLAIN'],
    [
      { message_type: 1, content_type: 'cards', content_attributes: { items: [{ title: 'Shoe' }] } },
      'MARKDOWN',
    ],
    [{ content_type: 'incoming_email', content_attributes: { email: { text_content: 'a' } } }, 'PLAIN'],
    [
      {
        content: null,
        content_type: 'incoming_email',
        content_attributes: { email: { html_content: '<b>a</b>' } },
      },
      'HTML',
    ],
  ])('of %j comes in the format in which the message will show it', async (change, format) => {
    const result = await translated('Hola').upstream.can.translate?.(held(change), 'es', call)
    expect(result?.translation.format).toBe(format)
    const { content_attributes = {} } = change as { content_attributes?: object }
    const reread = held({
      ...change,
      content_attributes: { ...content_attributes, translations: { es: 'Hola' } },
    })
    expect(reread.translations).toEqual([result?.translation])
  })

  test.each([
    [new UpstreamUnavailableError('500', origin), { code: 'UPSTREAM_UNAVAILABLE' }],
    [
      new UpstreamRejectedError('no', origin, 422, 'quota'),
      { upstreamStatus: 422, upstreamMessage: 'quota' },
    ],
  ])('that fails says so', async (error, expected) => {
    const { upstream } = desk('messages.translate', () => error)
    const result = upstream.can.translate?.(held(), 'es', call)
    await expect(result).rejects.toMatchObject(expected)
    await expect(result).rejects.toThrow('could not translate the message')
  })

  test('that got no answer or no connection stays that', async () => {
    const never = new UpstreamUnavailableError('no connection', origin, undefined, false)
    for (const error of [new UpstreamTimeoutError('slow', origin), never]) {
      const { upstream } = desk('messages.translate', () => error)
      await expect(upstream.can.translate?.(held(), 'es', call)).rejects.toBe(error)
    }
  })

  test('into what is no language is refused', async () => {
    const { upstream, asked } = translated('x')
    await expect(upstream.can.translate?.(held(), 'no language', call)).rejects.toThrow(InvalidInputError)
    expect(asked).toEqual([])
  })
})
