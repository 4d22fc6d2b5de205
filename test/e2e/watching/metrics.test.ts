import { createHmac } from 'node:crypto'
import { get, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import {
  collect,
  conversationEvents,
  exampleConversation,
  sendMessage,
  wsClient,
} from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'
import { startWatchedStack, type WatchedStack } from '../../support/watched-stack.ts'

let stack: WatchedStack
beforeAll(async () => {
  stack = await startWatchedStack()
})
afterAll(() => stack[Symbol.asyncDispose]())

/** By how much each series grew. */
const growth = async (work: () => Promise<unknown>) => {
  const before = await stack.metrics()
  await work()
  const after = await stack.metrics()
  return (series: string) => (after.get(series) ?? 0) - (before.get(series) ?? 0)
}

const inbox = { query: '{ conversations(first: 5) { nodes { id contact { id } assignee { id } } } }' }
const send = (clientMessageId?: string, text = 'Hello') => ({
  query: sendMessage,
  variables: { input: { conversationId: exampleConversation, content: { text }, clientMessageId } },
})

describe('/metrics counts', () => {
  test('operations by type and outcome, never by name', async () => {
    const grew = await growth(async () => {
      await stack.post({ query: 'query SomeCanaryName { apiVersion }' })
      await stack.post({ query: 'query($id: ID!) { node(id: $id) { id } }', variables: { id: 'x' } })
    })
    expect(grew('parley_operations_total{type="query",outcome="OK"}')).toBe(1)
    expect(grew('parley_operations_total{type="query",outcome="BAD_USER_INPUT"}')).toBe(1)
    expect(grew('parley_operation_seconds_count{type="query"}')).toBe(2)
    expect([...(await stack.metrics()).keys()].join()).not.toContain('Canary')
  })

  test('errors by code, also of what was refused before it was carried out', async () => {
    const grew = await growth(async () => {
      await stack.post({ query: '{' })
      await stack.post({ query: '{ nope }' })
      await fetch(`${stack.url}/attachments/x`)
      await fetch(`${stack.url}/graphql`, { method: 'POST', body: 'query=x' })
    })
    expect(grew('parley_errors_total{code="GRAPHQL_PARSE_FAILED"}')).toBe(1)
    expect(grew('parley_errors_total{code="GRAPHQL_VALIDATION_FAILED"}')).toBe(1)
    expect(grew('parley_errors_total{code="BAD_USER_INPUT"}')).toBe(2)
    expect(grew('parley_operations_total{type="query",outcome="OK"}')).toBe(0)
  })

  test('requests to upstreams by endpoint and outcome, and the objects of each batch', async () => {
    stack.sandbox.faults.add({
      match: { path: '/api/v1/accounts/1/conversations' },
      effect: { type: 'respond', status: 503 },
    })
    const grew = await growth(() => stack.post(inbox))
    const requests = (outcome: string) =>
      grew(
        `parley_upstream_requests_total{account="chatwoot",endpoint="conversations.list",outcome="${outcome}"}`,
      )
    expect([requests('OK'), requests('UPSTREAM_UNAVAILABLE')]).toEqual([1, 1])
    expect(grew('parley_upstream_request_seconds_count{account="chatwoot"}')).toBeGreaterThanOrEqual(2)
    expect(grew('parley_loader_batch_size_count{loader="agent"}')).toBeGreaterThan(0)
  })

  test('a breaker that is open', async () => {
    const isOpen = async () => (await stack.metrics()).get('parley_upstream_breaker_open{account="infobip"}')
    expect(await isOpen()).toBe(0)
    stack.sandbox.faults.add({
      match: { path: '/ccaas' },
      times: null,
      effect: { type: 'respond', status: 500 },
    })
    await until(async () => {
      await stack.post(inbox)
      return (await isOpen()) === 1
    })
    stack.sandbox.faults.clear()
    const metrics = await stack.metrics()
    expect(metrics.get('parley_upstream_breaker_open{account="chatwoot"}')).toBe(0)
    expect(metrics.get('parley_upstream_down{account="infobip"}')).toBe(1)
  })

  test('sends by what became of them', async () => {
    const grew = await growth(async () => {
      await stack.post(send('once-1'))
      await stack.post(send('once-1'))
      await stack.post(send('once-1', 'something else'))
      await stack.post(send())
    })
    const sends = (outcome: string) => grew(`parley_sends_total{account="chatwoot",outcome="${outcome}"}`)
    expect([sends('DONE'), sends('REPEATED'), sends('FAILED'), sends('UNKNOWN')]).toEqual([2, 1, 1, 0])
  })

  test('subscribers, what they are given, how late it is, and how their sockets end', async () => {
    const client = wsClient(stack.wsUrl)
    const live = collect(client, conversationEvents, { id: exampleConversation })
    await until(async () => (await stack.metrics()).get('parley_subscribers') === 1)
    const delivered = async () => (await stack.metrics()).get('parley_events_delivered_total') ?? 0
    const before = await delivered()
    const grew = await growth(async () => {
      await stack.post(send())
      await until(() => live.events().length > 0)
      await until(async () => (await delivered()) - before === live.events().length)
      await client.dispose()
      await until(async () => (await stack.metrics()).get('parley_websockets') === 0)
    })
    expect(grew('parley_events_delivered_total')).toBeGreaterThan(0)
    expect(grew('parley_journal_lag_seconds_count{account="chatwoot"}')).toBeGreaterThan(0)
    expect(grew('parley_websocket_closes_total{code="1000"}')).toBe(1)
    expect((await stack.metrics()).get('parley_subscribers')).toBe(0)
  })

  test('looks for what no source told', async () => {
    const looks = (outcome: string) =>
      `parley_reconciliation_looks_total{account="chatwoot",outcome="${outcome}"}`
    const after = async () => {
      const query = 'query($id: ID!) { conversation(id: $id) { eventCursor } }'
      const answer = await stack.post({ query, variables: { id: exampleConversation } })
      const { data } = (await answer.json()) as { data: { conversation: { eventCursor: string } } }
      return data.conversation.eventCursor
    }
    const resume = async (outcome: string) => {
      const client = wsClient(stack.wsUrl)
      const variables = { id: exampleConversation, after: await after() }
      const before = (await stack.metrics()).get(looks(outcome)) ?? 0
      if (outcome === 'FAILED') {
        stack.sandbox.faults.add({
          match: { pattern: 'conversations/3/messages' },
          times: null,
          effect: { type: 'respond', status: 500 },
        })
      }
      collect(client, conversationEvents, variables)
      await until(async () => ((await stack.metrics()).get(looks(outcome)) ?? 0) > before)
      stack.sandbox.faults.clear()
      await client.dispose()
    }
    await resume('OK')
    await resume('FAILED')
  })

  test('webhook deliveries by what became of them, and those to nobody together', async () => {
    const body = JSON.stringify({ event: 'conversation_typing_on', account: { id: 1 } })
    const timestamp = String(Math.floor(Date.now() / 1000))
    const sign = (secret: string) => createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
    const deliver = (account: string, secret: string) =>
      fetch(`${stack.url}/webhooks/${account}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-chatwoot-delivery': 'd-1',
          'x-chatwoot-timestamp': timestamp,
          'x-chatwoot-signature': `sha256=${sign(secret)}`,
        },
        body,
      })
    const { webhookSecret } = sandboxCredentials.chatwoot
    const grew = await growth(async () => {
      await deliver('chatwoot', webhookSecret)
      await deliver('chatwoot', webhookSecret)
      await deliver('chatwoot', 'another secret')
      await deliver('stranger-1', 'x')
      await deliver('stranger-2', 'x')
    })
    const deliveries = (account: string, result: string) =>
      grew(`parley_webhook_deliveries_total{account="${account}",result="${result}"}`)
    expect(deliveries('chatwoot', 'STORED')).toBe(1)
    expect(deliveries('chatwoot', 'REPEATED')).toBe(1)
    expect(deliveries('chatwoot', 'FORBIDDEN')).toBe(1)
    expect(deliveries('none', 'NOT_FOUND')).toBe(2)
    expect([...(await stack.metrics()).keys()].join()).not.toContain('stranger')
  })

  test('the process itself', async () => {
    const names = [...(await stack.metrics()).keys()].join()
    expect(names).toContain('nodejs_eventloop_lag_seconds')
    expect(names).toContain('nodejs_heap_size_used_bytes')
  })
})

describe('/metrics is', () => {
  const read = (url: string, headers: Record<string, string> = {}) => fetch(`${url}/metrics`, { headers })

  test('for this machine alone in development, and for nobody behind a proxy', async () => {
    expect((await read(stack.url)).status).toBe(200)
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']) {
      expect((await read(stack.url, { [name]: '127.0.0.1' })).status).toBe(404)
    }
  })

  test.each([
    ['parley.example', 404],
    ['127.0.0.1.parley.example', 404],
    ['10.0.0.7:4000', 404],
    ['localhost', 200],
    ['[::1]:4000', 200],
  ])('for nobody who calls this machine by the name of another: %s', async (host, status) => {
    const answer = new Promise<IncomingMessage>((resolve, reject) => {
      get(`${stack.url}/metrics`, { headers: { host } }, resolve).on('error', reject)
    })
    expect((await answer).resume().statusCode).toBe(status)
  })

  test('not there in production without a token', async () => {
    await using production = await startWatchedStack(() => ({ profile: 'production' }))
    expect((await read(production.url)).status).toBe(404)
  })

  test('for whoever has the token, from anywhere', async () => {
    await using production = await startWatchedStack(() => ({
      profile: 'production',
      metricsToken: 'canary-metrics',
    }))
    const status = async (authorization?: string) =>
      (
        await read(production.url, {
          'x-forwarded-for': '203.0.113.1',
          ...(authorization && { authorization }),
        })
      ).status
    expect(await status()).toBe(401)
    expect(await status('Bearer canary-metric')).toBe(401)
    expect(await status('canary-metrics')).toBe(401)
    expect(await status('Bearer canary-metrics')).toBe(200)
    const answer = await read(production.url, { authorization: 'Bearer canary-metrics' })
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(`${await answer.text()}${production.log()}`).not.toContain('canary')
  })
})
