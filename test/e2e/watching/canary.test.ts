/**
 * A canary sits in every credential, signature, variable and upstream body. Whatever goes wrong, none of them sings in
 * a log at its most talkative, in a metric, a trace, a page, a close reason, or in an answer that is not its own.
 */
import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SpanKind, trace } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { encodeRef } from '../../../src/domain/ref.ts'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { type FaultUpstream, type Reply, startFaultUpstream } from '../../support/fault-upstream.ts'
import {
  collect,
  conversationEvents,
  exampleConversation,
  sendMessage,
  wsClient,
} from '../../support/live-stack.ts'
import { type Running, runParley } from '../../support/process.ts'
import { until } from '../../support/until.ts'
import { startWatchedStack } from '../../support/watched-stack.ts'

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.canary'
/** By the name of the setting. */
const configured = {
  CHATWOOT_API_TOKEN: 'canary-chatwoot-token',
  CHATWOOT_WEBHOOK_SECRET: 'canary-chatwoot-webhook-secret',
  INFOBIP_API_KEY: 'canary-infobip-key',
  INFOBIP_WEBHOOK_USERNAME: 'canary-user',
  INFOBIP_WEBHOOK_PASSWORD: 'canary-infobip-webhook-password',
  PARLEY_METRICS_TOKEN: 'canary-metrics-token',
}

const credentials: Record<string, string>[] = [
  {},
  { authorization: 'Bearer canary-bearer' },
  { authorization: `Bearer ${jwt}` },
  { api_access_token: 'canary-access-token' },
  { authorization: 'App canary-app-key' },
  { authorization: `Basic ${Buffer.from('canary:canary').toString('base64')}` },
  {
    'upstream-authorization': 'chatwoot="Bearer canary-up", infobip="App canary-up"',
    cookie: 'session=canary',
  },
  { 'upstream-authorization': 'canary="Bearer canary"' },
  { authorization: 'Bearer canary\tbroken', 'x-agent-id': 'canary' },
]

const idOf = (type: 'Conversation' | 'Message' | 'Attachment', account: string, ...path: string[]) =>
  encodeRef({ type, account, path })

const operations = (account: string): object[] => [
  { query: 'query Inbox { conversations(first: 3) { nodes { id } sources { status } } }' },
  {
    query: 'query One($id: ID!) { node(id: $id) { id } }',
    variables: { id: idOf('Conversation', account, '1') },
  },
  { query: 'query Me { viewer { name agents { name } } }' },
  {
    query: sendMessage,
    variables: {
      input: { conversationId: idOf('Conversation', account, '1'), content: { text: 'canary-text' } },
    },
  },
  {
    query: sendMessage,
    variables: {
      input: {
        conversationId: idOf('Conversation', account, '1'),
        content: { text: 'canary-text' },
        clientMessageId: `canary-${account}`,
      },
    },
  },
  {
    query: 'mutation($id: ID!) { deleteMessage(input: { messageId: $id }) { userErrors { code } } }',
    variables: { id: idOf('Message', account, '1', '2') },
  },
  { query: 'query { node(id: "canary") { id } }' },
]

const secretBody = {
  message: 'canary-body',
  error: 'canary-error',
  token: 'canary',
  payload: [{ id: 'canary' }],
}
const troubles: Reply[] = [
  { status: 200, body: secretBody },
  { status: 200, body: 'canary, no JSON' },
  { status: 200, body: secretBody, fault: 'truncate' },
  { status: 200, body: secretBody, fault: 'cut-body' },
  { status: 200, body: { canary: 'x'.repeat(100) }, fault: 'cut' },
  { status: 302, headers: { location: 'https://canary.example/canary' }, body: secretBody },
  { status: 401, body: secretBody },
  { status: 403, body: secretBody },
  { status: 404, body: secretBody },
  { status: 429, headers: { 'retry-after': '1' }, body: secretBody },
  { status: 500, body: '<html>canary</html>' },
  { status: 503, body: secretBody },
]

const json = { 'content-type': 'application/json' }
const canary = /canary/i

let upstream: FaultUpstream
let parley: Running
let url: string
let folder: string
/** Everything that anybody was told. */
const told: string[] = []
const tell = async (answering: Promise<Response>): Promise<void> => {
  const answer = await answering
  told.push(`${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`)
}

