/**
 * One SQLite file in WAL mode, for several processes. Journal writes are committed with synchronous=NORMAL: they
 * outlive the process, however it ends, since they are in the kernel's hands; a power failure may take the last ones,
 * which reconciliation finds at the upstream again. Ledger writes are committed with FULL: nothing else knows of a
 * send that began, and forgetting it means sending twice.
 */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { StateUnavailableError } from '../../domain/errors.ts'
import { tables } from './tables.ts'

/** Marks an SQLite file as Parley's state ("PRLS"). */
const applicationId = 0x50524c53
/** Rises with every change of the tables. */
const schemaVersion = 1
/** Milliseconds a call waits, and the process with it, while another process writes. */
const busyTimeout = 1000

export interface Database {
  /** A row's type is a promise of whoever writes the query. Rejects with `StateUnavailableError`. */
  get<Row>(text: string, ...values: SQLInputValue[]): Row | undefined
  all<Row>(text: string, ...values: SQLInputValue[]): Row[]
  /** Number of rows changed. */
  run(text: string, ...values: SQLInputValue[]): number
  /** One transaction. `POWER` survives a power failure too; `PROCESS` the end of the process. */
  write<T>(survives: 'PROCESS' | 'POWER', work: () => T): T
  /** Changes when another connection has written. */
  foreignVersion(): number
  readonly isOpen: boolean
  close(): void
}

export const openDatabase = (file: string): Database => {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  const db = guarded(() => open(file))
  const statements = new Map<string, StatementSync>()
  const prepare = (text: string): StatementSync => {
    const statement = statements.get(text) ?? db.prepare(text)
    statements.set(text, statement)
    return statement
  }
  let kept: string | undefined
  return {
    get: <Row>(text: string, ...values: SQLInputValue[]) =>
      guarded(() => prepare(text).get(...values)) as Row | undefined,
    all: <Row>(text: string, ...values: SQLInputValue[]) =>
      guarded(() => prepare(text).all(...values)) as Row[],
    run: (text, ...values) => guarded(() => Number(prepare(text).run(...values).changes)),
    write: (survives, work) => {
      guarded(() => {
        if (survives !== kept)
          prepare(`PRAGMA synchronous = ${survives === 'POWER' ? 'FULL' : 'NORMAL'}`).run()
        kept = survives
        prepare('BEGIN IMMEDIATE').run()
      })
      try {
        const result = work()
        guarded(() => prepare('COMMIT').run())
        return result
      } catch (error) {
        if (db.isOpen && db.isTransaction) prepare('ROLLBACK').run()
        throw error
      }
    },
    foreignVersion: () => guarded(() => Number(prepare('PRAGMA data_version').get()?.data_version)),
    get isOpen() {
      return db.isOpen
    },
    close: () => {
      statements.clear()
      if (db.isOpen) db.close()
    },
  }
}

const open = (file: string): DatabaseSync => {
  let db: DatabaseSync
  try {
    db = new DatabaseSync(file)
  } catch (cause) {
    throw new Error(`The state cannot open its database ${file}.`, { cause })
  }
  try {
    db.exec(`PRAGMA busy_timeout = ${busyTimeout}`)
    checkOwner(db, file)
    db.exec('PRAGMA journal_mode = WAL; BEGIN IMMEDIATE')
    db.exec(tables)
    db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}; COMMIT`)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

const checkOwner = (db: DatabaseSync, file: string): void => {
  const pragma = (name: string) => Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0])
  let isEmpty: boolean
  try {
    isEmpty = db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined
  } catch (cause) {
    if (codeOf(cause) !== notADatabase) throw cause
    throw new Error(`${file} is not an SQLite database. Choose another file for the state.`, { cause })
  }
  if (isEmpty) return
  if (pragma('application_id') !== applicationId) {
    throw new Error(`${file} is a database of something else. Choose another file for the state.`)
  }
  const version = pragma('user_version')
  if (version !== schemaVersion) {
    throw new Error(
      `${file} was written by another version of Parley (schema ${version}, this one has ${schemaVersion}). ` +
        'Remove the file to begin with an empty state.',
    )
  }
}

const notADatabase = 26

/** SQLite's primary result codes that speak of the file's surroundings, not of a wrong statement. */
const troubles = new Set([5, 6, 8, 10, 11, 13, 14, notADatabase])

const codeOf = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined

const isTrouble = (error: unknown): boolean =>
  troubles.has(codeOf(error) ?? 0) ||
  (error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE') // closed

const guarded = <T>(call: () => T): T => {
  try {
    return call()
  } catch (error) {
    throw isTrouble(error) ? unavailable(error) : error
  }
}

const unavailable = (cause: unknown) => new StateUnavailableError('The state store is not available.', cause)
