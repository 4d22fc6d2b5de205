/** An upstream that says what nobody expected: the same page for ever, words and fields of a later version, wrong types. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { infobipSandboxCredentials } from '../../../src/sandbox/infobip/index.ts'
import { type FaultUpstream, startFaultUpstream } from '../../support/fault-upstream.ts'
import { OddListDocument, OddThreadDocument } from '../../support/gql/graphql.ts'
import { accountId } from '../../support/rows.ts'
import { type Stack, startStack } from '../../support/stack.ts'

// biome-ignore lint/suspicious/noExplicitAny: bodies of an upstream, changed field by field
type Body = any

let upstream: FaultUpstream
let stack: Stack
/** What is answered by path, whatever the query asks for. */
const answers = new Map<string, Body>()

beforeAll(async () => {
  upstream = await startFaultUpstream()
  upstream.otherwise(({ path }) => {
    const body = answers.get(new URL(path, upstream.url).pathname)
    return body === undefined ? { status: 404, body: {} } : { body }
  })
  const { accountId: number, admin } = sandboxCredentials.chatwoot
  stack = await startStack({
    life: false,
    config: () => ({
      anonymous: 'service',
      accounts: [
        {
          name: 'chatwoot',
          provider: 'chatwoot',
          baseUrl: upstream.url,
          accountId: number,
          apiToken: admin.token,
        },
        {
          name: 'infobip',
          provider: 'infobip',
          baseUrl: upstream.url,
          apiKey: infobipSandboxCredentials.apiKey,
        },
      ],
    }),
  })
})
afterAll(async () => {
  await stack[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

/** Where an account's things are, and how to change one of them. */
const dialects = {
  chatwoot: {
    headers: { api_access_token: sandboxCredentials.chatwoot.admin.token },
    conversations: '/api/v1/accounts/1/conversations',
    query: '?status=all',
    rows: (body: Body): Body[] => body.data.payload,
    messages: (body: Body): Body[] => body.payload,
    later: { status: 'brand_new', priority: 'cosmic', meta_new: { a: 1 } },
    laterMessage: { message_type: 77, content_type: 'hologram', status: 'teleported', novelty: [1] },
    wrong: { content: { not: 'a text' }, created_at: { not: 'a time' } },
  },
  infobip: {
    headers: { authorization: `App ${infobipSandboxCredentials.apiKey}` },
    conversations: '/ccaas/1/conversations',
    query: '?limit=25&orderBy=updatedAt:desc',
    rows: (body: Body): Body[] => body.conversations,
    messages: (body: Body): Body[] => body.messages,
    later: { status: 'BRAND_NEW', priority: 'COSMIC', metaNew: { a: 1 } },
    laterMessage: { direction: 'SIDEWAYS', contentType: 'HOLOGRAM', channel: 'MIND', novelty: [1] },
    wrong: { id: 7, createdAt: { not: 'a time' } },
  },
} as const

describe.each(['chatwoot', 'infobip'] as const)('%s', (name) => {
  const { headers, conversations, query, rows, messages, later, laterMessage, wrong } = dialects[name]
  const get = async (path: string): Promise<Body> =>
    (await fetch(stack.sandbox.url + path, { headers })).json()
  let list: Body
  let thread: Body
  let id: string
  let account: string

  beforeEach(async () => {
    answers.clear()
    account = accountId(name)
    list = await get(conversations + query)
    const row = rows(list)[0]
    id = String(row.id)
    thread = await get(`${conversations}/${id}/messages${name === 'infobip' ? '?limit=25' : ''}`)
    answers.set(conversations, list)
    answers.set(`${conversations}/meta`, { meta: list.data?.meta })
    answers.set(`${conversations}/${id}`, row)
    answers.set(`${conversations}/${id}/messages`, thread)
    answers.set(`${conversations}/${id}/notes`, { notes: [], pagination: { totalItems: 0 } })
  })
  const askedDuring = async (work: () => Promise<unknown>): Promise<number> => {
    const before = upstream.requests.length
    await work()
    return upstream.requests.length - before
  }
  const globalId = () => encodeRef({ type: 'Conversation', account: name, path: [id] })

  test('that gives one page of its list for ever is asked so many times, and no more', async () => {
    let after: string | null | undefined
    for (let page = 0; page < 5; page++) {
      const asked = await askedDuring(async () => {
        const { data, errors } = await stack.client.run(OddListDocument, {
          accountId: account,
          first: 60,
          after,
        })
        const connection = data?.conversations
        if (!connection)
          expect(errors.map(({ extensions }) => extensions?.code)).toEqual(['UPSTREAM_BAD_RESPONSE'])
        after = connection?.pageInfo.endCursor ?? after
      })
      expect(asked).toBeLessThanOrEqual(3)
    }
  })

  test('that gives one page of a thread for ever is asked so many times, and no more', async () => {
    let before: string | null | undefined
    for (let page = 0; page < 5; page++) {
      const asked = await askedDuring(async () => {
        const { data } = await stack.client.run(OddThreadDocument, { id: globalId(), last: 60, before })
        before = data?.conversation?.messages?.pageInfo.startCursor ?? before
      })
      expect(asked).toBeLessThanOrEqual(3)
    }
  })

  test('with words and fields of a later version is read all the same', async () => {
    for (const row of rows(list)) Object.assign(row, later)
    for (const message of messages(thread)) Object.assign(message, laterMessage)
    answers.set(`${conversations}/${id}`, rows(list)[0])
    const { conversations: inbox } = await stack.client.expectData(OddListDocument, {
      accountId: account,
      first: 5,
    })
    expect(inbox?.nodes.map(({ upstreamStatus, status }) => [upstreamStatus, status])).toEqual(
      Array.from({ length: 5 }, () => [later.status, 'OPEN']),
    )
    const { conversation } = await stack.client.expectData(OddThreadDocument, { id: globalId(), last: 2 })
    expect(conversation?.messages?.nodes.length).toBeGreaterThan(0)
    for (const { content } of conversation?.messages?.nodes ?? []) {
      expect(content.__typename).toMatch(/^(Unsupported|Text)Content$/)
    }
  })

  test('with wrong types in one answer fails that field alone', async () => {
    Object.assign(messages(thread)[0], wrong)
    const { data, errors } = await stack.client.run(OddThreadDocument, { id: globalId(), last: 2 })
    expect(data?.conversation).toEqual({ id: globalId(), messages: null })
    expect(errors).toMatchObject([
      { path: ['conversation', 'messages'], extensions: { code: 'UPSTREAM_BAD_RESPONSE', account: name } },
    ])
    expect(JSON.stringify(errors)).not.toContain('not')
  })
})
