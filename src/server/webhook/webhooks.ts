/**
 * `POST /webhooks/:account`: an upstream tells what happened. The bytes are verified before anything is read of them,
 * and the answer is 2xx only once everything is stored, so that whoever tries again does so for what is not.
 */
import { type Context, Hono } from 'hono'
import { ForbiddenError, NotFoundError, StateUnavailableError } from '../../domain/errors.ts'
import { hashOf } from '../../kit/hash.ts'
import type { NewsDesk } from '../../live/news.ts'
import type { Cache } from '../../state/port.ts'
import type { RawDelivery } from '../../upstream/port.ts'
import { ClientGoneError } from '../rest/client-gone.ts'
import { describe, RestError } from '../rest/error.ts'
import { answer, type RestConfig, type RestEnv } from '../rest/index.ts'
import type { Deliveries } from './deliveries.ts'

export interface WebhooksConfig extends RestConfig {
  readonly news: Pick<NewsDesk, 'take' | 'missed'>
  readonly cache: Cache
  readonly deliveries: Pick<Deliveries, 'note'>
  /** `result`: `STORED`, `REPEATED`, or the code with which it was refused; `account` is null for one that is not here. */
  readonly onDelivery?: (account: string | null, result: string) => void
}

const maxBytes = 1024 * 1024
/** Milliseconds for which a delivery is known again; a signature is good for less. */
const memoryMs = 24 * 60 * 60_000

export const createWebhooks = (config: WebhooksConfig): Hono<RestEnv> => {
  const routes = new Hono<RestEnv>()
  routes.post('/:account', (c) =>
    answer(c, config, async ({ requestId }) => {
      const account = c.req.param('account')
      const tell = createTelling(account, requestId, config)
      try {
        tell.taken(await receive(c, account, config))
      } catch (error) {
        tell.refused(error)
        throw error
      }
      return c.body(null, 204)
    }),
  )
  return routes
}

/** A name that is not an account's is the work of strangers: it goes into no log and no metric. */
const createTelling = (name: string, requestId: string, { upstreams, log, onDelivery }: WebhooksConfig) => {
  const account = upstreams.some(({ upstream }) => upstream.account.name === name) ? name : null
  return {
    taken: (result: 'STORED' | 'REPEATED') => onDelivery?.(account, result),
    refused: (error: unknown) => {
      if (error instanceof ClientGoneError) return
      const { code, message } = describe(error)
      onDelivery?.(account, code)
      log.warn({ requestId, account, code, reason: message }, 'webhook refused')
    },
  }
}

const receive = async (
  c: Context<RestEnv>,
  account: string,
  { upstreams, news, cache, deliveries, now }: WebhooksConfig,
): Promise<'STORED' | 'REPEATED'> => {
  const upstream = upstreams.map((each) => each.upstream).find((each) => each.account.name === account)
  if (!upstream) throw new NotFoundError('There is no such account here.')
  const { webhook } = upstream
  if (!webhook) throw new ForbiddenError('This account takes no webhooks: no secret is configured for them.')
  refuseOtherTypes(c)
  const body = await readBody(c)
  const receivedAt = now()
  const delivery: RawDelivery = { body, header: (name) => c.req.header(name), receivedAt }

  const proof = webhook.verify(delivery)
  const key = proof === null ? null : `webhook:${hashOf(proof)}`
  if (key !== null && (await wasStored(account, key, cache, news))) return 'REPEATED'
  const told = webhook.decode(delivery)
  deliveries.note(account, receivedAt)
  await news.take(account, told, receivedAt)
  if (key !== null) await cache.set(account, key, true, memoryMs)
  return 'STORED'
}

const wasStored = async (
  account: string,
  key: string,
  cache: Cache,
  news: Pick<NewsDesk, 'missed'>,
): Promise<boolean> => {
  try {
    return (await cache.get(account, key)) !== undefined
  } catch (error) {
    if (error instanceof StateUnavailableError) news.missed(account) // nobody posts it again
    throw error
  }
}

const refuseOtherTypes = (c: Context<RestEnv>): void => {
  const type = c.req.header('content-type') ?? ''
  const encoding = c.req.header('content-encoding') ?? 'identity'
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(type) || encoding !== 'identity') {
    throw new RestError(415, 'BAD_USER_INPUT', 'A delivery is application/json, not compressed.')
  }
}

/** The bytes as they came: parsed and written again, they would not fit their signature. */
const readBody = async (c: Context<RestEnv>): Promise<Uint8Array> => {
  if (Number(c.req.header('content-length')) > maxBytes) throw tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of c.req.raw.body ?? []) {
      size += chunk.length
      if (size > maxBytes) throw tooLarge()
      chunks.push(chunk)
    }
  } catch (error) {
    throw error instanceof RestError ? error : new ClientGoneError()
  }
  return Buffer.concat(chunks)
}

const tooLarge = (): RestError => new RestError(413, 'BAD_USER_INPUT', 'A delivery has at most 1 MiB.')
