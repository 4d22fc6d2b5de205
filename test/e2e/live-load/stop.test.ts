import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createResumingClient } from '../../../src/client/resume.ts'
import { startChaosWorld } from '../../support/chaos-world.ts'
import { findTool } from '../../support/find-tool.ts'
import { collect, conversationEvents, exampleConversation } from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'

const program = await findTool('redis-server')
const count = 1_000

test.skipIf(program === null)(
  'SIGTERM under 1,000 subscribers: each is closed with 1012 and goes on at the other instance, nothing is lost',
  async () => {
    await using world = await startChaosWorld({ redisProgram: program, instances: 2 })
    const [first, second] = world.instances
    if (!first || !second) throw new Error('There are not two instances.')
    let { url } = first
    const after = await eventCursor(url)
    const codes: number[] = []
    const subscribers = Array.from({ length: count }, () => {
      const client = createResumingClient({
        url: () => `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryWait: () => setTimeout(Math.random() * 1_000),
        on: { closed: (event) => codes.push((event as { code: number }).code) },
      })
      return { client, seen: collect(client, conversationEvents, { id: exampleConversation, after }) }
    })
    const haveSome = () => subscribers.every(({ seen }) => seen.added().length > 0)
    await world.writeDuring(() => until(haveSome, 30_000), 4)

    let exitCode: number | null = null
    await world.writeDuring(async () => {
      world.postTo(second)
      url = second.url
      exitCode = await first.process.end('SIGTERM')
    }, 8)
    expect(exitCode).toBe(0)

    const there = await world.there()
    const textsOf = (seen: ReturnType<typeof collect>) =>
      new Map(seen.added().map(({ upstreamId, text }) => [upstreamId, text]))
    await until(() => subscribers.every(({ seen }) => textsOf(seen).size === there.size), 30_000)
    for (const { seen } of subscribers) expect(textsOf(seen)).toEqual(there)
    expect(codes).toEqual(Array.from({ length: count }, () => 1012))
    expect(subscribers.flatMap(({ seen }) => seen.errors)).toEqual([])
    await Promise.all(subscribers.map(({ client }) => client.dispose()))
  },
  120_000,
)

const eventCursor = async (url: string): Promise<string> => {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: 'query ($id: ID!) { conversation(id: $id) { eventCursor } }',
      variables: { id: exampleConversation },
    }),
  })
  const { data } = (await answer.json()) as { data: { conversation: { eventCursor: string } } }
  return data.conversation.eventCursor
}
