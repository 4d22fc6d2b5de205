import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { Hono } from 'hono'
import { z } from 'zod'
import type { DialectDeps } from '../../dialect.ts'
import type { Env } from '../auth.ts'
import { readBody } from '../body.ts'
import { findConversation, touchConversation } from '../conversation.ts'
import { noSuchAgent, noSuchEntity } from '../faults.ts'
import { columns, listPage, where } from '../list.ts'
import { insertNote, noteAttachment } from '../note.ts'
import { findAgent } from '../sending.ts'
import { type NoteRow, noteJson } from '../shapes.ts'
import { tell } from '../tell.ts'

const orderable = columns('id', 'conversationId', 'agentId', 'type', 'content', 'createdAt', 'updatedAt')

const agentId = z.string().max(255, 'size must be between 0 and 255').nullish()
const text = z.string().min(1).max(4000, 'size must be between 0 and 4000')
const attachments = z.array(z.object({ id: z.string() }))

const draft = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ATTACHMENT'), content: z.object({ text: z.string(), attachments }), agentId }),
  z.object({ type: z.literal('INTERNAL').optional(), content: text, agentId }),
])

export const noteRoutes = ({ db, now, baseUrl }: DialectDeps) =>
  new Hono<Env>()
    .get('/ccaas/1/conversations/:id/notes', (c) => {
      const { id } = findConversation(db, c.var.caller, c.req.param('id'))
      const { rows, pagination } = listPage<NoteRow>(db, c, {
        table: 'infobip_notes',
        orderable,
        where: [where('conversationId = ?', id)],
      })
      return c.json({ notes: rows.map((row) => noteJson(row, baseUrl())), pagination })
    })
    .get('/ccaas/1/conversations/:id/notes/:noteId', (c) => {
      const { id } = findConversation(db, c.var.caller, c.req.param('id'))
      const noteId = c.req.param('noteId')
      const row = db
        .prepare('SELECT * FROM infobip_notes WHERE id = ? AND conversationId = ?')
        .get(noteId, id)
      if (!row) throw noSuchEntity(noteId)
      return c.json(noteJson(row as unknown as NoteRow, baseUrl()))
    })
    // That a closed conversation takes no notes is nowhere said: notes do not change it.
    .post('/ccaas/1/conversations/:id/notes', async (c) => {
      const body = await readBody(c, draft)
      const { id: conversationId } = findConversation(db, c.var.caller, c.req.param('id'))
      if (body.agentId && !findAgent(db, body.agentId)) throw noSuchAgent(body.agentId)
      const content = body.type === 'ATTACHMENT' ? withFiles(db, conversationId, body.content) : body.content
      const time = now()
      touchConversation(db, conversationId, time)
      const row = insertNote(db, {
        id: randomUUID(),
        conversationId,
        agentId: body.agentId ?? null,
        type: body.type ?? 'INTERNAL',
        content: JSON.stringify(content),
        hasMedia: body.type === 'ATTACHMENT' ? 1 : 0,
        createdAt: time,
        updatedAt: time,
      })
      tell(db, 'CONVERSATION_NOTE_ADDED', { conversationId, noteId: row.id }, time)
      return c.json(noteJson(row, baseUrl()))
    })

interface FilesContent {
  readonly text: string
  readonly attachments: readonly { readonly id: string }[]
}

const withFiles = (db: DatabaseSync, conversationId: string, content: FilesContent) => ({
  text: content.text,
  attachments: content.attachments.map(({ id }) => {
    const media = db
      .prepare(
        'SELECT id, name, contentType, length(bytes) AS size FROM infobip_media WHERE id = ? AND conversationId = ?',
      )
      .get(id, conversationId)
    if (!media) throw noSuchEntity(id)
    return noteAttachment(media as unknown as Parameters<typeof noteAttachment>[0])
  }),
})
