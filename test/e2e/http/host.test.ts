import { request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Stack, startStack } from '../../support/stack.ts'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ config: () => ({ profile: 'production', anonymous: 'refuse' }) })
})
afterAll(() => stack[Symbol.asyncDispose]())

const post = (host: string, path: string) =>
  new Promise<{ status?: number; body: string }>((resolve, reject) => {
    const headers = { host, 'content-type': 'application/json' }
    request(`${stack.url}${path}`, { method: 'POST', headers }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject)
    })
      .on('error', reject)
      .end('{"query":"{ __typename }"}')
  })

const raw = async (lines: string): Promise<string> => {
  const { port, hostname } = new URL(stack.url)
  return text(connect(Number(port), hostname).end(lines))
}

const malformed = [
  'a b',
  '%zz',
  '[::1',
  'a:99999',
  'user:word@a.example',
  '"><script>',
  'a.example/x?y=',
  'a#',
  'a\\b',
]

test.each(malformed)(
  'a Host that is none is refused in words, and shows nothing of the inside: %s',
  async (host) => {
    for (const path of ['/graphql', '/uploads', '/nowhere']) {
      const { status, body } = await post(host, path)
      expect(status).toBe(400)
      expect(JSON.parse(body)).toEqual({ error: { code: 'BAD_USER_INPUT', message: expect.any(String) } })
    }
    const upgrade = 'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13'
    const answer = await raw(`GET /graphql HTTP/1.1\r\nhost: ${host}\r\n${upgrade}\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
  },
)

test.each(['parley.example', 'parley_1:8080', '10.0.0.7', '[::1]:4000', 'localhost.'])(
  'a Host that is one is served: %s',
  async (host) => {
    expect((await post(host, '/graphql')).status).toBe(200)
  },
)

test('a probe of HTTP/1.0, which names no host, is served', async () => {
  for (const path of ['/health', '/ready']) {
    expect(await raw(`GET ${path} HTTP/1.0\r\n\r\n`)).toMatch(/^HTTP\/1.1 200 /)
  }
})
