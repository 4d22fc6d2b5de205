/** The four windows of `GET …/messages`. They select by id and order by creation time. */
import { type Condition, condition } from '../../sql.ts'
import { toInteger } from '../access.ts'
import type { ConversationRow, Desk, MessageRow } from '../rows.ts'

const limits = { newest: 20, before: 20, after: 100, between: 1000 } as const

export interface MessageWindow {
  readonly after?: string
  readonly before?: string
  readonly withoutInternal: boolean
}

const select = (
  desk: Desk,
  conversation: ConversationRow,
  withoutInternal: boolean,
  range: Condition,
  direction: 'ASC' | 'DESC',
  limit: number,
): MessageRow[] =>
  desk.sql.all<MessageRow>(
    `SELECT * FROM chatwoot_messages WHERE conversation_id = ? AND ${range.text}
     ${withoutInternal ? 'AND NOT (private = 1 OR message_type = 2)' : ''}
     ORDER BY created_at ${direction}, id ${direction} LIMIT ${limit}`,
    conversation.id,
    ...range.values,
  )

/** Oldest first. */
export const listMessages = (
  desk: Desk,
  conversation: ConversationRow,
  window: MessageWindow,
): MessageRow[] => {
  const { withoutInternal } = window
  const after = window.after === undefined ? undefined : toInteger(window.after)
  const before = window.before === undefined ? undefined : toInteger(window.before)
  if (after !== undefined && before !== undefined) {
    const range = condition('id >= ? AND id < ?', after, before)
    return select(desk, conversation, withoutInternal, range, 'ASC', limits.between)
  }
  if (after !== undefined) {
    const range = condition('id > ?', after)
    return select(desk, conversation, withoutInternal, range, 'ASC', limits.after)
  }
  const range = before === undefined ? condition('1') : condition('id < ?', before)
  const limit = before === undefined ? limits.newest : limits.before
  return select(desk, conversation, withoutInternal, range, 'DESC', limit).reverse()
}
