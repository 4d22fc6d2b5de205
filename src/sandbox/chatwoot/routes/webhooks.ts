/** Where the account's events are posted; administrators only. Every read gives the secret. */
import { type Context, Hono } from 'hono'
import { seesAll, toInteger } from '../access.ts'
import type { ChatwootEnv } from '../auth.ts'
import { invalid, notPermitted, recordNotFound } from '../errors.ts'
import { parseObject, readBody } from '../params.ts'
import type { Desk, WebhookRow } from '../rows.ts'
import { newSecret, subscribable } from '../webhook/notices.ts'

export const webhookRoutes = (desk: Desk) => {
  const app = new Hono<ChatwootEnv>()

  app.use('/webhooks/*', async (c, next) => {
    if (c.get('principal').kind !== 'user' || !seesAll(c.get('principal'))) throw notPermitted()
    await next()
  })

  app.get('/webhooks', (c) => {
    const rows = desk.sql.all<WebhookRow>(
      'SELECT * FROM chatwoot_webhooks WHERE account_id = ? ORDER BY id',
      c.get('account').id,
    )
    return c.json({ payload: { webhooks: rows.map(webhookJson) } })
  })

  app.post('/webhooks', async (c) => {
    const values = await given(c)
    const id = desk.sql.insert('chatwoot_webhooks', {
      account_id: c.get('account').id,
      secret: newSecret(),
      ...check(desk, c.get('account').id, { url: '', name: null, subscriptions: '[]', ...values }, null),
    })
    return c.json({ payload: { webhook: webhookJson(find(c, id)) } })
  })

  app.patch('/webhooks/:id', async (c) => {
    const row = find(c, toInteger(c.req.param('id')))
    const { url, name, subscriptions } = { ...row, ...(await given(c)) }
    desk.sql.update(
      'chatwoot_webhooks',
      row.id,
      check(desk, row.account_id, { url, name, subscriptions }, row.id),
    )
    return c.json({ payload: { webhook: webhookJson(find(c, row.id)) } })
  })

  app.delete('/webhooks/:id', (c) => {
    desk.sql.run('DELETE FROM chatwoot_webhooks WHERE id = ?', find(c, toInteger(c.req.param('id'))).id)
    return c.body(null, 200)
  })

  const find = (c: Context<ChatwootEnv>, id: number): WebhookRow => {
    const row = desk.sql.get<WebhookRow>(
      'SELECT * FROM chatwoot_webhooks WHERE id = ? AND account_id = ?',
      id,
      c.get('account').id,
    )
    if (!row) throw recordNotFound()
    return row
  }

  return app
}

interface Values {
  readonly url: string
  readonly name: string | null
  /** JSON. */
  readonly subscriptions: string
}

/** Below `webhook`, or flat. */
const given = async (c: Context): Promise<Partial<Values>> => {
  const body = await readBody(c)
  const { url, name, subscriptions } = body.webhook === undefined ? body : parseObject(body.webhook)
  return {
    ...(url !== undefined && { url: String(url) }),
    ...(name !== undefined && { name: name === null ? null : String(name) }),
    ...(Array.isArray(subscriptions) && { subscriptions: JSON.stringify(subscriptions) }),
  }
}

const check = (desk: Desk, accountId: number, values: Values, id: number | null) => {
  if (!/^https?:\/\//.test(values.url) || !URL.canParse(values.url)) throw invalid('url', 'Url is invalid')
  const events = JSON.parse(values.subscriptions) as unknown[]
  if (events.length === 0 || !events.every((event) => (subscribable as unknown[]).includes(event))) {
    throw invalid('subscriptions', 'Subscriptions Invalid events')
  }
  const isTaken = desk.sql.get(
    'SELECT 1 FROM chatwoot_webhooks WHERE account_id = ? AND url = ? AND id IS NOT ?',
    accountId,
    values.url,
    id,
  )
  if (isTaken) throw invalid('url', 'Url has already been taken')
  return { ...values }
}

const webhookJson = (row: WebhookRow) => ({
  id: row.id,
  name: row.name,
  url: row.url,
  account_id: row.account_id,
  subscriptions: JSON.parse(row.subscriptions) as unknown,
  secret: row.secret,
})
