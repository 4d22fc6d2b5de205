import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import {
  InboxRowDocument,
  InboxWithLastMessageDocument,
  InboxWithPeopleDocument,
  NodesDocument,
  ThreadOfUpstreamIdDocument,
} from '../../support/gql/graphql.ts'
import { isInfobipNote, longestThread, threads } from '../../support/sandbox-data.ts'
import { addChatwootConversations, addInfobipConversations } from '../../support/sandbox-growth.ts'
import { type Stack, startStack } from '../../support/stack.ts'

const chatwoot = encodeRef({ type: 'Account', account: 'chatwoot', path: [] })
const infobip = encodeRef({ type: 'Account', account: 'infobip', path: [] })

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ life: false })
  await Promise.all([
    addChatwootConversations(stack.sandbox.url, 50),
    addInfobipConversations(stack.sandbox.url, 50),
  ])
})
afterAll(() => stack[Symbol.asyncDispose]())

const messageIds = (account: string, conversationId: string, ids: readonly string[]) =>
  ids.map((id) => encodeRef({ type: 'Message', account, path: [conversationId, id] }))

describe('REST calls on Chatwoot', () => {
  test.each([
    [1, 1],
    [10, 1],
    [25, 1],
    [50, 2],
  ])(
    'an inbox page of %i with everything in a row is %i of the list, whose pages hold 25, and 1 for the inboxes',
    async (first, lists) => {
      const { result, requests } = await stack.requestsDuring(() =>
        stack.client.expectData(InboxRowDocument, { first, filter: { accountIds: [chatwoot] } }),
      )
      expect(result.conversations?.nodes).toHaveLength(first)
      expect(requests.sort()).toEqual([
        ...Array.from({ length: lists }, () => 'GET /api/v1/accounts/1/conversations'),
        'GET /api/v1/accounts/1/inboxes',
      ])
    },
  )

  test.each([1, 10, 19])('a thread page of %i with senders and attachments is 1', async (last) => {
    const thread = await longestThread(stack.sandbox.url, 'chatwoot')
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectData(ThreadOfUpstreamIdDocument, {
        accountId: chatwoot,
        upstreamId: thread.id,
        last,
      }),
    )
    expect(result.conversationByUpstreamId?.messages?.nodes).toHaveLength(last)
    expect(requests).toEqual([`GET /api/v1/accounts/1/conversations/${thread.id}/messages`])
  })

  test.each([3, 10, 50])('%i messages of 3 conversations by id are 3', async (count) => {
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
    expect(requests.sort()).toEqual(
      three.map(({ id }) => `GET /api/v1/accounts/1/conversations/${id}/messages`).sort(),
    )
  })

  test.each([
    [1, 1],
    [10, 1],
    [50, 2],
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
  test.each([1, 10, 25, 50])(
    'an inbox page of %i with assignee and team is 3: the list, agents, queues',
    async (first) => {
      const { result, requests } = await stack.requestsDuring(() =>
        stack.client.expectData(InboxWithPeopleDocument, { first, filter: { accountIds: [infobip] } }),
      )
      expect(result.conversations?.nodes).toHaveLength(first)
      expect(requests.sort()).toEqual([
        'GET /ccaas/1/agents',
        'GET /ccaas/1/conversations',
        'GET /ccaas/1/queues',
      ])
    },
  )

  test('a bot among the assignees is one more, because it is in a list of its own', async () => {
    const { requests } = await stack.requestsDuring(() =>
      stack.client.expectData(InboxWithPeopleDocument, { first: 100, filter: { accountIds: [infobip] } }),
    )
    expect(requests.sort()).toEqual([
      'GET /ccaas/1/agents',
      'GET /ccaas/1/bots',
      'GET /ccaas/1/conversations',
      'GET /ccaas/1/queues',
    ])
  })

  test.each([1, 10, 25, 50])(
    'the last message costs one more for each of %i conversations',
    async (first) => {
      const { requests } = await stack.requestsDuring(() =>
        stack.client.expectData(InboxWithLastMessageDocument, { first, filter: { accountIds: [infobip] } }),
      )
      const messages = requests.filter((request) => request.endsWith('/messages'))
      expect(messages).toHaveLength(first)
      expect(new Set(messages).size).toBe(first)
      expect(requests).toHaveLength(first + 3)
    },
  )

  test.each([1, 10, 50])('%i messages of one conversation by id are 1', async (count) => {
    const thread = await longestThread(stack.sandbox.url, 'infobip')
    const messagesOnly = thread.messageIds.filter((id) => !isInfobipNote(id))
    const ids = messageIds('infobip', thread.id, messagesOnly.slice(0, count))
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectData(NodesDocument, { ids }),
    )
    expect(result.nodes.map((node) => node?.id)).toEqual(ids)
    expect(requests).toEqual([`GET /ccaas/1/conversations/${thread.id}/messages`])
  })

  test.each([1, 10, 50])(
    'a thread page of %i is 2, messages and notes, and 1 for its agents',
    async (last) => {
      const thread = await longestThread(stack.sandbox.url, 'infobip')
      const { result, requests } = await stack.requestsDuring(() =>
        stack.client.expectData(ThreadOfUpstreamIdDocument, {
          accountId: infobip,
          upstreamId: thread.id,
          last,
        }),
      )
      expect(result.conversationByUpstreamId?.messages?.nodes).toHaveLength(last)
      const path = `/ccaas/1/conversations/${thread.id}`
      const people = requests.filter((request) => !request.includes('/conversations'))
      const senders = result.conversationByUpstreamId?.messages?.nodes.map(({ sender }) => sender?.__typename)
      expect(people).toEqual(senders?.includes('Agent') ? ['GET /ccaas/1/agents'] : [])
      expect(requests.filter((request) => !people.includes(request)).sort()).toEqual([
        `GET ${path}/messages`,
        `GET ${path}/notes`,
      ])
    },
  )

  test.each([1, 10, 50])('%i conversations by id are 1', async (count) => {
    const all = (await threads(stack.sandbox.url, 'infobip')).slice(0, count)
    const ids = all.map(({ id }) => encodeRef({ type: 'Conversation', account: 'infobip', path: [id] }))
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectData(NodesDocument, { ids }),
    )
    expect(result.nodes.map((node) => node?.id)).toEqual(ids)
    expect(requests).toHaveLength(1)
  })
})
