import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { InboxDocument, ThreadDocument } from '../../support/gql/graphql.ts'
import { isInfobipNote, longestThread, threads } from '../../support/sandbox-data.ts'
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
  ] as const)('walked %s in pages of %i gives each message and note once and in order', async (way, size) => {
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
    expect(seen).toEqual(thread.messageIds)
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

describe('an infobip thread with notes', () => {
  test.each(['forwards', 'backwards'] as const)('walked %s has them among the messages', async (way) => {
    const thread = (await threads(stack.sandbox.url, 'infobip')).find(({ messageIds }) =>
      messageIds.some(isInfobipNote),
    )
    if (!thread) throw new Error('No Infobip thread of the sandbox has a note.')
    const id = encodeRef({ type: 'Conversation', account: 'infobip', path: [thread.id] })
    const seen: string[] = []
    let cursor: string | null | undefined
    for (;;) {
      const page = way === 'forwards' ? { first: 3, after: cursor } : { last: 3, before: cursor }
      const { conversation } = await stack.client.expectData(ThreadDocument, { id, ...page })
      const { edges = [], pageInfo } = conversation?.messages ?? {}
      const ids = edges.map(({ node }) => node.upstreamId)
      if (way === 'forwards') seen.push(...ids)
      else seen.unshift(...ids)
      cursor = way === 'forwards' ? pageInfo?.endCursor : pageInfo?.startCursor
      if (!(way === 'forwards' ? pageInfo?.hasNextPage : pageInfo?.hasPreviousPage)) break
    }
    expect(seen).toEqual(thread.messageIds)
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

  test('refuses every place that was put into a real cursor by hand, before any call', async () => {
    const { conversations } = await stack.client.expectData(InboxDocument, { first: 3 })
    const [list] = JSON.parse(Buffer.from(conversations?.pageInfo.endCursor ?? '', 'base64url').toString())
    const places = [
      5,
      null,
      's',
      [1],
      { nope: ['a', 'b'] },
      { chatwoot: 5 },
      { chatwoot: ['x'] },
      { chatwoot: [{}, 0] },
    ]
    for (const place of places) {
      const after = Buffer.from(JSON.stringify([list, place])).toString('base64url')
      const { result, requests } = await stack.requestsDuring(() =>
        stack.client.expectError(InboxDocument, { first: 3, after }),
      )
      expect(result.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
      expect(requests).toEqual([])
    }
    const foreign = Buffer.from(JSON.stringify([list, { chatwoot: ['x', 'y'] }])).toString('base64url')
    const error = await stack.client.expectError(InboxDocument, { first: 3, after: foreign })
    expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
  })

  test('makes few calls for a place far beyond the list', async () => {
    const orderBy = { field: 'CREATED_AT', direction: 'ASC' } as const
    const { conversations } = await stack.client.expectData(InboxDocument, { first: 3, orderBy })
    const [list, place] = JSON.parse(
      Buffer.from(conversations?.pageInfo.endCursor ?? '', 'base64url').toString(),
    )
    const position = String(place.chatwoot[0]).replace(/^\d+/, '9999999')
    const after = Buffer.from(JSON.stringify([list, { ...place, chatwoot: [position, null] }])).toString(
      'base64url',
    )
    const { requests } = await stack.requestsDuring(() =>
      stack.client.run(InboxDocument, { first: 3, orderBy, after }),
    )
    expect(requests.length).toBeLessThan(10)
  })

  test('goes on backwards exactly after a page on which one account had failed', async () => {
    const first = await stack.client.expectData(InboxDocument, { first: 5 })
    stack.sandbox.faults.add({ match: { path: '/ccaas' }, times: null, effect: { type: 'cut' } })
    const broken = await stack.client.expectData(InboxDocument, {
      first: 5,
      after: first.conversations?.pageInfo.endCursor,
    })
    stack.sandbox.faults.clear()
    const back = await stack.client.expectData(InboxDocument, {
      last: 5,
      before: broken.conversations?.pageInfo.startCursor,
    })
    const ids = (page: typeof first) => page.conversations?.edges.map(({ node }) => node.id)
    expect(ids(back)).toEqual(ids(first))
  })
})
