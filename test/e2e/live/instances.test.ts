import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createResumingClient } from '../../../src/client/resume.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts'
import { findTool } from '../../support/find-tool.ts'
import {
  collect,
  conversationEvents,
  eventCursor,
  exampleConversation,
  type LiveStack,
  type Loose,
  sendMessage,
  startLiveStack,
  wsClient,
} from '../../support/live-stack.ts'
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts'
import { until } from '../../support/until.ts'

const program = await findTool('redis-server')

describe.skipIf(program === null)('two instances over one Redis', () => {
  let redis: RedisServer
  let sandbox: Sandbox
  let one: LiveStack
  let two: LiveStack
  beforeAll(async () => {
    redis = await startRedisServer(program as string)
    sandbox = await startSandbox({ file: ':memory:', port: 0, life: false })
    const options = { sandbox, config: { redisUrl: redis.url } }
    one = await startLiveStack(options)
    two = await startLiveStack(options)
    for (const each of [one, two]) await until(async () => (await isUp(each.url)) && (await follows(each)))
  })
  afterAll(async () => {
    await Promise.all([one, two].map((each) => each[Symbol.asyncDispose]()))
    await sandbox.close()
    await redis.close()
  })

  const isUp = async (url: string) => {
    const { state } = (await (await fetch(`${url}/ready`)).json()) as { state: object }
    expect(state).toMatchObject({ kind: 'redis' })
    return (state as { status: string }).status === 'UP'
  }
  /** As soon as it follows the journal. */
  const follows = async (stack: LiveStack) => {
    try {
      return (await eventCursor(stack)) !== null
    } catch (error) {
      expect(String(error)).toContain('"retryable":true')
      return false
    }
  }
  const send = (stack: LiveStack, text: string) =>
    stack.ask(sendMessage, { input: { conversationId: exampleConversation, content: { text } } })

  test('what is sent by one is received from the other, and a client that moves goes on', async () => {
    const urls = [two.wsUrl, one.wsUrl]
    const codes: number[] = []
    const client = createResumingClient({
      url: () => urls[0] as string,
      webSocketImpl: WebSocket,
      retryWait: async () => undefined,
      on: { closed: (event) => codes.push((event as { code: number }).code) },
    })
    const after = await eventCursor(one)
    const seen = collect(client, conversationEvents, { id: exampleConversation, after })
    await until(() => two.counts().subscribers === 1)
    await send(one, 'from one to two')
    await until(() => seen.added().length === 1)

    urls.shift()
    const stopped = two.stop()
    await send(one, 'while moving')
    await stopped
    await until(() => one.counts().subscribers === 1)
    await send(one, 'after moving')
    await until(() => seen.added().length >= 3)
    expect(seen.added().map(({ text }) => text)).toEqual(['from one to two', 'while moving', 'after moving'])
    expect(codes).toEqual([1012])
    await client.dispose()
  })
})

describe.skipIf(program === null)('while Redis is away', () => {
  test('queries work, subscriptions are refused as retryable, /ready says so, and all heals', async () => {
    const redis = await startRedisServer(program as string, { isAbsent: true })
    const stack = await startLiveStack({ config: { redisUrl: redis.url } })
    const storeOf = async () => {
      const response = await fetch(`${stack.url}/ready`)
      return { status: response.status, body: (await response.json()) as Loose }
    }
    const client = wsClient(stack.wsUrl)
    try {
      expect(await stack.ask('{ conversations(first: 1) { nodes { status } } }')).toBeTruthy()
      const { status, body } = await storeOf()
      expect([status, body.state]).toEqual([200, { kind: 'redis', status: 'DOWN' }])
      const refused = collect(client, conversationEvents, { id: exampleConversation })
      await until(refused.isOver)
      expect(refused.results[0]?.errors?.[0]?.extensions).toEqual({
        code: 'INTERNAL_SERVER_ERROR',
        retryable: true,
      })
      await redis.start()
      await until(async () => (await storeOf()).body.state.status === 'UP', 20_000)
      await until(async () => {
        const taken = collect(client, conversationEvents, { id: exampleConversation })
        await until(() => taken.isOver() || stack.counts().subscribers === 1)
        return !taken.isOver()
      }, 20_000)
    } finally {
      await client.dispose()
      await stack[Symbol.asyncDispose]()
      await redis.close()
    }
  })
})
