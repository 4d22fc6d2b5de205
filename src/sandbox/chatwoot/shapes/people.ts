import type { AgentRow, BotRow, ContactRow, Desk, TeamRow, UserRow } from '../rows.ts'
import { seconds } from '../times.ts'

export const availableName = (user: UserRow): string => user.display_name || user.name

/** An agent in lists and as `meta.assignee`. */
export const agentJson = (agent: AgentRow) => ({
  id: agent.id,
  account_id: agent.account_id,
  availability_status: agent.availability,
  auto_offline: agent.auto_offline === 1,
  confirmed: agent.confirmed === 1,
  email: agent.email,
  provider: 'email',
  available_name: availableName(agent),
  name: agent.name,
  role: agent.role,
  thumbnail: '',
  custom_role_id: null,
})

/** A user as sender of a message. */
export const agentPush = (agent: AgentRow) => ({
  id: agent.id,
  name: agent.name,
  available_name: availableName(agent),
  avatar_url: '',
  type: 'user',
  availability_status: agent.availability,
  thumbnail: '',
})

export const botPush = (bot: BotRow) => ({ id: bot.id, name: bot.name, avatar_url: '', type: 'agent_bot' })

/** A bot as `meta.assignee`. */
export const botSlim = (bot: BotRow) => ({
  id: bot.id,
  name: bot.name,
  description: bot.description,
  thumbnail: '',
  outgoing_url: bot.outgoing_url,
  bot_type: 'webhook',
  assignee_type: 'AgentBot',
})

export const botJson = (bot: BotRow) => ({
  id: bot.id,
  name: bot.name,
  description: bot.description,
  thumbnail: '',
  outgoing_url: bot.outgoing_url,
  bot_type: 'webhook',
  bot_config: {},
  account_id: bot.account_id,
  system_bot: bot.account_id === null,
})

/** A contact in lists and as `meta.sender`: no `type`. */
export const contactJson = (contact: ContactRow) => ({
  additional_attributes: JSON.parse(contact.additional_attributes) as unknown,
  availability_status: 'offline',
  email: contact.email,
  id: contact.id,
  name: contact.name,
  phone_number: contact.phone_number,
  blocked: contact.blocked === 1,
  identifier: contact.identifier,
  thumbnail: '',
  custom_attributes: JSON.parse(contact.custom_attributes) as unknown,
  ...(contact.last_activity_at !== null && { last_activity_at: seconds(contact.last_activity_at) }),
  created_at: seconds(contact.created_at),
})

/** A contact as sender of a message. */
export const contactPush = (contact: ContactRow) => ({
  additional_attributes: JSON.parse(contact.additional_attributes) as unknown,
  custom_attributes: JSON.parse(contact.custom_attributes) as unknown,
  email: contact.email,
  id: contact.id,
  identifier: contact.identifier,
  name: contact.name,
  phone_number: contact.phone_number,
  thumbnail: '',
  blocked: contact.blocked === 1,
  type: 'contact',
})

/** `viewerId`: the user who asks, for `is_member`; null for a bot. */
export const teamJson = (desk: Desk, team: TeamRow, viewerId: number | null) => ({
  id: team.id,
  name: team.name,
  description: team.description,
  allow_auto_assign: team.allow_auto_assign === 1,
  account_id: team.account_id,
  is_member:
    viewerId !== null &&
    desk.sql.get(
      'SELECT 1 FROM chatwoot_team_members WHERE team_id = ? AND user_id = ?',
      team.id,
      viewerId,
    ) !== undefined,
})
