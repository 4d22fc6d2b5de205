/** Who is told of a change, and with which signature. */
import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import type { Change } from '../../changes.ts'
import type { DialectWebhooks, Notice } from '../../dialect.ts'
import type { Desk, WebhookRow } from '../rows.ts'
import { payloadOf } from './payload.ts'

/** All that an account may subscribe to. */
export const subscribable = [
  'conversation_status_changed',
  'conversation_updated',
  'conversation_created',
  'contact_created',
  'contact_updated',
  'message_created',
  'message_updated',
  'webwidget_triggered',
  'inbox_created',
  'inbox_updated',
  'conversation_typing_on',
  'conversation_typing_off',
]

export const newSecret = (): string => randomBytes(18).toString('base64url')

export const createNotices = (desk: Desk): DialectWebhooks => ({
  notices: (change) => {
    const webhooks = desk.sql
      .all<WebhookRow>(
        'SELECT * FROM chatwoot_webhooks WHERE account_id = ? ORDER BY id',
        Number(change.subject.account_id),
      )
      .filter(({ subscriptions }) => (JSON.parse(subscriptions) as string[]).includes(change.kind))
    return webhooks.length === 0 ? [] : noticesFor(desk, webhooks, change)
  },
  connect: (url, besides) => {
    const account = 1
    if (!besides)
      desk.sql.run('DELETE FROM chatwoot_webhooks WHERE account_id = ? AND name = ?', account, demoName)
    desk.sql.run('DELETE FROM chatwoot_webhooks WHERE account_id = ? AND url = ?', account, url)
    desk.sql.insert('chatwoot_webhooks', {
      account_id: account,
      name: demoName,
      url,
      subscriptions: JSON.stringify(subscribable),
      secret: demoWebhookSecret,
    })
  },
})

/** Signs what the demo posts. Readable on purpose: it proves nothing but a sandbox. */
export const demoWebhookSecret = 'sandbox-chatwoot-webhook-secret'
const demoName = 'Demo'

const noticesFor = (desk: Desk, webhooks: readonly WebhookRow[], change: Change): readonly Notice[] => {
  const payload = payloadOf(desk, change)
  if (!payload) return []
  const body = JSON.stringify(payload)
  const timestamp = String(Math.floor(desk.now() / 1000))
  return webhooks.map(({ url, secret }) => ({
    url,
    body,
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json',
      'X-Chatwoot-Delivery': randomUUID(),
      'X-Chatwoot-Timestamp': timestamp,
      'X-Chatwoot-Signature': `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`,
    },
  }))
}
