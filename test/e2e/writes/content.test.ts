/** What is sent as one type of content is read back as that type, after a fresh look at the upstream. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Channel } from '../../../src/domain/channel.ts'
import { infobipSandboxAgents } from '../../../src/sandbox/infobip/index.ts'
import {
  CreateConversationDocument,
  type MessageContentInput,
  SendMessageDocument,
  SentContentDocument,
} from '../../support/gql/graphql.ts'
import { accountId, conversationOn, rowsOf } from '../../support/rows.ts'
import { type Stack, startStack } from '../../support/stack.ts'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ life: false, infobipAgent: infobipSandboxAgents.agent.id })
})
afterAll(() => stack[Symbol.asyncDispose]())

const send = async (conversationId: string, content: MessageContentInput) =>
  (await stack.client.expectData(SendMessageDocument, { input: { conversationId, content } })).sendMessage

const contentOf = async (id: string) => {
  const { node } = await stack.client.expectData(SentContentDocument, { id })
  return node?.__typename === 'Message' ? node.content : null
}

const cards: MessageContentInput = {
  cards: [
    {
      title: 'Moka pot',
      description: 'For three cups',
      mediaUrl: 'https://files.example.com/moka.png',
      actions: [{ label: 'Buy', payload: 'buy-moka' }],
    },
  ],
}

const field = (name: string, type: 'TEXT' | 'TEXTAREA' | 'EMAIL', label: string) => ({ name, type, label })

const onChatwoot: readonly (readonly [string, MessageContentInput, object])[] = [
  [
    'cards',
    cards,
    {
      __typename: 'CardsContent',
      cards: [
        {
          title: 'Moka pot',
          description: 'For three cups',
          mediaUrl: 'https://files.example.com/moka.png',
          actions: [{ label: 'Buy', url: null, payload: 'buy-moka' }],
        },
      ],
    },
  ],
  [
    'a form',
    {
      form: {
        text: 'Where to?',
        fields: [field('street', 'TEXT', 'Street'), field('notes', 'TEXTAREA', 'Notes')],
      },
    },
    {
      __typename: 'FormContent',
      isSubmitted: false,
      fields: [
        { name: 'street', label: 'Street', type: 'text', value: null },
        { name: 'notes', label: 'Notes', type: 'text_area', value: null },
      ],
    },
  ],
  [
    'one line to fill in (input_text)',
    { form: { fields: [field('street', 'TEXT', 'Which street?')] } },
    { __typename: 'FormContent', fields: [{ label: 'Which street?', type: 'text' }] },
  ],
  [
    'some lines to fill in (input_textarea)',
    { form: { fields: [field('story', 'TEXTAREA', 'What happened?')] } },
    { __typename: 'FormContent', fields: [{ label: 'What happened?', type: 'text_area' }] },
  ],
  [
    'articles',
    { articles: [{ title: 'Returns', description: 'In 30 days', url: 'https://help.example.com/returns' }] },
    {
      __typename: 'ArticlesContent',
      articles: [{ title: 'Returns', description: 'In 30 days', url: 'https://help.example.com/returns' }],
    },
  ],
  [
    'a template, which Chatwoot shows as the text that goes with it',
    {
      template: {
        name: 'order_shipped',
        language: 'en',
        category: 'UTILITY',
        parameters: [{ name: '1', value: 'Ana' }],
        text: 'Hello Ana, your order is on its way.',
      },
    },
    { __typename: 'TextContent', text: 'Hello Ana, your order is on its way.' },
  ],
  [
    'raw content of a type without a shape here',
    { raw: { upstreamType: 'integrations', text: 'Join the call', content: { type: 'dyte', data: {} } } },
    { __typename: 'UnsupportedContent', upstreamType: 'integrations', raw: { type: 'dyte', data: {} } },
  ],
]

describe('on Chatwoot', () => {
  test.each(onChatwoot)('%s', async (_, content, expected) => {
    const conversationId = conversationOn(await rowsOf(stack, 'chatwoot'), 'WHATSAPP')
    const { message, userErrors } = await send(conversationId, content)
    expect(userErrors).toEqual([])
    const stored = await contentOf(message?.id ?? '')
    expect(stored).toMatchObject(expected)
    expect(message?.content.__typename).toBe(stored?.__typename)
  })
})

describe('on Infobip, channel by channel', () => {
  const begin = async (channel: Channel): Promise<string> => {
    const { createConversation } = await stack.client.expectData(CreateConversationDocument, {
      input: {
        accountId: accountId('infobip'),
        channel,
        from: 'support@example.com',
        to: 'lena@example.com',
        firstMessage: { text: 'Good morning' },
      },
    })
    return createConversation.conversation?.id ?? ''
  }

  test.each(['WEB_CHAT', 'FACEBOOK', 'INSTAGRAM', 'LINE', 'WHATSAPP'] as const)(
    'cards on %s',
    async (channel) => {
      const { message, userErrors } = await send(await begin(channel), cards)
      expect(userErrors).toEqual([])
      const content = await contentOf(message?.id ?? '')
      expect(content).toMatchObject({ __typename: 'CardsContent' })
      expect(JSON.stringify(content)).toMatch(/Moka pot.*Buy/)
    },
  )

  test.each(['SMS', 'VIBER', 'TELEGRAM', 'EMAIL'] as const)('no cards on %s', async (channel) => {
    const id = await begin(channel)
    const { result, requests } = await stack.requestsDuring(() => send(id, cards))
    expect(result.userErrors).toMatchObject([{ __typename: 'UnsupportedError' }])
    expect(requests.filter((request) => request.startsWith('POST'))).toEqual([])
  })

  test('a text is a TextContent, and on EMAIL an EmailContent', async () => {
    const onSms = await send(await begin('SMS'), { text: 'Good evening' })
    expect(await contentOf(onSms.message?.id ?? '')).toMatchObject({
      __typename: 'TextContent',
      text: 'Good evening',
    })
    const onEmail = await send(await begin('EMAIL'), { text: 'Good evening' })
    expect(await contentOf(onEmail.message?.id ?? '')).toMatchObject({
      __typename: 'EmailContent',
      emailText: 'Good evening',
      to: ['lena@example.com'],
    })
  })

  test('a template on WHATSAPP comes back as the text that the contact saw', async () => {
    const parameters = ['Ana', 'A-17', 'tomorrow'].map((value, index) => ({ name: String(index + 1), value }))
    const { message, userErrors } = await send(await begin('WHATSAPP'), {
      template: { name: 'order_shipped', language: 'en', parameters },
    })
    expect(userErrors).toEqual([])
    expect(await contentOf(message?.id ?? '')).toMatchObject({
      __typename: 'TextContent',
      text: 'Hello Ana, your order A-17 has left our roastery and arrives tomorrow. Reply here if anything is missing.',
    })
  })

  test('raw content: a place that Parley has a shape for, and a type that it has none for', async () => {
    const id = await begin('WHATSAPP')
    const place = await send(id, {
      raw: {
        upstreamType: 'LOCATION',
        content: { latitude: 45.8, longitude: 15.97, locationName: 'Zagreb' },
      },
    })
    expect(await contentOf(place.message?.id ?? '')).toMatchObject({
      __typename: 'LocationContent',
      latitude: 45.8,
      name: 'Zagreb',
    })
    const custom = await send(id, { raw: { upstreamType: 'CUSTOM_DATA', content: { order: 'A-17' } } })
    expect(await contentOf(custom.message?.id ?? '')).toMatchObject({
      __typename: 'UnsupportedContent',
      upstreamType: 'CUSTOM_DATA',
      raw: { order: 'A-17' },
    })
  })

  const unknownThere: readonly (readonly [string, MessageContentInput])[] = [
    ['a form', { form: { fields: [field('street', 'TEXT', 'Street')] } }],
    ['articles', { articles: [{ title: 'Returns', url: 'https://help.example.com/returns' }] }],
  ]
  test.each(unknownThere)('%s: UNSUPPORTED before any call', async (_, content) => {
    const id = await begin('WHATSAPP')
    const { result, requests } = await stack.requestsDuring(() => send(id, content))
    expect(result.userErrors).toMatchObject([{ __typename: 'UnsupportedError' }])
    expect(requests).toEqual([])
  })
})
