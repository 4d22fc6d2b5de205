import { agentOf } from './auth.ts'
import { internalError, invalid, missingParam } from './errors.ts'
import type { Body } from './params.ts'
import type { AgentRow, Desk, UserRow } from './rows.ts'

const roles = ['agent', 'administrator']
const availabilities = ['online', 'busy', 'offline']

/** A user new to the account: known from another one, or invited now. Unknown enum values are not rescued. */
export const createAgent = (desk: Desk, accountId: number, body: Body): AgentRow => {
  if (!['email', 'name', 'role', 'availability', 'auto_offline'].some((name) => name in body)) {
    throw missingParam('agent')
  }
  const email = String(body.email ?? '')
    .trim()
    .toLowerCase()
  if (email === '') throw invalid('email', "Email can't be blank")
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw invalid('email', 'Email is invalid')
  const { role = 'agent', availability = 'offline', auto_offline: autoOffline = true } = body
  if (!roles.includes(String(role)) || !availabilities.includes(String(availability))) throw internalError()
  const userId = userOf(desk, email, body.name)
  if (agentOf(desk, accountId, userId)) throw invalid('user_id', 'User has already been taken')
  desk.sql.insert('chatwoot_account_users', {
    account_id: accountId,
    user_id: userId,
    role: String(role),
    availability: String(availability),
    auto_offline: autoOffline === false ? 0 : 1,
    active_at: null,
  })
  const agent = agentOf(desk, accountId, userId)
  if (!agent) throw internalError()
  return agent
}

const userOf = (desk: Desk, email: string, name: unknown): number => {
  const known = desk.sql.get<UserRow>('SELECT * FROM chatwoot_users WHERE email = ?', email)
  return (
    known?.id ??
    desk.sql.insert('chatwoot_users', {
      name: String(name ?? '').trim() || nameFrom(email),
      display_name: null,
      email,
      confirmed: 0,
      pubsub_token: `sandbox-pubsub-${email}`,
    })
  )
}

/** `ana.ruiz@…` → Ana Ruiz. */
const nameFrom = (email: string): string =>
  (email.split('@')[0] ?? '')
    .split(/[._-]+/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(' ')
