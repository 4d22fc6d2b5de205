/** What an upstream can do at all. A capability enters this list with the change that makes it work here. */
export const capabilities = [
  'ACTIVITY_MESSAGES',
  'DELIVERY_RECEIPTS',
  'READ_RECEIPTS',
  'UNREAD_COUNT',
  'NOTES',
  'LABELS',
  'PRESENCE',
  'SEND_MESSAGE',
  'SEND_ATTACHMENT_UPLOAD',
  'SEND_ATTACHMENT_URL',
  'SEND_TEMPLATE',
  'REPLY_TO_MESSAGE',
  'RETRY_MESSAGE',
  'DELETE_MESSAGE',
  'TRANSLATE_MESSAGE',
  'UPDATE_MESSAGE_STATUS',
  'CREATE_CONVERSATION',
  'CREATE_AGENT',
  'RECORD_INCOMING',
] as const

export type Capability = (typeof capabilities)[number]
