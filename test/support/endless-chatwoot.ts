/**
 * A Chatwoot of as many conversations as anybody asks for, that costs next to nothing: it makes its answers from ids,
 * and keeps only the messages that were written.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'

export const accountId = 1
export const apiToken = 'endless-token'

/** Each agent may see everything. */
export const tokenOf = (agent: number): string => `${apiToken}-${agent}`
const isToken = (text: unknown): boolean => new RegExp(`^${apiToken}(-\\d+)?$`).test(String(text))

export interface EndlessRequest {
  readonly token: string
  /** Method and path, without the query. */
  readonly asked: string
}

export interface WrittenMessage {
  readonly conversationId: number
  readonly id: number
  readonly wire: object
}

export interface EndlessChatwoot extends AsyncDisposable {
  readonly url: string
  /** A contact writes. Ids rise by one, from 1. */
  write(conversationId: number, content: string): WrittenMessage
  /** Requests so far. */
  requests(): number
  /** All of them, in their order. */
  log(): readonly EndlessRequest[]
  /** So many were under way at once, at most. */
  mostAtOnce(): number
  /** Milliseconds until each answer, from now on. */
  slow(ms: number): void
  /** From now on every request fails, or is never answered; or, again, neither. */
  spoil(trouble: Trouble | null): void
}

export type Trouble = 'FAILS' | 'HANGS'

/** Since when there is anything. Unix seconds. */
const beginning = Math.floor(Date.now() / 1000) - 3600

export const startEndlessChatwoot = async (): Promise<EndlessChatwoot> => {
  const written = new Map<number, WrittenMessage[]>()
  let lastId = 0
  const log: EndlessRequest[] = []
  let [underWay, mostAtOnce, delay] = [0, 0, 0]
  let trouble: Trouble | null = null
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://upstream')
    if (pathname === '/cable') {
      response.writeHead(404).end()
      return
    }
    log.push({ token: String(request.headers.api_access_token), asked: `${request.method} ${pathname}` })
    underWay += 1
    response.on('close', () => {
      underWay -= 1
    })
    mostAtOnce = Math.max(mostAtOnce, underWay)
    const asked = await text(request)
    if (delay > 0) await setTimeout(delay)
    if (trouble === 'HANGS') return
    if (trouble === 'FAILS') {
      response.writeHead(500).end()
      return
    }
    if (!isToken(request.headers.api_access_token)) {
      response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"Invalid Access Token"}')
      return
    }
    const body = answerTo(new URL(request.url ?? '/', 'http://upstream'), asked, written)
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => log.length,
    log: () => log,
    mostAtOnce: () => mostAtOnce,
    slow: (ms) => {
      delay = ms
    },
    spoil: (what) => {
      trouble = what
    },
    write: (conversationId, content) => {
      lastId += 1
      const message = { conversationId, id: lastId, wire: wireMessage(lastId, content) }
      const all = written.get(conversationId) ?? []
      all.push(message)
      written.set(conversationId, all)
      return message
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const path = new RegExp(`^/api/v1/accounts/${accountId}/conversations(?:/(\\d+)(/messages)?|/(filter))?$`)
const nobody = { mine_count: 0, assigned_count: 0, unassigned_count: 0, all_count: 0 }

/** Undefined: there is no such thing. */
const answerTo = (
  { pathname, searchParams }: URL,
  body: string,
  written: ReadonlyMap<number, readonly WrittenMessage[]>,
): object | undefined => {
  if (pathname === `/api/v1/accounts/${accountId}/agents`) return []
  if (pathname === '/api/v1/profile') return { id: 1, pubsub_token: 'nothing listens here' }
  const match = path.exec(pathname)
  if (!match) return undefined
  const [, id, isMessages, isFilter] = match
  if (isFilter) return filtered(JSON.parse(body))
  if (id === undefined) return { data: { meta: nobody, payload: [] } }
  if (!isMessages) return wireConversation(Number(id))
  const [after, before] = [searchParams.get('after'), searchParams.get('before')]
  // `after` is inclusive together with `before`, and exclusive alone
  const from = after === null ? 0 : Number(after) + (before === null ? 1 : 0)
  const found = (written.get(Number(id)) ?? []).filter(
    (message) => message.id >= from && (before === null || message.id < Number(before)),
  )
  const page = after === null ? found.slice(-20) : found.slice(0, before === null ? 100 : 1000)
  return { payload: page.map(({ wire }) => wire) }
}

const filtered = ({ payload: [condition] }: { payload: { values: number[] }[] }) => {
  const payload = (condition?.values ?? []).map(wireConversation)
  return { meta: { ...nobody, all_count: payload.length }, payload }
}

const wireMessage = (id: number, content: string) => ({
  id,
  content,
  content_type: 'text',
  content_attributes: {},
  message_type: 0,
  private: false,
  status: 'sent',
  created_at: Math.floor(Date.now() / 1000),
  sender: { id: 7, type: 'contact', name: 'Nora Endless' },
})

const wireConversation = (id: number) => ({
  id,
  inbox_id: 1,
  status: 'open',
  labels: [],
  can_reply: true,
  unread_count: 0,
  messages: [],
  meta: { sender: { id: 7, type: 'contact', name: 'Nora Endless' }, channel: 'Channel::Api' },
  created_at: beginning,
  last_activity_at: beginning,
})
