import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeRef, type Ref } from '../../../src/domain/ref.ts'
import {
  ConversationByIdDocument,
  InboxDocument,
  NodeDocument,
  NodesDocument,
  ThreadDocument,
  ThreadOfUpstreamIdDocument,
} from '../../support/gql/graphql.ts'
import { longestThread } from '../../support/sandbox-data.ts'
import { type Stack, startStack } from '../../support/stack.ts'

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack[Symbol.asyncDispose]())

const account = (name: string) => encodeRef({ type: 'Account', account: name, path: [] })
const conversation = (name: string, id: string) =>
  encodeRef({ type: 'Conversation', account: name, path: [id] })

const unsafe = ['..', '.', '../x', '1?x=1', '1%00', '1\u0000', '１２', '1/messages', ' 1', '1\n', '']

describe.each(['chatwoot', 'infobip'])('on %s', (name) => {
  test.each(unsafe)('the raw id %j is refused before any call', async (upstreamId) => {
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectError(ThreadOfUpstreamIdDocument, { accountId: account(name), upstreamId, last: 1 }),
    )
    expect(result.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(requests).toEqual([])
  })

  test.each(unsafe.slice(0, -1))(
    'a global id made by hand around %j is refused before any call',
    async (id) => {
      const refs: Ref[] = [
        { type: 'Conversation', account: name, path: [id] },
        { type: 'Message', account: name, path: [id, '1'] },
        { type: 'Message', account: name, path: ['1', id] },
        { type: 'Agent', account: name, path: [id] },
        { type: 'Team', account: name, path: [id] },
      ]
      for (const ref of refs) {
        const { result, requests } = await stack.requestsDuring(() =>
          stack.client.expectError(NodeDocument, { id: encodeRef(ref) }),
        )
        expect(result.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
        expect(requests).toEqual([])
      }
    },
  )
})

describe('global ids', () => {
  test('of another type are refused before any call', async () => {
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectError(ConversationByIdDocument, { id: account('chatwoot') }),
    )
    expect(result).toMatchObject({
      message: "Expected the id of a Conversation, got an Account's.",
      extensions: { code: 'BAD_USER_INPUT' },
    })
    expect(requests).toEqual([])
  })

  test('of an account that is not configured are refused before any call', async () => {
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectError(ConversationByIdDocument, { id: conversation('elsewhere', '1') }),
    )
    expect(result.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(requests).toEqual([])
  })

  test('of a message of another conversation are refused as a filter and as a middle', async () => {
    const thread = await longestThread(stack.sandbox.url, 'chatwoot')
    const foreign = encodeRef({
      type: 'Message',
      account: 'chatwoot',
      path: ['999', thread.messageIds[0] ?? ''],
    })
    const id = conversation('chatwoot', thread.id)
    for (const variables of [
      { id, around: foreign },
      { id, filter: { ids: [foreign] } },
    ]) {
      const { result, requests } = await stack.requestsDuring(() =>
        stack.client.expectError(ThreadDocument, variables),
      )
      expect(result.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
      expect(requests.filter((request) => request.endsWith('/messages'))).toEqual([])
    }
  })

  test('that lead nowhere are null', async () => {
    const missing = [
      conversation('chatwoot', '99999999'),
      conversation('infobip', '00000000-0000-4000-8000-000000000000'),
      encodeRef({ type: 'Message', account: 'chatwoot', path: ['1', '99999999'] }),
      encodeRef({ type: 'Agent', account: 'chatwoot', path: ['99999999'] }),
    ]
    const { nodes } = await stack.client.expectData(NodesDocument, { ids: missing })
    expect(nodes).toEqual([null, null, null, null])
  })

  test('keep their digits beyond 2^53', async () => {
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectData(ConversationByIdDocument, { id: conversation('chatwoot', '9007199254740993') }),
    )
    expect(result.conversation).toBeNull()
    expect(requests).toEqual(['GET /api/v1/accounts/1/conversations/9007199254740993'])
  })
})

describe('nodes', () => {
  test('keeps order and length, serves the good ones and names the bad one at its place', async () => {
    const thread = await longestThread(stack.sandbox.url, 'chatwoot')
    const good = conversation('chatwoot', thread.id)
    const { data, errors } = await stack.client.run(NodesDocument, { ids: [good, 'nonsense', good] })
    expect(data?.nodes.map((node) => node?.id ?? null)).toEqual([good, null, good])
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({ path: ['nodes', 1], extensions: { code: 'BAD_USER_INPUT' } })
  })

  test('of a hundred misses is a hundred nulls', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => conversation('chatwoot', String(5_000_000 + index)))
    const { nodes } = await stack.client.expectData(NodesDocument, { ids })
    expect(nodes).toEqual(ids.map(() => null))
  })

  test('takes at most 100 ids', async () => {
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectError(NodesDocument, {
        ids: Array.from({ length: 101 }, (_, index) => conversation('chatwoot', String(index + 1))),
      }),
    )
    expect(result.extensions).toMatchObject({ code: 'QUERY_TOO_COMPLEX' })
    expect(requests).toEqual([])
  })
})

describe('page arguments', () => {
  test.each([
    { first: 0 },
    { first: -1 },
    { first: 101 },
    { last: 0 },
    { first: 1, last: 1 },
    { after: 'nonsense' },
  ])('%j are refused before any call', async (page) => {
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectError(InboxDocument, page),
    )
    expect(result.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(requests).toEqual([])
  })
})
