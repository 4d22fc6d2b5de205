/** Changes to one conversation that need no more than a column or two. */
import { type Context, Hono } from 'hono'
import { conversationFor, nameOf } from '../access.ts'
import type { ChatwootEnv, Principal } from '../auth.ts'
import { internalError } from '../errors.ts'
import { parseObject, readBody } from '../params.ts'
import { viewerId } from '../queries/conversation-list.ts'
import { type ConversationRow, type Desk, type MessageRow, priorities } from '../rows.ts'
import { conversationJson } from '../shapes/conversation.ts'
import { unreadCount } from '../shapes/unread.ts'
import { tell } from '../tell.ts'
import { conversationById, updateConversation } from '../update.ts'
import { writeActivity } from '../write-message.ts'

const hour = 3_600_000

export const conversationEditRoutes = (desk: Desk) => {
  const app = new Hono<ChatwootEnv>()
  const find = (c: Context<ChatwootEnv>): ConversationRow =>
    conversationFor(desk, c.get('principal'), c.get('account').id, c.req.param('id') ?? '')
  const json = (c: Context<ChatwootEnv>, { id }: ConversationRow) =>
    c.json(conversationJson(desk, conversationById(desk, id), viewerId(c.get('principal'))))

  app.patch('/conversations/:id', async (c) => {
    const row = find(c)
    const body = await readBody(c)
    if ('priority' in body) setPriority(desk, c.get('principal'), row, body.priority)
    return json(c, row)
  })

  app.post('/conversations/:id/toggle_priority', async (c) => {
    const row = find(c)
    const { priority } = await readBody(c)
    setPriority(desk, c.get('principal'), row, priority)
    return c.body(null, 200)
  })

  app.post('/conversations/:id/custom_attributes', async (c) => {
    const row = find(c)
    const attributes = parseObject((await readBody(c)).custom_attributes)
    updateConversation(desk, row.id, { custom_attributes: JSON.stringify(attributes) })
    return c.json({ custom_attributes: attributes })
  })

  app.post('/conversations/:id/update_last_seen', (c) => {
    const row = find(c)
    see(desk, c.get('principal'), row)
    return json(c, row)
  })

  app.post('/conversations/:id/unread', (c) => {
    const row = find(c)
    const last = desk.sql.get<MessageRow>(
      `SELECT * FROM chatwoot_messages WHERE conversation_id = ? AND message_type = 0
       ORDER BY created_at DESC, id DESC LIMIT 1`,
      row.id,
    )
    const seenAt = last ? last.created_at - 1000 : null
    setSeen(desk, row, seenAt, true)
    return json(c, row)
  })

  app.post('/conversations/:id/toggle_typing_status', async (c) => {
    const row = find(c)
    const { typing_status: status, is_private: isPrivate } = await readBody(c)
    if (status === 'on' || status === 'off') {
      tell(desk, `conversation_typing_${status}`, {
        account_id: row.account_id,
        conversation_id: row.id,
        is_private: isPrivate === true || isPrivate === 'true',
        performer: performer(c.get('principal')),
      })
    }
    return c.body(null, 200)
  })

  return app
}

const performer = (principal: Principal) =>
  principal.kind === 'bot'
    ? ({ type: 'agent_bot', id: principal.bot.id } as const)
    : ({ type: 'user', id: principal.agent.id } as const)

/** Null and nothing clear it; a word that is no priority is not rescued. */
const setPriority = (desk: Desk, principal: Principal, row: ConversationRow, given: unknown): void => {
  const priority = given === undefined || given === null || given === '' ? null : priorityOf(given)
  updateConversation(desk, row.id, { priority })
  if (priority === row.priority) return
  const [before, after] = [row.priority, priority].map((each) => (each === null ? null : priorities[each]))
  const change =
    after === null
      ? 'removed the priority'
      : before === null
        ? `set the priority to ${after}`
        : `changed the priority from ${before} to ${after}`
  writeActivity(desk, row, `${nameOf(principal)} ${change}`)
}

const priorityOf = (given: unknown): number => {
  const index = (priorities as readonly unknown[]).indexOf(given)
  if (index < 0) throw internalError()
  return index
}

/** At once while something is unread, else at most once an hour. */
const see = (desk: Desk, principal: Principal, row: ConversationRow): void => {
  const isAssignee = principal.kind === 'user' && principal.agent.id === row.assignee_id
  const isStale = (seenAt: number | null) => seenAt === null || seenAt < desk.now() - hour
  const isDue =
    unreadCount(desk, row) > 0 ||
    isStale(row.agent_last_seen_at) ||
    (isAssignee && isStale(row.assignee_last_seen_at))
  if (isDue) setSeen(desk, row, desk.now(), isAssignee)
}

/** Past the model: neither `updated_at` nor anybody else hears of it. */
const setSeen = (desk: Desk, row: ConversationRow, time: number | null, isAssignee: boolean): void =>
  desk.sql.update('chatwoot_conversations', row.id, {
    agent_last_seen_at: time,
    ...(isAssignee && { assignee_last_seen_at: time }),
  })
