import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ForbiddenError, InvalidInputError, UnauthenticatedError } from '../../../../src/domain/errors.ts'
import { createApiErrorReader } from '../../../../src/upstream/chatwoot/errors.ts'
import { chatwootCredential, createChatwoot } from '../../../../src/upstream/chatwoot/index.ts'
import { call, chatwootOver, config, conversationJson, notFound, origin } from './model.ts'

const now = Date.UTC(2026, 0, 1)

describe('a refusal', () => {
  const read = createApiErrorReader(origin, () => now)
  const refusal = (status: number, body: unknown, headers = {}) => read({ status, headers, body })

  test.each([
    [401, { errors: ['You need to sign in or sign up before continuing.'] }, 'UNAUTHENTICATED'],
    [401, { error: 'Invalid Access Token' }, 'FORBIDDEN'],
    [401, { error: 'No está autorizado' }, 'FORBIDDEN'],
    [403, { error: 'text' }, 'FORBIDDEN'],
    [404, { error: 'Resource could not be found' }, 'NOT_FOUND'],
    [402, { error: 'plan' }, 'UPSTREAM_REJECTED'],
    [422, { error: 'plan' }, 'UPSTREAM_REJECTED'],
    [429, undefined, 'RATE_LIMITED'],
    [500, { status: 500, error: 'Internal Server Error' }, 'UPSTREAM_UNAVAILABLE'],
    [503, undefined, 'UPSTREAM_UNAVAILABLE'],
    [302, undefined, 'UPSTREAM_BAD_RESPONSE'],
    [400, {}, 'UPSTREAM_REJECTED'],
    [413, undefined, 'UPSTREAM_REJECTED'],
    [408, undefined, 'UPSTREAM_BAD_RESPONSE'],
  ])('with status %i and %j is %s', (status, body, code) => {
    expect(refusal(status, body)).toMatchObject({ code, origin })
  })

  test.each([
    ['404 page not found', undefined, 'text/plain; charset=utf-8', 'UPSTREAM_UNAVAILABLE', false],
    ['an HTML page', undefined, 'text/html', 'UPSTREAM_UNAVAILABLE', false],
    ['nothing', undefined, 'application/json', 'NOT_FOUND', undefined],
    ['JSON', {}, 'text/html', 'NOT_FOUND', undefined],
  ])('that says 404 with %s (%j, %s) is %s', (_, body, type, code, wasReached) => {
    const error = refusal(404, body, { 'content-type': type })
    expect(error).toMatchObject({ code, ...(wasReached !== undefined && { wasReached }) })
  })

  test.each([
    [{ message: 'Name is blank', attributes: ['name'] }, 'Name is blank'],
    [{ error: 'Validation failed' }, 'Validation failed'],
    [undefined, null],
    [{ error: { a: 1 } }, null],
  ])('of a validation keeps its explanation: %j', (body, upstreamMessage) => {
    expect(refusal(422, body)).toMatchObject({ upstreamStatus: 422, upstreamMessage })
  })

  test.each([
    ['30', now + 30_000],
    ['Thu, 01 Jan 2026 00:01:00 GMT', now + 60_000],
    ['soon', null],
    [undefined, null],
  ])('for too many requests says when to come back: %s', (value, retryAt) => {
    expect(refusal(429, undefined, { 'retry-after': value })).toMatchObject({ retryAt })
  })
})

