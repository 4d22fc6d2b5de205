import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { InvalidInputError, UnsupportedError } from '../../../../src/domain/errors.ts'
import type { OutgoingCards, OutgoingContent, OutgoingMessage } from '../../../../src/domain/outgoing.ts'
import { checkMessage, draftOf } from '../../../../src/upstream/infobip/send/content.ts'
import {
  call,
  conversationId,
  conversationRow,
  conversationsPath,
  createModel,
  messageRow,
  messagesPath,
  origin,
} from './model.ts'
import { file, outgoing, text } from './outgoing.ts'

const bodyOn = (channel: string, message: OutgoingMessage, subject: string | null = null) => {
  checkMessage(message, origin)
  return draftOf(message, { channel, from: 'us', to: 'them', subject }, origin)
}

const on = (channel: string, contentType: string, content: object) => ({
  from: 'us',
  to: 'them',
  channel,
  contentType,
  content,
})

const content = (value: OutgoingContent) => outgoing({ content: value })

const cards = (...some: Partial<OutgoingCards['cards'][number]>[]) =>
  content({
    type: 'cards',
    cards: some.map((card) => ({ title: 'Mill', description: null, mediaUrl: null, actions: [], ...card })),
  })

const full = {
  title: 'Mill',
  description: 'Grinds',
  mediaUrl: 'https://img.example.com/mill.png',
  actions: [
    { label: 'Buy', url: 'https://shop.example.com', payload: null },
    { label: 'Later', url: null, payload: 'later' },
    { label: 'No', url: null, payload: null },
  ],
}

const template = content({
  type: 'template',
  name: 'welcome',
  language: 'pt-BR',
  category: null,
  parameters: [
    { name: '1', value: 'Pablo' },
    { name: '2', value: '42' },
  ],
  text: null,
})

const replies = full.actions.slice(1)

