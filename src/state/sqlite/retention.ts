import { tickAt } from '../cursor.ts'
import { memoryMs, type Retention } from '../port.ts'
import type { Database } from './database.ts'

/** Appends between two clean-ups, of an account and of a conversation. */
const interval = 64
/** Entries looked at by one clean-up of an account; more than come in between. */
const sweep = 4 * interval

export interface Appending {
  readonly account: string
  readonly conversation: string
  /** Entries ever, this one included. */
  readonly count: number
  readonly place: number
  readonly now: number
}

/** Removes what need not be kept any longer. Within the append's transaction, each time a little. */
export const prune = (db: Database, retention: Retention, appending: Appending): void => {
  if (appending.place % interval === 0) trimConversation(db, retention, appending)
  if (appending.count % interval === 0) {
    dropOldest(db, retention, appending)
    db.run('DELETE FROM delivery WHERE at <= ?', appending.now - memoryMs)
    db.run('DELETE FROM object WHERE at <= ?', appending.now - retention.maxAgeMs)
  }
}

const trimConversation = (db: Database, retention: Retention, appending: Appending): void => {
  const { account, conversation, place, now } = appending
  const which = 'account = ? AND conversation = ? AND id < ? AND place <= ?'
  const values = [
    account,
    conversation,
    tickAt(now - retention.keepMs),
    place - retention.keepPerConversation,
  ]
  const last = db.get<{ id: number | null }>(`SELECT max(id) AS id FROM entry WHERE ${which}`, ...values)?.id
  if (last == null) return
  db.run(`DELETE FROM entry WHERE ${which}`, ...values)
  db.run('UPDATE conversation SET trimmed = ? WHERE account = ? AND id = ?', last, account, conversation)
  db.run('UPDATE account SET trimmed = max(trimmed, ?) WHERE name = ?', last, account)
}

const dropOldest = (db: Database, retention: Retention, { account, count, now }: Appending): void => {
  const floor = db.get<{ id: number | null }>(
    `SELECT max(id) AS id FROM (SELECT id, ordinal FROM entry WHERE account = ? ORDER BY id LIMIT ${sweep})
     WHERE id < ? OR ordinal <= ?`,
    account,
    tickAt(now - retention.maxAgeMs),
    count - retention.maxPerAccount,
  )?.id
  if (floor == null) return
  db.run('DELETE FROM entry WHERE account = ? AND id <= ?', account, floor)
  db.run('DELETE FROM conversation WHERE account = ? AND last <= ?', account, floor)
  db.run('UPDATE account SET floor = ? WHERE name = ?', floor, account)
}
