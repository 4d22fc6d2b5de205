import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { NotFoundError, UpstreamBadResponseError } from '../../../../src/domain/errors.ts'
import { createInfobip } from '../../../../src/upstream/infobip/index.ts'
import type { Upstream } from '../../../../src/upstream/port.ts'
import { call } from './model.ts'

let upstream: Upstream
let reply: { status: number; body: unknown }
const seen: Pick<IncomingMessage, 'url' | 'headers'>[] = []
const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  seen.push({ url: request.url, headers: request.headers })
  response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body))
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

  it('an answer that is not a list of messages is a bad response', async () => {
    reply = { status: 200, body: { messages: [{ id: 'a', createdAt: 'yesterday' }] } }
    await expect(upstream.messages.last('x', call)).rejects.toBeInstanceOf(UpstreamBadResponseError)
  })

  it('an unsafe id never reaches a path', async () => {
    await expect(upstream.messages.last('../agents', call)).rejects.toThrow('not an id')
    expect(seen).toEqual([])
  })
})
