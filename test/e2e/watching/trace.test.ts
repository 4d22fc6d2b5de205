import { context, propagation, SpanKind, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type FaultUpstream, startFaultUpstream } from '../../support/fault-upstream.ts'
import { collect, conversationEvents, exampleConversation, wsClient } from '../../support/live-stack.ts'
import { sandboxAccounts } from '../../support/stack.ts'
import { until } from '../../support/until.ts'
import { startWatchedStack, type WatchedStack } from '../../support/watched-stack.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const parentId = 'b7ad6b7169203331'
const traceparent = `00-${traceId}-${parentId}-01`

let upstream: FaultUpstream
/** In front of an upstream that only keeps what it is asked. */
let plain: WatchedStack
beforeAll(async () => {
  upstream = await startFaultUpstream()
  plain = await startWatchedStack(() => ({ accounts: sandboxAccounts(upstream.url) }))
})
afterAll(async () => {
  await plain[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const inbox = { query: 'query Inbox { conversations(first: 1) { nodes { id } } }' }
/** The trace headers of every request that upstreams get for one operation. */
const passedOn = async (headers: Record<string, string>) => {
  const before = upstream.requests.length
  await plain.post(inbox, headers)
  const requests = upstream.requests.slice(before)
  expect(requests.length).toBeGreaterThan(1)
  return requests.map(({ headers }) => [headers.traceparent, headers.tracestate])
}

describe('where nobody traces', () => {
  test('a traceparent goes on to every upstream as it came', async () => {
    for (const found of await passedOn({ traceparent, tracestate: 'vendor=a b,other=1' })) {
      expect(found).toEqual([traceparent, 'vendor=a b,other=1'])
    }
  })

  test('so does that of the request that opened a WebSocket, with each of its operations', async () => {
    class TracedSocket extends WebSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol, { headers: { traceparent } })
      }
    }
    const client = wsClient(plain.wsUrl, { webSocketImpl: TracedSocket })
    const answer = client.iterate(inbox)
    await answer.next()
    await client.dispose()
    const found = upstream.requests.slice(-2).map(({ headers }) => headers.traceparent)
    expect(found).toEqual([traceparent, traceparent])
  })

  test.each([
    ['of no known form', { traceparent: 'canary' }],
    ['of zeros', { traceparent: `00-${'0'.repeat(32)}-${parentId}-01` }],
    ['with more behind it', { traceparent: `${traceparent}-canary` }],
    ['absent', { tracestate: 'vendor=canary' }],
  ])('a traceparent that is %s does not go on', async (_, headers) => {
    for (const found of await passedOn(headers as Record<string, string>))
      expect(found).toEqual([undefined, undefined])
  })

  test('a tracestate of no known form is left out', async () => {
    for (const found of await passedOn({ traceparent, tracestate: 'canary' })) {
      expect(found).toEqual([traceparent, undefined])
    }
  })
})

describe('where somebody traces', () => {
  const exporter = new InMemorySpanExporter()
  let stack: WatchedStack
  beforeAll(async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    propagation.setGlobalPropagator(new W3CTraceContextPropagator())
    trace.setGlobalTracerProvider(
      new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
    )
    stack = await startWatchedStack()
  })
  afterEach(() => exporter.reset())
  afterAll(async () => {
    await stack[Symbol.asyncDispose]()
    context.disable()
    propagation.disable()
    trace.disable()
  })
  const spans = (kind: SpanKind) => exporter.getFinishedSpans().filter((span) => span.kind === kind)

  test("an operation is a span below its caller's, and each request to an upstream one below that", async () => {
    await stack.post(inbox, { traceparent })
    const [operation, ...others] = spans(SpanKind.SERVER)
    expect(others).toEqual([])
    expect(operation).toMatchObject({
      name: 'query',
      attributes: { 'graphql.operation.type': 'query', 'graphql.operation.name': 'Inbox' },
      parentSpanContext: { traceId, spanId: parentId },
      status: { code: 0 },
    })
    const requests = spans(SpanKind.CLIENT)
    expect(requests.map(({ attributes }) => attributes)).toContainEqual({
      'parley.account': 'chatwoot',
      'parley.endpoint': 'conversations.list',
      'http.response.status_code': 200,
    })
    for (const request of requests) {
      expect(request.spanContext().traceId).toBe(traceId)
      expect(request.parentSpanContext?.spanId).toBe(operation?.spanContext().spanId)
    }
  })

  test('upstreams are told of the span of their own request', async () => {
    const found = await passedOn({ traceparent })
    const expected = spans(SpanKind.CLIENT).map((span) => `00-${traceId}-${span.spanContext().spanId}-01`)
    expect(found.map(([parent]) => parent).sort()).toEqual(expected.sort())
  })

  test('an error is its code, on the request and on the operation', async () => {
    stack.sandbox.faults.add({
      match: { path: '/api/v1/accounts/1/conversations/3' },
      times: 3,
      effect: { type: 'respond', status: 503, body: { error: 'canary' } },
    })
    const query = 'query One($id: ID!) { conversation(id: $id) { id } }'
    await stack.post({ query, variables: { id: exampleConversation } })
    const expected = { attributes: { 'error.type': 'UPSTREAM_UNAVAILABLE' }, status: { code: 2 } }
    expect(spans(SpanKind.CLIENT)[0]).toMatchObject(expected)
    expect(spans(SpanKind.SERVER)[0]).toMatchObject(expected)
  })

  test('a subscription is a span until it has begun; what its events ask belongs to it', async () => {
    const client = wsClient(stack.wsUrl)
    const live = collect(client, conversationEvents, { id: exampleConversation })
    await until(() => spans(SpanKind.SERVER).some(({ name }) => name === 'subscription'))
    const [subscription] = spans(SpanKind.SERVER)
    live.end()
    await client.dispose()
    expect(subscription).toMatchObject({ attributes: { 'graphql.operation.name': 'Events' } })
  })

  test('a route that carries files is a span by the name of the route', async () => {
    await fetch(`${stack.url}/attachments/canary`)
    expect(spans(SpanKind.SERVER)).toMatchObject([
      { name: 'GET /attachments/:id', attributes: { 'http.response.status_code': 400 } },
    ])
  })

  test('no span holds what callers and upstreams wrote', async () => {
    await stack.post({
      query: 'mutation Send($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
      variables: { input: { conversationId: exampleConversation, content: { text: 'canary' } } },
    })
    const told = JSON.stringify(
      exporter
        .getFinishedSpans()
        .map(({ name, attributes, events, status, links }) => [name, attributes, events, status, links]),
    )
    expect(told).toContain('messages.create')
    expect(told).not.toMatch(/canary|http:|\/api\//)
  })
})
