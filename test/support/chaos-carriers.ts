/** The ways in which a frontend can take events, each going on after its last cursor whatever ends it. */
import { setTimeout } from 'node:timers/promises'
import { createClient as createSseClient } from 'graphql-sse'
import type { FormattedExecutionResult } from 'graphql-ws'
import { WebSocket } from 'ws'
import { createResumingClient } from '../../src/client/resume.ts'

export interface SeenEvent {
  readonly __typename: string
  readonly cursor: string
  /** With `MessageAdded` and `MessageUpdated`. */
  readonly message?: SeenMessage
}
export interface SeenMessage {
  readonly upstreamId: string
  readonly text: string | null
  readonly status: string
}

export interface Carriage {
  /** Where Parley is by now. */
  readonly url: () => string
  /** By account; absent: as the service. */
  readonly credentials?: Readonly<Record<string, string>> | undefined
  /** Null: everything of the caller's accounts. A global id. */
  readonly conversationId: string | null
  readonly after: string
  readonly next: (event: SeenEvent) => void
  /** Told of what no frontend expects. */
  readonly failed: (error: unknown) => void
}

export interface Carried {
  /** How often it got a connection, or a poller asked. */
  connections(): number
  /** Ends the connection that is open now, or the question under way, without a word. */
  cut(): void
  end(): Promise<void>
}

export type Carry = (carriage: Carriage) => Carried

/** Milliseconds until a frontend tries again, and between two questions of a poller. */
export const retryMs = 200

const fields = /* GraphQL */ `
  __typename
  cursor
  ... on MessageAdded { message { upstreamId text status } }
  ... on MessageUpdated { message { upstreamId text status } }
`
const subscriptionOf = (conversationId: string | null): string =>
  conversationId === null
    ? `subscription Events($after: String) { inboxEvents(after: $after) { ${fields} } }`
    : `subscription Events($id: ID!, $after: String) {
        conversationEvents(conversationId: $id, after: $after) { ${fields} }
      }`
const question = `query Events($id: ID, $after: String!) {
  events(conversationId: $id, after: $after) { events { ${fields} } cursor hasMore }
}`
const variablesOf = ({ conversationId }: Carriage, after: string) => ({
  ...(conversationId !== null && { id: conversationId }),
  after,
})
const eventIn = ({ data }: { readonly data?: Record<string, SeenEvent> | null }): SeenEvent | undefined =>
  Object.values(data ?? {})[0]

export const headersOf = (credentials: Carriage['credentials']): Record<string, string> => ({
  'content-type': 'application/json',
  ...(credentials && {
    'upstream-authorization': Object.entries(credentials)
      .map(([account, credential]) => `${account}="${credential}"`)
      .join(', '),
  }),
})

type Errors = FormattedExecutionResult['errors']

/** What is refused for now, or ended because it was read too slowly, is begun again. */
export const isPassing = (errors: Errors): boolean =>
  errors?.every(
    ({ extensions }) => extensions?.retryable === true || extensions?.code === 'SUBSCRIPTION_OVERFLOW',
  ) ?? true

export const overWebSocket: Carry = (carriage) => {
  const { url, credentials, next, failed, after } = carriage
  let socket: WebSocket | undefined
  let connections = 0
  let isEnded = false
  const client = createResumingClient({
    url: () => `${url().replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryWait: () => setTimeout(retryMs / 10),
    ...(credentials && { connectionParams: { upstreamAuthorization: credentials } }),
    on: {
      connected: (opened) => {
        socket = opened as WebSocket
        connections += 1
      },
    },
  })
  client.subscribe<Record<string, SeenEvent>>(
    { query: subscriptionOf(carriage.conversationId), variables: variablesOf(carriage, after) },
    {
      next: (result) => {
        const event = eventIn(result)
        if (event) next(event)
        else failed(result.errors)
      },
      error: failed,
      complete: () => {
        if (!isEnded) failed(new Error('The subscription ended without a word.'))
      },
    },
  )
  return {
    connections: () => connections,
    cut: () => socket?.terminate(),
    end: async () => {
      isEnded = true
      await client.dispose()
    },
  }
}

export const overEventStream: Carry = (carriage) => {
  const { url, credentials, conversationId, next, failed } = carriage
  let cutter = new AbortController()
  let connections = 0
  let isEnded = false
  let after = carriage.after
  const client = createSseClient({
    url: () => `${url()}/graphql`,
    headers: () => headersOf(credentials),
    retryAttempts: 0, // it would begin after the first cursor again
    fetchFn: async (address: string, init: RequestInit) => {
      cutter = new AbortController()
      const signals = [cutter.signal, ...(init.signal ? [init.signal] : [])]
      const answer = await fetch(address, { ...init, signal: AbortSignal.any(signals) })
      connections += 1
      return answer
    },
  })
  const again = async (): Promise<void> => {
    await setTimeout(retryMs / 10)
    if (!isEnded) begin()
  }
  const begin = (): void => {
    client.subscribe<Record<string, SeenEvent>>(
      { query: subscriptionOf(conversationId), variables: variablesOf(carriage, after) },
      {
        next: (result) => {
          const event = eventIn(result)
          if (event) {
            after = event.cursor
            next(event)
          } else if (!isPassing(result.errors as Errors)) failed(result.errors)
        },
        error: () => void again(),
        complete: () => void again(),
      },
    )
  }
  begin()
  return {
    connections: () => connections,
    cut: () => cutter.abort(),
    end: async () => {
      isEnded = true
      client.dispose()
    },
  }
}

interface Batch {
  readonly events: readonly SeenEvent[]
  readonly cursor: string
  readonly hasMore: boolean
}

export const byPolling: Carry = (carriage) => {
  const { url, credentials, next, failed } = carriage
  let cutter = new AbortController()
  let questions = 0
  let isEnded = false

  const ask = async (after: string): Promise<Batch | null> => {
    cutter = new AbortController()
    const answer = await postOperation<{ events: Batch | null }>(
      url(),
      credentials,
      { query: question, variables: variablesOf(carriage, after) },
      cutter.signal,
    )
    questions += 1
    if (!isPassing(answer?.errors)) failed(answer?.errors)
    return answer?.data?.events ?? null
  }
  const poll = async (): Promise<void> => {
    for (let after = carriage.after; !isEnded; ) {
      const batch = await ask(after)
      for (const event of batch?.events ?? []) next(event)
      after = batch?.cursor ?? after
      if (!batch?.hasMore) await setTimeout(retryMs)
    }
  }
  const polling = poll().catch(failed)
  return {
    connections: () => questions,
    cut: () => cutter.abort(),
    end: async () => {
      isEnded = true
      cutter.abort()
      await polling
    },
  }
}

/** Null when nobody answered. */
export const postOperation = async <T>(
  url: string,
  credentials: Carriage['credentials'],
  operation: { readonly query: string; readonly variables: object },
  signal?: AbortSignal,
): Promise<FormattedExecutionResult<T> | null> => {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: headersOf(credentials),
      body: JSON.stringify(operation),
      ...(signal && { signal }),
    })
    return (await response.json()) as FormattedExecutionResult<T>
  } catch {
    return null
  }
}
