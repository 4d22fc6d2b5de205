import { Hono } from 'hono'
import { conversationFor, nameOf } from '../access.ts'
import { agentOf, type ChatwootEnv, type Principal } from '../auth.ts'
import { internalError } from '../errors.ts'
import { type Body, readBody } from '../params.ts'
import {
  type BotRow,
  type ConversationRow,
  type ConversationStatus,
  type Desk,
  statuses,
  type TeamRow,
} from '../rows.ts'
import { labelsOf } from '../shapes/conversation.ts'
import { agentJson, availableName, botSlim } from '../shapes/people.ts'
import { tell } from '../tell.ts'
import { iso } from '../times.ts'
import { updateConversation } from '../update.ts'
import { writeActivity } from '../write-message.ts'

export const commandRoutes = (desk: Desk) => {
  const app = new Hono<ChatwootEnv>()
  const find = (principal: Principal, accountId: number, displayId: string) =>
    conversationFor(desk, principal, accountId, displayId)

  app.post('/conversations/:id/toggle_status', async (c) => {
    const principal = c.get('principal')
    const row = find(principal, c.get('account').id, c.req.param('id'))
    const body = await readBody(c)
    const status = nextStatus(row, body.status)
    const snoozedUntil = status === 'snoozed' ? snoozeTime(body) : null
    setStatus(desk, principal, row, status, snoozedUntil)
    return c.json({
      meta: {},
      payload: {
        success: true,
        conversation_id: row.display_id,
        current_status: status,
        snoozed_until: iso(snoozedUntil),
      },
    })
  })

  app.post('/conversations/:id/labels', async (c) => {
    const principal = c.get('principal')
    const row = find(principal, c.get('account').id, c.req.param('id'))
    const { labels } = await readBody(c)
    const wanted = [...new Set((Array.isArray(labels) ? labels : []).map(String))]
    setLabels(desk, nameOf(principal), row, wanted)
    return c.json({ payload: wanted })
  })

  app.post('/conversations/:id/assignments', async (c) => {
    const principal = c.get('principal')
    const row = find(principal, c.get('account').id, c.req.param('id'))
    const body = await readBody(c)
    if ('assignee_id' in body || body.assignee_type === 'AgentBot') {
      return c.json(assign(desk, principal, row, body))
    }
    return c.json('team_id' in body ? setTeam(desk, nameOf(principal), row, body.team_id) : null)
  })

  return app
}

/** Without a status: open and resolved change places, the others open. */
const nextStatus = (row: ConversationRow, given: unknown): ConversationStatus => {
  if (given === undefined || given === null || given === '')
    return row.status === 'open' ? 'resolved' : 'open'
  const status = statuses.find((each) => each === given)
  if (!status) throw internalError() // an unknown enum value is not rescued
  return status
}

const snoozeTime = (body: Body): number | null => {
  const seconds = Number(body.snoozed_until)
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null
}

const statusActivity: Readonly<Record<ConversationStatus, string>> = {
  open: 'Conversation was reopened by',
  resolved: 'Conversation was marked resolved by',
  pending: 'Conversation was marked as pending by',
  snoozed: 'Conversation was snoozed by',
}

const setStatus = (
  desk: Desk,
  principal: Principal,
  row: ConversationRow,
  status: ConversationStatus,
  snoozedUntil: number | null,
): void => {
  updateConversation(desk, row.id, {
    status,
    snoozed_until: snoozedUntil,
    ...(status === 'resolved' && { waiting_since: null }),
  })
  if (status === row.status) return
  writeActivity(desk, row, `${statusActivity[status]} ${nameOf(principal)}`)
  const opener = principal.kind === 'user' && principal.agent.role === 'agent' ? principal.agent : undefined
  if (status === 'open' && opener && row.assignee_id !== opener.id) {
    setAssignee(desk, row, opener.id, null)
    writeActivity(desk, row, `${availableName(opener)} self-assigned this conversation`)
  }
}

const setLabels = (desk: Desk, actor: string, row: ConversationRow, wanted: readonly string[]): void => {
  const before = labelsOf(desk, row)
  desk.sql.run('DELETE FROM chatwoot_conversation_labels WHERE conversation_id = ?', row.id)
  for (const [position, title] of wanted.entries()) {
    desk.sql.insert('chatwoot_conversation_labels', { conversation_id: row.id, title, position })
  }
  if (before.join() !== wanted.join()) {
    desk.sql.update('chatwoot_conversations', row.id, { updated_at: desk.now() })
    tell(desk, 'conversation_updated', {
      account_id: row.account_id,
      conversation_id: row.id,
      changed: { label_list: [before, wanted] },
    })
  }
  const added = wanted.filter((title) => !before.includes(title))
  const removed = before.filter((title) => !wanted.includes(title))
  if (added.length > 0) writeActivity(desk, row, `${actor} added ${added.join(', ')}`)
  if (removed.length > 0) writeActivity(desk, row, `${actor} removed ${removed.join(', ')}`)
}

const setAssignee = (
  desk: Desk,
  row: ConversationRow,
  agentId: number | null,
  botId: number | null,
): void => {
  updateConversation(desk, row.id, { assignee_id: agentId, assignee_agent_bot_id: botId })
}

/** 0, null and ids of nobody take the assignee away. */
const assign = (desk: Desk, principal: Principal, row: ConversationRow, body: Body) => {
  const id = Number(body.assignee_id) || 0
  const actor = nameOf(principal)
  if (body.assignee_type === 'AgentBot') {
    const bot = desk.sql.get<BotRow>(
      'SELECT * FROM chatwoot_agent_bots WHERE id = ? AND (account_id = ? OR account_id IS NULL)',
      id,
      row.account_id,
    )
    setAssignee(desk, row, null, bot?.id ?? null)
    if (bot) writeActivity(desk, row, `Assigned to ${bot.name} by ${actor}`)
    return bot ? botSlim(bot) : null
  }
  const agent = agentOf(desk, row.account_id, id)
  setAssignee(desk, row, agent?.id ?? null, null)
  if (!agent) {
    if (row.assignee_id !== null) writeActivity(desk, row, `Conversation unassigned by ${actor}`)
    return null
  }
  const isSelf = principal.kind === 'user' && principal.agent.id === agent.id
  if (agent.id !== row.assignee_id) {
    const name = availableName(agent)
    writeActivity(
      desk,
      row,
      isSelf ? `${name} self-assigned this conversation` : `Assigned to ${name} by ${actor}`,
    )
  }
  return agentJson(agent)
}

/** Answers with the raw record of the team. */
const setTeam = (desk: Desk, actor: string, row: ConversationRow, teamId: unknown) => {
  const team = desk.sql.get<TeamRow>(
    'SELECT * FROM chatwoot_teams WHERE account_id = ? AND id = ?',
    row.account_id,
    Number(teamId) || 0,
  )
  updateConversation(desk, row.id, { team_id: team?.id ?? null })
  if (team && team.id !== row.team_id) writeActivity(desk, row, `Assigned to ${team.name} by ${actor}`)
  return team ? { ...team, allow_auto_assign: team.allow_auto_assign === 1 } : null
}