const bodies: readonly [string, OutgoingMessage, string, object][] = [
  ...(['SMS', 'WHATSAPP', 'VIBER', 'VIBER_BOT', 'LIVE_CHAT', 'TELEGRAM', 'RCS', 'LINE', 'FACEBOOK_POST'].map(
    (channel) => [channel, text(' a\r\nb 👩‍👩‍👧 𠀀 '), 'TEXT', { text: ' a\r\nb 👩‍👩‍👧 𠀀 ' }] as const,
  ) as [string, OutgoingMessage, string, object][]),
  ['EMAIL', text('Hello'), 'EMAIL', { toAddresses: ['them'], contentText: 'Hello' }],
  [
    'WHATSAPP',
    template,
    'TEMPLATE',
    { templateName: 'welcome', language: 'pt_BR', parameters: [{ default: 'Pablo' }, { default: '42' }] },
  ],
  [
    'KAKAO_SANGDAM',
    content({ type: 'raw', upstreamType: 'URL', content: { a: [1, null] }, text: null }),
    'URL',
    { a: [1, null] },
  ],
  [
    'WHATSAPP',
    outgoing({ content: null, attachments: [file('IMAGE', 'https://a.b/c')] }),
    'IMAGE',
    { url: 'https://a.b/c' },
  ],
  [
    'WHATSAPP',
    outgoing({ attachments: [file('VIDEO', 'https://a.b/c')] }),
    'VIDEO',
    { url: 'https://a.b/c', caption: 'Hello' },
  ],
  [
    'LIVE_CHAT',
    outgoing({ attachments: [file('FILE', 'https://a.b/c')] }),
    'DOCUMENT',
    { url: 'https://a.b/c', caption: 'Hello' },
  ],
  [
    'WHATSAPP',
    outgoing({ content: null, attachments: [file('AUDIO', 'https://a.b/c')] }),
    'AUDIO',
    { url: 'https://a.b/c' },
  ],
  [
    'TELEGRAM',
    outgoing({ attachments: [file('IMAGE', 'https://a.b/c')] }),
    'IMAGE',
    { url: 'https://a.b/c', caption: 'Hello' },
  ],
  [
    'INSTAGRAM_MESSAGING',
    outgoing({ content: { type: 'text', text: ' ' }, attachments: [file('IMAGE', 'https://a.b/c')] }),
    'IMAGE',
    { url: 'https://a.b/c' },
  ],
  [
    'RCS',
    outgoing({ content: null, attachments: [file('OTHER', 'https://a.b/c')] }),
    'RCS_FILE',
    { file: { url: 'https://a.b/c' } },
  ],
  [
    'LIVE_CHAT',
    cards(full, {}),
    'LC_CAROUSEL',
    {
      cards: [
        {
          title: 'Mill',
          description: 'Grinds',
          imageUrl: 'https://img.example.com/mill.png',
          cardActions: [
            { title: 'Buy', postbackData: 'https://shop.example.com', type: 'URL' },
            { title: 'Later', postbackData: 'later', type: 'POSTBACK_DATA' },
            { title: 'No', postbackData: 'No', type: 'POSTBACK_DATA' },
          ],
        },
        { title: 'Mill', cardActions: [] },
      ],
    },
  ],
  [
    'FACEBOOK_MESSENGER',
    cards(full, {}),
    'FACEBOOK_TEMPLATE',
    {
      payload: {
        type: 'GENERIC',
        elements: [
          {
            title: 'Mill',
            subtitle: 'Grinds',
            imageUrl: 'https://img.example.com/mill.png',
            buttons: [
              { title: 'Buy', url: 'https://shop.example.com', type: 'URL' },
              { title: 'Later', payload: 'later', type: 'POSTBACK' },
              { title: 'No', payload: 'No', type: 'POSTBACK' },
            ],
          },
          { title: 'Mill' },
        ],
      },
    },
  ],
  [
    'INSTAGRAM_MESSAGING',
    cards({ actions: full.actions.slice(0, 1) }),
    'INSTAGRAM_TEMPLATE',
    {
      payload: {
        type: 'GENERIC',
        elements: [
          { title: 'Mill', buttons: [{ title: 'Buy', payload: 'https://shop.example.com', type: 'URL' }] },
        ],
      },
    },
  ],
  [
    'LINE',
    cards(full),
    'LINE_TEMPLATE',
    {
      altText: 'Mill',
      template: {
        type: 'CAROUSEL',
        columns: [
          {
            thumbnailImageUrl: 'https://img.example.com/mill.png',
            title: 'Mill',
            text: 'Grinds',
            actions: [
              { type: 'URI', label: 'Buy', uri: 'https://shop.example.com' },
              { type: 'POSTBACK', label: 'Later', data: 'later' },
              { type: 'POSTBACK', label: 'No', data: 'No' },
            ],
          },
        ],
      },
    },
  ],
  [
    'WHATSAPP',
    cards({ ...full, actions: replies }),
    'INTERACTIVE',
    {
      interactive: {
        type: 'BUTTON',
        header: { type: 'IMAGE', url: 'https://img.example.com/mill.png' },
        body: { text: 'Mill\nGrinds' },
        action: {
          buttons: [
            { id: 'later', title: 'Later', type: 'BUTTON' },
            { id: 'No', title: 'No', type: 'BUTTON' },
          ],
        },
      },
    },
  ],
  [
    'WHATSAPP',
    cards({ description: 'Grinds', actions: full.actions.slice(0, 1) }),
    'INTERACTIVE',
    {
      interactive: {
        type: 'URL_BUTTON',
        header: { type: 'TEXT', text: 'Mill' },
        body: { text: 'Grinds' },
        action: { displayText: 'Buy', url: 'https://shop.example.com' },
      },
    },
  ],
]

describe('the body', () => {
  it.each(bodies)('on %s of %j is a %s', (channel, message, contentType, expected) => {
    expect(bodyOn(channel, message)).toEqual(on(channel, contentType, expected))
  })

  it('of an e-mail goes on with the subject', () => {
    expect(bodyOn('EMAIL', text('Hello'), 'Your order').content).toEqual({
      toAddresses: ['them'],
      subject: 'Your order',
      contentText: 'Hello',
    })
  })

  it.each([
    ['the last mail', 'Topic', 'Order 7'],
    ['the topic, without a mail that tells', 'Topic', null],
    ['nothing, without either', null, null],
  ])('of an e-mail takes its subject from %s', async (_, topic, subject) => {
    const model = createModel()
    const mail = (id: string, at: number, words: string | null) =>
      messageRow(id, at, {
        channel: 'EMAIL',
        contentType: 'EMAIL',
        content: { subject: words, contentText: 'x' },
      })
    model.lists.set(conversationsPath, [conversationRow(conversationId, 0, { topic })])
    model.lists.set(messagesPath, [mail('a', 1, subject), mail('b', 2, null)])
    await (await model.upstream.messages.prepareSend(conversationId, text('Hello'), call)).post()
    const { content: sent } = model.requests.at(-1)!.body as { content: { subject?: string } }
    expect(sent.subject).toBe(subject ?? topic ?? undefined)
  })
})

