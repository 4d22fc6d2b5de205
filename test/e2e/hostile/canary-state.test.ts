/**
 * What Parley keeps, in Redis or in SQLite, holds messages, as it must, and nobody's credential: no token, secret,
 * password or signature, in no key and no value, from nobody who came with one by any way.
 */
import { createHmac } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { type Sandbox, sandboxCredentials, startSandbox } from '../../../src/sandbox/index.ts'
import { findTool } from '../../support/find-tool.ts'
import { collect, conversationEvents, exampleConversation, wsClient } from '../../support/live-stack.ts'
import { runParley } from '../../support/process.ts'
import { startRedisServer } from '../../support/redis-server.ts'
import { signToken, tokenSecret } from '../../support/token.ts'
import { startTranslator } from '../../support/translator-server.ts'
import { until } from '../../support/until.ts'

const program = await findTool('redis-server')
const { chatwoot, infobip, example } = sandboxCredentials
const infobipHmacSecret = 'canary-infobip-hmac-secret'
const keys = { translator: 'canary-translator-key', metrics: 'canary-metrics-token', redis: 'canary-redis' }
const basic = Buffer.from(`${infobip.webhook.username}:${infobip.webhook.password}`).toString('base64')

/** What must not be there: everything that is configured, and what callers and deliveries bring adds to it. */
let secrets: string[]
let sandbox: Sandbox
let folder: string
beforeEach(async () => {
  sandbox = await startSandbox({ file: ':memory:', port: 0, life: false })
  folder = await mkdtemp(join(tmpdir(), 'parley-kept-'))
  secrets = [
    ...[chatwoot.admin.token, chatwoot.agent.token, chatwoot.webhookSecret],
    ...[infobip.apiKey, infobip.webhook.password, basic, infobipHmacSecret],
    ...[tokenSecret, ...Object.values(keys), 'pubsub'],
  ]
})
afterEach(async () => {
  await sandbox.close()
  await rm(folder, { recursive: true, force: true })
})

const settings = (translatorUrl: string) => ({
  PORT: '0',
  PARLEY_DATA_DIR: folder,
  PARLEY_JWT_SECRET: tokenSecret,
  PARLEY_METRICS_TOKEN: keys.metrics,
  PARLEY_TRANSLATOR: 'libretranslate',
  PARLEY_TRANSLATOR_URL: translatorUrl,
  PARLEY_TRANSLATOR_KEY: keys.translator,
  CHATWOOT_BASE_URL: sandbox.url,
  CHATWOOT_ACCOUNT_ID: chatwoot.accountId,
  CHATWOOT_API_TOKEN: chatwoot.admin.token,
  CHATWOOT_WEBHOOK_SECRET: chatwoot.webhookSecret,
  INFOBIP_BASE_URL: sandbox.url,
  INFOBIP_API_KEY: infobip.apiKey,
  INFOBIP_WEBHOOK_USERNAME: infobip.webhook.username,
  INFOBIP_WEBHOOK_PASSWORD: infobip.webhook.password,
  INFOBIP_WEBHOOK_HMAC_SECRET: infobipHmacSecret,
})

type Headers = Record<string, string>

/** Who comes, and with what. */
const callers = async (): Promise<Headers[]> => {
  const tokens = await Promise.all(
    ['ana', 'ben'].map((sub) =>
      signToken({ sub, parley: { accounts: ['chatwoot', 'infobip'], role: 'agent' } }),
    ),
  )
  secrets.push(...tokens.flatMap((token) => token.split('.').slice(1)))
  return [
    ...tokens.map((token) => ({ authorization: `Bearer ${token}` })),
    { authorization: `Bearer ${chatwoot.agent.token}` },
    { api_access_token: chatwoot.admin.token },
    {
      'upstream-authorization': `chatwoot="Bearer ${chatwoot.admin.token}", infobip="App ${infobip.apiKey}"`,
    },
    { authorization: 'Bearer canary-unknown' },
  ]
}

const uploadOf = async (url: string, headers: Headers) => {
  const body = new FormData()
  body.append('file', new File(['a'], 'a.txt'))
  const path = `/uploads?conversationId=${exampleConversation}`
  const answer = await fetch(`${url}${path}`, { method: 'POST', body, headers })
  return ((await answer.json()) as { uploadId?: string }).uploadId
}

