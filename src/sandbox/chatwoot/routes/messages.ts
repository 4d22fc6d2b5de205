import { type Context, Hono } from 'hono'
import { conversationFor } from '../access.ts'
import type { ChatwootEnv } from '../auth.ts'
import { createMessage } from '../create-message.ts'
import { RecordInvalid, Refusal, recordNotFound, unprocessable } from '../errors.ts'
import { planRetry } from '../life.ts'
import { deleteMessage, setStatus } from '../message-commands.ts'
import { readBody, text } from '../params.ts'
import { listMessages } from '../queries/message-list.ts'
import type { ConversationRow, Desk, MessageRow } from '../rows.ts'
import { inboxOf, messageListMeta } from '../shapes/conversation.ts'
import { messageJson } from '../shapes/message.ts'
import { translateMessage } from '../translate.ts'
import { updateMessage } from '../update.ts'

export const messageRoutes = (desk: Desk) => {
  const app = new Hono<ChatwootEnv>()
  const conversationOf = (c: Context<ChatwootEnv>): ConversationRow =>
    conversationFor(desk, c.get('principal'), c.get('account').id, c.req.param('id') ?? '')
  const messageOf = (c: Context<ChatwootEnv>, row: ConversationRow) =>
    messageIn(desk, row, c.req.param('message_id') ?? '')

  app.get('/conversations/:id/messages', (c) => {
    const row = conversationOf(c)
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
    const row = conversationOf(c)
    const body = await readBody(c)
    const message = rescued(() =>
      desk.sql.transaction(() => createMessage(desk, c.get('principal'), row, inboxOf(desk, row), body)),
    )
    const { echo_id: echoId } = body
    return c.json(messageJson(desk, message, row.display_id, typeof echoId === 'string' ? echoId : undefined))
  })

  app.on(['PATCH', 'PUT'], '/conversations/:id/messages/:message_id', async (c) => {
    const row = conversationOf(c)
    if (inboxOf(desk, row).channel_type !== 'Channel::Api') {
      throw new Refusal(403, { error: 'Message status update is only allowed for API inboxes' })
    }
    const body = await readBody(c)
    return c.json(messageJson(desk, setStatus(desk, messageOf(c, row), body), row.display_id))
  })

  app.delete('/conversations/:id/messages/:message_id', (c) => {
    const row = conversationOf(c)
    const message = desk.sql.transaction(() => deleteMessage(desk, messageOf(c, row)))
    return c.json(messageJson(desk, message, row.display_id))
  })

  app.post('/conversations/:id/messages/:message_id/retry', (c) => {
    const row = conversationOf(c)
    const message = rescued(() => {
      const { id } = messageOf(c, row)
      return updateMessage(desk, id, { status: 'sent', content_attributes: '{}' })
    })
    planRetry(desk, message, inboxOf(desk, row))
    return c.json(messageJson(desk, message, row.display_id))
  })

  app.post('/conversations/:id/messages/:message_id/translate', async (c) => {
    const row = conversationOf(c)
    const { target_language: language } = await readBody(c)
    const result = translateMessage(desk, messageOf(c, row), String(language ?? ''))
    return result === 'cached' ? c.body(null, 200) : c.json({ content: result })
  })

  return app
}

const messageIn = (desk: Desk, { id }: ConversationRow, messageId: string): MessageRow => {
  const message = desk.sql.get<MessageRow>(
    'SELECT * FROM chatwoot_messages WHERE conversation_id = ? AND id = ?',
    id,
    Number(messageId) || 0,
  )
  if (!message) throw recordNotFound()
  return message
}

/** Creation and retry rescue everything: whatever is wrong is a 422 with one text, an unknown id too. */
const rescued = <T>(work: () => T): T => {
  try {
    return work()
  } catch (error) {
    if (error instanceof RecordInvalid) throw unprocessable(`Validation failed: ${error.message}`)
    if (error instanceof Refusal && error.status === 404) throw new Refusal(422, error.body)
    throw error
  }
}
