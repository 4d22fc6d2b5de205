import type { Client } from 'graphql-ws'
import { afterEach, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { cursorsOf } from '../../../src/live/cursor.ts'
import { defaultPaceLimits } from '../../../src/live/pace.ts'
import {
  accountId,
  apiToken,
  type EndlessChatwoot,
  startEndlessChatwoot,
  tokenOf,
} from '../../support/endless-chatwoot.ts'
import {
  collect,
  conversationEvents,
  exampleId,
  type LiveStack,
  startLiveStack,
  tellMessage,
  wsClient,
} from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'

const count = 200
const { burst, callsPerMinute } = defaultPaceLimits
const accounts = ['chatwoot']
const inboxEvents = `subscription ($after: String) {
  inboxEvents(after: $after) { __typename cursor ... on MessageAdded { message { upstreamId } } }
}`
const idOf = (conversation: number) =>
  encodeRef({ type: 'Conversation', account: 'chatwoot', path: [String(conversation)] })

let upstream: EndlessChatwoot
let stack: LiveStack
const clients: Client[] = []
const start = async (hasService: boolean) => {
  const service = hasService ? { apiToken } : {}
  upstream = await startEndlessChatwoot()
  upstream.slow(20)
  stack = await startLiveStack({
    config: {
      anonymous: 'refuse',
      accounts: [
        {
          name: 'chatwoot',
          provider: 'chatwoot',
          baseUrl: upstream.url,
          accountId: String(accountId),
          ...service,
        },
      ],
    },
  })
}
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.dispose()))
  await stack[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

/** How often each credential asked what fits. */
const asked = (what: RegExp): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const request of upstream.log())
    if (what.test(request.asked)) counts.set(request.token, (counts.get(request.token) ?? 0) + 1)
  return counts
}
const sum = (counts: Map<string, number>): number => [...counts.values()].reduce((all, each) => all + each, 0)

/** A person at work. */
const readAsSomebody = async (): Promise<unknown> => {
  const response = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokenOf(0)}` },
    body: JSON.stringify({ query: `{ conversation(id: "${idOf(1)}") { upstreamId } }` }),
  })
  return ((await response.json()) as { data: unknown }).data
}

test.each([
  ['the operator looks for all', true],
  ['each looks for itself', false],
])(
  '200 agents who come back at once, each with its own token, all get through with a few calls each: %s',
  async (_, hasService) => {
    await start(hasService)
    const positions = [(await stack.state?.journal.head('chatwoot')) as string]
    const after = (conversationId: string | null) =>
      cursorsOf({ accounts, conversationId }).encode({ positions, at: Date.now() - 60_000 })
    const startedAt = Date.now()
    const agents = Array.from({ length: count }, (_, index) => {
      const agent = index + 1
      const client = wsClient(stack.wsUrl, {
        retryAttempts: 0,
        connectionParams: { authorization: `Bearer ${tokenOf(agent)}` },
      })
      clients.push(client)
      return {
        own: collect(client, conversationEvents, { id: idOf(agent), after: after(String(agent)) }),
        whole: collect(client, inboxEvents, { after: after(null) }),
      }
    })
    const refused = () =>
      agents
        .flatMap(({ own, whole }) => [own, whole])
        .flatMap(({ errors, results }) => [...errors, ...results.flatMap((each) => each.errors ?? [])])
    const areIn = () => stack.counts().subscribers === 2 * count || refused().length > 0
    while (!areIn()) expect(await readAsSomebody()).toEqual({ conversation: { upstreamId: '1' } })
    expect(refused()).toEqual([])
    expect(upstream.mostAtOnce()).toBeLessThanOrEqual(16)

    // whether the account takes it, and whether it may see the conversation: the rest is looks, which have a bound
    const tokens = Array.from({ length: count }, (_, index) => tokenOf(index + 1))
    const conversations = asked(/conversations(\/\d+)?$/)
    expect(tokens.filter((token) => (conversations.get(token) ?? 0) < 2)).toEqual([])
    const questions = 2 * count + (conversations.get(tokenOf(0)) ?? 0)
    const looks = sum(asked(/conversations(\/\d+)?$|agents$|messages$/)) - questions
    const bound = 3 * burst + (callsPerMinute * (Date.now() - startedAt)) / 60_000
    expect(looks).toBeLessThanOrEqual(bound)
    // connections that tell at once, as many as there may be
    expect(sum(asked(/profile$/))).toBeLessThanOrEqual(50)

    await tellMessage(stack, '1')
    await until(() => agents.every(({ whole }) => whole.added().length === 1), 30_000)
    expect(agents.flatMap(({ own }, index) => (own.added().length > 0 ? [index + 1] : []))).toEqual([
      Number(exampleId),
    ])
    expect(refused()).toEqual([])
  },
  120_000,
)
