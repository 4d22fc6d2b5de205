import { describe, expect, test } from 'vitest'
import type { ConversationFilter, ConversationQuery } from '../../../../src/domain/conversation.ts'
import { ForbiddenError, UnauthenticatedError } from '../../../../src/domain/errors.ts'
import type { RequestSpec } from '../../../../src/upstream/http/request.ts'
import { call, chatwootOver, conversationJson, notFound, origin } from './model.ts'

const newest = { field: 'LAST_ACTIVITY_AT', direction: 'DESC' } as const
const queryOf = (filter: ConversationFilter): ConversationQuery => ({ filter, orderBy: newest })

const one = (id: number) =>
  conversationJson({
    id,
    status: 'open',
    created_at: 1,
    last_activity_at: id,
    waiting_since: 0,
    priority: null,
  })

const counts = { mine_count: 1, assigned_count: 2, unassigned_count: 3, all_count: 4 }
const me = {
  id: 3,
  name: 'Ana',
  email: 'ana@example.com',
  avatar_url: '',
  accounts: [{ id: 1, role: 'agent' }],
}

const serve = (spec: RequestSpec<unknown>): object => {
  switch (spec.operation) {
    case 'conversations.list':
      return { data: { meta: counts, payload: [] } }
    case 'conversations.meta':
      return { meta: counts }
    case 'conversations.filter':
      return { meta: { all_count: 9 }, payload: [] }
    case 'inboxes.list':
      return {
        payload: [
          { id: 7, name: 'WhatsApp', channel_type: 'Channel::Whatsapp' },
          { id: 8, name: 'Texts', channel_type: 'Channel::Sms' },
        ],
      }
    case 'profile.get':
      return me
    default:
      return notFound()
  }
}

const listed = async (filter: ConversationFilter, orderBy: ConversationQuery['orderBy'] = newest) => {
  const { upstream, asked } = chatwootOver(serve)
  const page = await upstream.conversations.list({ filter, orderBy }, { take: 'first', limit: 5 }, call)
  return { asked, page, query: asked.at(-1)?.query, body: asked.at(-1)?.body }
}

describe('the plain list', () => {
  test.each([
    [{}, { status: 'all' }],
    [{ status: ['OPEN'] }, { status: 'open' }],
    [{ status: ['OPEN', 'CLOSED'] }, { status: 'open' }],
    [{ status: ['SNOOZED', 'PENDING'] }, { 'status[]': ['pending', 'snoozed'] }],
    [{ status: ['OPEN', 'PENDING', 'SNOOZED', 'RESOLVED', 'CLOSED'] }, { status: 'all' }],
    [{ assignee: { by: 'viewer' } }, { status: 'all', assignee_type: 'me' }],
    [{ assignee: { by: 'presence', isAssigned: true } }, { assignee_type: 'assigned' }],
    [{ assignee: { by: 'presence', isAssigned: false } }, { assignee_type: 'unassigned' }],
    [
      { inboxIds: ['7'], teamIds: ['4'] },
      { inbox_id: '7', team_id: '4' },
    ],
    [{ labels: ['billing', 'a,b'] }, { 'labels[]': ['billing', 'a,b'] }],
  ] satisfies [ConversationFilter, object][])('is asked for %j as %j', async (filter, expected) => {
    const { query, asked } = await listed(filter)
    expect(query).toMatchObject({ ...expected, page: 1, sort_by: 'last_activity_at_desc' })
    expect(asked.map(({ operation }) => operation)).toEqual(['conversations.list'])
  })

  test.each([
    ['LAST_ACTIVITY_AT', 'ASC', 'last_activity_at_asc'],
    ['CREATED_AT', 'DESC', 'created_at_desc'],
    ['PRIORITY', 'DESC', 'priority_desc'],
    ['WAITING_SINCE', 'ASC', 'waiting_since_asc'],
  ] as const)('is sorted by %s %s', async (field, direction, sort_by) => {
    expect((await listed({}, { field, direction })).query).toMatchObject({ sort_by })
  })

  test.each([
    [{}, 4],
    [{ assignee: { by: 'viewer' } }, 1],
    [{ assignee: { by: 'presence', isAssigned: true } }, 2],
    [{ assignee: { by: 'presence', isAssigned: false } }, 3],
    [{ priority: ['HIGH'] }, 9],
    [{ status: ['CLOSED'] }, 0],
  ] satisfies [ConversationFilter, number][])(
    'counts %j with the count that matches: %i',
    async (filter, count) => {
      const { upstream, asked } = chatwootOver(serve)
      expect(await upstream.conversations.count(queryOf(filter), call)).toBe(count)
      expect(asked.length).toBeLessThanOrEqual(1)
      expect((await listed(filter)).page.totalCount).toBe(count)
    },
  )
})