describe('refused before any call', () => {
  const refused = async (message: OutgoingMessage) => {
    const model = createModel()
    const error = await model.upstream.messages
      .prepareSend(conversationId, message, call)
      .catch((thrown: unknown) => thrown)
    expect(model.requests).toEqual([])
    return error
  }

  it.each<[string, OutgoingMessage, string[]]>([
    ['an empty text', text(''), ['content', 'text']],
    ['a blank text', text(' \n\t\u00a0'), ['content', 'text']],
    ['NUL', text('a\0b'), ['content', 'text']],
    ['a lone surrogate', text('a\ud83d'), ['content', 'text']],
    ['150,001 characters', text('x'.repeat(150_001)), ['content', 'text']],
    ['NUL in a card', cards({}, { title: '\0' }), ['content', 'cards', '1', 'title']],
    [
      'a lone surrogate deep in raw content',
      content({ type: 'raw', upstreamType: 'X', content: { a: [{ b: '\udc00' }] }, text: null }),
      ['content', 'content', 'a', '0', 'b'],
    ],
    [
      'NUL in a name of raw content',
      content({ type: 'raw', upstreamType: 'X', content: { 'a\0': 1 }, text: null }),
      ['content', 'content'],
    ],
    [
      'raw content without a type',
      content({ type: 'raw', upstreamType: ' ', content: {}, text: null }),
      ['content', 'raw', 'upstreamType'],
    ],
    ['no cards', content({ type: 'cards', cards: [] }), ['content', 'cards']],
    ['nothing at all', outgoing({ content: null }), ['content']],
    ['two attachments', outgoing({ attachments: [file('IMAGE'), file('IMAGE')] }), ['attachments']],
    ['a template with a file', { ...template, attachments: [file('IMAGE')] }, ['attachments']],
    [
      'a file that is a place',
      outgoing({ attachments: [file('LOCATION')] }),
      ['attachments', '0', 'url', 'kind'],
    ],
    [
      'a file that is nowhere',
      outgoing({ attachments: [file('IMAGE', 'a b')] }),
      ['attachments', '0', 'url', 'url'],
    ],
    [
      'a file of this machine',
      outgoing({ attachments: [file('IMAGE', 'file:///a')] }),
      ['attachments', '0', 'url', 'url'],
    ],
  ])('%s, by its path', async (_, message, argumentPath) => {
    const error = await refused(message)
    expect(error).toBeInstanceOf(InvalidInputError)
    expect(error).toMatchObject({ argumentPath })
  })

  it.each<[string, OutgoingMessage, string | null]>([
    ['an answer to one message', outgoing({ replyToId: 'in' }), 'REPLY_TO_MESSAGE'],
    ['an upload', outgoing({ attachments: [{ type: 'upload', handle: 'h' }] }), 'SEND_ATTACHMENT_UPLOAD'],
    ['a form', content({ type: 'form', text: null, fields: [] }), null],
    ['articles', content({ type: 'articles', articles: [] }), null],
  ])('%s, as unsupported', async (_, message, capability) => {
    const error = await refused(message)
    expect(error).toBeInstanceOf(UnsupportedError)
    expect(error).toMatchObject({ capability })
  })

  it('but not 150,000 characters', () => {
    expect(bodyOn('EMAIL', text('x'.repeat(150_000))).contentType).toBe('EMAIL')
  })
})

