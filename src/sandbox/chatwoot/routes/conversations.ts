import { Hono } from 'hono'
import { allOf, condition } from '../../sql.ts'
import { conversationFor, inVisibleInbox } from '../access.ts'
import type { ChatwootEnv } from '../auth.ts'
import { page, readBody } from '../params.ts'
import { filterCondition } from '../queries/conversation-filter.ts'
import {
  conversationsPerPage,
  countConversations,
  listConditions,
  listConversations,
  viewerId,
} from '../queries/conversation-list.ts'
import type { ConversationRow, Desk } from '../rows.ts'
import { conversationJson, labelsOf } from '../shapes/conversation.ts'
import { startConversation } from '../start-conversation.ts'

export const conversationRoutes = (desk: Desk) => {
  const app = new Hono<ChatwootEnv>()

  app.get('/conversations', (c) => {
    const viewer = viewerId(c.get('principal'))
    const conditions = listConditions(desk, c)
    const rows = listConversations(desk, c, conditions)
    return c.json({
      data: {
        meta: countConversations(desk, conditions, viewer),
        payload: rows.map((row) => conversationJson(desk, row, viewer)),
      },
    })
  })

  app.get('/conversations/meta', (c) =>
    c.json({ meta: countConversations(desk, listConditions(desk, c), viewerId(c.get('principal'))) }),
  )

  app.post('/conversations', async (c) => {
    const principal = c.get('principal')
    const body = await readBody(c)
    const row = desk.sql.transaction(() => startConversation(desk, principal, c.get('account').id, body))
    return c.json(conversationJson(desk, row, viewerId(principal)))
  })

  app.post('/conversations/filter', async (c) => {
    const principal = c.get('principal')
    const account = c.get('account')
    const { payload } = await readBody(c)
    const where = allOf([
      condition('c.account_id = ?', account.id),
      inVisibleInbox(principal, 'c.inbox_id'),
      filterCondition(desk, account.id, payload),
    ])
    const rows = desk.sql.all<ConversationRow>(
      `SELECT c.* FROM chatwoot_conversations c WHERE ${where.text}
       ORDER BY c.last_activity_at DESC LIMIT ? OFFSET ?`,
      ...where.values,
      conversationsPerPage,
      (page(c) - 1) * conversationsPerPage,
    )
    const viewer = viewerId(principal)
    const { mine_count, unassigned_count, all_count } = countConversations(desk, where, viewer)
    return c.json({
      meta: { mine_count, unassigned_count, all_count },
      payload: rows.map((row) => conversationJson(desk, row, viewer)),
    })
  })

  app.get('/conversations/:id', (c) => {
    const row = conversationFor(desk, c.get('principal'), c.get('account').id, c.req.param('id'))
    return c.json(conversationJson(desk, row, viewerId(c.get('principal'))))
  })

  app.get('/conversations/:id/labels', (c) => {
    const row = conversationFor(desk, c.get('principal'), c.get('account').id, c.req.param('id'))
    return c.json({ payload: labelsOf(desk, row) })
  })

  return app
}
