/** The clients that frontends use, with the helper of `parley/client`. */
import { ApolloClient, gql, InMemoryCache } from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import type { Client } from 'graphql-ws'
import { subscriptionExchange, Client as UrqlClient } from 'urql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createResumingClient } from '../../../src/client/resume.ts'
import {
  collect,
  conversationEvents,
  eventCursor,
  exampleConversation,
  type LiveStack,
  type Loose,
  startLiveStack,
  tellMessage,
} from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'

let stack: LiveStack
beforeAll(async () => {
  stack = await startLiveStack()
})
afterAll(() => stack[Symbol.asyncDispose]())

type Take = (data: Loose) => void
type Subscribe = (client: Client, variables: Loose, take: Take) => void

const clients: Record<string, Subscribe> = {
  'Apollo Client': (client, variables, take) => {
    const apollo = new ApolloClient({
      link: new GraphQLWsLink(client),
      cache: new InMemoryCache({ possibleTypes }),
    })
    apollo
      .subscribe({ query: gql(conversationEvents), variables })
      .subscribe({ next: ({ data }) => take(data as Loose), error: console.error })
  },
  urql: (client, variables, take) => {
    const urql = new UrqlClient({
      url: stack.url,
      preferGetMethod: false,
      exchanges: [
        subscriptionExchange({
          forwardSubscription: (request) => ({
            subscribe: (sink) => ({
              unsubscribe: client.subscribe({ ...request, query: request.query ?? '' }, sink as never),
            }),
          }),
        }),
      ],
    })
    urql.subscription(conversationEvents, variables).subscribe(({ data }) => take(data))
  },
  'bare graphql-ws': (client, variables, take) => {
    const { results } = collect(client, conversationEvents, variables)
    const push = results.push.bind(results)
    results.push = (...items) => {
      for (const { data } of items) take(data as Loose)
      return push(...items)
    }
  },
}

const possibleTypes = { Event: ['MessageAdded', 'MessageUpdated', 'ResyncRequired'] }

let next = 8_000_000

test.each(Object.entries(clients))('%s goes on after a cut where it was', async (_name, subscribe) => {
  let socket: WebSocket | undefined
  const client = createResumingClient({
    url: stack.wsUrl,
    webSocketImpl: WebSocket,
    retryWait: async () => undefined,
    on: {
      connected: (opened) => {
        socket = opened as WebSocket
      },
    },
  })
  const got: string[] = []
  subscribe(
    client,
    { id: exampleConversation, after: await eventCursor(stack) },
    ({ conversationEvents: event }) => {
      if (event.message) got.push(event.message.upstreamId)
    },
  )
  await until(() => stack.counts().subscribers === 1)
  const sent: string[] = []
  for (let round = 0; round < 3; round += 1) {
    const id = String(next++)
    sent.push(id)
    await tellMessage(stack, id)
    await until(() => got.length === sent.length)
    socket?.terminate()
    const missed = String(next++)
    sent.push(missed)
    await tellMessage(stack, missed)
    await until(() => got.length === sent.length)
  }
  expect(got).toEqual(sent)
  await client.dispose()
  await until(() => stack.counts().subscribers === 0)
})
