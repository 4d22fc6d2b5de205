/** Messages and notes to send. */
import type { OutgoingAttachment, OutgoingMessage, OutgoingNote } from '../../../../src/domain/outgoing.ts'

export const outgoing = (fields: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  content: { type: 'text', text: 'Hello' },
  attachments: [],
  replyToId: null,
  clientMessageId: null,
  marker: 'marker',
  ...fields,
})

export const text = (words: string): OutgoingMessage => outgoing({ content: { type: 'text', text: words } })

export const note = (fields: Partial<OutgoingNote> = {}): OutgoingNote => ({
  text: 'Call back tomorrow',
  mentionAgentIds: [],
  clientMessageId: null,
  marker: 'marker',
  ...fields,
})

export const file = (
  kind: Extract<OutgoingAttachment, { type: 'url' }>['kind'],
  url = 'https://files.example.com/a',
): OutgoingAttachment => ({ type: 'url', url, kind, fileName: null })
