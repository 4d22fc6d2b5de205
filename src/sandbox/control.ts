import { Hono } from 'hono'
import { z } from 'zod'
import { type Faults, faultSchema } from './faults.ts'
import { signOfSandbox } from './join.ts'
import type { Life } from './life.ts'
import type { LoggedRequest } from './log.ts'
import { addressesSchema, troubleSchema, type Webhooks } from './webhooks.ts'

interface Controls {
  readonly faults: Faults
  readonly requests: readonly LoggedRequest[]
  readonly clearRequests: () => void
  readonly life: Life
  readonly webhooks: Webhooks
}

const step = z.strictObject({ milliseconds: z.number().int().min(0).optional() })

/**
 * The sandbox's own door, `/_sandbox`: lets another process ask for faults, see which requests
 * arrived, have webhooks get lost, and let what is planned happen at once.
 */
export const controlRoutes = ({ faults, requests, clearRequests, life, webhooks }: Controls): Hono => {
  const app = new Hono()
  app.get('/_sandbox', (c) => c.json(signOfSandbox))
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
  app.get('/_sandbox/life', (c) => c.json(life.planned()))
  app.post('/_sandbox/life/run', async (c) => {
    const text = await c.req.text()
    const parsed = step.safeParse(text === '' ? {} : jsonOf(text))
    if (!parsed.success) return c.json({ error: parsed.error.message }, 422)
    return c.json({ happened: life.advance(parsed.data.milliseconds) })
  })
  app.post('/_sandbox/webhooks/trouble', async (c) => {
    const parsed = troubleSchema.safeParse(jsonOf(await c.req.text()))
    if (!parsed.success) return c.json({ error: parsed.error.message }, 422)
    webhooks.trouble(parsed.data)
    return c.json(parsed.data)
  })
  app.delete('/_sandbox/webhooks/trouble', (c) => {
    webhooks.trouble()
    return c.body(null, 204)
  })
  app.get('/_sandbox/webhooks', (c) => c.json(webhooks.posted))
  app.post('/_sandbox/webhooks', async (c) => {
    // A web page cannot send this type without being asked whether it may.
    if (c.req.header('content-type') !== 'application/json') return c.body(null, 415)
    const parsed = addressesSchema.safeParse(jsonOf(await c.req.text()))
    if (!parsed.success) return c.json({ error: parsed.error.message }, 422)
    webhooks.connect(parsed.data, true)
    return c.body(null, 204)
  })
  return app
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
