import type { Message } from '../../../src/domain/message.ts'

/** A text message as an upstream answers with it. */
export const sentMessage = (id: string, text: string): Message => ({
  account: 'chatwoot',
  conversationId: '7',
  id,
  kind: 'MESSAGE',
  direction: 'OUTGOING',
  text,
  content: { type: 'TextContent', text, format: 'MARKDOWN' },
  attachments: [],
  isPrivate: false,
  isDeleted: false,
  status: 'SENT',
  statusReason: null,
  replyToId: null,
  clientMessageId: null,
  translations: [],
  createdAt: 0,
  updatedAt: null,
  metadata: {},
})
