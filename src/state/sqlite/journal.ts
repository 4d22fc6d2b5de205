import { decodeCursor, encodeCursor, newEpoch, type Tick, tickAt } from '../cursor.ts'
import { follow } from '../follow.ts'
import { checkLimit } from '../limit.ts'
import {
  type Append,
  type Appended,
  type Journal,
  type JournalEntry,
  memoryMs,
  type Retention,
} from '../port.ts'
import type { Database } from './database.ts'
import type { Doorbell } from './doorbell.ts'
import type { Group } from './group.ts'
import { prune } from './retention.ts'

export interface SqliteJournalDeps {
  readonly db: Database
  readonly group: Group
  readonly doorbell: Doorbell
  readonly retention: Retention
  readonly now: () => number
  readonly randomId: () => string
}

interface AccountRow {
  readonly epoch: string
  readonly last: Tick
  readonly count: number
  readonly floor: Tick
  readonly trimmed: Tick
}

interface EntryRow {
  readonly id: Tick
  readonly conversation: string
  readonly at: number
  readonly event: string
}

export const createSqliteJournal = (deps: SqliteJournalDeps): Journal => {
  const { db, group, doorbell, retention, now, randomId } = deps

  const accountRow = (account: string) =>
    db.get<AccountRow>('SELECT epoch, last, count, floor, trimmed FROM account WHERE name = ?', account)

  /** Within a transaction. */
  const openAccount = (account: string): AccountRow => {
    db.run('INSERT OR IGNORE INTO account VALUES (?, ?, 0, 0, 0, 0)', account, newEpoch(randomId))
    return accountRow(account) as AccountRow
  }

  const journal: Journal = {
    async append(account, append) {
      const event = JSON.stringify(append.event)
      const appended = await group.write((): Appended => {
        const at = now()
        const duplicate = duplicateOf(db, account, append, at, retention)
        if (duplicate) return { duplicate }
        const { epoch, last, count } = openAccount(account)
        const id = Math.max(last + 1, tickAt(at))
        const conversation = append.conversationId ?? ''
        const place = enter(db, account, conversation, id)
        db.run(
          'INSERT INTO entry (account, id, conversation, at, ordinal, place, event) VALUES (?, ?, ?, ?, ?, ?, ?)',
          ...[account, id, conversation, at, count + 1, place, event],
        )
        db.run('UPDATE account SET last = ?, count = count + 1 WHERE name = ?', id, account)
        remember(db, account, append, at)
        prune(db, retention, { account, conversation, count: count + 1, place, now: at })
        return { cursor: encodeCursor(epoch, id) }
      })
      if ('cursor' in appended) doorbell.ring()
      return appended
    },

    async read(account, { conversationId, after, limit }) {
      checkLimit(limit)
      const row = accountRow(account)
      const start = decodeCursor(after)
      if (!row || !start || start.epoch !== row.epoch || start.tick > row.last) return { gap: 'UNKNOWN' }
      const trimmed = conversationId === undefined ? row.trimmed : trimmedOf(db, account, conversationId)
      if (start.tick < Math.max(row.floor, trimmed)) return { gap: 'EXPIRED' }
      const rows = entriesAfter(db, account, conversationId, start.tick, limit + 1)
      const entries = rows.slice(0, limit).map((each) => toEntry(row.epoch, each))
      return { entries, hasMore: rows.length > limit }
    },

    async head(account) {
      const { epoch, last } = accountRow(account) ?? db.write('PROCESS', () => openAccount(account))
      return encodeCursor(epoch, last)
    },

    follow: (accounts, options) => {
      const signal = AbortSignal.any([options.signal, doorbell.closed])
      return follow(journal, accounts, { ...options, signal }, doorbell.listen)
    },
  }
  return journal
}

const duplicateOf = (
  db: Database,
  account: string,
  { dedupeKey, object }: Append,
  at: number,
  retention: Retention,
): 'DELIVERY' | 'VERSION' | undefined => {
  const isSeen =
    dedupeKey !== undefined &&
    db.get(
      'SELECT 1 FROM delivery WHERE account = ? AND key = ? AND at > ?',
      ...[account, dedupeKey, at - memoryMs],
    )
  if (isSeen) return 'DELIVERY'
  const isKnown =
    object !== undefined &&
    db.get(
      'SELECT 1 FROM object WHERE account = ? AND key = ? AND version >= ? AND at > ?',
      ...[account, object.key, object.version, at - retention.maxAgeMs],
    )
  return isKnown ? 'VERSION' : undefined
}

const remember = (db: Database, account: string, { dedupeKey, object }: Append, at: number): void => {
  if (dedupeKey !== undefined) db.run('REPLACE INTO delivery VALUES (?, ?, ?)', account, dedupeKey, at)
  if (object) db.run('REPLACE INTO object VALUES (?, ?, ?, ?)', account, object.key, object.version, at)
}

/** The entry's place in its conversation. */
const enter = (db: Database, account: string, conversation: string, id: Tick): number =>
  db.get<{ count: number }>(
    `INSERT INTO conversation (account, id, last, count, trimmed) VALUES (?, ?, ?, 1, 0)
     ON CONFLICT DO UPDATE SET last = excluded.last, count = count + 1 RETURNING count`,
    ...[account, conversation, id],
  )?.count as number

const trimmedOf = (db: Database, account: string, conversation: string): Tick =>
  db.get<{ trimmed: Tick }>(
    'SELECT trimmed FROM conversation WHERE account = ? AND id = ?',
    ...[account, conversation],
  )?.trimmed ?? 0

const entriesAfter = (
  db: Database,
  account: string,
  conversation: string | undefined,
  after: Tick,
  limit: number,
): EntryRow[] =>
  conversation === undefined
    ? db.all<EntryRow>(
        'SELECT id, conversation, at, event FROM entry WHERE account = ? AND id > ? ORDER BY id LIMIT ?',
        ...[account, after, limit],
      )
    : db.all<EntryRow>(
        `SELECT id, conversation, at, event FROM entry
         WHERE account = ? AND conversation = ? AND id > ? ORDER BY id LIMIT ?`,
        ...[account, conversation, after, limit],
      )

const toEntry = (epoch: string, { id, conversation, at, event }: EntryRow): JournalEntry => ({
  cursor: encodeCursor(epoch, id),
  conversationId: conversation === '' ? null : conversation,
  at,
  event: JSON.parse(event),
})
