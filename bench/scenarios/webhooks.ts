/** Signed webhooks, each about a new message that Parley reads again by REST: how soon they are acknowledged. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEndlessChatwoot } from '../../test/support/endless-chatwoot.ts'
import { createPoster, deliveryOf } from '../../test/support/signed-webhook.ts'
import { cpuOf, startChild } from '../child.ts'
import { atPace, clock } from '../clock.ts'
import { type Options, type Row, row } from '../report.ts'
import type { ParleyStart } from '../servers/parley.ts'
import { percentile } from '../stats.ts'

const perSecond = 1_000
const conversations = 1_000

export const webhooks = async ({ seconds = 30 }: Options): Promise<readonly Row[]> => {
  await using stack = new AsyncDisposableStack()
  const upstream = stack.use(await startEndlessChatwoot())
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  stack.defer(() => rm(dataDir, { recursive: true, force: true }))
  const server = stack.use(startChild('servers/parley.ts'))
  const start: ParleyStart = { upstreamUrl: upstream.url, dataDir }
  const { url } = await server.ask<{ url: string }>('start', start)
  const poster = createPoster(url)
  stack.defer(() => poster.close())

  const beginning = await ask<{ conversations: { eventCursor: string } }>(
    url,
    '{ conversations(first: 1) { eventCursor } }',
  )
  const count = perSecond * seconds
  let next = 0
  const idle = await cpuOf(server)
  const answers = await atPace(perSecond, count, async () => {
    const message = upstream.write(1 + (next++ % conversations), 'Is that right?')
    const at = clock()
    const status = await poster.post('/webhooks/chatwoot', deliveryOf(message))
    return { isAccepted: status === 204, ms: clock() - at }
  })
  const cost = (await cpuOf(server)) - idle
  const told = await messagesAfter(url, beginning.conversations.eventCursor)
  const took = answers.map(({ ms }) => ms)
  return [
    row(`${perSecond} webhooks/s for ${seconds} s, acknowledged, p50`, percentile(took, 0.5), 'ms'),
    row('p99', percentile(took, 0.99), 'ms', { max: 1000 }),
    row('processor time a webhook', cost / count, 'µs'),
    row('not acknowledged', answers.filter(({ isAccepted }) => !isAccepted).length, '', { is: 0 }),
    row('messages without an event', count - new Set(told).size, '', { is: 0 }),
    row('events told twice', told.length - new Set(told).size, '', { is: 0 }),
    row('REST calls a webhook', upstream.requests() / count),
  ]
}

const since = /* GraphQL */ `
  query Since($after: String!) {
    events(after: $after) {
      events { ... on MessageAdded { message { upstreamId } } }
      cursor
      hasMore
    }
  }
`
interface Since {
  readonly events: {
    readonly events: readonly { readonly message?: { readonly upstreamId: string } }[]
    readonly cursor: string
    readonly hasMore: boolean
  }
}

/** Of every message that was told as added, its id. */
const messagesAfter = async (url: string, beginning: string): Promise<string[]> => {
  const found: string[] = []
  for (let after = beginning; ; ) {
    const { events } = await ask<Since>(url, since, { after })
    found.push(...events.events.flatMap(({ message }) => (message ? [message.upstreamId] : [])))
    if (!events.hasMore) return found
    after = events.cursor
  }
}

const ask = async <T>(url: string, query: string, variables: object = {}): Promise<T> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const answer = (await response.json()) as { data: T; errors?: unknown }
  if (answer.errors) throw new Error(`Unexpected: ${JSON.stringify(answer.errors)}`)
  return answer.data
}
