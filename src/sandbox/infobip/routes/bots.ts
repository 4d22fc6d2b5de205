import type { DatabaseSync } from 'node:sqlite'
import { Hono } from 'hono'
import type { DialectDeps } from '../../dialect.ts'
import type { Env } from '../auth.ts'
import { noSuchAgent } from '../faults.ts'
import { columns, listPage } from '../list.ts'
import { type BotRow, botJson } from '../shapes.ts'

const orderable = columns('id', 'displayName', 'channel', 'destination', 'enabled')

export const findBot = (db: DatabaseSync, id: string): BotRow | undefined =>
  db.prepare('SELECT * FROM infobip_bots WHERE id = ?').get(id) as BotRow | undefined

export const botRoutes = ({ db }: DialectDeps) =>
  new Hono<Env>()
    .get('/ccaas/1/bots', (c) => {
      const { rows, pagination } = listPage<BotRow>(db, c, { table: 'infobip_bots', orderable, where: [] })
      return c.json({ bots: rows.map(botJson), pagination })
    })
    .get('/ccaas/1/bots/:id', (c) => {
      const id = c.req.param('id')
      const bot = findBot(db, id)
      if (!bot) throw noSuchAgent(id)
      return c.json(botJson(bot))
    })