describe('refused for the channel', () => {
  it.each<[string, string, OutgoingMessage, string | null]>([
    ['a template', 'SMS', template, 'SEND_TEMPLATE'],
    ['a picture', 'SMS', outgoing({ attachments: [file('IMAGE')] }), 'SEND_ATTACHMENT_URL'],
    ['a picture', 'EMAIL', outgoing({ attachments: [file('IMAGE')] }), 'SEND_ATTACHMENT_URL'],
    [
      'a video',
      'VIBER_BOT',
      outgoing({ content: null, attachments: [file('VIDEO')] }),
      'SEND_ATTACHMENT_URL',
    ],
    ['cards', 'SMS', cards({}), null],
    ['cards', 'VIBER_BOT', cards({}), null],
    ['two cards', 'WHATSAPP', cards({ actions: replies }, { actions: replies }), null],
    ['a card without buttons', 'WHATSAPP', cards({}), null],
    ['a card with a link and replies', 'WHATSAPP', cards(full), null],
    ['a card with four buttons', 'WHATSAPP', cards({ actions: [...replies, ...replies] }), null],
  ])('%s on %s is unsupported', (_, channel, message, capability) => {
    expect(() => bodyOn(channel, message)).toThrow(expect.objectContaining({ capability }))
    expect(() => bodyOn(channel, message)).toThrow(UnsupportedError)
  })

  it.each([
    ['AUDIO', 'WHATSAPP'],
    ['IMAGE', 'INSTAGRAM_MESSAGING'],
    ['VIDEO', 'APPLE_BUSINESS_CHAT'],
    ['FILE', 'RCS'],
  ] as const)('a caption with %s on %s is a message of its own', (kind, channel) => {
    const message = outgoing({ attachments: [file(kind)] })
    expect(() => bodyOn(channel, message)).toThrow(InvalidInputError)
  })
})

describe('cards that were sent', () => {
  it.each(['LIVE_CHAT', 'FACEBOOK_MESSENGER', 'INSTAGRAM_MESSAGING', 'LINE'])(
    'on %s read back as the same cards',
    async (channel) => {
      const model = createModel()
      model.lists.set(conversationsPath, [conversationRow(conversationId, 0)])
      model.lists.set(messagesPath, [messageRow('in', 1, { channel })])
      const prepared = await model.upstream.messages.prepareSend(conversationId, cards(full), call)
      const { actions, ...rest } = full
      expect((await prepared.post()).content).toEqual({
        type: 'CardsContent',
        cards: [
          {
            ...rest,
            actions: actions.map((action) => (action.label === 'No' ? { ...action, payload: 'No' } : action)),
          },
        ],
      })
    },
  )
})

const described = new URL('../../../../../shared/upstreams/infobip-openapi.json', import.meta.url)
if (!existsSync(described))
  console.warn('Skipped: there is no description of Infobip at ../shared/upstreams.')

describe.skipIf(!existsSync(described))("against the request examples of Infobip's own description", () => {
  interface Example {
    readonly channel: string
    readonly contentType: string
    readonly content: object
  }

  const examples = (): Example[] => {
    const document = JSON.parse(readFileSync(described, 'utf8')) as {
      paths: Record<
        string,
        {
          post: { requestBody: { content: Record<string, { examples: Record<string, { value: Example }> }> } }
        }
      >
    }
    const { post } = document.paths['/ccaas/1/conversations/{conversationId}/messages']!
    return Object.values(post.requestBody.content['application/json']!.examples).map(({ value }) => value)
  }

  /** `a.b` for every key, list items taken together. */
  const keysOf = (value: unknown, path = ''): string[] =>
    typeof value !== 'object' || value === null
      ? [path]
      : Object.entries(value).flatMap(([key, inner]) =>
          keysOf(inner, Array.isArray(value) ? path : `${path}.${key}`),
        )

  const known = existsSync(described) ? examples() : []

  it.each(
    bodies.filter(([channel, , contentType]) =>
      known.some((example) => example.channel === channel && example.contentType === contentType),
    ),
  )('on %s nothing is sent that they do not have: %j', (channel, message, contentType) => {
    const shown = new Set(
      known
        .filter((example) => example.channel === channel && example.contentType === contentType)
        .flatMap((example) => keysOf(example.content)),
    )
    // Shown for other channels, and for a template of buttons alone.
    if (channel === 'WHATSAPP') shown.add('.caption')
    if (channel === 'FACEBOOK_MESSENGER') shown.add('.payload.elements.buttons.url')
    expect([...shown]).toEqual(expect.arrayContaining(keysOf(bodyOn(channel, message).content)))
  })

  it('are there', () => {
    expect(known.length).toBeGreaterThan(70)
  })
})