describe('the filter', () => {
  const condition = (attribute_key: string, values: unknown[], query_operator: 'AND' | null = null) => ({
    attribute_key,
    filter_operator: 'equal_to',
    values,
    query_operator,
  })

  test.each([
    [{ priority: ['HIGH', 'URGENT'] }, [condition('priority', ['high', 'urgent'])]],
    [{ assignee: { by: 'agent', agentId: '3' } }, [condition('assignee_id', [3])]],
    [{ contactId: '9007199254740993' }, [condition('contact_id', ['9007199254740993'])]],
    [{ inboxIds: ['7', '8'] }, [condition('inbox_id', [7, 8])]],
    [
      { teamIds: ['4', '5'], status: ['OPEN'], labels: ['billing'] },
      [
        condition('status', ['open'], 'AND'),
        condition('team_id', [4, 5], 'AND'),
        condition('labels', ['billing']),
      ],
    ],
  ] satisfies [ConversationFilter, object[]][])('is asked for %j in one call', async (filter, payload) => {
    const { asked, body, query } = await listed(filter)
    expect(asked.map(({ operation }) => operation)).toEqual(['conversations.filter'])
    expect(body).toEqual({ payload })
    expect(query).toEqual({ page: 1 })
  })

  test('finds the inboxes of a channel, and the viewer, with one call each', async () => {
    const { asked, body } = await listed({
      channels: ['SMS', 'LINE'],
      inboxIds: ['7', '8'],
      assignee: { by: 'viewer' },
    })
    expect(asked.map(({ operation }) => operation)).toEqual([
      'inboxes.list',
      'profile.get',
      'conversations.filter',
    ])
    expect(body).toEqual({ payload: [condition('inbox_id', [8], 'AND'), condition('assignee_id', [3])] })
  })

  test('asks whether there is an assignee at all', async () => {
    const { body } = await listed({ priority: ['LOW'], assignee: { by: 'presence', isAssigned: false } })
    expect(body).toMatchObject({
      payload: [{}, { attribute_key: 'assignee_id', filter_operator: 'is_not_present' }],
    })
  })
})

describe('a query', () => {
  test.each([
    { status: ['CLOSED', 'WAITING'] },
    { status: [] },
    { inboxIds: [] },
    { labels: [] },
    { priority: [] },
  ] satisfies ConversationFilter[])(
    'that no Chatwoot conversation can match is answered without a call: %j',
    async (filter) => {
      const { asked, page } = await listed(filter)
      expect(page).toEqual({ items: [], hasNext: false, hasPrevious: false, totalCount: 0 })
      expect(asked).toEqual([])
    },
  )

  test('for a channel without an inbox ends after the look for inboxes', async () => {
    expect((await listed({ channels: ['VIBER'] })).asked).toHaveLength(1)
  })

  test.each([
    [{ isUnread: true }, /unread/],
    [{ isUnread: false }, /unread/],
    [{ createdAfter: 1 }, /whole days/],
    [{ createdBefore: 1 }, /whole days/],
    [{ updatedAfter: 1 }, /last change/],
    [{ updatedBefore: 1 }, /last change/],
  ] satisfies [ConversationFilter, RegExp][])('that Chatwoot cannot serve says why: %j', (filter, reason) => {
    expect(chatwootOver(serve).upstream.conversations.whyUnsupported(queryOf(filter))).toMatch(reason)
  })

  test('of the filter is served in one order only', () => {
    const { whyUnsupported } = chatwootOver(serve).upstream.conversations
    const filter: ConversationFilter = { priority: ['HIGH'] }
    expect(whyUnsupported({ filter, orderBy: newest })).toBeNull()
    expect(whyUnsupported({ filter, orderBy: { ...newest, direction: 'ASC' } })).toMatch(/by priority only/)
    expect(
      whyUnsupported({ filter: { inboxIds: ['1'] }, orderBy: { field: 'PRIORITY', direction: 'ASC' } }),
    ).toBeNull()
  })
})

describe('conversations by id', () => {
  const existing = Array.from({ length: 60 }, (_, index) => index + 1)

  /** Knows 1 to 60; the filter hides 5, which this agent sees by team; 6 is not for this agent at all. */
  const open = (refusalOfEverything?: Error) =>
    chatwootOver((spec) => {
      if (refusalOfEverything) return refusalOfEverything
      if (spec.operation === 'profile.get') return me
      if (spec.operation === 'conversations.filter') {
        const { payload } = spec.body as { payload: { attribute_key: string; values: number[] }[] }
        expect(payload).toEqual([
          expect.objectContaining({ attribute_key: 'display_id', query_operator: null }),
        ])
        const found = existing.filter((id) => id !== 5 && id !== 6 && payload[0]?.values.includes(id))
        return { meta: { all_count: found.length }, payload: found.toReversed().map(one) }
      }
      const id = Number(spec.path.split('/').at(-1))
      if (id === 6) return new ForbiddenError('not allowed', origin)
      return existing.includes(id) ? one(id) : notFound()
    })

  const idsOf = (found: readonly ({ id: string } | null)[]) => found.map((each) => each?.id ?? null)

  test('are asked for singly up to two', async () => {
    const { upstream, asked } = open()
    expect(idsOf(await upstream.conversations.getMany(['3', '99'], call))).toEqual(['3', null])
    expect(asked.map(({ path }) => path)).toEqual([
      '/api/v1/accounts/1/conversations/3',
      '/api/v1/accounts/1/conversations/99',
    ])
  })

  test('cost two calls for fifty', async () => {
    const { upstream, asked } = open()
    const ids = existing.slice(10).map(String)
    expect(idsOf(await upstream.conversations.getMany(ids, call))).toEqual(ids)
    expect(asked.map(({ operation }) => operation)).toEqual(['conversations.filter', 'conversations.filter'])
  })

  test('that the filter hides are asked for singly before they are called missing', async () => {
    const { upstream, asked } = open()
    expect(idsOf(await upstream.conversations.getMany(['4', '5', '99', '6', '5'], call))).toEqual([
      '4',
      '5',
      null,
      null,
      '5',
    ])
    expect(asked.map(({ operation }) => operation)).toEqual([
      'conversations.filter',
      'conversations.get',
      'conversations.get',
      'conversations.get',
      'profile.get',
    ])
  })

  test('are not called missing when it is the credential that is refused', async () => {
    const { upstream } = open(new ForbiddenError('not allowed', origin))
    await expect(upstream.conversations.getMany(['6'], call)).rejects.toThrow(UnauthenticatedError)
  })
})
