/**
 * Where somebody traces, logs at debug and counts: no credential is in a span, a line, a metric, a page, an answer or a
 * close reason, by whatever way it came in: each transport, files, persisted operations, webhooks and Chatwoot's live
 * connection, whether it went well or not.
 */
import { createHash, createHmac } from 'node:crypto'
import { trace } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { conversationsOf } from '../../support/files.ts'
import {
  collect,
  conversationEvents,
  exampleConversation,
  sendMessage,
  wsClient,
} from '../../support/live-stack.ts'
import { sandboxAccounts } from '../../support/stack.ts'
import { signToken, tokenSecret } from '../../support/token.ts'
import { transports } from '../../support/transports.ts'
import { until } from '../../support/until.ts'
import { startWatchedStack, type WatchedStack } from '../../support/watched-stack.ts'

const { chatwoot, infobip } = sandboxCredentials
const hmacSecret = 'canary-hmac-secret'
const headerSecret = 'canary-header-secret'
const persisted = 'query Known($first: Int!) { conversations(first: $first) { nodes { id } } }'
const persistedHash = createHash('sha256').update(persisted).digest('hex')
const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })

/** Whatever was a secret of anybody; `canary` is one in any case. */
const secrets = new Set([
  ...[chatwoot.admin.token, chatwoot.agent.token, chatwoot.webhookSecret, 'sandbox-pubsub'],
  ...[infobip.apiKey, infobip.webhook.password, tokenSecret],
  Buffer.from(`${infobip.webhook.username}:${infobip.webhook.password}`).toString('base64'),
])
/** What anybody was told. */
const told: string[] = []
const exporter = new InMemorySpanExporter()
let stack: WatchedStack
let good: Record<string, string>[]
let bad: Record<string, string>[]

beforeAll(async () => {
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  )
  stack = await startWatchedStack((sandbox) => {
    const [desk, center] = sandboxAccounts(sandbox.url)
    const { username: webhookUsername, password: webhookPassword } = infobip.webhook
    return {
      anonymous: 'refuse',
      jwtSecrets: [tokenSecret],
      persistedOperations: { [persistedHash]: persisted },
      accounts: [
        { ...desk, webhookSecrets: [chatwoot.webhookSecret] },
        {
          ...center,
          webhookUsername,
          webhookPassword,
          webhookHmacSecret: hmacSecret,
          webhookSecret: headerSecret,
        },
      ] as NonNullable<ReturnType<typeof sandboxAccounts>>,
    }
  })
  const parley = { accounts: ['chatwoot', 'infobip'], role: 'agent', note: 'canary' }
  const token = await signToken({ parley })
  const expired = await signToken({ parley }, { expiresIn: -60 })
  for (const each of [token, expired]) for (const part of each.split('.').slice(1)) secrets.add(part)
  good = [
    { authorization: `Bearer ${token}` },
    { authorization: `Bearer ${chatwoot.admin.token}` },
    { api_access_token: chatwoot.agent.token },
    { authorization: `App ${infobip.apiKey}` },
  ]
  bad = [
    { authorization: `Bearer ${expired}` },
    { authorization: `Bearer ${token.slice(0, -4)}` },
    { authorization: 'Bearer canary-unknown' },
    { authorization: 'App canary-key' },
    basic('canary:canary'),
  ]
})
afterAll(async () => {
  await stack[Symbol.asyncDispose]()
  trace.disable()
})

const tell = async (answering: Promise<Response>): Promise<number> => {
  const answer = await answering
  told.push(`${JSON.stringify([...answer.headers])} ${await answer.text()}`)
  return answer.status
}

