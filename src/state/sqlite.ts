import { defaultRetention, type Retention, type State } from './port.ts'
import { createSqliteCache } from './sqlite/cache.ts'
import { openDatabase } from './sqlite/database.ts'
import { createDoorbell } from './sqlite/doorbell.ts'
import { createGroup } from './sqlite/group.ts'
import { createSqliteJournal } from './sqlite/journal.ts'
import { createSqliteLedger } from './sqlite/ledger.ts'

export interface SqliteStateConfig {
  /** Path of the SQLite file, or `:memory:`. Missing folders are made. Several processes on one machine may share it. */
  readonly file: string
  readonly retention?: Partial<Retention>
}

export interface SqliteStateDeps {
  /** Milliseconds. */
  readonly now: () => number
  readonly randomId: () => string
}

/** The embedded state. Throws when the file cannot be opened, is another program's, or of another version. */
export const createSqliteState = (config: SqliteStateConfig, { now, randomId }: SqliteStateDeps): State => {
  const db = openDatabase(config.file)
  const group = createGroup(db)
  const doorbell = createDoorbell(db)
  const retention = { ...defaultRetention, ...config.retention }
  return {
    journal: createSqliteJournal({ db, group, doorbell, retention, now, randomId }),
    ledger: createSqliteLedger({ db, now }),
    cache: createSqliteCache({ db, group, now }),
    ready: async () => {
      try {
        db.get('SELECT count(*) FROM account')
        return true
      } catch {
        return false
      }
    },
    describe: async () => {
      const row = db.get<{ version: string }>('SELECT sqlite_version() AS version')
      return { kind: 'SQLite', version: row?.version ?? '' }
    },
    close: async () => {
      group.flush()
      doorbell.close()
      db.close()
    },
  }
}
