/** What comes of bad tokens, and of keys that are away, by whatever way they come in. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Issuer, makeKey, startIssuer } from '../../support/issuer.ts'
import { exampleConversation } from '../../support/live-stack.ts'
import { type Stack, startStack } from '../../support/stack.ts'
import { signToken, tokenSecret } from '../../support/token.ts'
import { transports } from '../../support/transports.ts'

let issuer: Issuer
let stack: Stack
let ahead = 0
beforeAll(async () => {
  issuer = await startIssuer()
  stack = await startStack({
    life: false,
    now: () => Date.now() + ahead,
    config: () => ({ anonymous: 'refuse', jwtSecrets: [tokenSecret], jwksUrl: issuer.url }),
  })
})
afterAll(async () => {
  await stack[Symbol.asyncDispose]()
  await issuer[Symbol.asyncDispose]()
})

const query = '{ conversations(first: 1) { nodes { id } } }'
const parley = { accounts: ['chatwoot'], role: 'agent' }
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const post = async (token: string) => {
  const headers = { 'content-type': 'application/json', ...bearer(token) }
  const answer = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query }),
  })
  const { errors } = (await answer.json()) as { errors?: { extensions: Record<string, unknown> }[] }
  return [answer.status, errors?.[0]?.extensions.code]
}
const upload = async (token: string) => {
  const body = new FormData()
  body.append('file', new File(['a'], 'a.txt'))
  const address = `${stack.url}/uploads?conversationId=${exampleConversation}`
  const answer = await fetch(address, { method: 'POST', body, headers: bearer(token) })
  return [answer.status, ((await answer.json()) as { error: { code: string } }).error?.code]
}
const closeOf = (token: string) =>
  new Promise<string>((resolve) => {
    const socket = new WebSocket(`${stack.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
    const init = JSON.stringify({ type: 'connection_init', payload: bearer(token) })
    socket.on('open', () => socket.send(init))
    socket.on('message', () => socket.close(4000, 'let in'))
    socket.on('close', (code, reason) => resolve(`${code} ${reason}`))
  })

describe('keys that are away', () => {
  test('make an answer that says to try again, by each way in, and not that the token is bad', async () => {
    issuer.respond((_, response) => response.writeHead(500).end())
    const key = await makeKey('k1')
    const token = await key.sign({ parley })
    expect(await post(token)).toEqual([503, 'UPSTREAM_UNAVAILABLE'])
    const { errors, headers } = await transports.SSE(stack.url, { query }, bearer(token))
    expect(headers.get('retry-after')).toMatch(/^[1-5]$/)
    expect(errors).toMatchObject([
      { extensions: { code: 'UPSTREAM_UNAVAILABLE', retryAt: expect.any(String) } },
    ])
    expect(await upload(token)).toEqual([502, 'UPSTREAM_UNAVAILABLE'])
    expect(await closeOf(token)).toMatch(/^1013 /)
    expect(issuer.looks()).toBe(1)

    issuer.serve(key.jwk)
    ahead += 5_000
    expect(await post(token)).toEqual([200, undefined])

    issuer.respond((_, response) => response.writeHead(500).end())
    expect(await post(await key.sign({ parley, sub: 'ben' }))).toEqual([200, undefined])
    expect(await closeOf(token)).toMatch(/^4000 let in/)
  })
})

describe('no upstream hears of', () => {
  const refused = async (token: string) => {
    const { requests } = await stack.requestsDuring(async () => {
      expect(await post(token)).toEqual([401, 'UNAUTHENTICATED'])
      expect(await upload(token)).toEqual([401, 'UNAUTHENTICATED'])
      expect(await closeOf(token)).toMatch(/^4401 /)
    })
    expect(requests).toEqual([])
  }

  test('a token of 9 KiB', async () => {
    await refused(await signToken({ parley, padding: 'x'.repeat(6_700) }))
  })

  test('one of 60 KiB over a socket', async () => {
    expect(await closeOf(await signToken({ parley, padding: 'x'.repeat(45_000) }))).toMatch(/^44\d\d /)
  })

  test('one whose claims are of another shape', async () => {
    await refused(await signToken({ parley: { accounts: { chatwoot: true } } }))
    await refused(await signToken({ parley, iss: ['a'] as unknown as string }))
  })

  test('one for accounts with the names of prototypes', async () => {
    const { result, requests } = await stack.requestsDuring(async () =>
      post(await signToken({ parley: { accounts: ['__proto__', 'constructor', 'toString'] } })),
    )
    expect(result).toEqual([403, 'FORBIDDEN'])
    expect(requests).toEqual([])
  })

  test('an upload by a role that nobody knows', async () => {
    for (const role of ['root', 'ADMIN', ['owner', '__proto__']]) {
      const { result, requests } = await stack.requestsDuring(async () =>
        upload(await signToken({ parley: { ...parley, role } })),
      )
      expect(result).toEqual([403, 'FORBIDDEN'])
      expect(requests).toEqual([])
    }
  })
})
