import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import {
  InboxRowDocument,
  InboxWithLastMessageDocument,
  InboxWithPeopleDocument,
  NodesDocument,
  ThreadOfUpstreamIdDocument,
} from '../../support/gql/graphql.ts'
import { assignBotConversations, longestThread, threads } from '../../support/sandbox-data.ts'
import { type Stack, startStack } from '../../support/stack.ts'

const chatwoot = encodeRef({ type: 'Account', account: 'chatwoot', path: [] })
const infobip = encodeRef({ type: 'Account', account: 'infobip', path: [] })

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack[Symbol.asyncDispose]())

const messageIds = (account: string, conversationId: string, ids: readonly string[]) =>
  ids.map((id) => encodeRef({ type: 'Message', account, path: [conversationId, id] }))

describe('REST calls on Chatwoot', () => {
  test.each([1, 10, 25])(
    'an inbox page of %i with everything in a row is 2: the list and the inboxes',
    async (first) => {
      const { result, requests } = await stack.requestsDuring(() =>
        stack.client.expectData(InboxRowDocument, { first, filter: { accountIds: [chatwoot] } }),
      )
      expect(result.conversations?.nodes).toHaveLength(first)
      expect(requests.sort()).toEqual([
        'GET /api/v1/accounts/1/conversations',
        'GET /api/v1/accounts/1/inboxes',
      ])
    },
  )

  test.each([1, 10, 19])(
    'a thread page of %i with senders and attachments is 1, and 1 for its conversation',
    async (last) => {
      const thread = await longestThread(stack.sandbox.url, 'chatwoot')
      const { result, requests } = await stack.requestsDuring(() =>
        stack.client.expectData(ThreadOfUpstreamIdDocument, {
          accountId: chatwoot,
          upstreamId: thread.id,
          last,
        }),
      )
      expect(result.conversationByUpstreamId?.messages?.nodes).toHaveLength(last)
      expect(requests).toEqual([
        `GET /api/v1/accounts/1/conversations/${thread.id}`,
        `GET /api/v1/accounts/1/conversations/${thread.id}/messages`,
      ])
    },
  )

  test.each([3, 10, 50])('%i messages of 3 conversations by id are at most 3', async (count) => {
    const three = (await threads(stack.sandbox.url, 'chatwoot')).slice(0, 3)
    const ids = three.flatMap(({ id, messageIds: all }) => messageIds('chatwoot', id, all)).slice(0)
    const spread = Array.from({ length: count }, (_, index) => {
      const thread = three[index % 3]
      return (
        messageIds('chatwoot', thread?.id ?? '', [thread?.messageIds[Math.floor(index / 3)] ?? ''])[0] ?? ''
      )
    })
    expect(ids.length).toBeGreaterThan(count)
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectData(NodesDocument, { ids: spread }),
    )
    expect(result.nodes.map((node) => node?.id)).toEqual(spread)
    expect(requests.length).toBeLessThanOrEqual(3)
  })

  test.each([
    [1, 1],
    [10, 1],
    [30, 2],
  ])('%i conversations by id are %i', async (count, calls) => {
    const all = (await threads(stack.sandbox.url, 'chatwoot')).slice(0, count)
    const ids = all.map(({ id }) => encodeRef({ type: 'Conversation', account: 'chatwoot', path: [id] }))
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectData(NodesDocument, { ids }),
    )
    expect(result.nodes.map((node) => node?.id)).toEqual(ids)
    expect(requests).toHaveLength(calls)
  })
})

describe('REST calls on Infobip', () => {
  // A bot among the assignees is in another list: that would be one call more.
  beforeAll(() => assignBotConversations(stack.sandbox.url))

  test.each([1, 10, 24])(
    'an inbox page of %i with assignee and team is 3: the list, agents, queues',
    async (first) => {
      const { result, requests } = await stack.requestsDuring(() =>
        stack.client.expectData(InboxWithPeopleDocument, { first, filter: { accountIds: [infobip] } }),
      )
      expect(result.conversations?.nodes).toHaveLength(first)
      expect(new Set(requests)).toEqual(
        new Set([
          'GET /ccaas/1/conversations',
          ...(first === 1 ? requests.slice(1) : ['GET /ccaas/1/agents', 'GET /ccaas/1/queues']),
        ]),
      )
      expect(requests.length).toBeLessThanOrEqual(3)
    },
  )

  test.each([1, 10, 24])('the last message costs one more for each of %i conversations', async (first) => {
    const { requests } = await stack.requestsDuring(() =>
      stack.client.expectData(InboxWithLastMessageDocument, { first, filter: { accountIds: [infobip] } }),
    )
    const messages = requests.filter((request) => request.endsWith('/messages'))
    expect(messages).toHaveLength(first)
    expect(new Set(messages).size).toBe(first)
    expect(requests.length).toBeLessThanOrEqual(first + 3)
  })

  test.each([1, 10, 50])('%i messages of one conversation by id are 1', async (count) => {
    const thread = await longestThread(stack.sandbox.url, 'infobip')
    const ids = messageIds('infobip', thread.id, thread.messageIds.slice(0, count))
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectData(NodesDocument, { ids }),
    )
    expect(result.nodes.map((node) => node?.id)).toEqual(ids)
    expect(requests).toEqual([`GET /ccaas/1/conversations/${thread.id}/messages`])
  })

  test.each([1, 10, 24])('%i conversations by id are 1', async (count) => {
    const all = (await threads(stack.sandbox.url, 'infobip')).slice(0, count)
    const ids = all.map(({ id }) => encodeRef({ type: 'Conversation', account: 'infobip', path: [id] }))
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectData(NodesDocument, { ids }),
    )
    expect(result.nodes.map((node) => node?.id)).toEqual(ids)
    expect(requests).toHaveLength(1)
  })
})
