/** What Parley sends comes back by webhook, sooner or later than the answer: it is one event and one message. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccountConfig } from '../../../src/config/config.ts'
import { type Sandbox, sandboxCredentials, startSandbox } from '../../../src/sandbox/index.ts'
import { bodyOf, startHttpServer, type TestServer } from '../../support/http-server.ts'
import {
  collect,
  conversationEvents,
  type LiveStack,
  startLiveStack,
  wsClient,
} from '../../support/live-stack.ts'
import { sandboxAccounts } from '../../support/stack.ts'
import { until } from '../../support/until.ts'

const { username, password } = sandboxCredentials.infobip.webhook
const withSecrets = (config: AccountConfig): AccountConfig =>
  config.provider === 'chatwoot'
    ? { ...config, webhookSecrets: [sandboxCredentials.chatwoot.webhookSecret] }
    : { ...config, webhookUsername: username, webhookPassword: password }

let sandbox: Sandbox
let stack: LiveStack
/** Between the sandbox and Parley: webhooks wait here while the gate is closed. */
let post: TestServer
let gate = Promise.withResolvers<void>()
let passed = 0

beforeAll(async () => {
  sandbox = await startSandbox({ file: ':memory:', port: 0, life: false })
  const accounts = sandboxAccounts(sandbox.url).map(withSecrets)
  stack = await startLiveStack({ sandbox, config: { accounts } })
  post = await startHttpServer(async (request, response) => {
    const body = await bodyOf(request)
    await gate.promise
    const headers = new Headers(request.headers as Record<string, string>)
    for (const name of ['host', 'connection', 'content-length', 'transfer-encoding']) headers.delete(name)
    const { status } = await fetch(stack.url + request.url, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
    })
    passed++
    response.writeHead(status).end()
  })
  sandbox.webhooks.connect({
    chatwoot: `${post.url}/webhooks/chatwoot`,
    infobip: `${post.url}/webhooks/infobip`,
  })
})
beforeEach(() => {
  gate = Promise.withResolvers()
})
afterEach(() => {
  gate.resolve()
  sandbox.faults.clear()
})
afterAll(async () => {
  await post[Symbol.asyncDispose]()
  await stack[Symbol.asyncDispose]()
  await sandbox.close()
})

const replyable = /* GraphQL */ `
  { conversations(first: 60) { nodes { id viewerCanReply account { name } } } }
`
const send = /* GraphQL */ `
  mutation ($input: SendMessageInput!) {
    sendMessage(input: $input) { message { id upstreamId } userErrors { code } }
  }
`

describe.each(['chatwoot', 'infobip'] as const)('a message sent in %s', (name) => {
  const open = async () => {
    const { conversations } = await stack.ask(replyable)
    const row = conversations.nodes.find(
      (one: { viewerCanReply: boolean; account: { name: string } }) =>
        one.viewerCanReply && one.account.name === name,
    )
    const client = wsClient(stack.wsUrl)
    const seen = collect(client, conversationEvents, { id: row.id })
    await until(() => stack.counts().subscribers === 1)
    const say = async (text: string) => {
      const input = { conversationId: row.id, content: { text }, clientMessageId: `${name} ${text}` }
      const { sendMessage } = await stack.ask(send, { input })
      expect(sendMessage.userErrors).toEqual([])
      return sendMessage.message.upstreamId as string
    }
    /** What was told of one text, when everything before a last message is told. */
    const told = async (text: string) => {
      const last = await say(`${text}: the end`)
      await until(() => seen.added().some(({ upstreamId }) => upstreamId === last))
      await client.dispose()
      return seen.added().filter((message) => message.text === text)
    }
    return { seen, say, told }
  }
  const slowly = { type: 'drip', bytes: 16, interval: 10 } as const
  const spoil = (effect: typeof slowly | { type: 'cut'; when: 'after' }) =>
    sandbox.faults.add({ match: { method: 'POST', pattern: '/messages$' }, effect })

  // Infobip posts no webhook for outbound messages: there the echo comes by a look, after the answer
  test.runIf(name === 'chatwoot')('whose echo is there before the answer is told once', async () => {
    const { seen, say, told } = await open()
    spoil(slowly)
    gate.resolve()
    let isAnswered = false
    const answer = say('Echo first').finally(() => {
      isAnswered = true
    })
    await until(() => seen.added().length > 0)
    expect(isAnswered).toBe(false)
    const id = await answer
    expect(await told('Echo first')).toEqual([
      { upstreamId: id, text: 'Echo first', clientMessageId: `${name} Echo first` },
    ])
  })

  test('whose echo comes after the answer is told once', async () => {
    const { seen, say, told } = await open()
    const before = passed
    const id = await say('Answer first')
    await until(() => seen.added().length > 0)
    gate.resolve()
    await until(() => passed > before)
    expect(await told('Answer first')).toEqual([
      { upstreamId: id, text: 'Answer first', clientMessageId: `${name} Answer first` },
    ])
  })

  test('whose answer is lost is told once', async () => {
    const { say, told } = await open()
    spoil({ type: 'cut', when: 'after' })
    gate.resolve()
    const id = await say('Answer lost')
    expect(await told('Answer lost')).toEqual([
      { upstreamId: id, text: 'Answer lost', clientMessageId: `${name} Answer lost` },
    ])
  })
})
