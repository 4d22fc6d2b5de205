/**
 * Two Chatwoot accounts with equal ids throughout, told apart by a mark in every name and text, and callers of all kinds
 * in front of one Parley. What reaches an upstream, and what a caller is told, is judged as it passes.
 */
import { randomUUID } from 'node:crypto'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { createApp } from '../../src/app.ts'
import { decodeRef, encodeRef, type NodeType } from '../../src/domain/ref.ts'
import { sandboxCredentials, startSandbox } from '../../src/sandbox/index.ts'
import { createSqliteState } from '../../src/state/sqlite.ts'
import { bodyOf, startHttpServer } from './http-server.ts'
import { limitsOf } from './limit-defaults.ts'
import { type Loose, wsClient } from './live-stack.ts'
import { signToken, tokenSecret } from './token.ts'

const { admin, agent, accountId } = sandboxCredentials.chatwoot

export const twins = ['left', 'right'] as const
export type Twin = (typeof twins)[number]
export const otherOf = (twin: Twin): Twin => (twin === 'left' ? 'right' : 'left')
const markOf = (twin: Twin) => `«${twin}»`

/** What each token opens in the sandbox behind its twin. */
const tokensOf = (twin: Twin): Readonly<Record<string, string>> => ({
  [`${twin}-service`]: admin.token,
  [`${twin}-admin`]: admin.token,
  [`${twin}-agent`]: agent.token,
})

const passingThrough = (twin: Twin, token: string) => ({
  twin,
  token,
  headers: async () => ({ 'upstream-authorization': `${twin}="Bearer ${token}"` }),
  connectionParams: async () => ({ upstreamAuthorization: { [twin]: `Bearer ${token}` } }),
})
const known = (twin: Twin, sub: string) => {
  const headers = async () => ({
    authorization: `Bearer ${await signToken({ sub, parley: { accounts: [twin], role: 'agent' } })}`,
  })
  return { twin, token: `${twin}-service`, headers, connectionParams: headers }
}
/** `token`: with which an upstream must be asked for it. */
export const callers = {
  ana: passingThrough('left', 'left-admin'),
  ben: passingThrough('left', 'left-agent'),
  cem: passingThrough('right', 'right-admin'),
  dan: known('left', 'dan'),
  eva: known('right', 'eva'),
  fay: known('right', 'fay'),
} as const
export type Name = keyof typeof callers
export const names = Object.keys(callers) as Name[]
const saidBy = /\b(\w+) says\b/g

export const globalId = (type: NodeType, twin: Twin, ...path: string[]) =>
  encodeRef({ type, account: twin, path })

