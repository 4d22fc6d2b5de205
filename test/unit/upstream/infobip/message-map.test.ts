import { describe, expect, it } from 'vitest'
import { toMessage } from '../../../../src/upstream/infobip/map/message.ts'
import { messagePage } from '../../../../src/upstream/infobip/wire.ts'

// The example of the messages list in the current description.
const example = {
  id: 'c3b94b2f-a3a1-4999-b63b-413800544123',
  from: '447492263899',
  to: '447496389711',
  channel: 'SMS',
  direction: 'INBOUND',
  conversationId: '4461ea29-c09e-4ba8-a751-df86cf0a0eb9',
  createdAt: '2024-01-01T00:00:00.000+00:00',
  updatedAt: '2024-01-01T00:00:00.000+00:00',
  contentType: 'TEXT',
  content: { text: 'Customer message content' },
}

const read = (fields: Record<string, unknown> = {}) => {
  const [wire] = messagePage.parse({ messages: [{ ...example, ...fields }] }).messages
  return toMessage('infobip', example.conversationId, wire!)
}
const say = (contentType: string, content: unknown, channel = 'LIVE_CHAT') => {
  const { content: read_, text, attachments } = read({ contentType, content, channel })
  return { content: read_, text, attachments }
}

describe('a message', () => {
  it('of today is read whole', () => {
    const contact = {
      type: 'Contact',
      account: 'infobip',
      id: 'SMS:447492263899',
      name: null,
      avatarUrl: null,
      email: null,
      phoneNumber: '447492263899',
      channelAddress: '447492263899',
    }
    expect(read()).toEqual({
      account: 'infobip',
      conversationId: '4461ea29-c09e-4ba8-a751-df86cf0a0eb9',
      id: 'c3b94b2f-a3a1-4999-b63b-413800544123',
      kind: 'MESSAGE',
      direction: 'INCOMING',
      text: 'Customer message content',
      content: { type: 'TextContent', text: 'Customer message content', format: 'PLAIN' },
      attachments: [],
      sender: contact,
      counterpart: contact,
      isPrivate: false,
      isDeleted: false,
      status: 'UNKNOWN',
      statusReason: null,
      replyToId: null,
      channel: 'SMS',
      clientMessageId: null,
      translations: [],
      createdAt: Date.UTC(2024, 0, 1),
      updatedAt: Date.UTC(2024, 0, 1),
      metadata: {
        channel: 'SMS',
        from: '447492263899',
        to: '447496389711',
        contentType: 'TEXT',
        content: { text: 'Customer message content' },
      },
    })
  })

  it('of 2019 has a plain string, an offset without colon, no author and another conversation id', () => {
    const [wire] = messagePage.parse({
      messages: [
        {
          id: '81D8E15634FCBC40E1779C44C7554A00',
          channel: 'SMS',
          from: '385976333666',
          to: '385951116666',
          direction: 'INBOUND',
          conversationId: '9F1F21C198025CC026956A7E2E9C560F',
          createdAt: '2019-04-11T10:40:38.059+0000',
          content: 'Please help, it is dark here',
          contentType: 'TEXT',
        },
      ],
      pagination: { totalItems: 2, page: 0, limit: 10, orderBy: 'id:ASC' },
    }).messages
    expect(toMessage('infobip', 'asked-for', wire!)).toMatchObject({
      id: '81D8E15634FCBC40E1779C44C7554A00',
      conversationId: 'asked-for',
      text: 'Please help, it is dark here',
      createdAt: Date.UTC(2019, 3, 11, 10, 40, 38, 59),
      updatedAt: null,
    })
  })

  it('with nothing but an id and a time still is one', () => {
    const [wire] = messagePage.parse({ messages: [{ id: 'a', createdAt: example.createdAt }] }).messages
    expect(toMessage('infobip', 'c', wire!)).toMatchObject({
      direction: 'INCOMING',
      text: null,
      content: { type: 'UnsupportedContent', upstreamType: 'TEXT', raw: null },
      sender: null,
      counterpart: null,
      channel: null,
    })
  })

  it.each(['2024-01-01T05:00:00.000-0500', '2024-01-01T05:00:00.000-05:00', '2024-01-01T10:00:00.000Z'])(
    'of %s is of the same instant',
    (createdAt) => {
      expect(read({ createdAt }).createdAt).toBe(Date.UTC(2024, 0, 1, 10))
    },
  )

  it('passes text through byte for byte', () => {
    const text = ' \u202eRTL\r\n👩‍👩‍👧 <b>& "quotes"</b>\t'
    expect(read({ content: { text } })).toMatchObject({ text, content: { text } })
  })
})

