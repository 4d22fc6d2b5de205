import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type WebhooksArgs, webhooks } from '../../../src/cli/commands/webhooks.ts'
import { type Sandbox, sandboxCredentials, startSandbox } from '../../../src/sandbox/index.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ file: ':memory:', port: 0, life: false })
})
afterEach(() => sandbox.close())

const address = 'https://parley.example.com'

const run = async (
  action: WebhooksArgs['action'],
  account: WebhooksArgs['account'],
  { url, env = {} }: { url?: string; env?: Record<string, string | undefined> } = {},
) => {
  const out: string[] = []
  const err: string[] = []
  const all = {
    CHATWOOT_BASE_URL: sandbox.url,
    CHATWOOT_ACCOUNT_ID: '1',
    CHATWOOT_API_TOKEN: sandboxCredentials.chatwoot.admin.token,
    INFOBIP_BASE_URL: sandbox.url,
    INFOBIP_API_KEY: sandboxCredentials.infobip.apiKey,
    INFOBIP_WEBHOOK_USERNAME: 'infobip',
    INFOBIP_WEBHOOK_PASSWORD: 'CANARY-the-password',
    ...env,
  }
  const code = await webhooks(
    { action, account, url },
    {
      sources: { env: all, cwd: '/' },
      out: (line) => out.push(line),
      err: (line) => err.push(line),
    },
  )
  return { code, out: out.join('\n'), err: err.join('\n') }
}

describe.each(['chatwoot', 'infobip'])('webhooks of %s', (account) => {
  const target = `${address}/webhooks/${account}`

  test('are registered, listed and removed', async () => {
    expect(await run('list', account)).toMatchObject({ code: 0, out: `${account} posts to nobody.` })
    const registered = await run('register', account, { url: `${address}/` })
    expect(registered).toMatchObject({ code: 0, err: '' })
    expect(registered.out).toContain(`${account} now posts to ${target}`)
    expect(registered.out).toContain('Without webhooks, so is all that no live connection tells.')
    expect(registered.out).not.toContain('CANARY')
    expect((await run('list', account)).out).toMatch(new RegExp(`^${target} .*CONVERSATION_CREATED`, 'i'))
    expect((await run('remove', account, { url: address })).out).toContain('does not post to')
    expect((await run('list', account)).out).toBe(`${account} posts to nobody.`)
    expect((await run('remove', account, { url: address })).out).toBe(`${account} did not post to ${target}.`)
  })

  test('are there once, however often they are registered', async () => {
    await run('register', account, { url: address })
    const again = await run('register', account, { url: address })
    expect(again.out).toContain(`${account} posts to ${target}`)
    expect((await run('list', account)).out.split('\n')).toHaveLength(1)
  })
})

test('the address is PARLEY_PUBLIC_URL unless another one is said', async () => {
  const env = { PARLEY_PUBLIC_URL: address }
  const { out, err } = await run('register', 'infobip', { env })
  expect(out).toContain(`posts to ${address}/webhooks/infobip`)
  expect(err).toBe('')
})

test.each([
  ['http://localhost:4000', 'only an upstream in the same network can post there'],
  ['https://10.0.0.4', 'only an upstream in the same network can post there'],
  ['https://[fd00::4]:4000', 'only an upstream in the same network can post there'],
  ['https://parley.internal', 'only an upstream in the same network can post there'],
  ['http://parley.example.com', 'Use https.'],
])('an upstream that may not reach %s, or not in secret, is told of', async (url, warning) => {
  const { code, err } = await run('register', 'infobip', { url })
  expect(code).toBe(0)
  expect(err).toContain(warning)
})

test('without an account, it is said why the demo has nothing to set up', async () => {
  const none = Object.fromEntries(
    ['CHATWOOT_BASE_URL', 'CHATWOOT_ACCOUNT_ID', 'CHATWOOT_API_TOKEN', 'INFOBIP_BASE_URL', 'INFOBIP_API_KEY']
      .concat('INFOBIP_WEBHOOK_USERNAME', 'INFOBIP_WEBHOOK_PASSWORD')
      .map((name) => [name, undefined]),
  )
  const { code, err } = await run('list', 'chatwoot', { env: none })
  expect(code).toBe(2)
  expect(err).toContain('its sandbox posts to Parley by itself')
})

test('the secret that Chatwoot made up is shown, with where it goes', async () => {
  const { out } = await run('register', 'chatwoot', { url: address })
  const [, secret] = /CHATWOOT_WEBHOOK_SECRET=(\S{20,})/.exec(out) ?? []
  expect(secret).toBeDefined()
  expect(out).toContain(`"webhookSecrets": ["${secret}"]`)
})

test('webhooks of others are listed without what may be a password in their addresses', async () => {
  const url = 'https://canary-user:canary-password@hooks.example.com/in/7?key=canary-key#canary'
  const headers = {
    api_access_token: sandboxCredentials.chatwoot.admin.token,
    'content-type': 'application/json',
  }
  const body = JSON.stringify({ webhook: { url, subscriptions: ['message_created'] } })
  await fetch(`${sandbox.url}/api/v1/accounts/1/webhooks`, { method: 'POST', headers, body })
  const { out } = await run('list', 'chatwoot')
  expect(out).toMatch(/^https:\/\/\[…\]@hooks\.example\.com\/in\/7\?\[…\] {2}\(\d+\): message_created$/)
})

test('a webhook that tells less than all is completed, and keeps what it tells besides', async () => {
  const headers = {
    api_access_token: sandboxCredentials.chatwoot.admin.token,
    'content-type': 'application/json',
  }
  const webhook = {
    url: `${address}/webhooks/chatwoot`,
    subscriptions: ['contact_created', 'message_created'],
  }
  const body = JSON.stringify({ webhook })
  await fetch(`${sandbox.url}/api/v1/accounts/1/webhooks`, { method: 'POST', headers, body })
  const { out } = await run('register', 'chatwoot', { url: address })
  expect(out).toContain('contact_created, message_created, conversation_created')
})

test.each([
  [undefined, 'chatwoot', address, 'Usage: parley webhooks'],
  ['register', undefined, address, 'Which account? Accounts: chatwoot, infobip.'],
  ['register', 'nobody', address, 'There is no account nobody.'],
  ['register', 'chatwoot', undefined, '--url, or PARLEY_PUBLIC_URL, must be'],
  ['register', 'chatwoot', 'parley.example.com', '--url, or PARLEY_PUBLIC_URL, must be'],
  ['remove', 'chatwoot', 'ftp://parley.example.com', '--url, or PARLEY_PUBLIC_URL, must be'],
])('%s %s %s is refused with what is missing', async (action, account, url, complaint) => {
  const { code, out, err } = await run(action, account, url === undefined ? {} : { url })
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain(complaint)
})

test('what the upstream refuses, and what is not configured, is told in a line', async () => {
  const token = sandboxCredentials.chatwoot.agent.token
  const agent = await run('register', 'chatwoot', { url: address, env: { CHATWOOT_API_TOKEN: token } })
  expect(agent).toMatchObject({ code: 1, out: '' })
  expect(agent.err).not.toBe('')
  const nameless = await run('list', 'chatwoot', { env: { CHATWOOT_API_TOKEN: undefined } })
  expect(nameless).toMatchObject({ code: 2 })
  expect(nameless.err).toContain('has no credential of its own')
  const env = { INFOBIP_WEBHOOK_USERNAME: undefined, INFOBIP_WEBHOOK_PASSWORD: undefined }
  const secretless = await run('register', 'infobip', { url: address, env })
  expect(secretless).toMatchObject({ code: 1, err: expect.stringContaining('No secret is configured') })
})
