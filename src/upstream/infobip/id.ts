import type { NodeType } from '../../domain/ref.ts'
import { parseContactId } from './map/contact.ts'
import { parseNoteId } from './map/note.ts'

/**
 * Infobip's ids are UUIDs or 32 hex digits by era and are opaque: this only keeps out what is unsafe in a path.
 * Case matters.
 */
const safeId = /^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$/

/** An attachment's place in its message. */
const attachmentId = /^\d{1,3}$/

export const isSafeId = (id: string): boolean => safeId.test(id)

export const acceptsId = (type: NodeType, id: string): boolean => {
  switch (type) {
    case 'Agent':
    case 'Bot':
    case 'Conversation':
    case 'Team':
      return isSafeId(id)
    case 'Message':
      return isSafeId(parseNoteId(id) ?? id)
    case 'Attachment':
      return attachmentId.test(id)
    case 'Contact':
      return parseContactId(id) !== undefined
    case 'Account':
    case 'Inbox':
      return false
  }
}
