/** ActionCable as Chatwoot serves it: one channel, to which users subscribe with a token of their own. */
import type { WebSocket } from 'ws'
import { z } from 'zod'
import type { DialectSockets } from '../../dialect.ts'
import { agentOf } from '../auth.ts'
import type { Desk, UserRow } from '../rows.ts'
import { framesOf } from './frames.ts'

const command = z.object({ command: z.string(), identifier: z.string() })
const subscription = z.object({
  channel: z.literal('RoomChannel'),
  pubsub_token: z.string(),
  account_id: z.coerce.number(),
  user_id: z.coerce.number(),
})

interface Subscription {
  readonly userId: number
  readonly accountId: number
}

/** Milliseconds. */
const pingEvery = 3_000

export const createRoom = (desk: Desk): DialectSockets => {
  const rooms = new Map<WebSocket, Map<string, Subscription>>()

  /** Nothing is said to whoever is not admitted: Chatwoot trips over it and goes on. */
  const admit = (identifier: string): Subscription | undefined => {
    const { data: asked } = subscription.safeParse(jsonOf(identifier))
    const user =
      asked &&
      desk.sql.get<UserRow>(
        'SELECT * FROM chatwoot_users WHERE pubsub_token = ? AND id = ?',
        asked.pubsub_token,
        asked.user_id,
      )
    if (!user || !agentOf(desk, asked.account_id, user.id)) return undefined
    return { userId: user.id, accountId: asked.account_id }
  }

  const receive = (connection: WebSocket, subscriptions: Map<string, Subscription>, text: string): void => {
    const { data: received } = command.safeParse(jsonOf(text))
    if (!received) return
    const { identifier } = received
    if (received.command === 'unsubscribe') subscriptions.delete(identifier)
    if (received.command !== 'subscribe' || subscriptions.has(identifier)) return
    const admitted = admit(identifier)
    if (!admitted) return
    subscriptions.set(identifier, admitted)
    connection.send(JSON.stringify({ identifier, type: 'confirm_subscription' }))
  }

  return {
    path: '/cable',
    protocol: 'actioncable-v1-json',
    accept: (connection) => {
      const subscriptions = new Map<string, Subscription>()
      rooms.set(connection, subscriptions)
      connection.send(JSON.stringify({ type: 'welcome' }))
      const pings = setInterval(() => {
        connection.send(JSON.stringify({ type: 'ping', message: Math.floor(desk.now() / 1000) }))
      }, pingEvery)
      connection.on('message', (data) => receive(connection, subscriptions, String(data)))
      connection.on('close', () => {
        clearInterval(pings)
        rooms.delete(connection)
      })
    },
    onChange: (change) => {
      if (rooms.size === 0 || change.dialect !== 'chatwoot') return
      for (const { event, data, to } of framesOf(desk, change)) {
        for (const [connection, subscriptions] of rooms) {
          for (const [identifier, { userId, accountId }] of subscriptions) {
            const hears = to === 'ACCOUNT' ? accountId === data.account_id : to.includes(userId)
            if (hears) connection.send(JSON.stringify({ identifier, message: { event, data } }))
          }
        }
      }
    },
  }
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
