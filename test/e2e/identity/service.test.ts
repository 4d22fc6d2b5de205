import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Config } from '../../../src/config/config.ts'
import { encodeRef } from '../../../src/domain/ref.ts'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { infobipSandboxAgents, infobipSandboxCredentials } from '../../../src/sandbox/infobip/index.ts'
import { conversationsOf } from '../../support/files.ts'
import {
  ComposerDocument,
  CreateAgentDocument,
  InboxDocument,
  SendMessageDocument,
  WhoAmIDocument,
} from '../../support/gql/graphql.ts'
import { type Stack, startStack } from '../../support/stack.ts'
import { signToken, tokenSecret } from '../../support/token.ts'

const { agent, supervisor } = infobipSandboxAgents
const accounts = ['chatwoot', { name: 'infobip', agentId: agent.id }]
const service = (): Partial<Config> => ({ anonymous: 'refuse', jwtSecrets: [tokenSecret] })

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ config: service, life: false })
})
afterAll(() => stack[Symbol.asyncDispose]())

const bearer = async (parley: object, claims = {}, options = {}) => ({
  authorization: `Bearer ${await signToken({ parley, ...claims }, options)}`,
})
const as = async (...input: Parameters<typeof bearer>) => stack.clientWith(await bearer(...input))
const everything = { accounts, role: 'admin' }
const sourcesOf = async (headers: Record<string, string>) => {
  const { conversations } = await stack.clientWith(headers).expectData(InboxDocument, { first: 5 })
  return Object.fromEntries(conversations?.sources.map(({ account, status }) => [account.name, status]) ?? [])
}
const composer = async (name: string, parley: object, claims = {}) => {
  const filter = { accountIds: [encodeRef({ type: 'Account', account: name, path: [] })] }
  const client = await as(parley, claims)
  return (await client.expectData(ComposerDocument, { first: 50, filter })).conversations?.nodes ?? []
}
const openIn = async (name: string, parley: object): Promise<string> => {
  const open = (await composer(name, parley)).find((row) => row.viewerCanReply && row.status === 'OPEN')
  if (!open) throw new Error(`Nothing to answer in ${name}.`)
  return open.id
}

