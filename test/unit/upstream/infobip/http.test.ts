import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { NotFoundError, UpstreamBadResponseError } from '../../../../src/domain/errors.ts'
import { createInfobip } from '../../../../src/upstream/infobip/index.ts'
import type { Upstream } from '../../../../src/upstream/port.ts'
import { call, conversationRow, messageRow } from './model.ts'
import * as outgoing from './outgoing.ts'

let upstream: Upstream
interface Reply {
  readonly status: number
  readonly body: unknown
}
let reply: Reply
/** Given one after the other before `reply`. */
const replies: Reply[] = []
const seen: (Pick<IncomingMessage, 'method' | 'url' | 'headers'> & { readonly body: string })[] = []
const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
  const { method, url, headers } = request
  seen.push({ method, url, headers, body: await text(request) })
  const { status, body } = replies.shift() ?? reply
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
})

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  upstream = createInfobip(
    { name: 'infobip', baseUrl: `http://127.0.0.1:${port}/gateway/` },
    { now: () => 0 },
  )
})

beforeEach(() => {
  seen.length = 0
  reply = { status: 200, body: { conversations: [], pagination: { totalItems: 0, page: 0, limit: 1 } } }
})

afterAll(async () => {
  await upstream.close()
  server.close()
})

describe('over HTTP', () => {
  it('a read is a GET with repeated keys, an encoded plus, JSON asked for, and no agent named', async () => {
    await upstream.conversations.list(
      {
        filter: { teamIds: ['a', 'b'], updatedAfter: 0 },
        orderBy: { field: 'CREATED_AT', direction: 'ASC' },
      },
      { take: 'first', limit: 1 },
      { ...call, agentId: 'ann' },
    )
    expect(seen).toHaveLength(1)
    expect(seen[0]?.url).toBe(
      '/gateway/ccaas/1/conversations?queueIds=a&queueIds=b' +
        '&updatedAfter=1970-01-01T00%3A00%3A00.000%2B0000&limit=9&orderBy=createdAt%3Aasc',
    )
    expect(seen[0]?.headers).toMatchObject({ accept: 'application/json', authorization: 'App key' })
    expect(seen[0]?.headers).not.toHaveProperty('x-agent-id')
  })

  it('a refusal arrives in the words of the domain', async () => {
    reply = {
      status: 400,
      body: {
        requestError: {
          serviceException: { messageId: 'NOT_FOUND', text: "Invalid id 'x' given! No such entity exists." },
        },
      },
    }
    await expect(upstream.messages.last('x', call)).rejects.toBeInstanceOf(NotFoundError)
    expect(upstream.health().status).toBe('UP')
  })

  it('a send is a POST of JSON with x-agent-id, byte for byte, and the reads before it have none', async () => {
    const words = 'a\r\nb 👩‍👩‍👧 \u202eعربى 𠀀 </script>'
    const ok = (body: unknown) => ({ status: 200, body })
    replies.push(
      ok(conversationRow('c', 0, { agentId: 'ann' })),
      ok({ messages: [messageRow('in', 0)] }),
      ok(messageRow('out', 1, { direction: 'OUTBOUND', content: { text: words } })),
    )
    const as = { ...call, agentId: 'ann' }
    const prepared = await upstream.messages.prepareSend('c', outgoing.text(words), as)
    expect(await prepared.post()).toMatchObject({ id: 'out', text: words })
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /gateway/ccaas/1/conversations/c',
      'GET /gateway/ccaas/1/conversations/c/messages?limit=20&orderBy=createdAt%3Adesc',
      'POST /gateway/ccaas/1/conversations/c/messages',
    ])
    expect(seen.map(({ headers }) => headers['x-agent-id'])).toEqual([undefined, undefined, 'ann'])
    expect(seen[2]?.headers['content-type']).toBe('application/json')
    expect(JSON.parse(seen[2]?.body ?? '')).toEqual({
      channel: 'SMS',
      from: '385951116666',
      to: '385976333666',
      contentType: 'TEXT',
      content: { text: words },
    })
  })

  it("a refused send keeps Infobip's own explanation", async () => {
    const exception = {
      messageId: 'BAD_REQUEST',
      text: 'Bad request',
      validationErrors: { content: ['size cannot be longer than 4096 characters.'] },
    }
    const conversation = { status: 200, body: conversationRow('c', 0) }
    replies.push(
      conversation,
      { status: 200, body: { messages: [messageRow('in', 0)] } },
      { status: 400, body: { requestError: { serviceException: exception } } },
      conversation,
    )
    const prepared = await upstream.messages.prepareSend('c', outgoing.text('x'.repeat(5_000)), call)
    await expect(prepared.post()).rejects.toMatchObject({
      upstreamStatus: 400,
      upstreamMessage: 'Bad request (content: size cannot be longer than 4096 characters.)',
    })
  })

  it('an answer that is not a list of messages is a bad response', async () => {
    reply = { status: 200, body: { messages: [{ id: 'a', createdAt: 'yesterday' }] } }
    await expect(upstream.messages.last('x', call)).rejects.toBeInstanceOf(UpstreamBadResponseError)
  })

  it('an unsafe id never reaches a path', async () => {
    await expect(upstream.messages.last('../agents', call)).rejects.toThrow('not an id')
    expect(seen).toEqual([])
  })
})
