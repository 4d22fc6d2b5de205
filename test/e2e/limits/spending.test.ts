/** What operations cost their callers, and who is held off. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { infobipSandboxCredentials } from '../../../src/sandbox/infobip/index.ts'
import { type Stack, type StackOptions, startStack } from '../../support/stack.ts'
import { signToken, tokenSecret } from '../../support/token.ts'
import { transports } from '../../support/transports.ts'

const chatwoot = { authorization: `Bearer ${sandboxCredentials.chatwoot.admin.token}` }
const infobip = { authorization: `App ${infobipSandboxCredentials.apiKey}` }
const { POST, WebSocket } = transports
const page = '{ conversations(first: 9) { nodes { id } } }'

const stacks: Stack[] = []
const start = async (config: ReturnType<NonNullable<StackOptions['config']>>) => {
  const stack = await startStack({
    config: () => ({ anonymous: 'refuse', costPerMinute: 60_000, ...config }),
    life: false,
  })
  stacks.push(stack)
  return stack
}
const close = async () => {
  await Promise.all(stacks.splice(0).map((stack) => stack[Symbol.asyncDispose]()))
}

describe('what an operation cost is told', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await start({ allowedOrigins: ['http://page.test'] })
  })
  afterAll(close)

  test('in headers, from which a client can tell how long its budget lasts', async () => {
    const before = (await POST(stack.url, { query: page }, chatwoot)).headers.get('ratelimit')
    const { headers } = await POST(stack.url, { query: page }, chatwoot)
    expect(headers.get('ratelimit-policy')).toBe('"cost";q=60000;w=60')
    const [remaining, seconds] = headers.get('ratelimit')?.match(/\d+/g)?.map(Number) ?? []
    expect(headers.get('ratelimit')).toBe(`"cost";r=${remaining};t=${seconds}`)
    expect(before).toContain(`r=${(remaining ?? 0) + 10};`)
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(60)
    expect(headers.get('retry-after')).toBeNull()
  })

  test('by the field rateLimit, which costs nothing itself', async () => {
    const query = '{ rateLimit { limit cost remaining resetAt } conversations(first: 9) { nodes { id } } }'
    for (const transport of [POST, WebSocket]) {
      const { data } = await transport(stack.url, { query }, chatwoot)
      expect(data).toMatchObject({
        rateLimit: { limit: 60_000, cost: 10, remaining: expect.any(Number), resetAt: expect.any(String) },
      })
    }
  })

  test('in extensions.cost to those who ask for it', async () => {
    for (const transport of [POST, WebSocket]) {
      const asked = await transport(stack.url, { query: page, extensions: { cost: true } }, chatwoot)
      expect(asked.extensions).toEqual({
        cost: { limit: 60_000, cost: 10, remaining: expect.any(Number), resetAt: expect.any(String) },
      })
      expect((await transport(stack.url, { query: page }, chatwoot)).extensions).toBeUndefined()
    }
  })

  test('to pages of allowed origins too', async () => {
    const { headers } = await POST(stack.url, { query: page }, { ...chatwoot, origin: 'http://page.test' })
    expect(headers.get('access-control-expose-headers')).toContain('ratelimit')
  })
})

describe('a caller who has spent its points', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await start({ costPerMinute: 25 })
    for (const _ of [1, 2]) await POST(stack.url, { query: page }, chatwoot)
  })
  afterAll(close)

  test.each(Object.entries(transports))(
    'is refused over %s before any call, and told until when',
    async (_, ask) => {
      await WebSocket(stack.url, { query: '{ apiVersion }' }, chatwoot)
      const { result, requests } = await stack.requestsDuring(() => ask(stack.url, { query: page }, chatwoot))
      expect(result.errors).toMatchObject([
        { extensions: { code: 'RATE_LIMITED', retryAt: expect.stringMatching(/^\d{4}-.*Z$/) } },
      ])
      expect([429, null]).toContain(result.status)
      if (result.status !== null) expect(Number(result.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(requests).toEqual([])
    },
  )

  test('does not keep another from being served', async () => {
    expect(await POST(stack.url, { query: page }, infobip)).toMatchObject({ status: 200 })
  })

  test('cannot subscribe', async () => {
    const { errors } = await WebSocket(
      stack.url,
      { query: 'subscription { inboxEvents { cursor } }' },
      chatwoot,
    )
    expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }])
  })
})

describe('an address from which credentials are refused again and again', () => {
  let stack: Stack
  const guess = (index: number) => ({ authorization: `Bearer guessed-token-${index}` })
  const guessUntilHeldOff = async () => {
    for (let index = 0; index < 3; index += 1) await POST(stack.url, { query: page }, guess(index))
  }
  beforeAll(async () => {
    stack = await start({ refusalsPerMinute: 3 })
    expect(await POST(stack.url, { query: page }, chatwoot)).toMatchObject({ status: 200 })
    await guessUntilHeldOff()
  })
  afterAll(close)

  test('is held off with further guesses before any call', async () => {
    const { result, requests } = await stack.requestsDuring(() => POST(stack.url, { query: page }, guess(7)))
    expect(result).toMatchObject({ status: 429, errors: [{ extensions: { code: 'RATE_LIMITED' } }] })
    expect(result.headers.get('retry-after')).toMatch(/^[1-9]\d?$/)
    expect(requests).toEqual([])
  })

  test('is held off at the door of the WebSocket', async () => {
    const { result, requests } = await stack.requestsDuring(() =>
      WebSocket(stack.url, { query: page }, guess(8)).catch((event: { code: number }) => event),
    )
    expect(result).toMatchObject({ code: 1013 })
    expect(requests).toEqual([])
  })

  test('serves those of its callers whose credential was taken before', async () => {
    expect(await POST(stack.url, { query: page }, chatwoot)).toMatchObject({
      status: 200,
      data: { conversations: { nodes: expect.any(Array) } },
    })
  })
})

describe('guesses', () => {
  afterEach(close)
  const anyFile = encodeRef({ type: 'Attachment', account: 'chatwoot', path: ['1', '2', '3'] })
  const fetchFile = (stack: Stack, headers: Record<string, string>) =>
    fetch(`${stack.url}/attachments/${anyFile}`, { headers })
  const upload = (stack: Stack, headers: Record<string, string>) => {
    const body = new FormData()
    body.append('file', new File(['text'], 'a.txt'))
    const id = encodeRef({ type: 'Conversation', account: 'chatwoot', path: ['1'] })
    return fetch(`${stack.url}/uploads?conversationId=${id}`, { method: 'POST', body, headers })
  }

  test('at the routes of files count as well, and are held off there', async () => {
    const stack = await start({ refusalsPerMinute: 3 })
    expect(await POST(stack.url, { query: page }, chatwoot)).toMatchObject({ status: 200 })
    const statuses: number[] = []
    for (const [index, ask] of [fetchFile, upload, fetchFile].entries()) {
      statuses.push((await ask(stack, { authorization: `Bearer guessed-token-${index}` })).status)
    }
    expect(statuses).toEqual([401, 401, 401])
    const { result, requests } = await stack.requestsDuring(async () => [
      await fetchFile(stack, { authorization: 'Bearer guessed-token-7' }),
      await upload(stack, { authorization: 'Bearer guessed-token-8' }),
      await POST(stack.url, { query: page }, { authorization: 'Bearer guessed-token-9' }),
    ])
    expect(result.map(({ status }) => status)).toEqual([429, 429, 429])
    for (const { headers } of result) expect(headers.get('retry-after')).toMatch(/^[1-9]\d?$/)
    expect(requests).toEqual([])
    expect((await fetchFile(stack, chatwoot)).status).toBe(404)
  })

  test('of tokens that Parley itself refuses count as well', async () => {
    const stack = await start({ refusalsPerMinute: 3, jwtSecrets: [tokenSecret] })
    const claims = { parley: { accounts: ['chatwoot'] } }
    const good = { authorization: `Bearer ${await signToken(claims)}` }
    const expired = { authorization: `Bearer ${await signToken(claims, { expiresIn: -60 })}` }
    expect(await POST(stack.url, { query: page }, good)).toMatchObject({ status: 200 })
    expect(await POST(stack.url, { query: page }, expired)).toMatchObject({ status: 401 })
    expect((await fetchFile(stack, expired)).status).toBe(401)
    const refused = () =>
      WebSocket(stack.url, { query: page }, expired).catch(({ code }: { code: number }) => code)
    expect(await refused()).toBe(4401)
    expect(await refused()).toBe(1013)
    const heldOff = await POST(stack.url, { query: page }, expired)
    expect(heldOff).toMatchObject({ status: 429, errors: [{ extensions: { code: 'RATE_LIMITED' } }] })
    expect(heldOff.headers.get('retry-after')).toMatch(/^[1-9]\d?$/)
    expect(await POST(stack.url, { query: page }, { authorization: 'Bearer guessed' })).toMatchObject({
      status: 429,
    })
    expect(await POST(stack.url, { query: page }, good)).toMatchObject({ status: 200 })
  })

  test('over WebSocket count as well', async () => {
    const stack = await start({ refusalsPerMinute: 3 })
    const codes: unknown[] = []
    for (const index of [1, 2, 3, 4]) {
      const bad = { authorization: `Bearer guessed-token-${index}` }
      codes.push(await WebSocket(stack.url, { query: page }, bad).catch(({ code }: { code: number }) => code))
    }
    expect(codes).toEqual([4401, 4401, 4401, 1013])
  })
})

describe('files', () => {
  afterEach(close)

  test('are paid for like what is asked in GraphQL', async () => {
    const stack = await start({ costPerMinute: 5 })
    const id = encodeRef({ type: 'Attachment', account: 'chatwoot', path: ['1', '2', '3'] })
    const statuses: number[] = []
    for (const _ of [1, 2, 3]) {
      statuses.push((await fetch(`${stack.url}/attachments/${id}`, { headers: chatwoot })).status)
    }
    expect(statuses).toEqual([404, 404, 429])
  })
})
