/** Which subscriptions a change concerns, and how each knows who posts. */
import { createHash, createHmac } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { DialectWebhooks, Notice } from '../../dialect.ts'
import { demoTenant } from '../auth.ts'
import { payloadOf } from './payload.ts'

export interface SubscriptionRow {
  readonly id: string
  readonly tenant: string
  readonly channel: string
  readonly name: string | null
  /** JSON. */
  readonly events: string
  /** JSON. */
  readonly profile: string
}

export interface Profile {
  readonly profileId: string
  readonly webhook: { readonly notifyUrl: string; readonly contentType?: string }
  readonly headers?: Readonly<Record<string, string>>
  readonly security?: {
    readonly authId: string
    readonly type: string
    readonly credentials?: Readonly<Record<string, string>>
  }
}

export const channel = 'CUSTOMER_ENGAGEMENT'

/** The events that can be subscribed to by the API, with the types of what then comes. */
export const typesOfEvent: Readonly<Record<string, string>> = {
  CONVERSATION_ASSIGNMENT_UPDATED: 'CONVERSATION_ASSIGNMENT_UPDATED',
  CONVERSATION_CREATED: 'CONVERSATION_CREATED',
  CONVERSATION_MESSAGE_DELETED: 'INBOUND_MESSAGE_DELETED',
  CONVERSATION_MESSAGE_RECEIVED: 'INBOUND_MESSAGE',
  CONVERSATION_MESSAGE_UPDATED: 'CONVERSATION_MESSAGE_UPDATED',
  CONVERSATION_STATUS_UPDATED: 'CONVERSATION_STATUS_UPDATED',
}

/** What the demo posts with. Readable on purpose: it proves nothing but a sandbox. */
export const demoWebhookLogin = {
  username: 'sandbox-infobip',
  password: 'sandbox-infobip-webhook-password',
} as const

const demoId = 'demo'

export const createNotices = (db: DatabaseSync): DialectWebhooks => ({
  notices: (change) => {
    const subscriptions = (
      db.prepare('SELECT * FROM infobip_subscriptions ORDER BY id').all() as unknown as SubscriptionRow[]
    ).filter(({ events, id }) => id.startsWith(demoId) || wants(JSON.parse(events) as string[], change.kind))
    if (subscriptions.length === 0) return []
    const payload = payloadOf(db, change)
    if (!payload) return []
    return subscriptions
      .filter(({ tenant }) => payload.tenant === null || payload.tenant === tenant)
      .map(({ profile }) => noticeOf(JSON.parse(profile) as Profile, JSON.stringify(payload.body)))
  },
  /** Every type of event, as it can be arranged in the web interface; the API knows names for few of them. */
  connect: (url, besides) => {
    if (!besides) db.prepare('DELETE FROM infobip_subscriptions WHERE id GLOB ?').run(`${demoId}*`)
    const id = `${demoId}-${createHash('sha256').update(url).digest('hex').slice(0, 12)}`
    const profile: Profile = {
      profileId: `${id}-profile`,
      webhook: { notifyUrl: url, contentType: 'application/json' },
      security: { authId: `${id}-auth`, type: 'BASIC', credentials: demoWebhookLogin },
    }
    db.prepare(
      `INSERT OR REPLACE INTO infobip_subscriptions (id, tenant, channel, name, events, profile)
       VALUES (?, ?, ?, 'Demo', ?, ?)`,
    ).run(id, demoTenant, channel, JSON.stringify(Object.keys(typesOfEvent)), JSON.stringify(profile))
  },
})

const wants = (events: readonly string[], type: string): boolean =>
  events.some((event) => typesOfEvent[event] === type)

/** Which header carries the HMAC is undocumented; this is the one that others found. */
const noticeOf = ({ webhook, headers = {}, security }: Profile, body: string): Notice => ({
  url: webhook.notifyUrl,
  body,
  headers: {
    'Content-Type': webhook.contentType ?? 'application/json',
    ...headers,
    ...proofOf(security, body),
  },
})

const proofOf = (security: Profile['security'], body: string): Readonly<Record<string, string>> => {
  const { username, password, secretKey = '', algorithm = '' } = security?.credentials ?? {}
  switch (security?.type) {
    case 'BASIC':
      return { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
    case 'HMAC': {
      const name = algorithm === 'HMAC_MD5' ? 'md5' : `sha${algorithm.replace('HMAC_SHA_', '')}`
      return { 'X-Infobip-Signature': createHmac(name, secretKey).update(body).digest('hex') }
    }
    default:
      return {}
  }
}
