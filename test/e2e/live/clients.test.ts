/** The clients that frontends use, with the helper of `parley/client`. */
import type { Socket } from 'node:net'
import { ApolloClient, gql, InMemoryCache } from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import type { Client } from 'graphql-ws'
import { subscriptionExchange, Client as UrqlClient } from 'urql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createResumingClient } from '../../../src/client/resume.ts'
import type { State } from '../../../src/state/port.ts'
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
type Subscribe = (client: Client, variables: Loose, take: Take, fail: (error: unknown) => void) => void

const clients: Record<string, Subscribe> = {
  'Apollo Client': (client, variables, take, fail) => {
    const apollo = new ApolloClient({
      link: new GraphQLWsLink(client),
      cache: new InMemoryCache({ possibleTypes }),
    })
    apollo
      .subscribe({ query: gql(conversationEvents), variables })
      .subscribe({ next: ({ data }) => take(data as Loose), error: fail })
  },
  urql: (client, variables, take, fail) => {
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
    urql.subscription(conversationEvents, variables).subscribe(({ data, error }) => {
      if (error) fail(error)
      else take(data)
    })
  },
  'bare graphql-ws': (client, variables, take, fail) => {
    const { results } = collect(client, conversationEvents, variables)
    const push = results.push.bind(results)
    results.push = (...items) => {
      for (const { data, errors } of items) {
        if (errors) fail(errors)
        else take(data as Loose)
      }
      return push(...items)
    }
  },
}

const possibleTypes = { Event: ['MessageAdded', 'MessageUpdated', 'ResyncRequired'] }

let next = 8_000_000

const open = async (subscribe: Subscribe, { withAfter = true, lazyCloseTimeout = 0 } = {}) => {
  const sockets: WebSocket[] = []
  const waits: number[] = []
  const client = createResumingClient({
    url: stack.wsUrl,
    webSocketImpl: WebSocket,
    lazyCloseTimeout,
    retryWait: async (retries) => void waits.push(retries),
    on: { connected: (opened) => sockets.push(opened as WebSocket) },
  })
  const got: string[] = []
  const errors: unknown[] = []
  subscribe(
    client,
    { id: exampleConversation, ...(withAfter && { after: await eventCursor(stack) }) },
    ({ conversationEvents: event }) => {
      if (event.message) got.push(event.message.upstreamId)
    },
    (error) => errors.push(error),
  )
  return { client, sockets, waits, got, errors }
}

test.each(Object.entries(clients))('%s goes on after a cut where it was', async (_name, subscribe) => {
  const { client, sockets, got } = await open(subscribe)
  await until(() => stack.counts().subscribers === 1)
  const sent: string[] = []
  for (let round = 0; round < 3; round += 1) {
    const id = String(next++)
    sent.push(id)
    await tellMessage(stack, id)
    await until(() => got.length === sent.length)
    sockets.at(-1)?.terminate()
    const missed = String(next++)
    sent.push(missed)
    await tellMessage(stack, missed)
    await until(() => got.length === sent.length)
  }
  expect(got).toEqual(sent)
  await client.dispose()
  await until(() => stack.counts().subscribers === 0)
})

test.each(Object.entries(clients))(
  '%s goes on where it was after it read too slowly',
  async (_name, subscribe) => {
    const { client, sockets, waits, got, errors } = await open(subscribe, {
      withAfter: false,
      lazyCloseTimeout: 60_000,
    })
    await until(() => stack.counts().subscribers === 1)
    const socket = (sockets[0] as unknown as { _socket: Socket })._socket
    socket.pause()
    const ids = Array.from({ length: 900 }, () => String(next++)) // more than the network holds, and a queue
    for (const id of ids) await tellMessage(stack, id, 'x'.repeat(20_000))
    await until(() => stack.counts().subscribers === 0)
    socket.resume()
    await until(() => got.length >= ids.length)
    expect(got).toEqual(ids)
    expect(errors).toEqual([])
    expect(waits).toEqual([0])
    expect(sockets).toHaveLength(1) // begun again on the connection that is open
    await tellMessage(stack, String(next))
    await until(() => got.at(-1) === String(next))
    sockets.at(-1)?.terminate() // and from the place after that, not from where it was begun again
    next += 1
    await tellMessage(stack, String(next))
    await until(() => got.at(-1) === String(next))
    expect(got).toHaveLength(ids.length + 2)
    next += 1
    await client.dispose()
    await until(() => stack.counts().subscribers === 0)
  },
)

test.each(Object.entries(clients))('%s waits until subscriptions can be had', async (_name, subscribe) => {
  const { ready } = stack.state as State
  Object.assign(stack.state as State, { ready: async () => false })
  const { client, waits, got, errors } = await open(subscribe)
  await until(() => waits.length >= 3)
  expect(waits.slice(0, 3)).toEqual([0, 1, 2])
  const missed = String(next++)
  await tellMessage(stack, missed)
  Object.assign(stack.state as State, { ready })
  await until(() => got.length === 1)
  expect(got).toEqual([missed])
  expect(errors).toEqual([])
  await client.dispose()
  await until(() => stack.counts().subscribers === 0)
})

test('what is no subscription is answered once, and one that was ended is not begun again', async () => {
  const { ready } = stack.state as State
  Object.assign(stack.state as State, { ready: async () => false })
  const released = Promise.withResolvers<void>()
  let tries = 0
  const client = createResumingClient({
    url: stack.wsUrl,
    webSocketImpl: WebSocket,
    retryWait: () => {
      tries += 1
      return released.promise
    },
  })
  const refused = collect(client, 'query { nothing }')
  await until(refused.isOver)
  expect(refused.errors).toHaveLength(1)
  const ended = collect(client, conversationEvents, { id: exampleConversation })
  await until(() => tries === 1)
  ended.end()
  Object.assign(stack.state as State, { ready })
  released.resolve()
  await until(ended.isOver)
  expect(stack.counts().subscribers).toBe(0)
  expect(ended.results).toEqual([])
  await client.dispose()
})
