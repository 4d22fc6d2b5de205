/** `GET /conversations`: its filters, its counts and its orders. */
import type { Context } from 'hono'
import { allOf, type Condition, condition, oneOf } from '../../sql.ts'
import { inVisibleInbox, toInteger } from '../access.ts'
import type { ChatwootEnv, Principal } from '../auth.ts'
import { recordNotFound } from '../errors.ts'
import { array, list, page, text } from '../params.ts'
import { type ConversationRow, type Desk, statuses } from '../rows.ts'
import { unreadCountSql } from '../shapes/unread.ts'

export const conversationsPerPage = 25

const newestActivity = 'c.last_activity_at DESC'
const orders: Readonly<Record<string, string>> = {
  last_activity_at_desc: newestActivity,
  last_activity_at_asc: 'c.last_activity_at ASC',
  created_at_asc: 'c.created_at ASC',
  created_at_desc: 'c.created_at DESC',
  priority_asc: `c.priority ASC NULLS LAST, ${newestActivity}`,
  priority_desc: `c.priority DESC NULLS LAST, ${newestActivity}`,
  waiting_since_asc: 'c.waiting_since ASC NULLS LAST, c.created_at ASC',
  waiting_since_desc: 'c.waiting_since DESC NULLS LAST, c.created_at ASC',
  priority_desc_created_at_asc: 'c.priority DESC NULLS LAST, c.created_at ASC',
  unread: `${unreadCountSql} DESC, ${newestActivity}`,
  latest: newestActivity,
  sort_on_created_at: 'c.created_at ASC',
  sort_on_priority: `c.priority DESC NULLS LAST, ${newestActivity}`,
  sort_on_waiting_since: 'c.waiting_since ASC NULLS LAST, c.created_at ASC',
}

export interface ConversationCounts {
  readonly mine_count: number
  readonly assigned_count: number
  readonly unassigned_count: number
  readonly all_count: number
}

export const viewerId = (principal: Principal): number | null =>
  principal.kind === 'user' ? principal.agent.id : null

export const countConversations = (
  desk: Desk,
  where: Condition,
  viewer: number | null,
): ConversationCounts => {
  const counts = desk.sql.get<{ every: number; mine: number | null; unassigned: number | null }>(
    `SELECT count(*) AS every, sum(c.assignee_id IS ?) AS mine, sum(c.assignee_id IS NULL) AS unassigned
     FROM chatwoot_conversations c WHERE ${where.text}`,
    viewer ?? -1,
    ...where.values,
  )
  const { every = 0, mine, unassigned } = counts ?? {}
  return {
    mine_count: mine ?? 0,
    assigned_count: every - (unassigned ?? 0),
    unassigned_count: unassigned ?? 0,
    all_count: every,
  }
}

/** Everything but `assignee_type`: what the counts are taken over. */
export const listConditions = (desk: Desk, c: Context<ChatwootEnv>): Condition => {
  const account = c.get('account')
  const principal = c.get('principal')
  const teamId = text(c, 'team_id')
  const team =
    teamId &&
    desk.sql.get<{ id: number }>(
      'SELECT id FROM chatwoot_teams WHERE account_id = ? AND id = ?',
      account.id,
      toInteger(teamId),
    )
  if (teamId && !team) throw recordNotFound()
  const q = text(c, 'q')
  const labels = list(c, 'labels')
  const sourceId = text(c, 'source_id')
  return allOf([
    condition('c.account_id = ?', account.id),
    ...scope(c, principal),
    ...(q ? [matching(q)] : statusIs(c)),
    ...(team ? [condition('c.team_id = ?', team.id)] : []),
    ...(labels ? [labelled(labels)] : []),
    ...(sourceId
      ? [
          condition(
            'c.contact_inbox_id IN (SELECT id FROM chatwoot_contact_inboxes WHERE source_id = ?)',
            sourceId,
          ),
        ]
      : []),
  ])
}

/** `participating` replaces inbox and visibility; the other types narrow them. */
const scope = (c: Context<ChatwootEnv>, principal: Principal): Condition[] => {
  const type = text(c, 'conversation_type')
  const viewer = viewerId(principal) ?? -1
  if (type === 'participating') {
    return [
      condition('c.id IN (SELECT conversation_id FROM chatwoot_participants WHERE user_id = ?)', viewer),
    ]
  }
  const inboxId = text(c, 'inbox_id')
  return [
    inVisibleInbox(principal, 'c.inbox_id'),
    ...(inboxId ? [condition('c.inbox_id = ?', toInteger(inboxId))] : []),
    ...(type === 'mention'
      ? [condition('c.id IN (SELECT conversation_id FROM chatwoot_mentions WHERE user_id = ?)', viewer)]
      : []),
    ...(type === 'unattended'
      ? [condition('c.first_reply_created_at IS NULL OR c.waiting_since IS NOT NULL')]
      : []),
  ]
}

const statusIs = (c: Context): Condition[] => {
  const several = array(c, 'status')
  const status = text(c, 'status') ?? 'open'
  if (!several && status === 'all') return []
  const wanted = several ?? [status]
  return [
    oneOf(
      'c.status',
      statuses.filter((each) => wanted.includes(each)),
    ),
  ]
}

const matching = (q: string): Condition =>
  condition(
    `EXISTS (SELECT 1 FROM chatwoot_messages m WHERE m.conversation_id = c.id AND m.message_type IN (0, 1)
       AND unicode_lower(m.content) LIKE ? ESCAPE '\\')`,
    `%${q.toLowerCase()}%`,
  )

const labelled = (titles: readonly string[]): Condition => {
  const { text: isOne, values } = oneOf('l.title', titles)
  return condition(
    `EXISTS (SELECT 1 FROM chatwoot_conversation_labels l WHERE l.conversation_id = c.id AND ${isOne})`,
    ...values,
  )
}

const assigneeIs = (c: Context<ChatwootEnv>): Condition => {
  switch (text(c, 'assignee_type')) {
    case 'me':
      return condition('c.assignee_id = ?', viewerId(c.get('principal')) ?? -1)
    case 'unassigned':
      return condition('c.assignee_id IS NULL')
    case 'assigned':
      return condition('c.assignee_id IS NOT NULL')
    default:
      return condition('1')
  }
}

/** One page; every match at once with `updated_within`. */
export const listConversations = (
  desk: Desk,
  c: Context<ChatwootEnv>,
  conditions: Condition,
): ConversationRow[] => {
  const where = allOf([conditions, assigneeIs(c)])
  const order = orders[text(c, 'sort_by') ?? ''] ?? newestActivity
  const select = `SELECT c.* FROM chatwoot_conversations c WHERE ${where.text}`
  const updatedWithin = text(c, 'updated_within')
  if (updatedWithin !== undefined) {
    const since = desk.now() - toInteger(updatedWithin) * 1000
    return desk.sql.all<ConversationRow>(
      `${select} AND c.updated_at > ? ORDER BY ${order}`,
      ...where.values,
      since,
    )
  }
  const offset = (page(c) - 1) * conversationsPerPage
  return desk.sql.all<ConversationRow>(
    `${select} ORDER BY ${order} LIMIT ? OFFSET ?`,
    ...where.values,
    conversationsPerPage,
    offset,
  )
}
