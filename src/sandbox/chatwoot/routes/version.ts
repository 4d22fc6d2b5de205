import { Hono } from 'hono'
import type { Desk } from '../rows.ts'

/** Open to everybody, and not in Chatwoot's API document. */
export const versionRoutes = (desk: Desk) => {
  const app = new Hono()
  app.get('/api', (c) =>
    c.json({
      version: '4.15.1',
      timestamp: new Date(desk.now()).toISOString().slice(0, 19).replace('T', ' '),
      queue_services: 'ok',
      data_services: 'ok',
    }),
  )
  return app
}