describe('a token', () => {
  test('reads the accounts that it names, and no other', async () => {
    expect(await sourcesOf(await bearer({ accounts }))).toEqual({ chatwoot: 'OK', infobip: 'OK' })
    const { result, requests } = await stack.requestsDuring(async () =>
      sourcesOf(await bearer({ accounts: ['infobip', 'elsewhere'] })),
    )
    expect(result).toEqual({ chatwoot: 'SKIPPED', infobip: 'OK' })
    expect(requests.every((request) => request.includes('/ccaas/1/'))).toBe(true)
  })

  test('is asked for nothing else: credentials of an upstream still work beside it', async () => {
    expect(await sourcesOf({ authorization: `Bearer ${sandboxCredentials.chatwoot.agent.token}` })).toEqual({
      chatwoot: 'OK',
      infobip: 'SKIPPED',
    })
    expect(await sourcesOf({ authorization: `App ${infobipSandboxCredentials.apiKey}` })).toEqual({
      chatwoot: 'SKIPPED',
      infobip: 'OK',
    })
  })

  test('goes to no upstream, wherever it is put', async () => {
    const token = await signToken({ parley: { accounts } })
    for (const [name, value] of [
      ['api_access_token', token],
      ['api-access-token', token],
      ['upstream-authorization', `chatwoot="Bearer ${token}"`],
    ] as const) {
      const { result, requests } = await stack.requestsDuring(() =>
        stack.clientWith({ [name]: value }).run(InboxDocument, { first: 5 }),
      )
      expect(result.errors).toMatchObject([
        {
          extensions: { code: 'BAD_USER_INPUT' },
          message: expect.stringContaining('`Authorization: Bearer …`'),
        },
      ])
      expect(requests).toEqual([])
    }
  })

  test.each([
    ['expired', {}, { expiresIn: -60 }, 'UNAUTHENTICATED'],
    ['signed by somebody else', {}, { secret: 'q7Jx2LwPz9TfVb4NcYr8MkHd5GsAe3Uo' }, 'UNAUTHENTICATED'],
    ['too long', { padding: 'x'.repeat(8_200) }, {}, 'UNAUTHENTICATED'],
    [
      'of an agent that cannot be',
      { parley: { accounts: [{ name: 'infobip', agentId: '../1' }] } },
      {},
      'UNAUTHENTICATED',
    ],
    ['without an account', { parley: {} }, {}, 'FORBIDDEN'],
    ['for another account', { parley: { accounts: ['elsewhere'] } }, {}, 'FORBIDDEN'],
  ])('is refused when it is %s, and no upstream hears of it', async (_, claims, options, code) => {
    const client = await as(everything, claims, options)
    const { result, requests } = await stack.requestsDuring(() => client.expectError(InboxDocument, {}))
    expect(result.extensions).toMatchObject({ code })
    expect(requests).toEqual([])
  })

  test.each([
    ['mangled', (token: string) => token.slice(0, -3)],
    ['without its signature', (token: string) => token.replace(/[^.]+$/, '')],
    ['cut in the middle', (token: string) => token.split('.').slice(0, 2).join('.')],
    ['more than one', (token: string) => `${token}.${token}`],
  ])('is judged here even when it is %s', async (_, mangle) => {
    const { authorization } = await bearer(everything)
    const client = stack.clientWith({ authorization: mangle(authorization) })
    const { result, requests } = await stack.requestsDuring(() => client.expectError(InboxDocument, {}))
    expect(result.extensions).toEqual({ code: 'UNAUTHENTICATED' })
    expect(requests).toEqual([])
  })

  test.each([
    ['another agent', { 'x-agent-id': supervisor.id }],
    ['its own agent', { 'x-agent-id': agent.id }],
    ['a token of Chatwoot', { api_access_token: sandboxCredentials.chatwoot.admin.token }],
    ['a key of Infobip', { 'upstream-authorization': `infobip="App ${infobipSandboxCredentials.apiKey}"` }],
  ])('does not go together with %s in the headers', async (_, headers) => {
    const client = stack.clientWith({ ...(await bearer(everything)), ...headers })
    const { result, requests } = await stack.requestsDuring(() => client.expectError(InboxDocument, {}))
    expect(result.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(requests).toEqual([])
  })
})

test.each([
  ['good', {}, {}, 200],
  ['expired', {}, { expiresIn: -60 }, 401],
  ['good for nothing here', { parley: {} }, {}, 403],
])(
  'a token that is %s has its status over HTTP, whatever the client accepts',
  async (_, claims, options, status) => {
    const headers = { 'content-type': 'application/json', ...(await bearer(everything, claims, options)) }
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const answer = await fetch(`${stack.url}/graphql`, {
        method: 'POST',
        headers: { ...headers, accept },
        body: JSON.stringify({ query: '{ viewer { name } }' }),
      })
      expect(answer.status).toBe(status)
    }
  },
)

describe('in the name of an agent', () => {
  /** The conversations of Infobip that this agent may answer, and those that nobody may without an agent. */
  const assigned = async (parley: object) =>
    new Set(
      (await composer('infobip', parley))
        .filter(({ replyBlockedReason }) => replyBlockedReason === 'AGENT_REQUIRED')
        .map(({ id }) => id),
    )
  const nameless = { accounts: ['infobip'], role: 'agent' }

  test('a message is sent by the agent whom the token names', async () => {
    const needAgent = await assigned(nameless)
    const mine = (await composer('infobip', everything)).find(
      (row) => row.viewerCanReply && needAgent.has(row.id),
    )
    const input = { conversationId: mine?.id ?? '', content: { text: 'from the claim' } }
    const sent = await (await as(everything)).expectData(SendMessageDocument, { input })
    expect(sent.sendMessage).toMatchObject({ userErrors: [], message: { sender: { name: agent.name } } })
    const refused = await (await as(nameless)).expectData(SendMessageDocument, { input })
    expect(refused.sendMessage.userErrors).toMatchObject([
      { code: 'REPLY_BLOCKED', reason: 'AGENT_REQUIRED' },
    ])
  })

  test('the viewer is that agent, whether the claim stands at the account or beside the accounts', async () => {
    const names = async (parley: object) => {
      const { viewer } = await (await as(parley)).expectData(WhoAmIDocument, {})
      return viewer?.agents.filter(({ account }) => account.name === 'infobip').map(({ name }) => name)
    }
    expect(await names({ accounts })).toEqual([agent.name])
    expect(await names({ accounts: ['chatwoot', 'infobip'], agentId: supervisor.id })).toEqual([
      supervisor.name,
    ])
    expect(await names({ accounts, agentId: supervisor.id })).toEqual([agent.name])
  })
})

