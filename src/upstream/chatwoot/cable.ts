/**
 * Chatwoot's live connection, ActionCable, with the user's own token. The protocol, the heartbeat and connecting again
 * are AnyCable's client; what it leaves open is closed here (docs/adr/0014).
 */
import { backoffWithJitter, createCable } from '@anycable/core'
import { type Origin, UpstreamUnavailableError } from '../../domain/errors.ts'
import type { Instant } from '../../domain/time.ts'
import { parseJson } from '../../kit/json.ts'
import { defaultSocketLimits, type SocketLimits, socketClass, socketUrl } from '../http/socket.ts'
import type { Upstream } from '../port.ts'
import { newsOfFrame } from './cable-frame.ts'
import type { ChatwootClient } from './client.ts'
import type { Site } from './map/site.ts'

export interface CableLimits extends SocketLimits {
  /** Milliseconds between two pings of Chatwoot; a connection that misses two is given up. Default 3,000. */
  readonly pingInterval: number
  /**
   * Milliseconds within which a subscription must be confirmed. Chatwoot says nothing at all to a token that it does
   * not know. Default 5,000.
   */
  readonly confirmTimeout: number
  /** Milliseconds until the next try, after so many. Default: a second to half a minute, spread. */
  readonly retryDelay: (attempts: number) => number
}

const backoff = backoffWithJitter(1_000, { maxInterval: 30_000 })

export const defaultCableLimits: CableLimits = {
  ...defaultSocketLimits,
  pingInterval: 3_000,
  confirmTimeout: 5_000,
  retryDelay: (attempts) => backoff(Math.min(attempts, 10)), // its powers of two become no number at all
}

export interface CableConfig {
  readonly client: Pick<ChatwootClient, 'cableKey'>
  readonly baseUrl: string
  readonly accountId: string
  readonly origin: Origin
  readonly site: Site
  readonly now: () => Instant
  readonly limits?: Partial<CableLimits>
}

export const createCableListener = (config: CableConfig): NonNullable<Upstream['listen']> => {
  const { client, accountId, origin, site, now } = config
  const limits = { ...defaultCableLimits, ...config.limits }
  const url = socketUrl(config.baseUrl, '/cable')
  const openCable = () =>
    createCable(url, {
      protocol: 'actioncable-v1-json',
      protocolOptions: { subscribeRetryInterval: limits.confirmTimeout / 2 }, // it asks twice
      encoder: { encode: JSON.stringify, decode },
      websocketImplementation: socketClass(limits),
      pingInterval: limits.pingInterval,
      reconnectStrategy: limits.retryDelay,
    })

  return async (call, listener) => {
    const { id, pubsub_token } = await client.cableKey(call)
    if (call.signal.aborted) return
    const cable = openCable()
    const room = cable.subscribeTo('RoomChannel', {
      pubsub_token,
      account_id: Number(accountId),
      user_id: Number(id),
    })
    let isUp = false
    const down = () => {
      if (isUp) listener.down()
      isUp = false
    }
    room.on('connect', () => {
      isUp = true
      listener.up()
    })
    room.on('disconnect', down)
    room.on('message', (frame) => {
      const at = now()
      const news = newsOfFrame(frame, { accountId, site, at })
      if (news.length > 0) listener.news(news, at)
    })
    try {
      await new Promise<void>((resolve, reject) => {
        call.signal.addEventListener('abort', () => resolve(), { once: true })
        // the library's own error names the token
        room.on('close', () => reject(notAdmitted(origin)))
        cable.on('close', () => reject(notAdmitted(origin)))
      })
    } finally {
      cable.disconnect()
      down()
    }
  }
}

const notAdmitted = (origin: Origin) =>
  new UpstreamUnavailableError(`${origin.account} does not admit this user to its live connection.`, origin)

/** Undefined is dropped; the library takes the fields of whatever else it gets. */
const decode = (text: string | Uint8Array): object | undefined => {
  try {
    const frame = parseJson(String(text))
    return typeof frame === 'object' && frame !== null ? frame : undefined
  } catch {
    return undefined
  }
}