export const startTwins = async () => {
  await using stack = new AsyncDisposableStack()
  const wrongs: string[] = []
  const posts: string[] = []
  /** Requests to upstreams by who is known to have asked. */
  const asked = new Map<Name, number>()

  const judge = (twin: Twin, url: string, headers: IncomingHttpHeaders, body: string): void => {
    const { authorization, api_access_token: token, traceparent } = headers
    const complain = (what: string) => wrongs.push(`${twin} ${url}: ${what}`)
    if (authorization !== undefined || /eyJ[\w-]+\.eyJ/.test(body))
      complain('a credential that is not its own')
    if (!url.startsWith('/api/')) {
      if (token !== undefined) complain('a file store is told a token')
      return
    }
    if (!(String(token) in tokensOf(twin))) complain(`asked with ${token}`)
    const name =
      traceparent === undefined ? undefined : names[Number.parseInt(String(traceparent).slice(3, 35), 16) - 1]
    const authors = [...body.matchAll(saidBy)].map(([, author]) => author as Name)
    for (const each of name === undefined ? authors : [name, ...authors]) {
      const caller = callers[each]
      if (caller.twin !== twin || caller.token !== token) complain(`asked for ${each} with ${token}`)
    }
    if (name !== undefined) asked.set(name, (asked.get(name) ?? 0) + 1)
    if (authors.length > 0) posts.push(body)
  }

  /** Stands before a sandbox, and marks what it says. */
  const startTwin = async (twin: Twin): Promise<string> => {
    const sandbox = await startSandbox({ file: ':memory:', port: 0, life: false })
    stack.defer(() => sandbox.close())
    const server = await startHttpServer(async (request, response) => {
      const { method, url = '', headers } = request
      const body = await bodyOf(request)
      judge(twin, url, headers, String(body))
      const token = tokensOf(twin)[String(headers.api_access_token)]
      const passed = {
        ...headers,
        host: new URL(sandbox.url).host,
        ...(token && { api_access_token: token }),
      }
      httpRequest(sandbox.url + url, { method, headers: passed }, async (answer) => {
        const here = (text: string) => text.replaceAll(sandbox.url, server.url)
        const isJson = /json/.test(answer.headers['content-type'] ?? '')
        const bytes = await bodyOf(answer)
        const told = isJson ? Buffer.from(here(marked(String(bytes), twin))) : bytes
        const { 'content-length': _, 'transfer-encoding': __, location, ...rest } = answer.headers
        const onward = location === undefined ? {} : { location: here(location) }
        response
          .writeHead(answer.statusCode ?? 500, { ...rest, ...onward, 'content-length': told.length })
          .end(told)
      }).end(body)
    })
    stack.use(server)
    return server.url
  }
  const urls = { left: await startTwin('left'), right: await startTwin('right') }

  const bugs: unknown[] = []
  const app = createApp(
    {
      ...limitsOf('production'),
      profile: 'production',
      costPerMinute: 1_000_000_000,
      host: '127.0.0.1',
      port: 0,
      dataDir: '',
      sandboxPort: 0,
      anonymous: 'refuse',
      jwtSecrets: [tokenSecret],
      allowedOrigins: [],
      accounts: twins.map((twin) => ({
        name: twin,
        provider: 'chatwoot' as const,
        baseUrl: urls[twin],
        accountId,
        apiToken: `${twin}-service`,
      })),
    },
    {
      log: { info: () => undefined, warn: () => undefined, error: (line: unknown) => bugs.push(line) },
      state: createSqliteState({ file: ':memory:' }, { now: Date.now, randomId: randomUUID }),
    },
  )
  const { url } = await app.start()
  stack.defer(() => app.stop())
  const owned = stack.move()

  /** By name: the upstream ids of the conversations that it may see. */
  const visible = new Map<Name, ReadonlySet<string>>()
  let count = 0
  const traceOf = (name: Name) => {
    count += 1
    const [trace, parent] = [names.indexOf(name) + 1, count].map((each) => each.toString(16))
    return { traceparent: `00-${trace?.padStart(32, '0')}-${parent?.padStart(16, '0')}-01` }
  }
  /** Whatever a caller was told holds nothing of the other account, and no conversation that it may not see. */
  const check = (name: Name, told: unknown, about: string): void => {
    const { twin } = callers[name]
    const mine = visible.get(name)
    const complain = (what: string) => wrongs.push(`${name}, ${about}: is told ${what}`)
    const text = JSON.stringify(told) ?? ''
    if (text.includes(markOf(otherOf(twin)))) complain(`of the other account: ${text.slice(0, 300)}`)
    for (const [, word = ''] of text.matchAll(/"([\w-]{12,})"/g)) {
      const ref = decodeRef(word)
      if (!ref) continue
      if (ref.account !== twin) complain(`${ref.type} of ${ref.account}`)
      const isOfConversation = ['Conversation', 'Message', 'Attachment'].includes(ref.type)
      if (mine && isOfConversation && !mine.has(String(ref.path[0]))) complain(`conversation ${ref.path[0]}`)
    }
  }
  const ask = async (name: Name, query: string, variables: object = {}) => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...traceOf(name),
        ...(await callers[name].headers()),
      },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = (await answer.json()) as { data?: Loose; errors?: Loose[] }
    check(name, data, query)
    const codes = (errors ?? []).map(({ extensions }) => String(extensions.code))
    return { data, codes }
  }
  const reach = async (name: Name, path: string, init: RequestInit = {}) => {
    const headers = { ...traceOf(name), ...(await callers[name].headers()) }
    return fetch(`${url}${path}`, { ...init, headers })
  }
  const connect = (name: Name) => {
    const { connectionParams } = callers[name]
    const client = wsClient(`${url.replace('http', 'ws')}/graphql`, { connectionParams })
    owned.defer(() => void client.dispose())
    return client
  }

  return {
    ask,
    reach,
    connect,
    check,
    visible,
    wrongs,
    posts: posts as readonly string[],
    asked: asked as ReadonlyMap<Name, number>,
    bugs: bugs as readonly unknown[],
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

export type Twins = Awaited<ReturnType<typeof startTwins>>

/** In every text and name of an answer, as far as there is one. */
const marked = (json: string, twin: Twin): string =>
  json.replace(/"(content|name)":"(?=[^"])/g, `"$1":"${markOf(twin)} `)