describe('the role', () => {
  test('viewer reads and changes nothing', async () => {
    const conversationId = await openIn('chatwoot', everything)
    const client = await as({ accounts })
    const input = { conversationId, content: { text: 'no' } }
    const { result, requests } = await stack.requestsDuring(() =>
      client.expectData(SendMessageDocument, { input }),
    )
    expect(result.sendMessage).toMatchObject({ message: null, userErrors: [{ code: 'FORBIDDEN' }] })
    expect(requests).toEqual([])
    const rows = await composer('chatwoot', { accounts })
    expect(new Set(rows.map((row) => row.replyBlockedReason))).toEqual(new Set(['READ_ONLY']))
    expect((await client.expectData(WhoAmIDocument, {})).viewer?.isAdmin).toBe(false)
  })

  test('agent sends, and adds no agents; admin does', async () => {
    const input = {
      accountId: encodeRef({ type: 'Account', account: 'infobip', path: [] }),
      name: 'Nia',
      role: 'AGENT' as const,
    }
    const refused = await stack.requestsDuring(async () =>
      (await as({ accounts, role: 'agent' })).expectData(CreateAgentDocument, { input }),
    )
    expect(refused.result.createAgent.userErrors).toMatchObject([{ code: 'FORBIDDEN' }])
    expect(refused.requests).toEqual([])
    const made = await (await as(everything)).expectData(CreateAgentDocument, { input })
    expect(made.createAgent.userErrors).toEqual([])
    expect((await (await as(everything)).expectData(WhoAmIDocument, {})).viewer?.isAdmin).toBe(true)
  })
})

describe('sending once', () => {
  test.each(['chatwoot', 'infobip'])(
    'on %s is for each subject by itself, whatever its token',
    async (name) => {
      const parley = { accounts: [name], role: 'agent' }
      const conversationId = await openIn(name, parley)
      const input = { conversationId, content: { text: `hello ${name}` }, clientMessageId: 'one' }
      const send = async (claims: object) => {
        const { sendMessage } = await (await as(parley, claims)).expectData(SendMessageDocument, { input })
        expect(sendMessage.userErrors).toEqual([])
        return sendMessage.message?.id
      }
      const [ana, renewed, ben, other] = [
        await send({ sub: 'ana', jti: '1' }),
        await send({ sub: 'ana', jti: '2', iat: Math.floor(Date.now() / 1_000) - 60 }),
        await send({ sub: 'ben' }),
        await send({ sub: 'ana', iss: 'https://other.example.com' }),
      ]
      expect(renewed).toBe(ana)
      expect(new Set([ana, ben, other]).size).toBe(3)
    },
  )
})

describe('files', () => {
  const upload = async (parley: object, conversationId: string) => {
    const body = new FormData()
    body.append('file', new File(['hello'], 'hello.txt'))
    const headers = await bearer(parley)
    return fetch(`${stack.url}/uploads?conversationId=${conversationId}`, { method: 'POST', body, headers })
  }

  test('come and go with the token, and not without', async () => {
    const headers = await bearer(everything)
    const found = await conversationsOf(stack, headers)
    const url = found.flatMap(({ files }) => files).find((file) => file.url?.startsWith(stack.url))?.url ?? ''
    expect((await fetch(url, { headers })).status).toBe(200)
    expect((await fetch(url)).status).toBe(401)
    expect((await fetch(url, { headers: await bearer(everything, {}, { expiresIn: -60 }) })).status).toBe(401)
    expect((await fetch(url, { headers: { ...headers, 'x-agent-id': agent.id } })).status).toBe(400)

    const conversationId = await openIn('chatwoot', everything)
    expect((await upload({ accounts, role: 'agent' }, conversationId)).status).toBe(201)
    const { result, requests } = await stack.requestsDuring(() => upload({ accounts }, conversationId))
    expect(result.status).toBe(403)
    expect(requests).toEqual([])
  })
})

describe('an issuer whose keys are away', () => {
  let keys: Server
  let away: Stack
  beforeAll(async () => {
    keys = createServer((_, response) => response.writeHead(503).end('CANARY'))
    await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve))
    const jwksUrl = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/`
    away = await startStack({ config: () => ({ anonymous: 'refuse', jwksUrl }), life: false })
  })
  afterAll(async () => {
    await away[Symbol.asyncDispose]()
    keys.close()
  })

  test('is no reason to tell a caller that it is nobody', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const token = `${part({ alg: 'ES256', kid: 'k' })}.${part({})}.AAAA`
    const error = await away.clientWith({ authorization: `Bearer ${token}` }).expectError(InboxDocument, {})
    expect(error.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryAt: expect.any(String) })
    expect(JSON.stringify(error)).not.toMatch(/CANARY|127\.0\.0\.1/)
  })
})
