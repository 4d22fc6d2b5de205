/** The small lists: inboxes, agents, agent bots, teams, labels. None of them is paged. */
import { Hono } from 'hono'
import { inVisibleInbox, seesAll, toInteger } from '../access.ts'
import type { ChatwootEnv } from '../auth.ts'
import { createAgent } from '../create-agent.ts'
import { notPermitted, recordNotFound } from '../errors.ts'
import { readBody } from '../params.ts'
import { viewerId } from '../queries/conversation-list.ts'
import type { AgentRow, BotRow, Desk, InboxRow, LabelRow, TeamRow } from '../rows.ts'
import { inboxJson } from '../shapes/inbox.ts'
import { agentJson, botJson, teamJson } from '../shapes/people.ts'

export const referenceRoutes = (desk: Desk) => {
  const app = new Hono<ChatwootEnv>()

  app.get('/inboxes', (c) => {
    const visible = inVisibleInbox(c.get('principal'), 'id')
    const inboxes = desk.sql.all<InboxRow>(
      `SELECT * FROM chatwoot_inboxes WHERE account_id = ? AND ${visible.text} ORDER BY unicode_lower(name)`,
      c.get('account').id,
      ...visible.values,
    )
    return c.json({ payload: inboxes.map((inbox) => inboxJson(inbox, seesAll(c.get('principal')))) })
  })

  app.get('/inboxes/:id', (c) => {
    const find = (visible: string, ...values: number[]) =>
      desk.sql.get<InboxRow>(
        `SELECT * FROM chatwoot_inboxes WHERE account_id = ? AND id = ? AND ${visible}`,
        c.get('account').id,
        toInteger(c.req.param('id')),
        ...values,
      )
    if (!find('1')) throw recordNotFound()
    const visible = inVisibleInbox(c.get('principal'), 'id')
    const inbox = find(visible.text, ...visible.values.map(Number))
    if (!inbox) throw notPermitted()
    return c.json(inboxJson(inbox, seesAll(c.get('principal'))))
  })

  app.get('/agents', (c) => {
    const agents = desk.sql.all<AgentRow>(
      `SELECT * FROM chatwoot_users u JOIN chatwoot_account_users m ON m.user_id = u.id
       WHERE m.account_id = ? ORDER BY unicode_lower(u.name)`,
      c.get('account').id,
    )
    return c.json(agents.map(agentJson))
  })

  app.post('/agents', async (c) => {
    if (!seesAll(c.get('principal'))) throw notPermitted()
    return c.json(agentJson(createAgent(desk, c.get('account').id, await readBody(c))))
  })

  app.get('/agent_bots/:id', (c) => {
    const bot = desk.sql.get<BotRow>(
      'SELECT * FROM chatwoot_agent_bots WHERE id = ? AND (account_id = ? OR account_id IS NULL)',
      toInteger(c.req.param('id')),
      c.get('account').id,
    )
    if (!bot) throw recordNotFound()
    return c.json(botJson(bot))
  })

  app.get('/agent_bots', (c) => {
    const bots = desk.sql.all<BotRow>(
      'SELECT * FROM chatwoot_agent_bots WHERE account_id = ? OR account_id IS NULL ORDER BY id',
      c.get('account').id,
    )
    return c.json(bots.map(botJson))
  })

  app.get('/teams', (c) => {
    const teams = desk.sql.all<TeamRow>(
      'SELECT * FROM chatwoot_teams WHERE account_id = ? ORDER BY id',
      c.get('account').id,
    )
    return c.json(teams.map((team) => teamJson(desk, team, viewerId(c.get('principal')))))
  })

  const teamOf = (accountId: number, id: string): TeamRow => {
    const team = desk.sql.get<TeamRow>(
      'SELECT * FROM chatwoot_teams WHERE account_id = ? AND id = ?',
      accountId,
      toInteger(id),
    )
    if (!team) throw recordNotFound()
    return team
  }

  app.get('/teams/:id', (c) => {
    const team = teamOf(c.get('account').id, c.req.param('id'))
    return c.json(teamJson(desk, team, viewerId(c.get('principal'))))
  })

  app.get('/teams/:id/team_members', (c) => {
    const { id, account_id } = teamOf(c.get('account').id, c.req.param('id'))
    const members = desk.sql.all<AgentRow>(
      `SELECT u.*, m.* FROM chatwoot_team_members t JOIN chatwoot_users u ON u.id = t.user_id
       JOIN chatwoot_account_users m ON m.user_id = u.id AND m.account_id = ?
       WHERE t.team_id = ? ORDER BY u.id`,
      account_id,
      id,
    )
    return c.json(members.map(agentJson))
  })

  app.get('/labels', (c) => {
    const labels = desk.sql.all<LabelRow>(
      `SELECT id, title, description, color, show_on_sidebar FROM chatwoot_labels
       WHERE account_id = ? ORDER BY title`,
      c.get('account').id,
    )
    return c.json({
      payload: labels.map((label) => ({ ...label, show_on_sidebar: label.show_on_sidebar === 1 })),
    })
  })

  app.get('/cache_keys', (c) => {
    const version = String(c.get('account').reference_changed_at)
    c.header('Cache-Control', 'max-age=10, private, stale-while-revalidate=300')
    return c.json({ cache_keys: { label: version, inbox: version, team: version } })
  })

  return app
}
