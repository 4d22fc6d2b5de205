import { describe, expect, test } from 'vitest'
import type { MessageContent } from '../../../../src/domain/content.ts'
import { message } from './examples.ts'

describe('the content', () => {
  const rendered = (content_type: string, content_attributes: object, content: string | null = 'Choose') => {
    const { content: shape, text } = message({ content_type, content_attributes, content })
    return { shape, text }
  }

  const cases: [string, object, MessageContent, string][] = [
    [
      'input_select',
      {
        items: [
          { title: 'Sales', value: 'sales' },
          { title: 'Support', value: 'support' },
        ],
      },
      {
        type: 'FormContent',
        isSubmitted: false,
        fields: [{ name: 'select', label: 'Choose', type: 'select', value: null }],
      },
      'Choose\n- Sales\n- Support',
    ],
    [
      'input_select',
      { items: [{ title: 'Sales', value: 'sales' }], submitted_values: [{ title: 'Sales', value: 'sales' }] },
      {
        type: 'FormContent',
        isSubmitted: true,
        fields: [{ name: 'select', label: 'Choose', type: 'select', value: 'Sales' }],
      },
      'Choose\n- Sales',
    ],
    [
      'input_email',
      { submitted_email: 'sam@example.com' },
      {
        type: 'FormContent',
        isSubmitted: true,
        fields: [{ name: 'email', label: 'Choose', type: 'email', value: 'sam@example.com' }],
      },
      'Choose: sam@example.com',
    ],
    [
      'input_text',
      {},
      {
        type: 'FormContent',
        isSubmitted: false,
        fields: [{ name: 'text', label: 'Choose', type: 'text', value: null }],
      },
      'Choose',
    ],
    [
      'input_textarea',
      { submitted_values: [{ value: 'long' }] },
      {
        type: 'FormContent',
        isSubmitted: true,
        fields: [{ name: 'text_area', label: 'Choose', type: 'text_area', value: 'long' }],
      },
      'Choose: long',
    ],
    [
      'form',
      {
        items: [
          { type: 'email', name: 'mail', label: 'E-mail' },
          { type: 'text', name: 'nick' },
        ],
        submitted_values: [{ name: 'mail', value: 'sam@example.com' }],
      },
      {
        type: 'FormContent',
        isSubmitted: true,
        fields: [
          { name: 'mail', label: 'E-mail', type: 'email', value: 'sam@example.com' },
          { name: 'nick', label: null, type: 'text', value: null },
        ],
      },
      'Choose\nE-mail: sam@example.com\nnick',
    ],
    [
      'cards',
      {
        items: [
          {
            title: 'Shoe',
            description: 'Red',
            media_url: 'https://x/shoe.png',
            actions: [
              { type: 'link', text: 'See', uri: 'https://x/shoe' },
              { type: 'postback', text: 'Buy', payload: 'buy' },
            ],
          },
        ],
      },
      {
        type: 'CardsContent',
        cards: [
          {
            title: 'Shoe',
            description: 'Red',
            mediaUrl: 'https://x/shoe.png',
            actions: [
              { label: 'See', url: 'https://x/shoe', payload: null },
              { label: 'Buy', url: null, payload: 'buy' },
            ],
          },
        ],
      },
      'Choose\nShoe\nRed\n- See: https://x/shoe\n- Buy',
    ],
    [
      'article',
      { items: [{ title: 'How', description: 'Read this', link: 'https://x/how' }] },
      {
        type: 'ArticlesContent',
        articles: [{ title: 'How', description: 'Read this', url: 'https://x/how' }],
      },
      'Choose\nHow\nRead this\nhttps://x/how',
    ],
    [
      'incoming_email',
      {
        email: {
          subject: 'Order',
          from: ['sam@example.com'],
          to: ['help@example.com'],
          cc: null,
          html_content: { full: '<p>Hi</p>', reply: 'Hi' },
          text_content: { full: 'Hi' },
        },
      },
      {
        type: 'EmailContent',
        subject: 'Order',
        from: ['sam@example.com'],
        to: ['help@example.com'],
        cc: [],
        html: '<p>Hi</p>',
        text: 'Hi',
      },
      'Choose',
    ],
    [
      'voice_call',
      { data: { status: 'ringing' } },
      { type: 'UnsupportedContent', upstreamType: 'voice_call', raw: { data: { status: 'ringing' } } },
      'Choose',
    ],
  ]

  test.each(cases)(
    'of a message of type %s with %j has a shape and a text',
    (type, attributes, shape, text) => {
      expect(rendered(type, attributes)).toEqual({ shape, text })
    },
  )

  test.each(['cards', 'form', 'article', 'input_select', 'incoming_email', 'new'])(
    'survives attributes that are not what they are said to be: %s',
    (type) => {
      for (const items of [null, 'x', [null, 5, {}, { title: 7, actions: 'x' }], { a: 1 }]) {
        expect(rendered(type, { items, submitted_values: items, email: items }, null).shape.type).toMatch(
          /Content$/,
        )
      }
      expect(message({ content_type: type, content_attributes: 'text' }).content.type).toMatch(/Content$/)
    },
  )

  test('of an e-mail that was translated is HTML in both languages', () => {
    const content_attributes = {
      email: { html_content: { full: '<p>Hi</p>' } },
      translations: { es: '<p>Hola</p>' },
    }
    expect(
      message({ content_type: 'incoming_email', message_type: 0, content_attributes }).translations,
    ).toEqual([{ language: 'es', text: '<p>Hola</p>', format: 'HTML' }])
  })

  test('of a pin without words is the place', () => {
    const pin = {
      id: 1,
      file_type: 'location',
      coordinates_lat: 45.8,
      coordinates_long: 15.9,
      fallback_title: 'Zagreb',
    }
    expect(message({ content: null, attachments: [pin] })).toMatchObject({
      text: 'Zagreb',
      content: { type: 'LocationContent', latitude: 45.8, longitude: 15.9, name: 'Zagreb' },
    })
    expect(message({ attachments: [pin] }).content.type).toBe('TextContent')
  })
})
