import { Hono } from 'hono'
import { conversationFor } from '../access.ts'
import type { ChatwootEnv } from '../auth.ts'
import { createMessage } from '../create-message.ts'
import { readBody, text } from '../params.ts'
import { listMessages } from '../queries/message-list.ts'
import type { Desk } from '../rows.ts'
import { inboxOf, messageListMeta } from '../shapes/conversation.ts'
import { messageJson } from '../shapes/message.ts'

export const messageRoutes = (desk: Desk) => {
  const app = new Hono<ChatwootEnv>()

  app.get('/conversations/:id/messages', (c) => {
    const row = conversationFor(desk, c.get('principal'), c.get('account').id, c.req.param('id'))
    const messages = listMessages(desk, row, {
      after: text(c, 'after'),
      before: text(c, 'before'),
      withoutInternal: (text(c, 'filter_internal_messages') ?? '').trim() !== '',
    })
    return c.json({
      meta: messageListMeta(desk, row),
      payload: messages.map((message) => messageJson(desk, message, row.display_id)),
    })
  })

  app.post('/conversations/:id/messages', async (c) => {
    const principal = c.get('principal')
    const row = conversationFor(desk, principal, c.get('account').id, c.req.param('id'))
    const body = await readBody(c)
    const message = createMessage(desk, principal, row, inboxOf(desk, row), body)
    const { echo_id: echoId } = body
    return c.json(messageJson(desk, message, row.display_id, typeof echoId === 'string' ? echoId : undefined))
  })

  return app
}