describe('a 401 that may mean two things', () => {
  const forbidden = () => new ForbiddenError('not allowed', origin)

  test('is about the thing when the profile opens', async () => {
    const { upstream, asked } = chatwootOver(({ operation }) =>
      operation === 'profile.get' ? { id: 3, accounts: [] } : forbidden(),
    )
    await expect(upstream.messages.last('5', call)).rejects.toThrow(ForbiddenError)
    expect(asked.map(({ operation }) => operation)).toEqual(['messages.list', 'profile.get'])
    expect(await upstream.contacts.get('5', call)).toBeNull()
  })

  test('is about the credential when the profile stays shut as well', async () => {
    const { upstream } = chatwootOver(forbidden)
    await expect(upstream.messages.last('5', call)).rejects.toThrow(UnauthenticatedError)
    await expect(upstream.contacts.get('5', call)).rejects.toThrow(UnauthenticatedError)
    await expect(upstream.agents.list(call)).rejects.toThrow(UnauthenticatedError)
    await expect(upstream.profile(call)).rejects.toThrow(UnauthenticatedError)
  })

  test('is about the thing when the credential is that of a bot, which has no profile', async () => {
    const { upstream, asked } = chatwootOver(({ path }) =>
      path.endsWith('/conversations/0') ? notFound() : forbidden(),
    )
    await expect(upstream.agents.list(call)).rejects.toThrow(ForbiddenError)
    await expect(upstream.profile(call)).rejects.toThrow(ForbiddenError)
    expect(asked.map(({ operation }) => operation).slice(0, 3)).toEqual([
      'agents.list',
      'profile.get',
      'conversations.get',
    ])
  })

  test('stays what it was when the profile cannot be asked', async () => {
    const { upstream } = chatwootOver(({ operation }) =>
      operation === 'profile.get' ? notFound() : forbidden(),
    )
    await expect(upstream.agents.list(call)).rejects.toThrow(ForbiddenError)
  })
})

describe('the profile', () => {
  const json = (role: string, accountId = 1) => ({
    id: 3,
    name: 'Ana Ruiz',
    email: 'ana@example.com',
    avatar_url: '',
    access_token: 'secret',
    pubsub_token: 'secret',
    accounts: [
      { id: 2, role: 'administrator', availability_status: 'offline' },
      { id: accountId, role, availability_status: 'busy' },
    ],
  })

  test('is the agent in this account, without the tokens', async () => {
    const { upstream } = chatwootOver(() => json('agent'))
    const profile = await upstream.profile(call)
    expect(profile).toEqual({
      isAdmin: false,
      agent: {
        type: 'Agent',
        account: 'chatwoot',
        id: '3',
        name: 'Ana Ruiz',
        avatarUrl: null,
        email: 'ana@example.com',
        role: 'AGENT',
        availability: 'BUSY',
      },
    })
    expect(JSON.stringify(profile)).not.toContain('secret')
    const admin = await chatwootOver(() => json('administrator')).upstream.profile(call)
    expect(admin).toMatchObject({ isAdmin: true, agent: { role: 'ADMINISTRATOR' } })
  })

  test('of somebody from another account is refused', async () => {
    await expect(chatwootOver(() => json('agent', 9)).upstream.profile(call)).rejects.toThrow(ForbiddenError)
  })
})

describe('a credential', () => {
  const { credentialOf } = chatwootOver(() => ({})).upstream
  const token = (value: string) => ({ header: 'api_access_token', value })

  test.each([
    [{ authorization: 'Bearer abc' }, token('abc')],
    [{ authorization: 'bearer  abc' }, token('abc')],
    [{ apiAccessToken: 'abc', authorization: 'Bearer other' }, token('abc')],
    [{ upstreamAuthorization: 'Bearer abc', apiAccessToken: 'other' }, token('abc')],
    [{ upstreamAuthorization: 'App abc', authorization: 'Bearer other' }, null],
    [{ authorization: 'App abc' }, null],
    [{ authorization: 'Basic YTpi' }, null],
    [{ authorization: 'Bearer a b' }, null],
    [{ apiAccessToken: 'a\r\nb' }, null],
    [{}, null],
  ])('is read from %j', (headers, expected) => {
    expect(credentialOf(headers)).toEqual(expected)
  })
})

describe('ids', () => {
  const { upstream, asked } = chatwootOver(() => ({}))

  test.each(['1', '42', '9223372036854775807'])('%s is one', (id) => {
    expect(upstream.acceptsId('Conversation', id)).toBe(true)
  })

  test.each([
    '',
    '0',
    '01',
    '-1',
    '1.5',
    '1e3',
    '..',
    '1/2',
    '1?',
    ' 1',
    '1\n',
    '12345678901234567890',
    'assistant-5',
  ])('%j is none, and reaches no path', async (id) => {
    expect(upstream.acceptsId('Conversation', id)).toBe(false)
    await expect(upstream.contacts.get(id, call)).rejects.toThrow(InvalidInputError)
    await expect(upstream.messages.last(id, call)).rejects.toThrow(InvalidInputError)
    expect(asked).toEqual([])
  })

  test('of assistants are bots', () => {
    expect(upstream.acceptsId('Bot', 'assistant-5')).toBe(true)
    expect(upstream.acceptsId('Bot', 'assistant-')).toBe(false)
  })
})