const deliver = async (url: string, account: string, text: string, headers: Headers) => {
  const answer = await fetch(`${url}/webhooks/${account}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: text,
  })
  return answer.status
}
const deliveries = async (url: string) => {
  const conversation = { id: Number(example.conversationId) }
  const event = { event: 'message_created', account: { id: 1 }, conversation, id: Number(example.messageId) }
  const body = JSON.stringify({ ...event, message_type: 'incoming', content: 'x', created_at: Date.now() })
  const at = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', chatwoot.webhookSecret).update(`${at}.${body}`).digest('hex')
  const news = JSON.stringify({
    type: 'CONVERSATION_UPDATED',
    timestamp: Date.now(),
    payload: { id: '4a1c9f6e-0f7e-4c1b-9f0e-2b7f6f0d8a11' },
  })
  const hmac = createHmac('sha256', infobipHmacSecret).update(news).digest('hex')
  secrets.push(signature, hmac)
  const ofChatwoot = { 'x-chatwoot-timestamp': at, 'x-chatwoot-signature': `sha256=${signature}` }
  expect(await deliver(url, 'chatwoot', body, ofChatwoot)).toBe(204)
  expect(await deliver(url, 'infobip', news, { 'x-infobip-signature': hmac })).toBe(204)
  expect(await deliver(url, 'infobip', news, { authorization: `Basic ${basic}` })).toBe(204)
}

/** Has every part of Parley keep something, and gives the text that has to be found again. */
const use = async (env: Record<string, string>): Promise<void> => {
  await using translator = await startTranslator()
  await using parley = runParley(['serve'], { ...settings(translator.url), ...env })
  const [, url = ''] = await parley.printed(/GraphQL\s+(http:\S+)\/graphql/)
  await until(async () => (await (await fetch(`${url}/ready`)).text()).includes('"UP"'))
  const run = async (query: string, variables: object, headers: Headers) => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    })
    return answer.text()
  }
  const who = await callers()
  const clients = who.slice(0, -1).map((connectionParams) => {
    const { 'upstream-authorization': each, ...rest } = connectionParams
    const upstreamAuthorization = each && {
      chatwoot: `Bearer ${chatwoot.admin.token}`,
      infobip: `App ${infobip.apiKey}`,
    }
    return wsClient(`${url.replace('http', 'ws')}/graphql`, {
      connectionParams: { ...rest, ...(upstreamAuthorization && { upstreamAuthorization }) },
    })
  })
  const live = clients.map((client) => collect(client, conversationEvents, { id: exampleConversation }))
  await until(() => sandbox.sockets.count() > 0) // ActionCable, by the tokens of its users

  const send =
    'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } userErrors { code } } }'
  const translate =
    'mutation ($input: TranslateMessageInput!) { translateMessage(input: $input) { translation { text } userErrors { code } } }'
  const messageId = encodeRef({
    type: 'Message',
    account: 'chatwoot',
    path: [example.conversationId, example.messageId],
  })
  for (const [at, headers] of who.entries()) {
    const uploadId = await uploadOf(url, headers)
    const isKnown = at < who.length - 1
    expect(uploadId !== undefined).toBe(isKnown)
    const content = { text: `kept-${at}` }
    const attachments = uploadId && [{ uploadId }]
    const input = { conversationId: exampleConversation, content, attachments, clientMessageId: `id-${at}` }
    expect(await run(send, { input }, headers)).toMatch(isKnown ? /"message":{"id"/ : /UNAUTHENTICATED/)
    await run(translate, { input: { messageId, targetLanguage: 'hr' } }, headers)
  }
  await deliveries(url)
  sandbox.webhooks.connect({ chatwoot: `${url}/webhooks/chatwoot`, infobip: `${url}/webhooks/infobip` })
  const input = { conversationId: exampleConversation, content: { text: 'kept-last' } }
  await run(send, { input }, who[3] as Headers)
  await until(() => live.every((each) => JSON.stringify(each.events()).includes('kept-last')))
  for (const client of clients) await client.dispose()
  expect(await parley.end()).toBe(0)
}

const expectNone = (kept: string) => {
  expect(kept).toContain('kept-last')
  expect(kept).toContain('[hr] ')
  expect(secrets.filter((secret) => kept.includes(secret))).toEqual([])
  expect(kept.match(/.{0,60}(?:canary|Bearer |eyJ[\w-]+\.).{0,60}/i)?.[0]).toBeUndefined()
}

describe('no credential is in', () => {
  test.skipIf(program === null)('anything that Redis is sent', async () => {
    await using ends = new AsyncDisposableStack()
    const redis = await startRedisServer(program as string, { settings: [`requirepass ${keys.redis}`] })
    ends.defer(redis.close)
    const monitor = connect(redis.port, '127.0.0.1')
    ends.defer(() => {
      monitor.destroy()
    })
    let sent = ''
    monitor.on('data', (data) => {
      sent += data
    })
    monitor.write(`AUTH ${keys.redis}\r\nMONITOR\r\n`)
    await until(() => sent.includes('+OK\r\n+OK\r\n'))
    await use({ REDIS_URL: redis.url.replace('//', `//:${keys.redis}@`) })
    expect(sent).toContain('parley:budget')
    expectNone(sent)
  })

  test('any file of SQLite', async () => {
    await use({})
    const names = await readdir(folder)
    const files = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')))
    expect(names).toContain('state.db')
    expectNone(files.join('\n'))
  })
})

test.skipIf(program === null)('a password that Redis does not take is in no log', async () => {
  await using ends = new AsyncDisposableStack()
  const redis = await startRedisServer(program as string, { settings: [`requirepass ${keys.redis}`] })
  ends.defer(redis.close)
  const wrong = 'redis://canary-user:canary-wrong@'
  const env = { PORT: '0', PARLEY_DATA_DIR: folder, PARLEY_LOG_LEVEL: 'trace' }
  await using parley = runParley(['serve'], {
    ...env,
    CHATWOOT_BASE_URL: sandbox.url,
    CHATWOOT_ACCOUNT_ID: chatwoot.accountId,
    REDIS_URL: redis.url.replace('redis://', wrong),
  })
  const [, url = ''] = await parley.printed(/GraphQL\s+(http:\S+)\/graphql/)
  const ready = await (await fetch(`${url}/ready`)).text()
  expect(ready).toContain('"state":{"kind":"redis","status":"DOWN"')
  expect(await parley.end()).toBe(0)
  expect(ready + parley.output()).not.toMatch(/canary/i)
})
