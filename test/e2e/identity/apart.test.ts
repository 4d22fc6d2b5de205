import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { infobipSandboxAgents, infobipSandboxCredentials } from '../../../src/sandbox/infobip/index.ts'
import {
  ComposerDocument,
  ConversationByIdDocument,
  InboxDocument,
  SendMessageDocument,
  WhoAmIDocument,
} from '../../support/gql/graphql.ts'
import { bodyOf, startHttpServer, type TestServer } from '../../support/http-server.ts'
import { type Stack, sandboxAccounts, startStack } from '../../support/stack.ts'
import { signToken, tokenSecret } from '../../support/token.ts'

const { chatwoot } = sandboxCredentials
const { agent, supervisor } = infobipSandboxAgents
const chatwootTokens: readonly string[] = [chatwoot.admin.token, chatwoot.agent.token]
const apiKey = `App ${infobipSandboxCredentials.apiKey}`

/** What reached an upstream. */
const sent: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }[] = []
/** Stands before the sandbox, and notes what comes. */
let wire: TestServer
let stack: Stack
beforeAll(async () => {
  let sandboxUrl = ''
  wire = await startHttpServer(async (request, response) => {
    const { method, url = '', headers } = request
    const body = await bodyOf(request)
    sent.push({ path: url, headers, body: String(body) })
    httpRequest(sandboxUrl + url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    }).end(body)
  })
  stack = await startStack({
    life: false,
    config: (sandbox) => {
      sandboxUrl = sandbox.url
      return { anonymous: 'refuse', jwtSecrets: [tokenSecret], accounts: sandboxAccounts(wire.url) }
    },
  })
})
afterAll(async () => {
  await stack[Symbol.asyncDispose]()
  await wire[Symbol.asyncDispose]()
})

const bearer = async (sub: string, accounts: unknown[]) => ({
  authorization: `Bearer ${await signToken({ sub, parley: { accounts, role: 'agent' } })}`,
})
const ofInfobip = (agentId: string) => ({ name: 'infobip', agentId })

/** By name: how somebody proves itself, and what its sends have to look like to the upstream. */
const callers = {
  ana: { headers: () => bearer('ana', ['chatwoot']), onWire: { api_access_token: chatwoot.admin.token } },
  ben: { headers: () => bearer('ben', ['chatwoot']), onWire: { api_access_token: chatwoot.admin.token } },
  cem: {
    headers: () => bearer('cem', [ofInfobip(agent.id)]),
    onWire: { authorization: apiKey, 'x-agent-id': agent.id },
  },
  dan: {
    headers: () => bearer('dan', [ofInfobip(supervisor.id)]),
    onWire: { authorization: apiKey, 'x-agent-id': supervisor.id },
  },
  eva: {
    headers: async () => ({ authorization: `Bearer ${chatwoot.agent.token}` }),
    onWire: { api_access_token: chatwoot.agent.token },
  },
  fay: { headers: async () => ({ authorization: apiKey }), onWire: { authorization: apiKey } },
}
type Name = keyof typeof callers
const names = Object.keys(callers) as Name[]

/** With a token of its own for each operation, where it has tokens. */
const client = async (name: Name) => stack.clientWith(await callers[name].headers())

const look = async (name: Name) => {
  const [inbox, viewer] = await Promise.all([
    (await client(name)).expectData(InboxDocument, { first: 100 }),
    (await client(name)).run(WhoAmIDocument, {}),
  ])
  const ids = inbox.conversations?.edges.map(({ node }) => node.id) ?? []
  return { ids: ids.sort(), agents: viewer.data?.viewer?.agents.map((each) => each.name) ?? [] }
}
const answerable = async (name: Name): Promise<string> => {
  const { conversations } = await (await client(name)).expectData(ComposerDocument, { first: 50 })
  const found = conversations?.nodes.find((row) => row.viewerCanReply && row.status === 'OPEN')
  if (!found) throw new Error(`${name} has nothing to answer.`)
  return found.id
}

test('of many at once, each sees its own, sends its own, and goes out with its own credential', async () => {
  const alone = new Map<Name, Awaited<ReturnType<typeof look>> & { readonly conversationId: string }>()
  for (const name of names) alone.set(name, { ...(await look(name)), conversationId: await answerable(name) })
  const of = (name: Name) => alone.get(name) as NonNullable<ReturnType<typeof alone.get>>
  expect(of('ana').ids.length).toBeGreaterThan(of('eva').ids.length)

  const messageIds = new Map<string, Set<string>>()
  const sendOne = async (name: Name, key: string) => {
    const text = `${name} says ${key}`
    const input = { conversationId: of(name).conversationId, content: { text }, clientMessageId: key }
    const { sendMessage } = await (await client(name)).expectData(SendMessageDocument, { input })
    expect(sendMessage).toMatchObject({ userErrors: [], message: { text, clientMessageId: key } })
    const ids = messageIds.get(text) ?? new Set()
    messageIds.set(text, ids.add(sendMessage.message?.id ?? ''))
  }
  const lookAbroad = async (name: Name, other: Name) => {
    const id = of(other).ids[0] ?? ''
    const { data, errors } = await (await client(name)).run(ConversationByIdDocument, { id })
    if (of(name).ids.includes(id)) expect(data?.conversation?.id).toBe(id)
    else expect(data?.conversation ?? null).toBeNull()
    expect(errors.filter(({ extensions }) => extensions?.code !== 'UNAUTHENTICATED')).toEqual([])
  }

  const work = names.flatMap((name, index) =>
    Array.from({ length: 6 }, (_, round) => [
      async () => expect(await look(name)).toEqual({ ids: of(name).ids, agents: of(name).agents }),
      () => sendOne(name, `k${round % 3}`),
      () => lookAbroad(name, names[(index + round + 1) % names.length] as Name),
    ]).flat(),
  )
  for (const part of Array.from({ length: 6 }, (_, at) => work.filter((_, index) => index % 6 === at))) {
    await Promise.all(part.map((each) => each()))
  }

  expect(messageIds.size).toBe(names.length * 3)
  const all = [...messageIds.values()].flatMap((ids) => [...ids])
  expect(all).toHaveLength(messageIds.size)
  expect(new Set(all).size).toBe(all.length)

  for (const { path, headers, body } of sent) {
    const { authorization, api_access_token: token } = headers
    if (path.startsWith('/ccaas/')) expect([authorization, token]).toEqual([apiKey, undefined])
    else expect([authorization, chatwootTokens.includes(String(token))]).toEqual([undefined, true])
    const name = names.find((each) => body.includes(`${each} says`))
    if (name) {
      const { 'x-agent-id': agentId } = headers
      expect({ authorization, api_access_token: token, 'x-agent-id': agentId }).toMatchObject(
        callers[name].onWire,
      )
      if (!('x-agent-id' in callers[name].onWire)) expect(agentId).toBeUndefined()
    }
  }
  expect(sent.filter(({ body }) => body.includes(' says k'))).toHaveLength(names.length * 3)
  expect(JSON.stringify(sent)).not.toContain('eyJ')
})
