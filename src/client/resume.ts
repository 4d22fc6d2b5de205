/** For frontends: a graphql-ws client whose subscriptions go on where they were after every reconnect. */
import { type Client, type ClientOptions, createClient, type Message, MessageType } from 'graphql-ws'

/**
 * As `createClient` of graphql-ws, and it tells Parley with each connection the last `cursor` that each operation
 * got. Operations must select `cursor`; give the first `after` from `eventCursor`, and drop what came already by
 * `cursor`. Unlike there, reconnecting is tried for ever, and a dead connection is noticed within 10 seconds.
 */
export const createResumingClient = (options: ClientOptions): Client => {
  const cursors = new Map<string, string>()
  /** Operations that may go on: an event that was under way when one ended must not bring its cursor back. */
  const running = new Set<string>()
  const forget = (operation: string) => {
    running.delete(operation)
    cursors.delete(operation)
  }
  let id = ''
  const note = (message: Message) => {
    if (message.type === MessageType.Complete || message.type === MessageType.Error) forget(message.id)
    if (message.type !== MessageType.Next || !running.has(message.id)) return
    for (const event of Object.values(message.payload.data ?? {})) {
      const cursor: unknown = (event as { readonly cursor?: unknown } | null)?.cursor
      if (typeof cursor === 'string') cursors.set(message.id, cursor)
    }
  }
  const client = createClient({
    retryAttempts: Number.POSITIVE_INFINITY,
    keepAlive: 10_000,
    ...options,
    connectionParams: async () => {
      const { connectionParams } = options
      const params = typeof connectionParams === 'function' ? await connectionParams() : connectionParams
      return { ...params, resume: Object.fromEntries(cursors) }
    },
    generateID: (payload) => {
      id = options.generateID?.(payload) ?? crypto.randomUUID()
      running.add(id)
      return id
    },
    on: {
      ...options.on,
      message: (message) => {
        note(message)
        options.on?.message?.(message)
      },
    },
  })
  const { subscribe } = client
  client.subscribe = (payload, sink) => {
    const end = subscribe(payload, sink)
    const own = id
    return () => {
      forget(own)
      end()
    }
  }
  return client
}
