/**
 * What happened, in rows that survive a restart, for those who tell the world about it: each provider's webhooks
 * and live connections. Whoever writes records; the running sandbox delivers once the writing is done, so that a
 * change that was rolled back is never told.
 */
import type { DatabaseSync } from 'node:sqlite'

export const changeTables = `
CREATE TABLE IF NOT EXISTS sandbox_changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT, dialect TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
  happened_at INTEGER NOT NULL
);
`

/** How many are kept; older ones are forgotten. */
const capacity = 10_000

export type DialectName = 'chatwoot' | 'infobip'

export interface NewChange {
  readonly dialect: DialectName
  /** The provider's own word, e.g. `message_updated` or `OUTBOUND_MESSAGE`. */
  readonly kind: string
  /** Ids of what it happened to, and what is not in the tables afterwards, e.g. `changed: { status: ['sent', 'read'] }`. */
  readonly subject: Readonly<Record<string, unknown>>
  /** Milliseconds. */
  readonly at: number
}

export interface Change extends NewChange {
  /** Rises with each change, over restarts too. */
  readonly id: number
}

export type ChangeListener = (change: Change) => void

export interface Changes {
  /** Called for each change from now on, in order. Returns what ends it. */
  onChange(listener: ChangeListener): () => void
  /** Those after an id (0: all that are kept), oldest first. */
  after(id: number): readonly Change[]
}

export const recordChange = (db: DatabaseSync, { dialect, kind, subject, at }: NewChange): void => {
  const { lastInsertRowid } = db
    .prepare('INSERT INTO sandbox_changes (dialect, kind, subject, happened_at) VALUES (?, ?, ?, ?)')
    .run(dialect, kind, JSON.stringify(subject), at)
  db.prepare('DELETE FROM sandbox_changes WHERE id <= ?').run(Number(lastInsertRowid) - capacity)
}

interface ChangeRow {
  readonly id: number
  readonly dialect: DialectName
  readonly kind: string
  readonly subject: string
  readonly happened_at: number
}

export const createChanges = (db: DatabaseSync): Changes & { deliver(): void } => {
  const listeners = new Set<ChangeListener>()
  const after = (id: number): Change[] =>
    (
      db.prepare('SELECT * FROM sandbox_changes WHERE id > ? ORDER BY id').all(id) as unknown as ChangeRow[]
    ).map(({ subject, happened_at: at, ...row }) => ({
      id: row.id,
      dialect: row.dialect,
      kind: row.kind,
      subject: JSON.parse(subject) as Change['subject'],
      at,
    }))
  let delivered = after(0).at(-1)?.id ?? 0
  return {
    after,
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    deliver: () => {
      for (const change of after(delivered)) {
        delivered = change.id
        for (const listener of listeners) listener(change)
      }
    },
  }
}