describe('who wrote a message, and who the conversation is with', () => {
  const people = (fields: Record<string, unknown>) => {
    const { sender, senderKey, counterpart, direction, kind } = read(fields)
    return { sender: sender?.id, senderKey, counterpart: counterpart?.id, direction, kind }
  }

  it.each([
    ['AGENT', 'OUTBOUND', { senderKey: { type: 'Agent', id: 'x' }, counterpart: 'SMS:447496389711' }],
    ['BOT', 'OUTBOUND', { senderKey: { type: 'Bot', id: 'x' }, counterpart: 'SMS:447496389711' }],
    ['SYSTEM', 'OUTBOUND', { counterpart: 'SMS:447496389711' }],
    [undefined, 'OUTBOUND', { counterpart: 'SMS:447496389711' }],
    ['CUSTOMER', 'INBOUND', { sender: 'SMS:447492263899', counterpart: 'SMS:447492263899' }],
    [undefined, 'INBOUND', { sender: 'SMS:447492263899', counterpart: 'SMS:447492263899' }],
    ['SOMETHING_NEW', 'INBOUND', { sender: 'SMS:447492263899', counterpart: 'SMS:447492263899' }],
  ])('author %s, %s', (authorType, direction, expected) => {
    expect(people({ authorType, authorId: 'x', direction })).toEqual({
      sender: undefined,
      senderKey: undefined,
      kind: 'MESSAGE',
      direction: direction === 'INBOUND' ? 'INCOMING' : 'OUTGOING',
      ...expected,
    })
  })

  it('without a known direction the author decides it', () => {
    expect(read({ direction: 'SIDEWAYS', authorType: 'AGENT' }).direction).toBe('OUTGOING')
    expect(read({ direction: undefined, authorType: 'CUSTOMER' }).direction).toBe('INCOMING')
  })

  it('an address is a phone number or an e-mail address by its channel', () => {
    const contact = (channel: string, from: string) => read({ channel, from }).counterpart
    expect(contact('EMAIL', 'a@b.example')).toMatchObject({ email: 'a@b.example', phoneNumber: null })
    expect(contact('WHATSAPP', '44776333666')).toMatchObject({ phoneNumber: '44776333666', email: null })
    expect(contact('SMS', 'InfoSMS')).toMatchObject({ phoneNumber: null, channelAddress: 'InfoSMS' })
    expect(contact('FACEBOOK_MESSENGER', '4394903220582780')).toMatchObject({
      id: 'FACEBOOK_MESSENGER:4394903220582780',
      phoneNumber: null,
    })
  })
})

describe('a channel', () => {
  it.each([
    ['LIVE_CHAT', 'WEB_CHAT'],
    ['FACEBOOK_MESSENGER', 'FACEBOOK'],
    ['FACEBOOK_POST', 'FACEBOOK'],
    ['INSTAGRAM_MESSAGING', 'INSTAGRAM'],
    ['VIBER_BOT', 'VIBER'],
    ['VIBER_CALLS', 'VOICE'],
    ['APPLE_BUSINESS_CHAT', 'APPLE_MESSAGES'],
    ['KAKAO_SANGDAM', 'KAKAO'],
    ['TWITTER_DM', 'TWITTER'],
    ['OPEN_CHANNEL', 'API'],
    ['ZALO', 'OTHER'],
    ['SOMETHING_NEW', 'OTHER'],
    ['constructor', 'OTHER'],
  ])('%s is %s', (channel, expected) => {
    expect(read({ channel }).channel).toBe(expected)
  })
})

