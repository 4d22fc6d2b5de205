import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventFromJson } from '../../../src/domain/event.ts'
import {
  accountId,
  apiToken,
  type EndlessChatwoot,
  startEndlessChatwoot,
} from '../../support/endless-chatwoot.ts'
import { collect, type LiveStack, startLiveStack, wsClient } from '../../support/live-stack.ts'
import { createPoster, deliveryOf, webhookSecret } from '../../support/signed-webhook.ts'
import { until } from '../../support/until.ts'

const count = 3_000
const conversations = 100

const inboxEvents = /* GraphQL */ `
  subscription Events($after: String) {
    inboxEvents(after: $after) {
      __typename
      cursor
      ... on MessageAdded { message { upstreamId } }
    }
  }
`

let upstream: EndlessChatwoot
let stack: LiveStack
beforeAll(async () => {
  upstream = await startEndlessChatwoot()
  stack = await startLiveStack({
    config: {
      anonymous: 'service',
      accounts: [
        {
          name: 'chatwoot',
          provider: 'chatwoot',
          baseUrl: upstream.url,
          accountId: String(accountId),
          apiToken,
          webhookSecrets: [webhookSecret],
        },
      ],
    },
  })
})
afterAll(async () => {
  await stack[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

/** Goes on after its cursor whenever it is ended because it reads too slowly. */
const readOn = () => {
  const client = wsClient(stack.wsUrl)
  const parts = [collect(client, inboxEvents)]
  const all = () => parts.flatMap((part) => part.added().map(({ upstreamId }) => upstreamId as string))
  const last = () => parts.flatMap((part) => part.events()).at(-1)?.cursor
  return {
    all,
    goOn: () => {
      if (parts.at(-1)?.isOver()) parts.push(collect(client, inboxEvents, { after: last() }))
    },
    end: () => client.dispose(),
  }
}

/** Ids of the messages that the journal tells as added, as often as it does. */
const journaled = async (head: string): Promise<string[]> => {
  const found: string[] = []
  for (let after = head; ; ) {
    const page = await stack.state?.journal.read('chatwoot', { after, limit: 1000 })
    if (!page || 'gap' in page) throw new Error('The journal has a gap.')
    for (const entry of page.entries) {
      const event = eventFromJson(entry.event)
      if (event?.type === 'MessageAdded') found.push(event.message.id)
      after = entry.cursor
    }
    if (!page.hasMore) return found
  }
}

test('3,000 signed webhooks as fast as they go: all acknowledged, each told once, each received once', async () => {
  const head = (await stack.state?.journal.head('chatwoot')) ?? ''
  const reader = readOn()
  await until(() => stack.counts().subscribers === 1)
  const deliveries = Array.from({ length: count }, (_, index) =>
    deliveryOf(upstream.write(1 + (index % conversations), `Message ${index}`)),
  )
  const poster = createPoster(stack.url)
  const statuses = await Promise.all(deliveries.map((each) => poster.post('/webhooks/chatwoot', each)))
  await poster.close()
  expect(statuses).toEqual(Array.from({ length: count }, () => 204))

  const sent = Array.from({ length: count }, (_, index) => String(index + 1)).sort()
  expect((await journaled(head)).sort()).toEqual(sent)
  await until(() => {
    reader.goOn()
    return reader.all().length >= count
  }, 30_000)
  expect(reader.all().sort()).toEqual(sent)
  await reader.end()
})
