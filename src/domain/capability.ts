/** What an upstream can do at all. A capability enters this list with the change that makes it work here. */
export const capabilities = [
  'ACTIVITY_MESSAGES',
  'DELIVERY_RECEIPTS',
  'READ_RECEIPTS',
  'UNREAD_COUNT',
  'NOTES',
  'LABELS',
  'PRESENCE',
] as const

export type Capability = (typeof capabilities)[number]
