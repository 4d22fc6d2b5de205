import { afterAll, beforeAll, describe } from 'vitest'
import { findTool } from '../../support/find-tool.ts'
import { cacheContract } from './cache.ts'
import { followContract } from './follow.ts'
import { journalContract } from './journal.ts'
import { ledgerContract } from './ledger.ts'
import { type Backend, redisBackends, startSqlite } from './store.ts'

const program = await findTool('redis-server')

const contractOver = (name: string, isPossible: boolean, start: () => Promise<Backend>) =>
  describe.skipIf(!isPossible)(`${name}:`, () => {
    let backend: Backend
    beforeAll(async () => {
      backend = await start()
    })
    afterAll(() => backend.close())
    journalContract(() => backend)
    followContract(() => backend)
    ledgerContract(() => backend)
    cacheContract(() => backend)
  })

contractOver('SQLite', true, startSqlite)
for (const [name, start] of Object.entries(redisBackends)) {
  // Skipped only where there is no redis-server, for which `findTool` gives the reason aloud.
  contractOver(name, program !== null, () => start(program as string))
}
