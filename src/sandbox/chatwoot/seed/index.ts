import type { DatabaseSync } from 'node:sqlite'
import { createSql } from '../../sql.ts'
import { timeThread } from './compose.ts'
import { seedContacts } from './contacts.ts'
import { seedInboxes } from './inboxes.ts'
import { seedPeople } from './people.ts'
import { threads } from './threads/index.ts'
import { writeThreads } from './write.ts'

/** Two accounts: a busy shop, and a small one whose ids collide with the shop's. */
export const seed = (db: DatabaseSync, now: number): void => {
  const sql = createSql(db)
  const timed = threads().map((thread, index) => timeThread(thread, index, now))
  seedPeople(sql, now)
  seedInboxes(sql)
  seedContacts(sql, (key) => {
    const own = timed.filter(({ thread }) => thread.contact === key)
    return {
      first: Math.min(now, ...own.map(({ startedAt }) => startedAt)),
      last: Math.max(0, ...own.map(({ endedAt }) => endedAt)),
    }
  })
  writeThreads(sql, timed, now)
}
