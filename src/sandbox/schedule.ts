/** Things that will happen without anybody asking: one row each, until it has happened or was called off. */
import type { DatabaseSync } from 'node:sqlite'
import type { DialectName } from './changes.ts'

export const scheduleTables = `
CREATE TABLE IF NOT EXISTS sandbox_schedule (
  id INTEGER PRIMARY KEY AUTOINCREMENT, dialect TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
  attempt INTEGER NOT NULL, due_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS sandbox_schedule_by_time ON sandbox_schedule (due_at, id);
`

export interface Plan {
  readonly dialect: DialectName
  readonly kind: string
  /** The id of the message it is about. */
  readonly subject: string
  /** 1 for a new message; counts up with each retry. */
  readonly attempt: number
  /** Milliseconds. */
  readonly dueAt: number
}

export const plan = (db: DatabaseSync, { dialect, kind, subject, attempt, dueAt }: Plan): void => {
  db.prepare(
    'INSERT INTO sandbox_schedule (dialect, kind, subject, attempt, due_at) VALUES (?, ?, ?, ?, ?)',
  ).run(dialect, kind, subject, attempt, dueAt)
}

export const callOff = (db: DatabaseSync, dialect: DialectName, subject: string): void => {
  db.prepare('DELETE FROM sandbox_schedule WHERE dialect = ? AND subject = ?').run(dialect, subject)
}

const columns = 'dialect, kind, subject, attempt, due_at AS dueAt'

/** What is still to come, soonest first. */
export const planned = (db: DatabaseSync): readonly Plan[] =>
  db
    .prepare(`SELECT ${columns} FROM sandbox_schedule ORDER BY due_at, id`)
    .all()
    .map((row) => ({ ...row }) as unknown as Plan)

/** Takes the soonest thing that is due by `until` off the schedule. */
export const takeDue = (db: DatabaseSync, until: number): Plan | undefined =>
  db
    .prepare(
      `DELETE FROM sandbox_schedule WHERE id =
         (SELECT id FROM sandbox_schedule WHERE due_at <= ? ORDER BY due_at, id LIMIT 1)
       RETURNING ${columns}`,
    )
    .get(until) as unknown as Plan | undefined
