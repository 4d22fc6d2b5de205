/** Who may see what. Lists go by inbox membership alone; a single conversation also opens through its team. */
import { type Condition, condition } from '../sql.ts'
import type { Principal } from './auth.ts'
import { notPermitted, recordNotFound } from './errors.ts'
import type { ConversationRow, Desk } from './rows.ts'
import { availableName } from './shapes/people.ts'

/** True for what sees the whole account. */
export const seesAll = (principal: Principal): boolean =>
  principal.kind === 'bot' || principal.agent.role === 'administrator'

/** Narrows a list to the inboxes the principal works in. `column` holds an inbox id. */
export const inVisibleInbox = (principal: Principal, column: string): Condition =>
  principal.kind === 'bot' || principal.agent.role === 'administrator'
    ? condition('1')
    : condition(
        `${column} IN (SELECT inbox_id FROM chatwoot_inbox_members WHERE user_id = ?)`,
        principal.agent.id,
      )

export const isVisibleInbox = (desk: Desk, principal: Principal, inboxId: number): boolean =>
  seesAll(principal) ||
  (principal.kind === 'user' &&
    desk.sql.get(
      'SELECT 1 FROM chatwoot_inbox_members WHERE user_id = ? AND inbox_id = ?',
      principal.agent.id,
      inboxId,
    ) !== undefined)

const maySeeConversation = (desk: Desk, principal: Principal, row: ConversationRow): boolean =>
  principal.kind === 'bot' ||
  principal.agent.role === 'administrator' ||
  desk.sql.get(
    `SELECT 1 FROM chatwoot_inbox_members WHERE user_id = ?1 AND inbox_id = ?2
     UNION ALL SELECT 1 FROM chatwoot_team_members WHERE user_id = ?1 AND team_id = ?3`,
    principal.agent.id,
    row.inbox_id,
    row.team_id,
  ) !== undefined

/** The conversation of that display id. Refuses with 404 when there is none, and with 401 when it may not be seen. */
export const conversationFor = (
  desk: Desk,
  principal: Principal,
  accountId: number,
  displayId: string,
): ConversationRow => {
  const row = desk.sql.get<ConversationRow>(
    'SELECT * FROM chatwoot_conversations WHERE account_id = ? AND display_id = ?',
    accountId,
    toInteger(displayId),
  )
  if (!row) throw recordNotFound()
  if (!maySeeConversation(desk, principal, row)) throw notPermitted()
  return row
}

/** As activity messages name him. */
export const nameOf = (principal: Principal): string =>
  principal.kind === 'bot' ? principal.bot.name : availableName(principal.agent)

/** Ruby's `to_i`: leading digits, else 0. */
export const toInteger = (text: string): number => {
  const [digits] = /^\s*[+-]?\d+/.exec(text) ?? ['0']
  return Number(digits)
}
