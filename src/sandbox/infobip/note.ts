import { extname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { mediaScheme, type NoteRow } from './shapes.ts'

export const insertNote = (db: DatabaseSync, row: NoteRow): NoteRow => {
  db.prepare(
    `INSERT INTO infobip_notes (id, conversationId, agentId, type, content, hasMedia, createdAt, updatedAt)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    row.id,
    row.conversationId,
    row.agentId,
    row.type,
    row.content,
    row.hasMedia,
    row.createdAt,
    row.updatedAt,
  )
  return row
}

/** A file of a note, as the note's content tells of it. */
export const noteAttachment = (media: { id: string; name: string; contentType: string; size: number }) => ({
  id: media.id,
  fileName: media.name,
  fileExtension: extname(media.name).slice(1),
  contentType: media.contentType,
  fileSize: media.size,
  publicLink: `${mediaScheme}${media.id}/${encodeURIComponent(media.name)}`,
})
