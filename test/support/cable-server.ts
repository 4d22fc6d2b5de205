/**
 * A server of ActionCable as it is written in the facts about Chatwoot, §6, and by nothing else: neither the adapter
 * nor the sandbox had a part in it. It admits the token `T` of user 3 in account 1.
 */
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

export interface CableServer extends AsyncDisposable {
  /** Where Chatwoot would be. */
  readonly url: string
  readonly requests: readonly IncomingMessage[]
  /** Identifiers of the subscriptions that were asked for, to the byte. */
  readonly subscribed: readonly string[]
  /** Everything else that clients sent. */
  readonly commands: readonly string[]
  /** Connections that are open. */
  readonly open: () => number
  /** What it does with connections from now on. */
  behave(behaviour: Partial<CableBehaviour>): void
  /** Sends text to every connection. */
  send(text: string): void
  /** Sends an event to everybody who subscribed. */
  tell(event: string, data: object): void
  /** Ends every connection without a word. */
  cut(): void
}

export interface CableBehaviour {
  readonly isWelcoming: boolean
  /** Milliseconds; null: never. */
  readonly pingEvery: number | null
}

export const startCableServer = async (): Promise<CableServer> => {
  const requests: IncomingMessage[] = []
  const subscribed: string[] = []
  const commands: string[] = []
  const identifiers = new Map<WebSocket, string>()
  let behaviour: CableBehaviour = { isWelcoming: true, pingEvery: 3_000 }
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    handleProtocols: (offered) => (offered.has('actioncable-v1-json') ? 'actioncable-v1-json' : false),
  })
  server.on('connection', (socket, request) => {
    requests.push(request)
    if (behaviour.isWelcoming) socket.send('{"type":"welcome"}')
    const ping = () => socket.send(`{"type":"ping","message":${Math.floor(Date.now() / 1000)}}`)
    const timer = behaviour.pingEvery === null ? undefined : setInterval(ping, behaviour.pingEvery)
    socket.on('close', () => {
      clearInterval(timer)
      identifiers.delete(socket)
    })
    socket.on('message', (data) => {
      const { command, identifier } = JSON.parse(String(data)) as { command: string; identifier: string }
      if (command !== 'subscribe') {
        commands.push(String(data))
        return
      }
      subscribed.push(identifier)
      const asked = JSON.parse(identifier) as Record<string, unknown>
      const isAdmitted = asked.pubsub_token === 'T' && asked.user_id === 3 && asked.account_id === 1
      if (asked.channel !== 'RoomChannel' || !isAdmitted || identifiers.has(socket)) return
      identifiers.set(socket, identifier)
      socket.send(JSON.stringify({ identifier, type: 'confirm_subscription' }))
    })
  })
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    subscribed,
    commands,
    open: () => server.clients.size,
    behave: (change) => {
      behaviour = { ...behaviour, ...change }
    },
    send: (text) => {
      for (const socket of server.clients) socket.send(text)
    },
    tell: (event, data) => {
      for (const [socket, identifier] of identifiers) {
        socket.send(JSON.stringify({ identifier, message: { event, data } }))
      }
    },
    cut: () => {
      for (const socket of server.clients) socket.terminate()
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of server.clients) socket.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A message in the push shape, §3.2 and §3.6, in account 1. */
export const pushMessage = {
  id: 4181,
  content: 'Your order ships today',
  account_id: 1,
  inbox_id: 7,
  conversation_id: 32,
  message_type: 1,
  created_at: 1750148223,
  updated_at: '2025-06-17T08:17:03.512Z',
  private: false,
  status: 'delivered',
  source_id: null,
  content_type: 'text',
  content_attributes: { in_reply_to: 4177, in_reply_to_external_id: null },
  sender_type: 'User',
  sender_id: 3,
  external_source_ids: {},
  additional_attributes: {},
  processed_message_content: 'Your order ships today',
  sentiment: {},
  conversation: {
    assignee_id: 3,
    unread_count: 0,
    last_activity_at: 1750148223,
    contact_inbox: { source_id: '15550100' },
  },
  sender: {
    id: 3,
    name: 'Ana Ruiz',
    available_name: 'Ana',
    avatar_url: '',
    type: 'user',
    availability_status: 'online',
    thumbnail: '',
  },
}

/** A conversation in the push shape, §4, in account 1. */
export const pushConversation = {
  additional_attributes: {},
  can_reply: true,
  channel: 'Channel::Whatsapp',
  contact_inbox: {
    id: 55,
    contact_id: 12,
    inbox_id: 7,
    source_id: '15550100',
    hmac_verified: false,
    pubsub_token: 'secret of the contact',
  },
  id: 32,
  inbox_id: 7,
  account_id: 1,
  messages: [],
  labels: ['billing'],
  meta: {
    sender: { id: 12, name: 'Sam Lee', phone_number: '+15550100', thumbnail: '', type: 'contact' },
    assignee: { id: 3, name: 'Ana Ruiz', available_name: 'Ana', type: 'user', thumbnail: '' },
    assignee_type: 'User',
    team: { id: 2, name: 'billing' },
    hmac_verified: false,
  },
  status: 'pending',
  custom_attributes: {},
  snoozed_until: null,
  unread_count: 4,
  first_reply_created_at: '2025-06-17T08:17:03.000Z',
  priority: 'high',
  waiting_since: 0,
  agent_last_seen_at: 1750148100,
  contact_last_seen_at: 0,
  last_activity_at: 1750148223,
  timestamp: 1750148223,
  created_at: 1750000000,
  updated_at: 1750148223.512,
}
