import type { Cache } from '../port.ts'
import type { Database } from './database.ts'
import type { Group } from './group.ts'

export interface SqliteCacheDeps {
  readonly db: Database
  readonly group: Group
  readonly now: () => number
}

export const createSqliteCache = ({ db, group, now }: SqliteCacheDeps): Cache => ({
  get: async (account, key) => {
    const row = db.get<{ value: string }>(
      'SELECT value FROM cached WHERE account = ? AND key = ? AND until > ?',
      ...[account, key, now()],
    )
    return row && JSON.parse(row.value)
  },
  set: async (account, key, value, ttlMs) => {
    const at = now()
    const text = JSON.stringify(value)
    await group.write(() => {
      db.run('DELETE FROM cached WHERE until <= ?', at)
      db.run(
        'REPLACE INTO cached (account, key, value, until) VALUES (?, ?, ?, ?)',
        ...[account, key, text, at + ttlMs],
      )
    })
  },
})
