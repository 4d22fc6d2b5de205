import { Hono } from 'hono'
import { conversationFor } from '../access.ts'
import type { ChatwootEnv } from '../auth.ts'
import { page } from '../params.ts'
import type { AttachmentRow, Desk, MessageRow } from '../rows.ts'
import { attachmentListJson } from '../shapes/attachment.ts'
import { senderPush } from '../shapes/message.ts'
import { seconds } from '../times.ts'

const perPage = 100

export const attachmentRoutes = (desk: Desk) => {
  const app = new Hono<ChatwootEnv>()

  app.get('/conversations/:id/attachments', (c) => {
    const row = conversationFor(desk, c.get('principal'), c.get('account').id, c.req.param('id'))
    const ofConversation = 'message_id IN (SELECT id FROM chatwoot_messages WHERE conversation_id = ?)'
    const total = desk.sql.get<{ count: number }>(
      `SELECT count(*) AS count FROM chatwoot_attachments WHERE ${ofConversation}`,
      row.id,
    )
    const attachments = desk.sql.all<AttachmentRow>(
      `SELECT * FROM chatwoot_attachments WHERE ${ofConversation} ORDER BY id DESC LIMIT ? OFFSET ?`,
      row.id,
      perPage,
      (page(c) - 1) * perPage,
    )
    return c.json({
      meta: { total_count: total?.count ?? 0 },
      payload: attachments.map((attachment) => entry(desk, attachment)),
    })
  })

  return app
}

const entry = (desk: Desk, attachment: AttachmentRow) => {
  const message = desk.sql.get<MessageRow>(
    'SELECT * FROM chatwoot_messages WHERE id = ?',
    attachment.message_id,
  )
  return attachmentListJson(desk, attachment, {
    createdAt: seconds(message?.created_at ?? null),
    sender: message && senderPush(desk, message),
  })
}
