/** A frontend that does what docs/live.md says, over `createResumingClient`, and notes what it was shown. */
import { setTimeout } from 'node:timers/promises'
import type { ExecutionResult } from 'graphql-ws'
import { WebSocket } from 'ws'
import { createResumingClient } from '../../src/client/resume.ts'
import { decodeRef, encodeRef } from '../../src/domain/ref.ts'

interface SeenMessage {
  readonly id: string
  readonly upstreamId: string
  readonly text: string | null
}
interface SeenEvent {
  readonly __typename: string
  readonly cursor: string
  readonly message?: SeenMessage
}

const events = /* GraphQL */ `
  subscription Events($id: ID!, $after: String) {
    conversationEvents(conversationId: $id, after: $after) {
      __typename
      cursor
      ... on MessageAdded { message { id upstreamId text } }
    }
  }
`
const screen = /* GraphQL */ `
  query Screen($id: ID!, $before: String) {
    conversation(id: $id) {
      eventCursor
      messages(last: 50, before: $before) {
        nodes { id upstreamId text }
        pageInfo { hasPreviousPage startCursor }
      }
    }
  }
`
interface Screen {
  readonly eventCursor: string
  readonly messages: {
    readonly nodes: readonly SeenMessage[]
    readonly pageInfo: { readonly hasPreviousPage: boolean; readonly startCursor: string | null }
  }
}

/** Milliseconds until a frontend asks again for what was refused for now. */
const retryMs = 200

export const startChaosClient = async (firstUrl: string, conversationId: string) => {
  let url = firstUrl
  let socket: WebSocket | undefined
  let connections = 0
  let isEnded = false
  const id = encodeRef({ type: 'Conversation', account: 'chatwoot', path: [conversationId] })
  const added: SeenMessage[] = []
  const loaded: SeenMessage[] = []
  /** Those of each time between two `ResyncRequired`. */
  const cursors: string[][] = [[]]
  const failures: unknown[] = []

  const client = createResumingClient({
    url: () => `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryWait: () => setTimeout(20),
    on: {
      connected: (opened) => {
        socket = opened as WebSocket
        connections += 1
      },
    },
  })

  const ask = async (before: string | null): Promise<Screen> => {
    for (;;) {
      const answer = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: screen, variables: { id, before } }),
      })
        .then((response) => response.json() as Promise<ExecutionResult<{ conversation: Screen }>>)
        .catch(() => null)
      if (answer?.data && !answer.errors) return answer.data.conversation
      if (isEnded) throw new Error('Nobody waits for this screen any more.')
      await setTimeout(retryMs)
    }
  }
  const load = async (): Promise<void> => {
    for (let before: string | null = null, isMore = true; isMore; ) {
      const { messages }: Screen = await ask(before)
      loaded.push(...messages.nodes)
      before = messages.pageInfo.startCursor
      isMore = messages.pageInfo.hasPreviousPage
    }
  }

  const take = (event: SeenEvent): void => {
    if (event.__typename === 'ResyncRequired') {
      cursors.push([])
      load().catch((error: unknown) => failures.push(error))
    }
    cursors.at(-1)?.push(event.cursor)
    if (event.message) added.push(event.message)
  }

  /** Subscribes, and again whenever it was refused for now. */
  const subscribe = (after: string): void => {
    let next: string = after
    let isRefused = false
    const again = async () => {
      await setTimeout(retryMs)
      if (!isEnded) subscribe(next)
    }
    client.subscribe<{ conversationEvents: SeenEvent }>(
      { query: events, variables: { id, after } },
      {
        next: ({ data, errors }) => {
          isRefused = errors?.every(({ extensions }) => extensions?.retryable === true) ?? false
          if (errors && !isRefused) failures.push(...errors)
          if (!data?.conversationEvents) return
          take(data.conversationEvents)
          next = data.conversationEvents.cursor
        },
        error: (error) => failures.push(error),
        complete: () => {
          if (isRefused) void again()
          else if (!isEnded) failures.push(new Error('The subscription ended without a word.'))
        },
      },
    )
  }
  const { eventCursor } = await ask(null)
  subscribe(eventCursor)

  return {
    added,
    loaded,
    cursors,
    failures,
    connections: () => connections,
    /** How many different messages with this beginning it was shown. */
    count: (beginning: string) => textsOf([...added, ...loaded], beginning).size,
    /** Text by upstream id, of those with this beginning. */
    seen: (beginning: string) => textsOf([...added, ...loaded], beginning),
    /** Events that are not of the conversation. */
    foreign: () => added.filter((message) => decodeRef(message.id)?.path[0] !== conversationId),
    cut: () => socket?.terminate(),
    /** From the next connection on. */
    moveTo: (to: string) => {
      url = to
    },
    end: async () => {
      isEnded = true
      await client.dispose()
    },
  }
}

export type ChaosClient = Awaited<ReturnType<typeof startChaosClient>>

const textsOf = (messages: readonly SeenMessage[], beginning: string): Map<string, string> =>
  new Map(
    messages.flatMap(({ upstreamId, text }) => (text?.startsWith(beginning) ? [[upstreamId, text]] : [])),
  )
