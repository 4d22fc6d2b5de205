/** For frontends: a graphql-ws client whose subscriptions go on where they were, whatever ended them. */
import {
  type Client,
  type ClientOptions,
  createClient,
  type FormattedExecutionResult,
  type Message,
  MessageType,
} from 'graphql-ws'

/**
 * As `createClient` of graphql-ws, and it tells Parley with each connection the last `cursor` that each operation
 * got. Operations must select `cursor`; give the first `after` from `eventCursor`, and drop what came already by
 * `cursor`. Unlike there, reconnecting is tried for ever, a dead connection is noticed within 10 seconds, and a
 * subscription that Parley ended because it read too slowly, or could not begin now, is begun again where it was, after
 * pauses that grow (`retryWait`).
 */
export const createResumingClient = (options: ClientOptions): Client => {
  const { retryWait = growingPause } = options
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
    let own = ''
    let retries = 0
    let isOver = false
    let end = () => {}
    const repeat = async (cursor?: string) => {
      try {
        if (!isOver) await retryWait(retries++)
        if (isOver) sink.complete()
        else begin(cursor)
      } catch (error) {
        sink.error(error)
      }
    }
    const begin = (cursor?: string) => {
      let again: { readonly cursor?: string } | undefined
      const extensions = { ...payload.extensions, ...(cursor !== undefined && { resume: cursor }) }
      end = subscribe<never, never>(cursor === undefined ? payload : { ...payload, extensions }, {
        ...sink,
        next: (result) => {
          again = whereAgain(result, cursors.get(own))
          if (again) return
          retries = 0
          sink.next(result)
        },
        complete: () => (again ? void repeat(again.cursor) : sink.complete()),
      })
      own = id
      if (cursor !== undefined) cursors.set(own, cursor)
    }
    begin()
    return () => {
      isOver = true
      forget(own)
      end()
    }
  }
  return client
}

/** Undefined for what is no such end. What a query or a mutation answers has `data`. */
const whereAgain = ({ data, errors }: FormattedExecutionResult, last: string | undefined) => {
  const ended = data === undefined ? errors?.map(({ extensions }) => extensions) : undefined
  const overflow = ended?.find((each) => each?.code === 'SUBSCRIPTION_OVERFLOW')
  if (typeof overflow?.cursor === 'string') return { cursor: overflow.cursor }
  return ended?.some((each) => each?.retryable === true) ? { cursor: last } : undefined
}

/** Half a second to a second, doubling up to 30. */
const growingPause = (retries: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, Math.min(1_000 * 2 ** retries, 30_000) * (0.5 + Math.random() / 2))
  })
