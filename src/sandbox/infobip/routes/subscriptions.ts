/**
 * Subscriptions of the channel CUSTOMER_ENGAGEMENT, each with its profile. How a list is wrapped and what creation
 * answers is undocumented; secrets are not given back.
 */
import { Hono } from 'hono'
import { z } from 'zod'
import type { DialectDeps } from '../../dialect.ts'
import type { Env } from '../auth.ts'
import { readBody } from '../body.ts'
import { badRequest, noSuchResource } from '../faults.ts'
import { channel, type Profile, type SubscriptionRow, typesOfEvent } from '../webhook/notices.ts'

const text = z.string().min(1).max(255)
const draft = z.object({
  subscriptionId: text,
  name: text.optional(),
  events: z.array(z.string()).max(255),
  profile: z.object({
    profileId: text,
    webhook: z.object({
      notifyUrl: z.string().refine((url) => /^https?:\/\//.test(url) && URL.canParse(url)),
      contentType: z.string().optional(),
    }),
    headers: z.record(z.string(), z.string()).optional(),
    security: z
      .object({
        authId: text,
        type: z.enum(['BASIC', 'HMAC']),
        credentials: z.record(z.string(), z.string()),
      })
      .optional(),
  }),
})

const base = `/subscriptions/1/subscription/${channel}`

export const subscriptionRoutes = ({ db }: DialectDeps) => {
  const find = (tenant: string, id: string): SubscriptionRow => {
    const row = db.prepare('SELECT * FROM infobip_subscriptions WHERE id = ? AND tenant = ?').get(id, tenant)
    if (!row) throw noSuchResource()
    return row as unknown as SubscriptionRow
  }
  return new Hono<Env>()
    .get(base, (c) => {
      const [page, size] = [Number(c.req.query('page') ?? 0), Number(c.req.query('size') ?? 20)]
      if (!(page >= 0 && size >= 1 && size <= 100)) throw badRequest('Bad request')
      const rows = db
        .prepare('SELECT * FROM infobip_subscriptions WHERE tenant = ? ORDER BY rowid DESC')
        .all(c.var.caller.tenant) as unknown as SubscriptionRow[]
      return c.json({
        results: rows.slice(page * size, (page + 1) * size).map(subscriptionJson),
        paging: { page, size, totalResults: rows.length, totalPages: Math.ceil(rows.length / size) },
      })
    })
    .get(`${base}/:id`, (c) => c.json(subscriptionJson(find(c.var.caller.tenant, c.req.param('id')))))
    .post(base, async (c) => {
      const { subscriptionId, name, events, profile } = await readBody(c, draft)
      if (db.prepare('SELECT 1 FROM infobip_subscriptions WHERE id = ?').get(subscriptionId)) {
        throw badRequest('Subscription already exists.')
      }
      const { tenant } = c.var.caller
      const known = events.filter((event) => Object.hasOwn(typesOfEvent, event)) // others are silently ignored
      db.prepare(
        'INSERT INTO infobip_subscriptions (id, tenant, channel, name, events, profile) VALUES (?, ?, ?, ?, ?, ?)',
      ).run(subscriptionId, tenant, channel, name ?? null, JSON.stringify(known), JSON.stringify(profile))
      return c.json(subscriptionJson(find(tenant, subscriptionId)), 201)
    })
    .delete(`${base}/:id`, (c) => {
      const row = find(c.var.caller.tenant, c.req.param('id'))
      db.prepare('DELETE FROM infobip_subscriptions WHERE id = ?').run(row.id)
      return c.json(subscriptionJson(row))
    })
}

const subscriptionJson = ({ id, name, events, profile }: SubscriptionRow) => {
  const { security, ...rest } = JSON.parse(profile) as Profile
  return {
    subscriptionId: id,
    ...(name !== null && { name }),
    profile: { ...rest, ...(security && { security: { authId: security.authId, type: security.type } }) },
    events: JSON.parse(events) as unknown,
  }
}
