/** Fills the empty tables with the demo data: the same for the same `now`. */
import type { DatabaseSync } from 'node:sqlite'
import { arabic } from './seed/arabic.ts'
import { croatian } from './seed/croatian.ts'
import { english } from './seed/english.ts'
import { englishElsewhere } from './seed/english-elsewhere.ts'
import { insertStaff } from './seed/insert-staff.ts'
import { insertThread } from './seed/insert-thread.ts'
import { liveChat, otherTenantThreads } from './seed/live-chat.ts'
import { regulars } from './seed/regulars.ts'
import { spanish } from './seed/spanish.ts'

const threads = [
  ...english,
  ...englishElsewhere,
  liveChat,
  ...croatian,
  ...spanish,
  ...arabic,
  ...regulars,
  ...otherTenantThreads,
]

/** One transaction, or a part of the caller's. Does nothing when there are conversations already. */
export const seed = (db: DatabaseSync, now: number): void => {
  if (db.prepare('SELECT 1 FROM infobip_conversations LIMIT 1').get()) return
  db.exec('SAVEPOINT infobip_seed')
  try {
    insertStaff(db, now)
    for (const thread of threads) insertThread(db, now, thread)
    db.exec('RELEASE infobip_seed')
  } catch (error) {
    db.exec('ROLLBACK TO infobip_seed; RELEASE infobip_seed')
    throw error
  }
}
