import { afterAll, beforeAll, describe } from 'vitest'
import { findTool } from '../../support/find-tool.ts'
import { type Backend, redisBackends, startSqlite } from '../state/store.ts'
import { feedContract } from './feed.ts'
import { ingestContract } from './ingest.ts'
import { reconcileContract } from './reconcile.ts'

const program = await findTool('redis-server')

const contractOver = (name: string, isPossible: boolean, start: () => Promise<Backend>) =>
  describe.skipIf(!isPossible)(`${name}:`, () => {
    let backend: Backend
    beforeAll(async () => {
      backend = await start()
    })
    afterAll(() => backend.close())
    ingestContract(() => backend)
    feedContract(() => backend)
    reconcileContract(() => backend)
  })

contractOver('live over SQLite', true, startSqlite)
// Skipped only where there is no redis-server, for which `findTool` gives the reason aloud.
contractOver('live over Redis', program !== null, () => redisBackends.Redis(program as string))
