/** Where Infobip posts: subscriptions, each with a profile of its own that holds the address and its secrets. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Origin, UnsupportedError } from '../../domain/errors.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { Instant } from '../../domain/time.ts'
import type { HttpClient } from '../http/request.ts'
import type { Call, WebhookRegistration, WebhookRegistry } from '../port.ts'
import { isSafeId } from './id.ts'
import { defaultSecretHeader, type WebhookSecrets } from './webhook.ts'

const path = '/subscriptions/1/subscription/CUSTOMER_ENGAGEMENT'
const pageSize = 100
const maxPages = 20

/** All that the channel documents. Their names differ from the types of the events that then come. */
const events = [
  'CONVERSATION_ASSIGNMENT_UPDATED',
  'CONVERSATION_CREATED',
  'CONVERSATION_MESSAGE_DELETED',
  'CONVERSATION_MESSAGE_RECEIVED',
  'CONVERSATION_MESSAGE_UPDATED',
  'CONVERSATION_STATUS_UPDATED',
]

const subscription = z.object({
  subscriptionId: z.string(),
  events: z
    .array(z.string())
    .nullish()
    .transform((names) => names ?? []),
  profile: z.object({ webhook: z.object({ notifyUrl: z.string().nullish() }).nullish() }).nullish(),
})
/** How the list is wrapped is not documented. */
const rows = z.array(subscription)
const list = z.union([
  rows,
  z.object({ results: rows }).transform(({ results }) => results),
  z.object({ subscriptions: rows }).transform(({ subscriptions }) => subscriptions),
  z.object({ content: rows }).transform(({ content }) => content),
])

export const createWebhookRegistry = (
  http: Pick<HttpClient, 'request'>,
  origin: Origin,
  secrets: WebhookSecrets,
  now: () => Instant,
): WebhookRegistry => {
  const all = async (call: Call): Promise<readonly WebhookRegistration[]> => {
    const found: z.infer<typeof subscription>[] = []
    for (let page = 0; page < maxPages; page += 1) {
      const query = { page, size: pageSize }
      const spec = { operation: 'subscriptions.list', method: 'GET', path, query, schema: list } as const
      const some = await http.request(spec, call)
      found.push(...some)
      if (some.length < pageSize) break
    }
    return found.map(({ subscriptionId, events, profile }) => ({
      id: subscriptionId,
      url: profile?.webhook?.notifyUrl ?? '',
      events,
    }))
  }
  const remove = async (id: string, call: Call): Promise<void> => {
    const operation = 'subscriptions.delete'
    if (!isSafeId(id))
      throw new UnsupportedError(`The subscription ${id} has an id that no path can hold.`, origin)
    await http.request(
      { operation, method: 'DELETE', path: `${path}/${encodeURIComponent(id)}`, schema: z.unknown() },
      call,
    )
  }

  return {
    wanted: events,
    /** A subscription for the same address is made anew, because its secrets cannot be read. */
    register: async (url, call) => {
      const proof = proofOf(secrets)
      if (!proof) {
        const message = 'No secret is configured: without one, Parley believes no delivery.'
        throw new UnsupportedError(message, origin)
      }
      const known = (await all(call)).filter((each) => each.url === url)
      const name = `parley-${createHash('sha256').update(url).digest('hex').slice(0, 12)}-${now().toString(36)}`
      const body = { subscriptionId: name, name: 'Parley', events, profile: profileOf(name, url, proof) }
      await http.request(
        { operation: 'subscriptions.create', method: 'POST', path, body, schema: z.unknown() },
        call,
      )
      for (const { id } of known) await remove(id, call)
      return { id: name, url, events, secret: null, isNew: known.length === 0 }
    },
    list: all,
    remove: async (url, call) => {
      const found = (await all(call)).filter((each) => each.url === url)
      for (const { id } of found) await remove(id, call)
      return found.length
    },
    untold: [
      'messages that agents sent elsewhere: Infobip has no subscription for them',
      'changes of priority, queue, tags, topic and notes, unless they are subscribed to in the web interface',
      'delivery and reading of messages',
    ],
  }
}

/** What makes deliveries believable, in the terms of a profile; undefined where nothing is configured. */
const proofOf = (secrets: WebhookSecrets): JsonObject | undefined => {
  const { webhookUsername: username, webhookPassword: password, webhookSecret, webhookHmacSecret } = secrets
  const security: JsonObject | undefined =
    username !== undefined && password !== undefined
      ? { type: 'BASIC', credentials: { username, password } }
      : webhookHmacSecret !== undefined
        ? { type: 'HMAC', credentials: { secretKey: webhookHmacSecret, algorithm: hmacWord(secrets) } }
        : undefined
  if (!security && webhookSecret === undefined) return undefined
  return {
    ...(webhookSecret !== undefined && {
      headers: { [secrets.webhookSecretHeader ?? defaultSecretHeader]: webhookSecret },
    }),
    ...(security && { security }),
  }
}

const hmacWord = ({ webhookHmacAlgorithm: algorithm = 'sha256' }: WebhookSecrets): string =>
  algorithm === 'md5' ? 'HMAC_MD5' : `HMAC_SHA_${algorithm.slice(3)}`

const profileOf = (name: string, notifyUrl: string, { security, ...proof }: JsonObject): JsonObject => ({
  profileId: `${name}-profile`,
  webhook: { notifyUrl, contentType: 'application/json' },
  ...proof,
  ...(security !== undefined && { security: { authId: `${name}-auth`, ...(security as JsonObject) } }),
})
