import { createMiddleware } from 'hono/factory'
import { closedToBots, invalidToken, recordNotFound, unauthenticated, unauthorized } from './errors.ts'
import type { AccountRow, AgentRow, BotRow, Desk, UserRow } from './rows.ts'

/** Who asks, in the account of the path. */
export type Principal =
  | { readonly kind: 'user'; readonly agent: AgentRow }
  | { readonly kind: 'bot'; readonly bot: BotRow }

export type ChatwootEnv = {
  Variables: { readonly account: AccountRow; readonly principal: Principal }
}

export type ProfileEnv = { Variables: { readonly user: UserRow } }

type Owner =
  | { readonly kind: 'user'; readonly user: UserRow }
  | { readonly kind: 'bot'; readonly bot: BotRow }

/**
 * What an agent bot's token opens below `/api/v1/accounts/:account_id`. Some of these are not served here yet:
 * a bot is told apart from them all the same.
 */
const openToBots: readonly (readonly [method: string, path: RegExp])[] = [
  ['GET', /^\/conversations\/\d+$/],
  ['POST', /^\/conversations$/],
  ['PATCH', /^\/conversations\/\d+$/],
  [
    'POST',
    /^\/conversations\/\d+\/(toggle_status|toggle_priority|toggle_typing_status|custom_attributes|messages|assignments|labels)$/,
  ],
  ['GET', /^\/conversations\/\d+\/labels$/],
]

/** Chatwoot reads `api_access_token`; Rack makes `Api-Access-Token` the same header. */
const ownerOf = (desk: Desk, headers: Headers): Owner => {
  const token = headers.get('api_access_token') ?? headers.get('api-access-token')
  if (!token) throw unauthenticated()
  const found = desk.sql.get<{ owner_type: string; owner_id: number }>(
    'SELECT owner_type, owner_id FROM chatwoot_access_tokens WHERE token = ?',
    token,
  )
  if (!found) throw invalidToken()
  if (found.owner_type === 'User') {
    const user = desk.sql.get<UserRow>('SELECT * FROM chatwoot_users WHERE id = ?', found.owner_id)
    if (user) return { kind: 'user', user }
  } else {
    const bot = desk.sql.get<BotRow>('SELECT * FROM chatwoot_agent_bots WHERE id = ?', found.owner_id)
    if (bot) return { kind: 'bot', bot }
  }
  throw invalidToken()
}

export const userAuth = (desk: Desk) =>
  createMiddleware<ProfileEnv>(async (c, next) => {
    const owner = ownerOf(desk, c.req.raw.headers)
    if (owner.kind === 'bot') throw closedToBots()
    c.set('user', owner.user)
    await next()
  })

export const accountAuth = (desk: Desk) =>
  createMiddleware<ChatwootEnv>(async (c, next) => {
    const owner = ownerOf(desk, c.req.raw.headers)
    const [, accountId = '', rest = ''] = /^\/api\/v1\/accounts\/([^/]+)(.*)$/.exec(c.req.path) ?? []
    const method = c.req.method === 'HEAD' ? 'GET' : c.req.method
    if (owner.kind === 'bot' && !openToBots.some(([verb, path]) => verb === method && path.test(rest))) {
      throw closedToBots()
    }
    const account = desk.sql.get<AccountRow>(
      'SELECT * FROM chatwoot_accounts WHERE id = ?',
      Number(accountId),
    )
    if (!account) throw recordNotFound()
    if (account.status !== 'active') throw unauthorized('Account is suspended')
    c.set('account', account)
    c.set('principal', principalIn(desk, account.id, owner))
    await next()
  })

const principalIn = (desk: Desk, accountId: number, owner: Owner): Principal => {
  if (owner.kind === 'user') {
    const agent = agentOf(desk, accountId, owner.user.id)
    if (!agent) throw unauthorized('You are not authorized to access this account')
    return { kind: 'user', agent }
  }
  const { bot } = owner
  const serves = desk.sql.get(
    `SELECT 1 FROM chatwoot_inbox_bots b JOIN chatwoot_inboxes i ON i.id = b.inbox_id
     WHERE b.agent_bot_id = ? AND i.account_id = ?`,
    bot.id,
    accountId,
  )
  if (bot.account_id !== accountId && !serves) {
    throw unauthorized('Bot is not authorized to access this account')
  }
  return { kind: 'bot', bot }
}

/** The user with his place in the account; undefined for somebody who is not in it. */
export const agentOf = (desk: Desk, accountId: number, userId: number): AgentRow | undefined =>
  desk.sql.get<AgentRow>(
    `SELECT * FROM chatwoot_users u JOIN chatwoot_account_users m ON m.user_id = u.id
     WHERE m.account_id = ? AND u.id = ?`,
    accountId,
    userId,
  )
