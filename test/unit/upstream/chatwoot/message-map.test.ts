import { describe, expect, test } from 'vitest'
import { clientMessageIdKey } from '../../../../src/upstream/chatwoot/index.ts'
import { decode, message, messageExample } from './examples.ts'

describe('a message', () => {
  test('of the document becomes one of ours', () => {
    expect(message()).toEqual({
      account: 'chatwoot',
      conversationId: '32',
      id: '4181',
      kind: 'MESSAGE',
      direction: 'OUTGOING',
      text: 'Your order ships today',
      content: { type: 'TextContent', text: 'Your order ships today', format: 'MARKDOWN' },
      attachments: [
        {
          account: 'chatwoot',
          conversationId: '32',
          messageId: '4181',
          id: '88',
          kind: 'IMAGE',
          upstreamUrl: 'https://chat.example.com/rails/active_storage/blobs/redirect/SIGNED/label.png',
          upstreamThumbnailUrl:
            'https://chat.example.com/rails/active_storage/representations/redirect/SIGNED/label.png',
          fileName: 'label.png',
          contentType: 'image/png',
          size: 18211,
          width: 640,
          height: 480,
        },
      ],
      sender: {
        type: 'Agent',
        account: 'chatwoot',
        id: '3',
        name: 'Ana Ruiz',
        avatarUrl: null,
        availability: 'ONLINE',
      },
      isPrivate: false,
      isDeleted: false,
      status: 'DELIVERED',
      statusReason: null,
      replyToId: '4177',
      clientMessageId: null,
      translations: [],
      createdAt: Date.UTC(2025, 5, 17, 8, 17, 3),
      updatedAt: null,
      metadata: null,
    })
  })

  test('keeps its words byte for byte', () => {
    const content = '  \r\n**bold** <b>&amp;</b> 👩‍👩‍👧 \u202Eمرحبا\u202C\u00a0\n\n'
    expect(message({ content })).toMatchObject({ text: content, content: { text: content } })
    expect(message({ content: null })).toMatchObject({
      text: null,
      content: { type: 'TextContent', text: '' },
    })
  })

  test('keeps ids beyond 2^53', () => {
    const big = messageExample.replaceAll('4181', '9007199254740993').replace('4177', '9007199254740995')
    expect(decode(big)).toMatchObject({ id: '9007199254740993', replyToId: '9007199254740995' })
  })

  test.each([
    [{ message_type: 0 }, 'MESSAGE', 'INCOMING', 'PLAIN'],
    [{ message_type: 1 }, 'MESSAGE', 'OUTGOING', 'MARKDOWN'],
    [{ message_type: 1, private: true }, 'NOTE', 'INTERNAL', 'MARKDOWN'],
    [{ message_type: 2 }, 'ACTIVITY', 'INTERNAL', 'PLAIN'],
    [{ message_type: 3 }, 'TEMPLATE', 'OUTGOING', 'MARKDOWN'],
    [{ message_type: 'incoming' }, 'MESSAGE', 'INCOMING', 'PLAIN'],
    [{ message_type: 17 }, 'ACTIVITY', 'INTERNAL', 'PLAIN'],
    [{ message_type: 'new' }, 'ACTIVITY', 'INTERNAL', 'PLAIN'],
  ])('%j has its kind, direction and format', (change, kind, direction, format) => {
    expect(message(change)).toMatchObject({ kind, direction, content: { format } })
  })

  test.each([
    ['sent', 'SENT'],
    ['read', 'READ'],
    ['failed', 'FAILED'],
    ['new', 'UNKNOWN'],
    ['constructor', 'UNKNOWN'],
    [undefined, 'UNKNOWN'],
  ])('status %s is %s', (status, expected) => {
    expect(message({ status }).status).toBe(expected)
  })

  test('explains a failure, and nothing else', () => {
    const content_attributes = { external_error: 'err123' }
    expect(message({ status: 'failed', content_attributes })).toMatchObject({
      statusReason: 'err123',
      metadata: null,
    })
    expect(message({ content_attributes })).toMatchObject({
      statusReason: null,
      metadata: { content_attributes },
    })
  })

  test('that was deleted says so', () => {
    const tombstone = {
      content: 'This message was deleted',
      content_attributes: { deleted: true },
      attachments: undefined,
    }
    expect(message(tombstone)).toMatchObject({
      isDeleted: true,
      text: 'This message was deleted',
      content: { format: 'PLAIN' },
      attachments: [],
      metadata: null,
    })
  })

  test('has the translations that name a language', () => {
    const translations = { pt_BR: 'Olá', es: 'Hola', '': 'x', no_language_at_all_: 'x', de: 5 }
    expect(message({ content_attributes: { translations } }).translations).toEqual([
      { language: 'pt-BR', text: 'Olá', format: 'MARKDOWN' },
      { language: 'es', text: 'Hola', format: 'MARKDOWN' },
    ])
  })

  test('gives back the id that a send left, and the rest as metadata', () => {
    const content_attributes = {
      [clientMessageIdKey]: 'c-1',
      cc_emails: ['a@example.com'],
      in_reply_to: null,
    }
    const changed = message({
      content_attributes,
      source_id: 'wamid.1',
      additional_attributes: { campaign_id: 4 },
    })
    expect(changed).toMatchObject({ clientMessageId: 'c-1', replyToId: null })
    expect(changed.metadata).toEqual({
      content_attributes: { cc_emails: ['a@example.com'] },
      additional_attributes: { campaign_id: 4 },
      source_id: 'wamid.1',
    })
  })

  test.each([
    [
      { type: 'contact', id: 5, name: 'Sam' },
      { type: 'Contact', id: '5', name: 'Sam' },
    ],
    [
      { type: 'agent_bot', id: 5, name: 'Bot', avatar_url: 'https://x/y.png' },
      { type: 'Bot', id: '5', avatarUrl: 'https://x/y.png' },
    ],
    [
      { type: 'captain_assistant', id: 5, name: 'Captain' },
      { type: 'Bot', id: 'assistant-5' },
    ],
    [{ type: 'new', id: 5 }, null],
    [undefined, null],
  ])('sent by %j', (sender, expected) => {
    const { sender: actual } = message({ sender })
    if (expected === null) expect(actual).toBeNull()
    else expect(actual).toMatchObject(expected)
  })

  test('has the key of a sender that did not come along', () => {
    const key = (sender_type: string | null) => message({ sender: undefined, sender_type, sender_id: 9 })
    expect(key('User')).toMatchObject({ senderKey: { type: 'Agent', id: '9' } })
    expect(key('Captain::Assistant')).toMatchObject({ senderKey: { type: 'Bot', id: 'assistant-9' } })
    expect(key(null)).toMatchObject({ sender: null })
    expect(key('New')).toMatchObject({ sender: null })
  })

  test.each([
    ['audio', 'AUDIO', 'a b.png'],
    ['video', 'VIDEO', 'a b.png'],
    ['file', 'FILE', 'a b.png'],
    ['contact', 'CONTACT', null],
    ['location', 'LOCATION', null],
    ['ig_reel', 'OTHER', null],
    ['toString', 'OTHER', null],
  ])('attachment %s is of kind %s', (file_type, kind, fileName) => {
    const attachments = [{ id: 1, file_type, data_url: 'https://x/y/a%20b.png?z=1', thumb_url: '' }]
    expect(message({ attachments }).attachments[0]).toMatchObject({
      kind,
      fileName,
      upstreamThumbnailUrl: null,
      size: null,
    })
  })
})
