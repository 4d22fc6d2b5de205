import { describe, expect, test } from 'vitest'
import type { OutgoingContent, OutgoingMessage } from '../../../../src/domain/outgoing.ts'
import { card, field, form, template } from './contents.ts'
import { marker, openDesk, outgoing, saying, words } from './desk.ts'
import { call } from './model.ts'

const bodyOf = async (message: OutgoingMessage): Promise<unknown> => {
  const { upstream, lastBody } = openDesk()
  const send = await upstream.messages.prepareSend('32', message, call)
  await send.post()
  return lastBody()
}

const mark = { parley_marker: marker }

describe('the request that sends', () => {
  test.each<[string, OutgoingContent, unknown]>([
    ['a text', { type: 'text', text: 'Hello' }, { content: 'Hello', content_attributes: mark }],
    [
      'cards',
      {
        type: 'cards',
        cards: [
          {
            ...card,
            description: 'Red',
            mediaUrl: 'https://x.example/shoe.png',
            actions: [...card.actions, { label: 'Buy', url: null, payload: 'BUY' }],
          },
          { ...card, title: 'Boot' },
        ],
      },
      {
        content_type: 'cards',
        content_attributes: {
          items: [
            {
              title: 'Shoe',
              description: 'Red',
              media_url: 'https://x.example/shoe.png',
              actions: [
                { text: 'See', type: 'link', uri: 'https://x.example/shoe' },
                { text: 'Buy', type: 'postback', payload: 'BUY' },
              ],
            },
            { title: 'Boot', actions: [{ text: 'See', type: 'link', uri: 'https://x.example/shoe' }] },
          ],
          ...mark,
        },
      },
    ],
    [
      'a form',
      {
        ...form(
          field({ name: 'company', label: 'Company', placeholder: 'Your studio', isRequired: true }),
          field({ name: 'why', label: null, type: 'TEXTAREA' }),
          field({ name: 'mail', label: 'Mail', type: 'EMAIL' }),
          field({ name: 'volume', label: 'Orders', type: 'SELECT', options: ['Up to 10', 'More'] }),
        ),
        text: 'A few details:',
      },
      {
        content: 'A few details:',
        content_type: 'form',
        content_attributes: {
          items: [
            { type: 'text', name: 'company', label: 'Company', placeholder: 'Your studio', required: true },
            { type: 'text_area', name: 'why' },
            { type: 'email', name: 'mail', label: 'Mail' },
            {
              type: 'select',
              name: 'volume',
              label: 'Orders',
              options: [
                { label: 'Up to 10', value: 'Up to 10' },
                { label: 'More', value: 'More' },
              ],
            },
          ],
          ...mark,
        },
      },
    ],
    [
      'one line to fill in',
      form(field()),
      { content: 'How was it?', content_type: 'input_text', content_attributes: mark },
    ],
    [
      'several lines to fill in',
      { ...form(field({ type: 'TEXTAREA', label: null })), text: 'Tell us more' },
      { content: 'Tell us more', content_type: 'input_textarea', content_attributes: mark },
    ],
    [
      'a question for an address',
      { ...form(field({ type: 'EMAIL', label: 'Where to?' })), text: 'Thank you!' },
      { content: 'Thank you!\nWhere to?', content_type: 'input_email', content_attributes: mark },
    ],
    [
      'a choice',
      form(field({ type: 'SELECT', options: ['Sales', 'Support'] })),
      {
        content: 'How was it?',
        content_type: 'input_select',
        content_attributes: {
          items: [
            { title: 'Sales', value: 'Sales' },
            { title: 'Support', value: 'Support' },
          ],
          ...mark,
        },
      },
    ],
    [
      'articles',
      {
        type: 'articles',
        articles: [
          { title: 'Returns', description: 'How to', url: 'https://x.example/r' },
          { title: 'Sizes', description: null, url: 'https://x.example/s' },
        ],
      },
      {
        content_type: 'article',
        content_attributes: {
          items: [
            { title: 'Returns', description: 'How to', link: 'https://x.example/r' },
            { title: 'Sizes', link: 'https://x.example/s' },
          ],
          ...mark,
        },
      },
    ],
    [
      'a template',
      template,
      {
        content: 'Paid by Visa: € 5',
        template_params: {
          name: 'purchase_receipt',
          category: 'UTILITY',
          language: 'pt_BR',
          processed_params: { body: { 1: 'Visa', 2: '€ 5' } },
        },
        content_attributes: mark,
      },
    ],
    [
      'a template without values',
      { ...template, language: 'en', category: null, parameters: [], text: null },
      {
        template_params: { name: 'purchase_receipt', language: 'en', processed_params: {} },
        content_attributes: mark,
      },
    ],
    [
      'something raw',
      { type: 'raw', upstreamType: 'sticker', content: { image_type: 'x', deep: [{ a: null }] }, text: 'Hi' },
      {
        content: 'Hi',
        content_type: 'sticker',
        content_attributes: { image_type: 'x', deep: [{ a: null }], ...mark },
      },
    ],
    [
      'a raw choice',
      {
        type: 'raw',
        upstreamType: 'input_select',
        content: { items: [{ title: 'Sales', value: 'sales' }] },
        text: null,
      },
      {
        content_type: 'input_select',
        content_attributes: { items: [{ title: 'Sales', value: 'sales' }], ...mark },
      },
    ],
  ])('%s is exactly so', async (_what, content, body) => {
    expect(await bodyOf(saying(content))).toEqual(body)
  })

  test('a file is its signed id, alone or beside words', async () => {
    const attachments = [
      { type: 'upload' as const, handle: 'signed-1' },
      { type: 'upload' as const, handle: 'signed-2' },
    ]
    expect(await bodyOf(outgoing({ content: null, attachments }))).toEqual({
      content_attributes: mark,
      attachments: ['signed-1', 'signed-2'],
    })
    expect(await bodyOf(outgoing({ attachments }))).toMatchObject({ content: 'Hello' })
    expect(await bodyOf(outgoing({ content: { type: 'text', text: '' }, attachments }))).toMatchObject({
      content: '',
    })
  })

  test('an answer names the message, and every send its marker and the id of the client', async () => {
    const body = await bodyOf(outgoing({ replyToId: '4177', clientMessageId: 'c-1' }))
    expect(body).toEqual({
      content: 'Hello',
      content_attributes: {
        in_reply_to: 4177,
        parley_marker: marker,
        parley_client_message_id: 'c-1',
      },
    })
    // a number would name another message
    expect(await bodyOf(outgoing({ replyToId: '9007199254740993' }))).toMatchObject({
      content_attributes: { in_reply_to: '9007199254740993' },
    })
  })

  test.each([
    ['families', '👩‍👩‍👧‍👦🏳️‍🌈👍🏽'],
    ['right to left', '\u202Eمرحبا\u202C שלום'],
    ['CJK extension B', '𠀀𠮷𪚥'],
    ['line ends', '  one\r\ntwo\n\n\tthree  '],
    ['markup', '<b>&amp;</b> **x** \\ " \u2028'],
    ['150,000 characters', 'x'.repeat(150_000)],
    ['150,000 characters outside of the first plane', '𠮷'.repeat(150_000)],
  ])('keeps the text byte for byte: %s', async (_what, text) => {
    const { upstream, asked } = openDesk()
    const message = await (await upstream.messages.prepareSend('32', words(text), call)).post()
    const wire = Buffer.from(JSON.stringify(asked.at(-1)?.body))
    expect(JSON.parse(wire.toString()).content === text).toBe(true)
    expect(message.text === text).toBe(true)
  })
})