describe('reference data', () => {
  test('is listed in one call each', async () => {
    const { upstream, asked } = chatwootOver(({ operation }) => {
      switch (operation) {
        case 'agents.list':
          return [
            {
              id: 3,
              name: 'Ana',
              email: 'ana@example.com',
              role: 'administrator',
              availability_status: 'new',
              thumbnail: 'https://x/a.png',
            },
          ]
        case 'bots.list':
          return [{ id: 5, name: 'Bot', thumbnail: '', access_token: 'secret' }]
        case 'teams.list':
          return [{ id: 4, name: 'Tier 2' }]
        case 'labels.list':
          return { payload: [{ id: 1, title: 'billing', color: '#1f93ff' }] }
        default:
          return {
            payload: [{ id: 7, name: 'Site', channel_type: 'Channel::WebWidget', hmac_token: 'secret' }],
          }
      }
    })
    const account = 'chatwoot'
    expect(await upstream.agents.list(call)).toEqual([
      {
        type: 'Agent',
        account,
        id: '3',
        name: 'Ana',
        email: 'ana@example.com',
        avatarUrl: 'https://x/a.png',
        role: 'ADMINISTRATOR',
        availability: 'UNKNOWN',
      },
    ])
    expect(await upstream.bots.list(call)).toEqual([
      { type: 'Bot', account, id: '5', name: 'Bot', avatarUrl: null },
    ])
    expect(await upstream.teams.list(call)).toEqual([{ account, id: '4', name: 'Tier 2' }])
    expect(await upstream.labels.list(call)).toEqual([{ name: 'billing', color: '#1f93ff' }])
    expect(await upstream.inboxes?.list(call)).toEqual([
      { account, id: '7', name: 'Site', channel: 'WEB_CHAT' },
    ])
    expect(asked).toHaveLength(5)
  })

  test('tells that a reply window has closed', async () => {
    const one = {
      id: 32,
      status: 'open',
      created_at: 1,
      last_activity_at: 1,
      waiting_since: 0,
      priority: null,
    }
    for (const [can_reply, reason] of [
      [true, null],
      [false, 'REPLY_WINDOW_CLOSED'],
      [undefined, null],
    ] as const) {
      const { upstream } = chatwootOver(() => ({ ...conversationJson(one), can_reply }))
      const [conversation] = await upstream.conversations.getMany(['32'], call)
      if (!conversation) throw new Error('The conversation is missing.')
      const caller = { agentId: null }
      expect(await upstream.conversations.replyBlockedReason(conversation, caller, async () => null)).toBe(
        reason,
      )
    }
  })
})

test('the account speaks HTTP with the token in its header', async () => {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    const isKnown = request.headers.api_access_token === 'good'
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' })
    response.end(
      isKnown ? '{"id":12345678901234567,"content":null,"payload":[]}' : '{"error":"Invalid Access Token"}',
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const upstream = createChatwoot(
    { ...config, baseUrl: `http://127.0.0.1:${port}/support/` },
    { now: () => now },
  )
  onTestFinished(async () => {
    await upstream.close()
    server.close()
  })
  const as = (token: string) => ({ ...call, credential: chatwootCredential(token) })

  expect(await upstream.messages.getMany('32', ['5', '9'], as('good'))).toEqual([null, null])
  expect(requests.at(-1)?.url).toBe('/support/api/v1/accounts/1/conversations/32/messages?after=5&before=10')
  await expect(upstream.messages.last('32', as('bad'))).rejects.toThrow(UnauthenticatedError)
  expect(upstream.health().status).toBe('UP')
})