beforeAll(async () => {
  upstream = await startFaultUpstream()
  folder = await mkdtemp(join(tmpdir(), 'parley-canary-'))
  parley = runParley(['serve'], {
    ...configured,
    PORT: '0',
    PARLEY_LOG_LEVEL: 'trace',
    PARLEY_ANONYMOUS: 'service',
    PARLEY_DATA_DIR: folder,
    CHATWOOT_BASE_URL: upstream.url,
    CHATWOOT_ACCOUNT_ID: '1',
    INFOBIP_BASE_URL: upstream.url,
  })
  url = (await parley.printed(/GraphQL\s+(http:\S+)\/graphql/))[1] ?? ''
})
afterAll(async () => {
  await parley[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const post = (body: object, headers: Record<string, string> = {}) =>
  fetch(`${url}/graphql`, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) })

const deliver = (account: string, body: string, headers: Record<string, string>) =>
  fetch(`${url}/webhooks/${account}`, { method: 'POST', headers: { ...json, ...headers }, body })

const connect = async (payload: object): Promise<void> => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  const closed = new Promise<void>((resolve) =>
    socket.on('close', (code, reason) => {
      if (String(reason) !== 'canary') told.push(`${code} ${reason}`) // its own
      resolve()
    }),
  )
  socket.on('message', (data) => {
    told.push(String(data))
    if (String(data).includes('ack')) {
      const variables = { id: idOf('Conversation', 'chatwoot', '1'), after: 'canary' }
      socket.send(
        JSON.stringify({
          id: '1',
          type: 'subscribe',
          payload: { query: conversationEvents, variables },
        }),
      )
    }
    if (/"type":"(?:error|next)"/.test(String(data))) socket.close(4401, 'canary')
  })
  socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })))
  await closed
}

describe('no canary sings', () => {
  test('when operations, uploads and downloads meet every trouble of an upstream with every credential', async () => {
    for (const trouble of troubles) {
      let count = 0
      // not always, or the breaker would spare the upstream the rest
      upstream.otherwise(() => (count++ % 3 === 0 ? trouble : { status: 404, body: secretBody }))
      await Promise.all(
        credentials.flatMap((headers) => {
          const isInfobip = /^(App|Basic)/.test(headers.authorization ?? '')
          const own = operations(isInfobip ? 'infobip' : 'chatwoot')
          return own.map((body) => tell(post(body, headers)))
        }),
      )
      expect(count).toBeGreaterThan(9)
      const wrong = 'query($first: Int) { conversations(first: $first) { totalCount } }'
      await post({ query: wrong, variables: { first: 'canary' } }) // the answer repeats what its own caller wrote
      const form = new FormData()
      form.append('file', new File(['canary'], 'canary.txt'))
      const conversation = idOf('Conversation', 'chatwoot', '1')
      await tell(
        fetch(`${url}/uploads?conversationId=${conversation}`, {
          method: 'POST',
          body: form,
          headers: { authorization: 'Bearer canary-bearer' },
        }),
      )
      await tell(
        fetch(`${url}/attachments/${idOf('Attachment', 'chatwoot', '1', '2', '3')}`, {
          headers: { authorization: 'Bearer canary-bearer' },
        }),
      )
    }
    expect(upstream.requests.length).toBeGreaterThan(100)
    expect(upstream.requests.some(({ headers }) => canary.test(JSON.stringify(headers)))).toBe(true)
  })

  test('when webhooks are good, forged and broken', async () => {
    upstream.otherwise({ status: 500, body: secretBody })
    const body = JSON.stringify({
      event: 'message_created',
      content: 'canary',
      account: { id: 1 },
      id: 1,
      conversation: { id: 1 },
    })
    const timestamp = String(Math.floor(Date.now() / 1000))
    const sign = (secret: string) => ({
      'x-chatwoot-delivery': 'canary',
      'x-chatwoot-timestamp': timestamp,
      'x-chatwoot-signature': `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`,
    })
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })
    await tell(deliver('chatwoot', body, sign(configured.CHATWOOT_WEBHOOK_SECRET)))
    await tell(deliver('chatwoot', body, sign('canary-wrong')))
    await tell(deliver('chatwoot', body, { 'x-chatwoot-signature': 'canary' }))
    await tell(deliver('chatwoot', '{"canary', sign(configured.CHATWOOT_WEBHOOK_SECRET)))
    await tell(
      deliver(
        'infobip',
        body,
        basic(`${configured.INFOBIP_WEBHOOK_USERNAME}:${configured.INFOBIP_WEBHOOK_PASSWORD}`),
      ),
    )
    await tell(deliver('infobip', body, basic('canary:canary')))
    await tell(deliver('canary', body, { authorization: 'Bearer canary' }))
  })

  test('when sockets are opened with credentials good and bad', async () => {
    upstream.otherwise({ status: 401, body: secretBody })
    await connect({ authorization: 'Bearer canary-ws' })
    await connect({ upstreamAuthorization: { canary: 'Bearer canary' } })
    await connect({ authorization: 'nonsense canary', 'x-agent-id': 'canary' })
    upstream.otherwise({ status: 503, body: secretBody })
    await connect({ authorization: 'Bearer canary-ws' })
    await connect({ authorization: `Bearer ${jwt}` })
  })

  test('on any page that tells of the whole', async () => {
    for (const path of [
      '/health',
      '/ready',
      '/metrics',
      '/schema.graphql',
      '/nothing?canary=canary',
      '/attachments/canary',
    ]) {
      await tell(
        fetch(`${url}${path}`, { headers: { authorization: `Bearer ${configured.PARLEY_METRICS_TOKEN}` } }),
      )
    }
    await tell(fetch(`${url}/metrics`, { headers: { authorization: 'Bearer canary' } }))
    await tell(fetch(`${url}/graphql`, { headers: { accept: 'text/html' } }))
    expect(told.join('\n')).toContain('parley_upstream_requests_total')
  })

  test('in what anybody was told, or in what was printed and logged', async () => {
    expect(told.length).toBeGreaterThan(troubles.length * credentials.length)
    expect([...new Set(told.filter((text) => canary.test(text)))].slice(0, 3)).toEqual([])
    expect(await parley.end()).toBe(0)
    const lines = parley.output().split('\n')
    const bugs = lines.filter((line) => line.includes('unexpected error'))
    expect(bugs.slice(0, 3)).toEqual([])
    expect(lines.some((line) => line.includes('"upstream request"'))).toBe(true)
    expect(lines.filter((line) => canary.test(line)).slice(0, 3)).toEqual([])
  })
})