test('by each transport, persisted or not, good and bad', async () => {
  const query = 'query Page { conversations(first: 1) { nodes { id } sources { code message } } }'
  for (const ask of Object.values(transports)) {
    for (const headers of [...good, ...bad]) {
      for (const operation of [{ query }, { documentId: persistedHash, variables: { first: 1 } }]) {
        const answer = await ask(stack.url, operation, headers).catch((event: unknown) => event)
        const { code, reason, ...rest } = answer as { code?: number; reason?: string }
        told.push(JSON.stringify(code === undefined ? rest : { code, reason }))
      }
    }
  }
  expect(told.filter((text) => text.includes('"nodes":[{')).length).toBeGreaterThan(30)
  expect(told.filter((text) => text.includes('UNAUTHENTICATED')).length).toBeGreaterThan(20)
})

describe('over the live connection of Chatwoot', () => {
  const listen = async (connectionParams: Record<string, unknown>) => {
    const closed = Promise.withResolvers<void>()
    const client = wsClient(stack.wsUrl, {
      connectionParams,
      retryAttempts: 0,
      on: {
        closed: (event) => {
          const { code, reason } = event as { code: number; reason: string }
          told.push(`${code} ${reason}`)
          closed.resolve()
        },
      },
    })
    const live = collect(client, conversationEvents, { id: exampleConversation })
    return { client, live, closed: closed.promise }
  }

  test('of those who bring a token, a credential, or one for each account', async () => {
    await until(() => stack.sandbox.sockets.count() === 0)
    const each = {
      chatwoot: `Bearer ${chatwoot.admin.token}`,
      infobip: `App ${infobip.apiKey}`,
    }
    const listeners = await Promise.all([...good.slice(0, 2), { upstreamAuthorization: each }].map(listen))
    await until(() => stack.sandbox.sockets.count() > 0)
    stack.sandbox.sockets.shut() // and nobody is let in any more
    await until(() => stack.sandbox.sockets.count() === 0)
    for (const { client } of listeners) await client.dispose()
    for (const headers of [...bad, { upstreamAuthorization: { canary: 'Bearer canary' } }]) {
      const { client, closed } = await listen(headers)
      await closed
      await client.dispose()
    }
    expect(told.filter((text) => /^44\d\d /.test(text)).length).toBe(bad.length + 1)
  })
})

