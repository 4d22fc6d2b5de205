import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { changeTables } from './changes.ts'
import type { Dialect } from './dialect.ts'
import { scheduleTables } from './schedule.ts'

/** Rises with every change of the tables. */
const schemaVersion = 2

/** Marks an SQLite file as the sandbox's own ("PRLY"). */
const applicationId = 0x50524c59

/** Milliseconds: another process may be filling the same file. */
const busyTimeout = 5_000

export interface StoreConfig {
  /** Path of the SQLite file, or `:memory:`. Missing folders are made. */
  readonly file: string
  readonly dialects: readonly Dialect[]
  /** Fill an empty database with demo data. */
  readonly seed: boolean
  /** Milliseconds: what the demo data's times lead up to. */
  readonly now: number
}

/** Opens the sandbox's database, makes its tables, and seeds it when it is empty. Throws when the file is another's. */
export const openStore = ({ file, dialects, seed, now }: StoreConfig): DatabaseSync => {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  const db = openDatabase(file)
  try {
    checkOwner(db, file)
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    db.exec('BEGIN IMMEDIATE')
    db.exec(scheduleTables + changeTables)
    for (const dialect of dialects) db.exec(dialect.tables)
    db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}`)
    if (seed && isEmpty(db)) for (const dialect of dialects) dialect.seed(db, now)
    db.exec('COMMIT')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

const openDatabase = (file: string): DatabaseSync => {
  try {
    return new DatabaseSync(file, { timeout: busyTimeout })
  } catch (cause) {
    throw new Error(`The sandbox cannot open its database ${file}.`, { cause })
  }
}

const checkOwner = (db: DatabaseSync, file: string): void => {
  const pragma = (name: string) => Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0])
  let tables: readonly string[]
  try {
    tables = tableNames(db)
  } catch (cause) {
    throw new Error(`${file} is not an SQLite database. Choose another file for the sandbox.`, { cause })
  }
  if (tables.length === 0) return
  if (pragma('application_id') !== applicationId) {
    throw new Error(`${file} is a database of something else. Choose another file for the sandbox.`)
  }
  const version = pragma('user_version')
  if (version !== schemaVersion) {
    throw new Error(
      `${file} was written by another version of the sandbox (schema ${version}, this one has ${schemaVersion}). ` +
        'Remove the file to begin with fresh demo data.',
    )
  }
}

const tableNames = (db: DatabaseSync): string[] =>
  db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all()
    .map((row) => String(row.name))

const isEmpty = (db: DatabaseSync): boolean =>
  tableNames(db).every((name) => db.prepare(`SELECT 1 FROM "${name}" LIMIT 1`).get() === undefined)
