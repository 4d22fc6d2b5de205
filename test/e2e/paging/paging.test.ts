import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { InboxDocument, ThreadDocument } from '../../support/gql/graphql.ts'
import { longestThread, threads } from '../../support/sandbox-data.ts'
import { type Stack, startStack } from '../../support/stack.ts'

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack[Symbol.asyncDispose]())

const providers = ['chatwoot', 'infobip'] as const

describe.each(providers)('a %s thread', (provider) => {
  test.each([
    ['forwards', 37],
    ['backwards', 37],
    ['forwards', 100],
    ['backwards', 19],
  ] as const)('walked %s in pages of %i gives each message once and in order', async (way, size) => {
    const thread = await longestThread(stack.sandbox.url, provider)
    const id = encodeRef({ type: 'Conversation', account: provider, path: [thread.id] })
    const seen: string[] = []
    let cursor: string | null | undefined
    for (;;) {
      const page = way === 'forwards' ? { first: size, after: cursor } : { last: size, before: cursor }
      const { conversation } = await stack.client.expectData(ThreadDocument, { id, ...page })
      const { edges = [], pageInfo } = conversation?.messages ?? {}
      const ids = edges.map(({ node }) => node.upstreamId)
      if (way === 'forwards') seen.push(...ids)
      else seen.unshift(...ids)
      cursor = way === 'forwards' ? pageInfo?.endCursor : pageInfo?.startCursor
      if (!(way === 'forwards' ? pageInfo?.hasNextPage : pageInfo?.hasPreviousPage)) break
    }
    expect(seen).toHaveLength(thread.messageIds.length)
    expect(new Set(seen)).toEqual(new Set(thread.messageIds))
    if (provider === 'chatwoot') expect(seen).toEqual(thread.messageIds)
  })

  test('opens at its end when nothing is said', async () => {
    const thread = await longestThread(stack.sandbox.url, provider)
    const id = encodeRef({ type: 'Conversation', account: provider, path: [thread.id] })
    const { conversation } = await stack.client.expectData(ThreadDocument, { id })
    expect(conversation?.messages?.edges).toHaveLength(20)
    expect(conversation?.messages?.edges.at(-1)?.node.upstreamId).toBe(thread.messageIds.at(-1))
    expect(conversation?.messages?.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
  })

  test('opens around a message, and goes on from there both ways', async () => {
    const thread = await longestThread(stack.sandbox.url, provider)
    const id = encodeRef({ type: 'Conversation', account: provider, path: [thread.id] })
    const middle = thread.messageIds[150] ?? ''
    const around = encodeRef({ type: 'Message', account: provider, path: [thread.id, middle] })
    const { conversation } = await stack.client.expectData(ThreadDocument, { id, around, first: 11 })
    const page = conversation?.messages
    expect(page?.edges).toHaveLength(11)
    expect(page?.edges[5]?.node.upstreamId).toBe(middle)
    const older = await stack.client.expectData(ThreadDocument, {
      id,
      last: 5,
      before: page?.pageInfo.startCursor,
    })
    const newer = await stack.client.expectData(ThreadDocument, {
      id,
      first: 5,
      after: page?.pageInfo.endCursor,
    })
    const ids = [older.conversation?.messages, page, newer.conversation?.messages].flatMap(
      (part) => part?.edges.map(({ node }) => node.upstreamId) ?? [],
    )
    expect(ids).toHaveLength(21)
    expect(new Set(ids).size).toBe(21)
    expect(ids).toEqual(thread.messageIds.slice(140, 161))
  })

  test('newest first is the same thread the other way round, cursors included', async () => {
    const thread = await longestThread(stack.sandbox.url, provider)
    const id = encodeRef({ type: 'Conversation', account: provider, path: [thread.id] })
    const orderBy = { field: 'CREATED_AT', direction: 'DESC' } as const
    const first = await stack.client.expectData(ThreadDocument, { id, orderBy, first: 15 })
    const next = await stack.client.expectData(ThreadDocument, {
      id,
      orderBy,
      first: 15,
      after: first.conversation?.messages?.pageInfo.endCursor,
    })
    const ids = [first, next].flatMap(
      ({ conversation }) => conversation?.messages?.edges.map(({ node }) => node.upstreamId) ?? [],
    )
    expect(ids).toEqual(thread.messageIds.slice(-30).reverse())
    expect(first.conversation?.messages?.pageInfo).toMatchObject({
      hasNextPage: true,
      hasPreviousPage: false,
    })
  })
})

describe('the merged inbox', () => {
  test.each(['first', 'last'] as const)(
    'walked from the %s gives every conversation of both accounts once, in one order',
    async (take) => {
      const all = await Promise.all(providers.map((provider) => threads(stack.sandbox.url, provider)))
      const seen: { upstreamId: string; lastActivityAt?: string | null }[] = []
      let cursor: string | null | undefined
      for (;;) {
        const page = take === 'first' ? { first: 7, after: cursor } : { last: 7, before: cursor }
        const { conversations } = await stack.client.expectData(InboxDocument, page)
        const nodes = conversations?.edges.map(({ node }) => node) ?? []
        if (take === 'first') seen.push(...nodes)
        else seen.unshift(...nodes)
        cursor = take === 'first' ? conversations?.pageInfo.endCursor : conversations?.pageInfo.startCursor
        if (
          !(take === 'first' ? conversations?.pageInfo.hasNextPage : conversations?.pageInfo.hasPreviousPage)
        )
          break
      }
      expect(seen.map(({ upstreamId }) => upstreamId).sort()).toEqual(
        all
          .flat()
          .map(({ id }) => id)
          .sort(),
      )
      const times = seen.map(({ lastActivityAt }) => lastActivityAt ?? '')
      expect(times).toEqual(times.toSorted().reverse())
    },
  )

  test('counts the conversations of both accounts', async () => {
    const all = await Promise.all(providers.map((provider) => threads(stack.sandbox.url, provider)))
    const first = await stack.client.expectData(InboxDocument, { first: 5 })
    const second = await stack.client.expectData(InboxDocument, {
      first: 5,
      after: first.conversations?.pageInfo.endCursor,
    })
    expect(first.conversations?.totalCount).toBe(all.flat().length)
    expect(second.conversations?.totalCount).toBe(all.flat().length)
  })

  test('refuses a cursor of another filter, another order and another list', async () => {
    const { conversations } = await stack.client.expectData(InboxDocument, { first: 3 })
    const after = conversations?.pageInfo.endCursor
    const filtered = await stack.client.expectError(InboxDocument, {
      first: 3,
      after,
      filter: { status: ['OPEN'] },
    })
    const ordered = await stack.client.expectError(InboxDocument, {
      first: 3,
      after,
      orderBy: { field: 'CREATED_AT', direction: 'DESC' },
    })
    expect([filtered, ordered].map(({ extensions }) => extensions?.code)).toEqual([
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
    ])
    const thread = await longestThread(stack.sandbox.url, 'chatwoot')
    const id = encodeRef({ type: 'Conversation', account: 'chatwoot', path: [thread.id] })
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectError(ThreadDocument, { id, first: 3, after }),
    )
    expect(result.extensions?.code).toBe('BAD_USER_INPUT')
    expect(requests.filter((request) => request.endsWith('/messages'))).toEqual([])
  })
})