test('with webhooks that are good, forged and broken', async () => {
  const deliver = (account: string, body: string, headers: Record<string, string>) =>
    tell(
      fetch(`${stack.url}/webhooks/${account}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-parley-webhook-secret': headerSecret,
          ...headers,
        },
        body,
      }),
    )
  const at = String(Math.floor(Date.now() / 1000))
  const hmac = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex')
  const conversation = { id: Number(sandboxCredentials.example.conversationId) }
  const body = JSON.stringify({
    event: 'conversation_updated',
    account: { id: 1 },
    ...conversation,
    canary: 1,
  })
  const signed = (signature: string) => {
    secrets.add(signature)
    return { 'x-chatwoot-timestamp': at, 'x-chatwoot-signature': `sha256=${signature}` }
  }
  expect(await deliver('chatwoot', body, signed(hmac(chatwoot.webhookSecret, `${at}.${body}`)))).toBe(204)
  expect(await deliver('chatwoot', body, signed(hmac('canary', `${at}.${body}`)))).toBe(403)

  const id = '4a1c9f6e-0f7e-4c1b-9f0e-2b7f6f0d8a11'
  const news = JSON.stringify({
    type: 'CONVERSATION_UPDATED',
    timestamp: Date.now(),
    payload: { id, topic: 'canary' },
  })
  const own = { 'x-infobip-signature': hmac(hmacSecret, news) }
  const forged = { 'x-infobip-signature': hmac('canary', news) }
  secrets.add(own['x-infobip-signature']).add(forged['x-infobip-signature'])
  expect(await deliver('infobip', news, own)).toBe(204)
  expect(await deliver('infobip', news, forged)).toBe(403)
  expect(
    await deliver('infobip', news, basic(`${infobip.webhook.username}:${infobip.webhook.password}`)),
  ).toBe(204)
  expect(await deliver('infobip', news, basic('canary:canary'))).toBe(401)
  expect(await deliver('infobip', news, { ...own, 'x-parley-webhook-secret': 'canary-wrong' })).toBe(403)
  expect(await deliver('infobip', '{"canary', own)).toBe(403)
  expect(await deliver('canary', news, own)).toBe(404)
})

test('on a socket that brings its token in the address, or in its first words', async () => {
  const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.canary'
  const socket = new WebSocket(`${stack.wsUrl}?access_token=${token}`, ['graphql-transport-ws'])
  socket.on('open', () => socket.send(`canary ${token}`))
  const end = await new Promise<string>((resolve) =>
    socket.on('close', (code, reason) => resolve(`${code} ${reason}`)),
  )
  expect(end).toMatch(/^44\d\d /)
  told.push(end)
  await tell(fetch(`${stack.url}/graphql?access_token=${token}&query={apiVersion}`))
})

test('with files, and their upload ids, when they go well and when the upstream fails', async () => {
  const as = good[0] as Record<string, string>
  const upload = () => {
    const body = new FormData()
    body.append('file', new File(['canary'], 'canary-name.txt'))
    const path = `/uploads?conversationId=${exampleConversation}`
    return fetch(`${stack.url}${path}`, { method: 'POST', body, headers: as })
  }
  const { uploadId } = (await (await upload()).json()) as { uploadId: string } // of its own caller
  secrets.add(uploadId).add(Buffer.from(uploadId, 'base64url').toString().split(':').at(-1) as string)
  const input = { conversationId: exampleConversation, attachments: [{ uploadId }], clientMessageId: 'one' }
  expect(await (await stack.post({ query: sendMessage, variables: { input } }, as)).text()).toContain(
    '"message":{"id"',
  )
  const files = (await conversationsOf(stack, as)).flatMap((each) => each.files)
  const url = files.find((file) => file.url?.startsWith(stack.url))?.url ?? ''
  expect((await fetch(url, { headers: as })).status).toBe(200)

  const effect = { type: 'respond', status: 500, body: { error: 'canary' } } as const
  for (const headers of bad) await tell(fetch(url, { headers }))
  stack.sandbox.faults.add({ match: { method: 'POST' }, times: 4, effect })
  expect(await tell(upload())).toBeGreaterThanOrEqual(500)
  await tell(
    stack.post({ query: sendMessage, variables: { input: { ...input, clientMessageId: 'two' } } }, as),
  )
  stack.sandbox.faults.add({ match: { method: 'GET' }, times: 9, effect })
  expect(await tell(fetch(url, { headers: as }))).toBeGreaterThanOrEqual(500)
})

test('no canary was heard', async () => {
  for (const path of ['/health', '/ready', '/metrics', '/graphql']) {
    await tell(fetch(stack.url + path, { headers: { accept: 'text/html' } }))
  }
  const spans = exporter.getFinishedSpans()
  const traced = spans.map(({ name, attributes, events, links, status, resource, instrumentationScope }) =>
    JSON.stringify([name, attributes, events, links, status, resource.attributes, instrumentationScope]),
  )
  for (const name of ['POST /uploads', 'GET /attachments/:id', 'POST /webhooks/:account', 'subscription']) {
    expect(new Set(spans.map((span) => span.name))).toContain(name)
  }
  expect(spans.flatMap(({ events }) => events)).toEqual([])
  const lines = stack.log().split('\n')
  expect(lines.filter((line) => line.includes('unexpected error'))).toEqual([])
  expect(lines.some((line) => line.includes('"upstream request"'))).toBe(true)

  const isSecret = (text: string) => /canary/i.test(text) || [...secrets].some((each) => text.includes(each))
  expect(traced.filter(isSecret).slice(0, 3)).toEqual([])
  expect(lines.filter(isSecret).slice(0, 3)).toEqual([])
  expect(told.filter(isSecret).slice(0, 3)).toEqual([])
  expect(isSecret(`Bearer ${chatwoot.admin.token}`)).toBe(true)
})
