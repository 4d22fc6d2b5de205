import { Hono } from 'hono'
import { type Faults, faultSchema } from './faults.ts'
import type { LoggedRequest } from './log.ts'

interface Controls {
  readonly faults: Faults
  readonly requests: readonly LoggedRequest[]
  readonly clearRequests: () => void
}

/** The sandbox's own door, `/_sandbox`: lets another process ask for faults and see which requests arrived. */
export const controlRoutes = ({ faults, requests, clearRequests }: Controls): Hono => {
  const app = new Hono()
  app.get('/_sandbox/faults', (c) => c.json(faults.list()))
  app.post('/_sandbox/faults', async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined)
    const parsed = faultSchema.safeParse(body)
    if (!parsed.success) return c.json({ error: parsed.error.message }, 422)
    faults.add(parsed.data)
    return c.json(parsed.data, 201)
  })
  app.delete('/_sandbox/faults', (c) => {
    faults.clear()
    return c.body(null, 204)
  })
  app.get('/_sandbox/requests', (c) => c.json(requests))
  app.delete('/_sandbox/requests', (c) => {
    clearRequests()
    return c.body(null, 204)
  })
  return app
}