// The contents are those of the description's own examples.
describe('content', () => {
  it('of a picture is an attachment with its caption as text, which is not its file name', () => {
    expect(say('IMAGE', { url: 'https://www.url.com/assets', caption: 'image.jpg' }, 'TELEGRAM')).toEqual({
      content: { type: 'TextContent', text: 'image.jpg', format: 'PLAIN' },
      text: 'image.jpg',
      attachments: [
        {
          account: 'infobip',
          conversationId: example.conversationId,
          messageId: example.id,
          id: '0',
          kind: 'IMAGE',
          upstreamUrl: 'https://www.url.com/assets',
          upstreamThumbnailUrl: null,
          fileName: null,
          contentType: null,
          size: null,
          width: null,
          height: null,
        },
      ],
    })
  })

  it.each([
    ['VIDEO', { caption: null, url: 'https://u.example/v.avi' }, { kind: 'VIDEO' }],
    ['AUDIO', { url: 'https://u.example/a.mp3' }, { kind: 'AUDIO' }],
    ['DOCUMENT', { caption: null, url: 'https://u.example/d.doc' }, { kind: 'FILE' }],
    [
      'VIBER_BOT_VIDEO',
      { caption: null, url: 'https://u.example/v.avi', thumbnailUrl: null, fileName: 'v.avi', size: 1500 },
      { kind: 'VIDEO', size: 1500, fileName: 'v.avi' },
    ],
    [
      'RCS_FILE',
      { file: { url: 'https://u.example/d.pdf' }, thumbnail: { url: 'https://u.example/t.pdf' } },
      {
        kind: 'FILE',
        upstreamUrl: 'https://u.example/d.pdf',
        upstreamThumbnailUrl: 'https://u.example/t.pdf',
      },
    ],
  ])('%s without caption has an attachment and no text', (contentType, content, expected) => {
    expect(say(contentType, content)).toMatchObject({
      content: { type: 'TextContent', text: '' },
      text: null,
      attachments: [expected],
    })
  })

  it('of a place has its name and address as text, or its coordinates', () => {
    const place = { longitude: -1.826323, latitude: 51.178844, locationName: 'Location', address: 'Address' }
    expect(say('LOCATION', place)).toMatchObject({
      content: {
        type: 'LocationContent',
        latitude: 51.178844,
        longitude: -1.826323,
        name: 'Location',
        address: 'Address',
      },
      text: 'Location\nAddress',
    })
    expect(say('LOCATION', { latitude: 44.9, longitude: 13.8, locationName: null }).text).toBe('44.9, 13.8')
  })

  it('of an e-mail is text, or the words of its HTML', () => {
    const mail = {
      toAddresses: ['toRecipient1@example.com', 'toRecipient2@example.com'],
      ccAddresses: ['ccRecipient@example.com'],
      bccAddresses: ['bccRecipient@example.com'],
      subject: 'Sample Email Subject',
    }
    const html = '<html><body>This is a sample email content.</body></html>'
    const fields = { channel: 'EMAIL', contentType: 'EMAIL', from: 'sender@example.com' }
    expect(read({ ...fields, content: { ...mail, contentHtml: html } })).toMatchObject({
      content: {
        type: 'EmailContent',
        subject: 'Sample Email Subject',
        from: ['sender@example.com'],
        to: mail.toAddresses,
        cc: mail.ccAddresses,
        html,
        text: null,
      },
      text: 'This is a sample email content.',
    })
    expect(read({ ...fields, content: { ...mail, contentText: 'Plain.' } })).toMatchObject({
      content: { html: null, text: 'Plain.' },
      text: 'Plain.',
    })
    expect(read({ ...fields, content: mail }).text).toBe('Sample Email Subject')
  })

  it('of a template has its name, a language in either form, and the file of its header', () => {
    expect(
      say('TEMPLATE', {
        templateName: 'welcome_multiple_languages',
        language: 'es',
        parameters: [{ default: 'Pablo' }],
      }),
    ).toMatchObject({
      content: { type: 'TemplateContent', name: 'welcome_multiple_languages', language: 'es', body: null },
      text: 'welcome_multiple_languages',
    })
    expect(
      say('MEDIA_TEMPLATE', {
        templateName: 'document_media_template',
        language: { code: 'en', label: 'English' },
        header: { type: 'DOCUMENT', url: 'https://www.url.com/assets', filename: 'document.pdf' },
        body: { placeholders: ['6-15', '17-19'] },
      }),
    ).toMatchObject({
      content: { language: 'en' },
      attachments: [{ kind: 'FILE', fileName: 'document.pdf' }],
    })
  })

  it('of a carousel is cards', () => {
    const card = {
      title: 'Card title',
      description: 'Card description',
      imageUrl: 'https://image.url',
      cardActions: [
        { title: 'Open URL', postbackData: 'https://open.url', type: 'URL' },
        { title: 'Send postback data', postbackData: 'data-to-send', type: 'POSTBACK_DATA' },
      ],
    }
    expect(say('LC_CAROUSEL', { cards: [card], quickReplies: null })).toMatchObject({
      content: {
        type: 'CardsContent',
        cards: [
          {
            title: 'Card title',
            description: 'Card description',
            mediaUrl: 'https://image.url',
            actions: [
              { label: 'Open URL', url: 'https://open.url', payload: null },
              { label: 'Send postback data', url: null, payload: 'data-to-send' },
            ],
          },
        ],
      },
      text: 'Card title\nCard description\n[Open URL]\n[Send postback data]',
    })
  })

  it('of an interactive message is a card with its buttons, rows or link', () => {
    const interactive = (action: unknown, type: string) =>
      say('INTERACTIVE', {
        interactive: {
          header: { text: 'header', type: 'IMAGE', url: 'https://u.example/i.jpg' },
          body: { text: 'body' },
          footer: { text: 'footer' },
          action,
          type,
        },
      })
    const card = (action: unknown, type: string) => interactive(action, type).content
    const about = { title: 'header', description: 'body\nfooter', mediaUrl: 'https://u.example/i.jpg' }
    expect(
      card(
        { buttons: [{ id: 'postback 1', title: 'button 1', type: 'BUTTON' }], button: null, sections: null },
        'BUTTON',
      ),
    ).toMatchObject({ cards: [{ ...about, actions: [{ label: 'button 1', payload: 'postback 1' }] }] })
    expect(
      card({ sections: [{ title: 's', rows: [{ id: 'row1.1', title: 'title1.1' }] }] }, 'LIST'),
    ).toMatchObject({ cards: [{ actions: [{ label: 'title1.1', payload: 'row1.1' }] }] })
    expect(card({ displayText: 'display', url: 'http://localhost:8000' }, 'URL_BUTTON')).toMatchObject({
      cards: [{ actions: [{ label: 'display', url: 'http://localhost:8000' }] }],
    })
    expect(interactive({ flowActionContent: {} }, 'FLOW')).toMatchObject({
      content: { type: 'UnsupportedContent', upstreamType: 'INTERACTIVE' },
      text: 'body',
    })
  })

  it('of a reply to a comment is the content of that reply', () => {
    const content = { externalMessageId: '1', contentType: 'TEXT', content: { text: 'Hello' } }
    expect(say('PRIVATE_REPLY_TO_SOCIAL_COMMENT', content)).toMatchObject({
      content: { type: 'TextContent', text: 'Hello' },
    })
  })

  it('of a contact card is passed on whole, with its name and numbers as text', () => {
    const content = {
      contacts: [
        {
          name: { firstName: 'Infobip', formattedName: 'Infobip' },
          phones: [{ phone: '123456', type: 'CELL' }],
        },
      ],
    }
    expect(say('CONTACT', content)).toMatchObject({
      content: { type: 'UnsupportedContent', upstreamType: 'CONTACT', raw: content },
      text: 'Infobip 123456',
    })
  })

  it.each([
    ['SOMETHING_NEW', { caption: 'said' }, 'said'],
    ['constructor', { text: 'said' }, 'said'],
    ['IMAGE', { caption: 'the file is gone' }, 'the file is gone'],
    ['LC_CAROUSEL', { cards: 'none' }, null],
    ['LC_CAROUSEL', { cards: [null, 1, []] }, null],
    ['LOCATION', { latitude: 'north' }, null],
    ['TEXT', { text: 7 }, null],
    ['TEXT', ['a'], null],
    ['TEXT', 7, null],
    ['EMPTY', null, null],
  ])('that is not as its type promises is passed on whole: %s %j', (contentType, content, text) => {
    expect(say(contentType, content)).toEqual({
      content: { type: 'UnsupportedContent', upstreamType: contentType, raw: content },
      text,
      attachments: [],
    })
  })
})