describe('what is sent', () => {
  test('comes back to its own caller, and is in no log, metric or span', async () => {
    const exporter = new InMemorySpanExporter()
    trace.setGlobalTracerProvider(
      new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
    )
    await using stack = await startWatchedStack()
    const { admin, webhookSecret } = sandboxCredentials.chatwoot
    const secrets = new RegExp(`canary|${admin.token}|${webhookSecret}|${sandboxCredentials.infobip.apiKey}`)
    const client = wsClient(stack.wsUrl, { connectionParams: { authorization: `Bearer ${admin.token}` } })
    const live = collect(client, conversationEvents, { id: exampleConversation })
    await until(async () => (await stack.metrics()).get('parley_subscribers') === 1)
    const answer = await stack.post(
      {
        query: 'mutation($input: SendMessageInput!) { sendMessage(input: $input) { message { text } } }',
        variables: { input: { conversationId: exampleConversation, content: { text: 'canary-text' } } },
      },
      { authorization: `Bearer ${admin.token}`, traceparent: 'canary' },
    )
    expect(await answer.text()).toContain('canary-text')
    await until(() => JSON.stringify(live.events()).includes('canary-text'))
    live.end()
    await stack.line(({ operation }) => operation === 'Events')
    const spans = exporter.getFinishedSpans()
    trace.disable()
    await client.dispose()
    expect(spans.some(({ kind }) => kind === SpanKind.CLIENT)).toBe(true)
    expect(
      JSON.stringify(spans.map(({ name, attributes, events, status }) => [name, attributes, events, status])),
    ).not.toMatch(secrets)
    expect([...(await stack.metrics()).keys()].join()).not.toMatch(secrets)
    expect(stack.log()).not.toMatch(secrets)
    const page = await (await fetch(`${stack.url}/graphql`, { headers: { accept: 'text/html' } })).text()
    expect(page).not.toMatch(secrets)
  })
})
