import { describe, expect, test } from 'vitest'
import { InvalidInputError, UnsupportedError } from '../../../../src/domain/errors.ts'
import type { OutgoingContent, OutgoingMessage } from '../../../../src/domain/outgoing.ts'
import { card, field, form, template } from './contents.ts'
import { openDesk, outgoing, saying } from './desk.ts'
import { call } from './model.ts'

/** The error of a message that is refused, and that nobody was asked about. */
const refusal = async (message: OutgoingMessage): Promise<unknown> => {
  const { upstream, asked } = openDesk()
  const error = await upstream.messages.prepareSend('32', message, call).then(
    () => 'none',
    (thrown: unknown) => thrown,
  )
  expect(asked).toEqual([])
  return error
}

describe('refused before anybody is asked', () => {
  const cards = (change: object) => ({ type: 'cards' as const, cards: [{ ...card, ...change }] })
  const raw = (upstreamType: string, content: object, text: string | null = null) =>
    ({ type: 'raw', upstreamType, content, text }) as OutgoingContent
  const article = { title: 'Returns', description: null, url: 'https://x.example' }

  test.each<[string, OutgoingContent | null, string]>([
    ['nothing', null, 'content'],
    ['no text', { type: 'text', text: '' }, 'content.text'],
    ['a blank text', { type: 'text', text: ' \r\n\u00a0\u3000' }, 'content.text'],
    ['150,001 characters', { type: 'text', text: 'x'.repeat(150_001) }, 'content.text'],
    [
      '150,001 characters outside of the first plane',
      { type: 'text', text: '𠮷'.repeat(150_001) },
      'content.text',
    ],
    ['NUL', { type: 'text', text: 'a\0b' }, 'content.text'],
    ['half of a pair', { type: 'text', text: 'a\ud83d' }, 'content.text'],
    [
      'NUL inside cards',
      cards({ actions: [{ label: '\0', url: 'x', payload: null }] }),
      'content.cards.0.actions.0.label',
    ],
    [
      'half of a pair inside a form',
      form(field({ options: ['\udc00'], type: 'SELECT' })),
      'content.form.fields.0.options.0',
    ],
    ['no cards', { type: 'cards', cards: [] }, 'content.cards'],
    ['a card without a title', cards({ title: ' ' }), 'content.cards.0.title'],
    ['a card without buttons', cards({ actions: [] }), 'content.cards.0.actions'],
    [
      'a button without words',
      cards({ actions: [{ label: '', url: 'x', payload: null }] }),
      'content.cards.0.actions.0.label',
    ],
    [
      'a button without effect',
      cards({ actions: [{ label: 'A', url: null, payload: null }] }),
      'content.cards.0.actions.0',
    ],
    ['no fields', form(), 'content.form.fields'],
    ['a field without a name', form(field({ name: '' })), 'content.form.fields.0.name'],
    ['two fields of one name', form(field(), field()), 'content.form.fields.1.name'],
    ['a question without words', form(field({ label: null })), 'content.form.fields.0.label'],
    ['a choice of nothing', form(field({ type: 'SELECT' })), 'content.form.fields.0.options'],
    [
      'a blank choice',
      form(field({ type: 'SELECT', options: ['A', ''] })),
      'content.form.fields.0.options.1',
    ],
    ['choices of a text', form(field({ options: ['A'] })), 'content.form.fields.0.options'],
    [
      'a form with too long a text',
      { ...form(field(), field({ name: 'b' })), text: 'x'.repeat(150_001) },
      'content.form.text',
    ],
    ['no articles', { type: 'articles', articles: [] }, 'content.articles'],
    [
      'an article without a title',
      { type: 'articles', articles: [{ ...article, title: '' }] },
      'content.articles.0.title',
    ],
    [
      'an article without a link',
      { type: 'articles', articles: [{ ...article, url: '' }] },
      'content.articles.0.url',
    ],
    ['a template without a name', { ...template, name: '' }, 'content.template.name'],
    ['a template without a language', { ...template, language: ' ' }, 'content.template.language'],
    [
      'one placeholder twice',
      { ...template, parameters: [template.parameters[0]!, template.parameters[0]!] },
      'content.template.parameters.1.name',
    ],
    ['a template with too long a text', { ...template, text: 'x'.repeat(150_001) }, 'content.template.text'],
    ['a content type that there is not', raw('hologram', {}, 'x'), 'content.raw.upstreamType'],
    ['raw nothing', raw('text', {}), 'content'],
    ['a raw blank text', raw('text', {}, ' '), 'content'],
    ['NUL inside of raw content', raw('sticker', { a: { b: ['\0'] } }), 'content.raw.content.a.b.0'],
    ['NUL in a raw key', raw('sticker', { a: { '\0': 1 } }), 'content.raw.content.a'],
    ['raw cards without items', raw('cards', {}), 'content.raw.content.items'],
    ['raw items that are no list', raw('form', { items: 'x' }), 'content.raw.content.items'],
    ['raw items that are no objects', raw('article', { items: ['x'] }), 'content.raw.content.items.0'],
    [
      'raw items with another key',
      raw('input_select', { items: [{ title: 'A', value: 'a', icon: 'x' }] }),
      'content.raw.content.items.0.icon',
    ],
    [
      'raw cards without buttons',
      raw('cards', { items: [{ title: 'A' }] }),
      'content.raw.content.items.0.actions',
    ],
    [
      'raw buttons with another key',
      raw('cards', { items: [{ title: 'A', actions: [{ text: 'B', href: 'x' }] }] }),
      'content.raw.content.items.0.actions.0.href',
    ],
  ])('%s', async (_what, content, path) => {
    const error = await refusal(saying(content))
    expect(error).toBeInstanceOf(InvalidInputError)
    expect((error as InvalidInputError).argumentPath.join('.')).toBe(path)
  })

  test('files that Chatwoot would have to fetch, as a thing that it cannot do', async () => {
    const error = await refusal(
      outgoing({ attachments: [{ type: 'url', url: 'https://x.example/a', kind: 'FILE', fileName: null }] }),
    )
    expect(error).toBeInstanceOf(UnsupportedError)
    expect(error).toMatchObject({ capability: 'SEND_ATTACHMENT_URL' })
  })

  test('more than 15 files, and none at all that calls itself one', async () => {
    const files = (count: number, handle = 'x') =>
      Array.from({ length: count }, () => ({ type: 'upload' as const, handle }))
    expect(await refusal(outgoing({ attachments: files(16) }))).toMatchObject({
      argumentPath: ['attachments'],
    })
    expect(await refusal(outgoing({ attachments: files(1, ' ') }))).toMatchObject({
      argumentPath: ['attachments', '0'],
    })
    const { upstream } = openDesk()
    const send = await upstream.messages.prepareSend('32', outgoing({ attachments: files(15) }), call)
    expect(await send.post()).toMatchObject({ status: 'SENT' })
  })

  test('an answer to what is no message, and a client id that cannot be kept', async () => {
    expect(await refusal(outgoing({ replyToId: '../1' }))).toMatchObject({ argumentPath: ['replyToId'] })
    expect(await refusal(outgoing({ clientMessageId: '\0' }))).toMatchObject({
      argumentPath: ['clientMessageId'],
    })
  })
})
