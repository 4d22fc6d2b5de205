import { Hono } from 'hono'
import { type ProfileEnv, userAuth } from '../auth.ts'
import type { Desk, MembershipRow } from '../rows.ts'
import { availableName } from '../shapes/people.ts'
import { iso } from '../times.ts'

type AccountMembership = MembershipRow & { readonly account_name: string; readonly account_status: string }

export const profileRoutes = (desk: Desk) => {
  const app = new Hono<ProfileEnv>()
  app.get('/api/v1/profile', userAuth(desk), (c) => {
    const user = c.get('user')
    const memberships = desk.sql.all<AccountMembership>(
      `SELECT m.*, a.name AS account_name, a.status AS account_status
       FROM chatwoot_account_users m JOIN chatwoot_accounts a ON a.id = m.account_id
       WHERE m.user_id = ? ORDER BY m.active_at DESC`,
      user.id,
    )
    const token = desk.sql.get<{ token: string }>(
      "SELECT token FROM chatwoot_access_tokens WHERE owner_type = 'User' AND owner_id = ?",
      user.id,
    )
    const active = memberships[0]
    return c.json({
      access_token: token?.token ?? null,
      account_id: active?.account_id ?? null,
      available_name: availableName(user),
      avatar_url: '',
      confirmed: user.confirmed === 1,
      display_name: user.display_name,
      message_signature: null,
      email: user.email,
      id: user.id,
      inviter_id: null,
      name: user.name,
      provider: 'email',
      pubsub_token: user.pubsub_token,
      role: active?.role ?? null,
      ui_settings: {},
      uid: user.email,
      type: null,
      accounts: memberships.map(membershipJson),
    })
  })
  return app
}

const membershipJson = (row: AccountMembership) => ({
  id: row.account_id,
  name: row.account_name,
  status: row.account_status,
  active_at: iso(row.active_at),
  role: row.role,
  permissions: [row.role],
  availability: row.availability,
  availability_status: row.availability,
  auto_offline: row.auto_offline === 1,
  custom_role_id: null,
  custom_role: null,
})
