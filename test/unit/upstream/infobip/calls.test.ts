import { describe, expect, it } from 'vitest'
import type { ConversationFilter, ConversationQuery } from '../../../../src/domain/conversation.ts'
import { NotFoundError } from '../../../../src/domain/errors.ts'
import type { MessageFilter } from '../../../../src/domain/message.ts'
import {
  call,
  conversationId,
  conversationRow,
  conversationsPath,
  createModel,
  messageRow,
  messagesPath,
  noteRow,
  notesPath,
  type Row,
} from './model.ts'

const start = Date.UTC(2026, 10, 20)

const inboxOf = (rows: readonly Row[], choices: Parameters<typeof createModel>[0] = {}) => {
  const model = createModel(choices)
  model.lists.set(conversationsPath, [...rows])
  return model
}

const threadOf = (rows: readonly Row[], choices: Parameters<typeof createModel>[0] = {}) => {
  const model = createModel(choices)
  model.lists.set(messagesPath, [...rows])
  model.lists.set(notesPath, [])
  return model
}

const numbered = <T>(count: number, make: (id: string, at: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(`id-${100 + index}`, start + index * 1_000))

const newest = (filter: ConversationFilter = {}): ConversationQuery => ({
  filter,
  orderBy: { field: 'LAST_ACTIVITY_AT', direction: 'DESC' },
})

describe('conversations.list', () => {
  it.each([1, 10, 50])(
    'takes one call for %d conversations, on the first page and on later ones',
    async (limit) => {
      const model = inboxOf(numbered(150, conversationRow))
      const first = await model.upstream.conversations.list(newest(), { take: 'first', limit }, call)
      expect(first.items).toHaveLength(limit)
      expect(first.totalCount).toBe(150)
      expect(model.requests).toHaveLength(1)
      const after = first.items.at(-1)!.position
      const second = await model.upstream.conversations.list(newest(), { take: 'first', limit, after }, call)
      expect(second.items).toHaveLength(limit)
      expect(second.totalCount).toBeUndefined()
      expect(model.requests).toHaveLength(2)
    },
  )

  it('always says the limit and the order, and writes instants with +0000', async () => {
    const model = inboxOf(numbered(3, conversationRow))
    const filter = { updatedAfter: start - 5, createdBefore: start + 9_000 }
    await model.upstream.conversations.list(newest(filter), { take: 'first', limit: 2 }, call)
    expect(model.requests).toEqual([
      {
        operation: 'conversations.list',
        path: '/ccaas/1/conversations',
        query: {
          limit: 10,
          orderBy: 'updatedAt:desc',
          updatedAfter: '2026-11-19T23:59:59.995+0000',
          createdBefore: '2026-11-20T00:00:09.000+0000',
        },
        headers: {},
      },
    ])
  })

  it('narrows by the tighter of the filter and the position', async () => {
    const model = inboxOf(numbered(9, conversationRow))
    const query = newest({ updatedBefore: start + 8_000, updatedAfter: start })
    const first = await model.upstream.conversations.list(query, { take: 'first', limit: 2 }, call)
    const after = first.items.at(-1)!.position
    const second = await model.upstream.conversations.list(query, { take: 'first', limit: 9, after }, call)
    expect(model.requests[1]?.query).toMatchObject({
      updatedAfter: '2026-11-20T00:00:00.000+0000',
      updatedBefore: '2026-11-20T00:00:06.001+0000',
    })
    expect(second.items.map(({ node }) => node.id)).toEqual([
      'id-105',
      'id-104',
      'id-103',
      'id-102',
      'id-101',
    ])
  })

  it('takes one call for each combination of status and priority, and none more', async () => {
    const model = inboxOf(numbered(20, conversationRow))
    const filter = { status: ['OPEN', 'RESOLVED'], priority: ['LOW', 'MEDIUM', 'URGENT'] } as const
    await model.upstream.conversations.list(newest(filter), { take: 'first', limit: 5 }, call)
    expect(model.requests.map(({ query }) => `${query.status} ${query.priority}`).sort()).toEqual([
      'OPEN LOW',
      'OPEN NORMAL',
      'OPEN URGENT',
      'SOLVED LOW',
      'SOLVED NORMAL',
      'SOLVED URGENT',
    ])
  })

  it('asks without a filter when every status or priority is wanted', async () => {
    const model = inboxOf(numbered(20, conversationRow))
    const filter = {
      status: ['OPEN', 'WAITING', 'RESOLVED', 'CLOSED'],
      priority: ['LOW', 'MEDIUM', 'HIGH', 'URGENT'],
    } as const
    const page = await model.upstream.conversations.list(newest(filter), { take: 'first', limit: 5 }, call)
    expect(page.totalCount).toBe(20)
    expect(model.requests.map(({ query }) => query)).toEqual([{ limit: 13, orderBy: 'updatedAt:desc' }])
  })

  it('filters by team, label and assignee upstream', async () => {
    const model = inboxOf([
      conversationRow('a', start, { queueId: 'q1', agentId: 'agent-1', tags: ['vip'] }),
      conversationRow('b', start, { queueId: 'q2', agentId: 'agent-1', tags: ['vip'] }),
      conversationRow('c', start, { queueId: 'q1', agentId: 'agent-2', tags: ['vip'] }),
    ])
    const filter = {
      teamIds: ['q1'],
      labels: ['vip', 'late'],
      assignee: { by: 'agent', agentId: 'agent-1' },
    } as const
    const page = await model.upstream.conversations.list(newest(filter), { take: 'first', limit: 5 }, call)
    expect(page.items.map(({ node }) => node.id)).toEqual(['a'])
    expect(model.requests[0]?.query).toMatchObject({
      queueIds: ['q1'],
      tagNames: ['vip', 'late'],
      agentId: 'agent-1',
    })
  })

  it("takes the viewer for the call's agent, and finds nothing for a viewer who is none", async () => {
    const model = inboxOf([
      conversationRow('a', start, { agentId: 'agent-1' }),
      conversationRow('b', start, { agentId: 'agent-2' }),
    ])
    const query = newest({ assignee: { by: 'viewer' } })
    const request = { take: 'first', limit: 5 } as const
    const mine = await model.upstream.conversations.list(query, request, { ...call, agentId: 'agent-2' })
    expect(mine.items.map(({ node }) => node.id)).toEqual(['b'])
    expect(model.requests[0]?.headers).toEqual({})
    const nobodys = await model.upstream.conversations.list(query, request, call)
    expect(nobodys).toEqual({ items: [], hasNext: false, hasPrevious: false, totalCount: 0 })
    expect(await model.upstream.conversations.count(query, call)).toBe(0)
    expect(model.requests).toHaveLength(1)
  })

  it.each<ConversationFilter>([
    { status: ['SNOOZED'] },
    { status: ['PENDING'] },
    { status: ['SNOOZED', 'PENDING'] },
    { status: [] },
    { priority: [] },
    { teamIds: [] },
    { labels: [] },
  ])('is empty without a call when no conversation can pass: %j', async (filter) => {
    const model = inboxOf(numbered(3, conversationRow))
    const page = await model.upstream.conversations.list(newest(filter), { take: 'last', limit: 5 }, call)
    expect(page).toEqual({ items: [], hasNext: false, hasPrevious: false, totalCount: 0 })
    expect(await model.upstream.conversations.count(newest(filter), call)).toBe(0)
    expect(model.requests).toEqual([])
  })

  it('gives each conversation its time as the sort key', async () => {
    const model = inboxOf([
      conversationRow('a', start, { updatedAt: '2026-11-21T00:00:00.000+0000' }),
      conversationRow('b', start, { updatedAt: null }),
    ])
    const keys = async (field: 'LAST_ACTIVITY_AT' | 'CREATED_AT') => {
      const query = { filter: {}, orderBy: { field, direction: 'DESC' } } as const
      const page = await model.upstream.conversations.list(query, { take: 'first', limit: 5 }, call)
      return Object.fromEntries(page.items.map(({ node, sortKey }) => [node.id, sortKey]))
    }
    expect(await keys('LAST_ACTIVITY_AT')).toEqual({ a: Date.UTC(2026, 10, 21), b: start })
    expect(await keys('CREATED_AT')).toEqual({ a: start, b: start })
  })
})

describe('conversations.whyUnsupported', () => {
  const { conversations } = createModel().upstream
  const order = newest().orderBy

  it.each<ConversationFilter>([
    { assignee: { by: 'presence', isAssigned: false } },
    { inboxIds: ['1'] },
    { channels: ['SMS'] },
    { contactId: 'SMS:385976333666' },
    { isUnread: true },
  ])('gives the reason for a filter that Infobip does not have: %j', (filter) => {
    expect(conversations.whyUnsupported({ filter, orderBy: order })).toMatch(/^Infobip .*\.$/)
  })

  it.each(['PRIORITY', 'WAITING_SINCE'] as const)('gives the reason for the order %s', (field) => {
    expect(conversations.whyUnsupported({ filter: {}, orderBy: { field, direction: 'ASC' } })).toMatch(field)
  })

  it('is null for everything that is supported', () => {
    const filter: ConversationFilter = {
      status: ['OPEN'],
      assignee: { by: 'viewer' },
      teamIds: ['q'],
      labels: ['vip'],
      priority: ['LOW'],
      createdAfter: start,
      updatedBefore: start,
    }
    expect(conversations.whyUnsupported({ filter, orderBy: order })).toBeNull()
  })
})

describe('conversations.count', () => {
  it('sums what one-row calls say of the total', async () => {
    const model = inboxOf([
      ...numbered(4, conversationRow),
      conversationRow('w', start, { status: 'WAITING' }),
      conversationRow('s', start, { status: 'SOLVED' }),
    ])
    expect(await model.upstream.conversations.count(newest({ status: ['OPEN', 'WAITING'] }), call)).toBe(5)
    expect(model.requests.map(({ query }) => query.limit)).toEqual([1, 1])
  })

  it('is null where Infobip says no total', async () => {
    const model = inboxOf(numbered(4, conversationRow), { tellsTotal: false })
    expect(await model.upstream.conversations.count(newest(), call)).toBeNull()
  })
})

describe('conversations.getMany', () => {
  it('takes one call for 50 ids, in their order, with null for those that are not there', async () => {
    const rows = numbered(50, conversationRow)
    const model = inboxOf(rows)
    const ids = [...rows.map(({ id }) => id).reverse(), 'none', 'id-100']
    const found = await model.upstream.conversations.getMany(ids, call)
    expect(found.map((conversation) => conversation?.id ?? null)).toEqual(
      ids.map((id) => (id === 'none' ? null : id)),
    )
    expect(model.requests).toHaveLength(1)
    expect(model.requests[0]?.query.limit).toBe(51)
  })

  it('finds the known ids also where one unknown id among them makes the whole call fail', async () => {
    const rows = numbered(50, conversationRow)
    const model = inboxOf(rows, { refusesUnknownIds: true })
    const ids = rows.map(({ id }) => id).with(7, 'none')
    const found = await model.upstream.conversations.getMany(ids, call)
    expect(found.map((conversation) => conversation?.id ?? 'none')).toEqual(ids)
    expect(model.requests.length).toBeLessThan(15)
  })

  it('asks for 100 ids at a time', async () => {
    const rows = numbered(250, conversationRow)
    const model = inboxOf(rows)
    const found = await model.upstream.conversations.getMany(
      rows.map(({ id }) => id),
      call,
    )
    expect(found.filter((each) => each !== null)).toHaveLength(250)
    expect(model.requests.map(({ query }) => query.limit)).toEqual([100, 100, 50])
  })
})

describe('messages.list', () => {
  it.each([1, 10, 50])('takes one call for %d messages without notes, both ways', async (limit) => {
    const model = threadOf(numbered(150, messageRow))
    const { messages } = model.upstream
    const filter: MessageFilter = { kinds: ['MESSAGE'] }
    const last = await messages.list(conversationId, filter, { take: 'last', limit }, call)
    expect(last.items.map(({ node }) => node.id)).toEqual(numbered(150, (id) => id).slice(-limit))
    expect(last).toMatchObject({ hasNext: false, hasPrevious: true, totalCount: 150 })
    const before = last.items[0]!.position
    const older = await messages.list(conversationId, filter, { take: 'last', limit, before }, call)
    expect(older.items).toHaveLength(limit)
    expect(model.requests).toHaveLength(2)
    expect(model.requests[0]?.query).toEqual({ limit: limit + 8, orderBy: 'createdAt:desc' })
    expect(model.requests[1]?.query).toMatchObject({ limit: limit + 8, orderBy: 'createdAt:desc' })
  })

  it.each([1, 10, 50])('takes one call more for the notes among %d messages, both ways', async (limit) => {
    const model = threadOf(numbered(150, messageRow))
    model.lists.set(
      notesPath,
      numbered(70, (id, at) => noteRow(id, at + 500)),
    )
    const { messages } = model.upstream
    const last = await messages.list(conversationId, {}, { take: 'last', limit }, call)
    expect(last.items).toHaveLength(limit)
    expect(last).toMatchObject({ hasNext: false, hasPrevious: true, totalCount: 220 })
    expect(model.requests.map(({ operation }) => operation)).toEqual(['messages.list', 'notes.list'])
    expect(model.requests[1]?.query).toEqual({ limit: limit + 8, orderBy: 'createdAt:desc' })
    const before = last.items[0]!.position
    const older = await messages.list(conversationId, {}, { take: 'last', limit, before }, call)
    expect(older.items).toHaveLength(limit)
    expect(model.requests).toHaveLength(4)
    expect(model.requests[3]?.query).toEqual({ limit: 999, orderBy: 'id:asc' })
  })

  it('filters a single channel and a direction upstream', async () => {
    const model = threadOf([
      messageRow('a', start),
      messageRow('b', start + 1, { channel: 'WHATSAPP' }),
      messageRow('c', start + 2, { channel: 'WHATSAPP', direction: 'OUTBOUND' }),
    ])
    const filter: MessageFilter = {
      channels: ['WHATSAPP'],
      direction: 'OUTGOING',
      kinds: ['MESSAGE', 'NOTE'],
    }
    const page = await model.upstream.messages.list(conversationId, filter, { take: 'first', limit: 9 }, call)
    expect(page.items.map(({ node }) => node.id)).toEqual(['c'])
    expect(page.totalCount).toBe(1)
    expect(model.requests[0]?.query).toMatchObject({ channel: 'WHATSAPP', direction: 'OUTBOUND' })
  })

  it('picks several channels out of one call, and counts them with one call each', async () => {
    const model = threadOf([
      messageRow('a', start),
      messageRow('b', start + 1, { channel: 'VIBER' }),
      messageRow('c', start + 2, { channel: 'VIBER_BOT' }),
      messageRow('d', start + 3, { channel: 'EMAIL' }),
    ])
    const filter: MessageFilter = { channels: ['VIBER', 'EMAIL'] }
    const page = await model.upstream.messages.list(conversationId, filter, { take: 'first', limit: 9 }, call)
    expect(page.items.map(({ node }) => node.id)).toEqual(['b', 'c', 'd'])
    expect(page.totalCount).toBeUndefined()
    expect(model.requests).toHaveLength(1)
    expect(await model.upstream.messages.count(conversationId, filter, call)).toBe(3)
    expect(model.requests).toHaveLength(4)
  })

  it('does not count a channel that Infobip cannot filter by', async () => {
    const model = threadOf(numbered(3, messageRow))
    expect(await model.upstream.messages.count(conversationId, { channels: ['FACEBOOK'] }, call)).toBeNull()
    expect(model.requests).toEqual([])
  })

  it('reads named messages in one call and pages within them', async () => {
    const model = threadOf(numbered(30, messageRow))
    const filter: MessageFilter = { ids: ['id-110', 'id-105', 'none', 'id-120'], createdAfter: start + 6_000 }
    const page = await model.upstream.messages.list(conversationId, filter, { take: 'first', limit: 1 }, call)
    expect(page.items.map(({ node }) => node.id)).toEqual(['id-110'])
    expect(page).toMatchObject({ hasNext: true, totalCount: 2 })
    expect(model.requests.map(({ query }) => query)).toEqual([
      { messageIds: filter.ids, limit: 4, orderBy: 'createdAt:asc' },
    ])
    expect(await model.upstream.messages.count(conversationId, filter, call)).toBe(2)
  })

  it.each<[MessageFilter, string]>([
    [{ kinds: ['NOTE'] }, 'notes.list'],
    [{ direction: 'INTERNAL' }, 'notes.list'],
    [{ ids: ['note-id-101'] }, 'notes.list'],
    [{ kinds: ['MESSAGE'] }, 'messages.list'],
    [{ direction: 'INCOMING' }, 'messages.list'],
    [{ channels: ['SMS'] }, 'messages.list'],
    [{ ids: ['id-101'] }, 'messages.list'],
  ])('asks one collection where the other has nothing to give: %j, %s', async (filter, operation) => {
    const model = threadOf(numbered(3, messageRow))
    model.lists.set(notesPath, numbered(3, noteRow))
    const page = await model.upstream.messages.list(conversationId, filter, { take: 'last', limit: 5 }, call)
    expect(page.items.length).toBeGreaterThan(0)
    expect(model.requests.map((request) => request.operation)).toEqual([operation])
  })

  it('finds messages and notes by id together, each collection asked once', async () => {
    const model = threadOf(numbered(3, messageRow))
    model.lists.set(notesPath, numbered(3, noteRow))
    const filter: MessageFilter = { ids: ['note-id-102', 'id-101', 'note-none', 'id-none'] }
    const page = await model.upstream.messages.list(conversationId, filter, { take: 'last', limit: 5 }, call)
    expect(page.items.map(({ node }) => node.id)).toEqual(['id-101', 'note-id-102'])
    expect(page.totalCount).toBe(2)
    expect(model.requests).toHaveLength(2)
  })

  it.each<MessageFilter>([
    { kinds: ['ACTIVITY', 'TEMPLATE'] },
    { kinds: [] },
    { kinds: ['MESSAGE'], direction: 'INTERNAL' },
    { kinds: ['NOTE'], direction: 'OUTGOING' },
    { kinds: ['NOTE'], channels: ['SMS'] },
    { ids: ['a'], kinds: ['NOTE'] },
    { ids: ['note-a'], direction: 'INCOMING' },
    { ids: [] },
    { channels: [] },
  ])('is empty without a call when no message can pass: %j', async (filter) => {
    const model = threadOf(numbered(3, messageRow))
    const page = await model.upstream.messages.list(conversationId, filter, { take: 'first', limit: 5 }, call)
    expect(page).toEqual({ items: [], hasNext: false, hasPrevious: false, totalCount: 0 })
    expect(await model.upstream.messages.count(conversationId, filter, call)).toBe(0)
    expect(model.requests).toEqual([])
  })

  it('throws NotFoundError for an unknown conversation, by any filter', async () => {
    const { messages } = createModel().upstream
    const request = { take: 'first', limit: 5 } as const
    await expect(messages.list('none', {}, request, call)).rejects.toBeInstanceOf(NotFoundError)
    await expect(messages.list('none', { ids: ['a', 'b'] }, request, call)).rejects.toBeInstanceOf(
      NotFoundError,
    )
  })
})

describe('messages.around', () => {
  it('gives the page in whose middle the message stands, in three calls and one for the notes', async () => {
    const model = threadOf(numbered(30, messageRow))
    const page = await model.upstream.messages.around(conversationId, {}, 'id-110', 5, call)
    expect(page.items.map(({ node }) => node.id)).toEqual(['id-108', 'id-109', 'id-110', 'id-111', 'id-112'])
    expect(page).toMatchObject({ hasNext: true, hasPrevious: true })
    expect(model.requests).toHaveLength(4)
  })

  it('is cut at the ends of the thread', async () => {
    const model = threadOf(numbered(3, messageRow))
    const page = await model.upstream.messages.around(conversationId, {}, 'id-100', 1, call)
    expect(page.items.map(({ node }) => node.id)).toEqual(['id-100'])
    expect(page).toMatchObject({ hasNext: true, hasPrevious: false })
  })

  it.each([
    ['that is not there', 'none', {}],
    ['that the filter leaves out', 'id-101', { direction: 'OUTGOING' }],
  ] as const)('throws NotFoundError for a message %s', async (_, id, filter) => {
    const model = threadOf(numbered(3, messageRow))
    await expect(model.upstream.messages.around(conversationId, filter, id, 5, call)).rejects.toBeInstanceOf(
      NotFoundError,
    )
  })
})

describe('messages by id and by age', () => {
  it('takes one call for 100 ids', async () => {
    const rows = numbered(100, messageRow)
    const model = threadOf(rows)
    const ids = rows.map(({ id }) => id)
    const found = await model.upstream.messages.getMany(conversationId, ids, call)
    expect(found.map((message) => message?.id)).toEqual(ids)
    expect(model.requests.map(({ query }) => query.limit)).toEqual([100])
  })

  it('are null in a conversation that is not there, after one call', async () => {
    const model = createModel()
    expect(await model.upstream.messages.getMany('none', ['a', 'b'], call)).toEqual([null, null])
    expect(model.requests).toHaveLength(1)
  })

  it('takes one call for notes by id, and none for what is not asked for', async () => {
    const model = threadOf(numbered(3, messageRow))
    model.lists.set(notesPath, numbered(3, noteRow))
    const { getMany } = model.upstream.messages
    const notes = await getMany(conversationId, ['note-id-102', 'note-none', 'note-id-100'], call)
    expect(notes.map((note) => note?.id ?? null)).toEqual(['note-id-102', null, 'note-id-100'])
    expect(model.requests.map(({ operation }) => operation)).toEqual(['notes.list'])
    const both = await getMany(conversationId, ['id-102', 'note-id-102'], call)
    expect(both.map((each) => each?.kind)).toEqual(['MESSAGE', 'NOTE'])
    expect(model.requests).toHaveLength(3)
  })

  it('the newest is a message and takes one row', async () => {
    const model = threadOf(numbered(9, messageRow))
    model.lists.set(notesPath, [noteRow('later', start + 99_000)])
    expect(await model.upstream.messages.last(conversationId, call)).toMatchObject({ id: 'id-108' })
    expect(model.requests.map(({ query }) => query)).toEqual([{ limit: 1, orderBy: 'createdAt:desc' }])
  })

  it('there is no newest in an empty conversation', async () => {
    expect(await threadOf([]).upstream.messages.last(conversationId, call)).toBeNull()
  })

  it('the count takes one row of each collection', async () => {
    const model = threadOf(numbered(9, messageRow))
    model.lists.set(notesPath, numbered(4, noteRow))
    expect(await model.upstream.messages.count(conversationId, {}, call)).toBe(13)
    expect(model.requests.map(({ query }) => query)).toEqual([
      { limit: 1, orderBy: 'createdAt:asc' },
      { limit: 1, orderBy: 'createdAt:asc' },
    ])
  })
})
