import { describe, expect, test } from 'vitest'
import {
  agent,
  createInfobipSandbox,
  errorOf,
  filterTime,
  nobody,
  noSuchEntity,
  type Row,
  seededAt,
  supervisor,
} from '../../support/infobip-sandbox.ts'

const closed = { messageId: 'BAD_REQUEST', text: 'Closed conversation cannot be changed' }
const invalidBody = { messageId: 'BAD_REQUEST', text: 'Invalid request body.' }

describe('conversations of the Infobip sandbox', () => {
  const sandbox = createInfobipSandbox()
  const find = async (query: string) =>
    (await sandbox.get(`/conversations?limit=99&${query}`)).body.conversations as readonly Row[]

  test('have the fields of the REST model and no others', async () => {
    const all = await sandbox.conversations()
    const fields = [
      'id',
      'topic',
      'summary',
      'status',
      'priority',
      'queueId',
      'agentId',
      'createdAt',
      'updatedAt',
    ]
    for (const conversation of all) {
      expect(Object.keys(conversation)).toEqual(
        conversation.status === 'CLOSED' ? [...fields, 'closedAt'] : fields,
      )
      expect(conversation.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/)
    }
  })

  test('are filtered by each documented filter', async () => {
    const all = await sandbox.conversations()
    const expectFilter = async (query: string, matches: (row: Row) => boolean) => {
      const found = await find(query)
      expect(found.length).toBeGreaterThan(0)
      expect(found.length).toBeLessThan(all.length)
      expect(found).toEqual(all.filter(matches))
    }
    const [first, , third] = all.map(({ id }) => String(id))
    const [queue, otherQueue] = [...new Set(all.map(({ queueId }) => queueId).filter(Boolean))]
    const yesterday = seededAt - 86_400_000
    await expectFilter(
      `conversationIds=${third}&conversationIds=${first}&conversationIds=${nobody}`,
      ({ id }) => [first, third].includes(String(id)),
    )
    await expectFilter(`queueIds=${queue}`, ({ queueId }) => queueId === queue)
    await expectFilter(`queueIds=${queue}&queueIds=${otherQueue}`, ({ queueId }) =>
      [queue, otherQueue].includes(queueId),
    )
    await expectFilter(`agentId=${agent.id}`, ({ agentId }) => agentId === agent.id)
    for (const status of ['OPEN', 'WAITING', 'SOLVED', 'CLOSED']) {
      await expectFilter(`status=${status}`, (row) => row.status === status)
    }
    for (const priority of ['URGENT', 'HIGH', 'NORMAL', 'LOW']) {
      await expectFilter(`priority=${priority}`, (row) => row.priority === priority)
    }
    for (const property of ['created', 'updated', 'closed']) {
      const time = (row: Row) => Date.parse(String(row[`${property}At`]))
      const border = property === 'closed' ? seededAt - 30 * 86_400_000 : yesterday
      await expectFilter(`${property}After=${filterTime(border)}`, (row) => time(row) > border)
      await expectFilter(`${property}Before=${filterTime(border)}`, (row) => time(row) < border)
    }
    await expectFilter(
      `status=OPEN&priority=NORMAL&agentId=${supervisor.id}`,
      (row) => row.status === 'OPEN' && row.priority === 'NORMAL' && row.agentId === supervisor.id,
    )
  })

  test('are filtered by any of several tags, each once', async () => {
    const withTag = async (tag: string) => (await find(`tagNames=${tag}`)).map(({ id }) => id)
    const [warranty, refund] = [await withTag('warranty'), await withTag('refund')]
    expect(warranty.length).toBeGreaterThan(1)
    const either = (await find('tagNames=warranty&tagNames=refund')).map(({ id }) => id)
    expect(either).toEqual([...new Set([...warranty, ...refund])].sort())
    expect(await withTag('unheard.of')).toEqual([])
  })

  test('are found one by one, and an unknown id is a 400', async () => {
    const [conversation] = await sandbox.conversations()
    expect((await sandbox.get(`/conversations/${conversation?.id}`)).body).toEqual(conversation)
    const answer = await sandbox.get(`/conversations/${nobody}`)
    expect(answer.status).toBe(400)
    expect(errorOf(answer)).toEqual(noSuchEntity(nobody))
  })

  test('are created from nothing at all, with 200', async () => {
    const { status, body } = await sandbox.ask('POST', '/conversations', { body: {} })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      status: 'OPEN',
      priority: 'NORMAL',
      topic: null,
      queueId: null,
      agentId: null,
    })
    expect(body.createdAt).toBe('2026-07-23T12:00:00.000+00:00')
    expect((await sandbox.get(`/conversations/${body.id}`)).body).toEqual(body)
  })

  test.each([undefined, '', '[', '[]', '"text"', { status: 'PENDING' }, { topic: 7 }])(
    'are not created from the invalid body %j',
    async (body) => {
      const answer = await sandbox.ask('POST', '/conversations', { body })
      expect(answer.status).toBe(400)
      expect(errorOf(answer)).toEqual(invalidBody)
    },
  )

  test('are patched in what is named, and in nothing else', async () => {
    const before = await sandbox.create({ topic: 'Before', priority: 'HIGH' })
    const now = sandbox.advance(1000)
    const { body } = await sandbox.ask('PATCH', `/conversations/${before.id}`, {
      body: { topic: 'After', summary: null, status: 'WAITING' },
    })
    expect(body).toEqual({
      ...before,
      topic: 'After',
      status: 'WAITING',
      updatedAt: new Date(now).toISOString().replace('Z', '+00:00'),
    })
    expect((await sandbox.get(`/conversations/${before.id}`)).body).toEqual(body)
  })

  test('refuse a topic that is too long, an unknown queue and an unknown agent', async () => {
    const { id } = await sandbox.create()
    const patch = (body: Row) => sandbox.ask('PATCH', `/conversations/${id}`, { body })
    expect(errorOf(await patch({ topic: 'x'.repeat(1000) }))).toEqual({})
    expect(errorOf(await patch({ topic: 'x'.repeat(1001) }))).toMatchObject({
      text: 'Bad request',
      validationErrors: { topic: [expect.stringContaining('1000')] },
    })
    expect(errorOf(await patch({ queueId: nobody }))).toEqual(noSuchEntity(nobody))
    expect(errorOf(await patch({ agentId: nobody }))).toEqual({
      messageId: 'NOT_FOUND',
      text: `Invalid agent id given '${nobody}'`,
    })
  })

  test('are assigned to agents and bots, and unassigned', async () => {
    const { id } = await sandbox.create()
    const { body: bots } = await sandbox.get('/bots')
    const bot = String((bots.bots as readonly Row[])[0]?.id)
    for (const agentId of [agent.id, supervisor.id, bot]) {
      const { body } = await sandbox.ask('PUT', `/conversations/${id}/assignee`, { body: { agentId } })
      expect(body.agentId).toBe(agentId)
    }
    expect((await sandbox.ask('DELETE', `/conversations/${id}/assignee`)).body.agentId).toBeNull()
    const put = (body: Row) => sandbox.ask('PUT', `/conversations/${id}/assignee`, { body })
    expect(errorOf(await put({ agentId: nobody }))).toEqual(noSuchEntity(nobody))
    expect(errorOf(await put({}))).toEqual(invalidBody)
    expect(errorOf(await put({ agentId: null }))).toEqual(invalidBody)
  })

  test('cannot be changed once they are closed, and tell when that was', async () => {
    const { id } = await sandbox.create()
    const path = `/conversations/${id}`
    const { body } = await sandbox.ask('PATCH', path, { body: { status: 'CLOSED' } })
    expect(body.closedAt).toBe(body.updatedAt)
    const changes = [
      ['PATCH', path, { status: 'OPEN' }],
      ['PUT', `${path}/assignee`, { agentId: agent.id }],
      ['DELETE', `${path}/assignee`, undefined],
      ['POST', `${path}/tags`, { tagName: 'vip' }],
      ['DELETE', `${path}/tags/vip`, undefined],
    ] as const
    for (const [method, where, change] of changes) {
      const answer = await sandbox.ask(method, where, { body: change })
      expect(answer.status).toBe(400)
      expect(errorOf(answer)).toEqual(closed)
    }
    expect((await sandbox.get(path)).body).toEqual(body)
  })

  test('take tags that exist and lose them again', async () => {
    const { id } = await sandbox.create()
    const names = async () =>
      ((await sandbox.get(`/tags?conversationId=${id}`)).body.tags as readonly Row[]).map(({ name }) => name)
    const add = (tagName: string) => sandbox.ask('POST', `/conversations/${id}/tags`, { body: { tagName } })
    expect((await add('vip')).body).toEqual({
      statusCode: 'SUCCESS',
      message: 'Tag added to conversation successfully.',
    })
    await add('vip')
    await add('address.change')
    expect((await names()).toSorted()).toEqual(['address.change', 'vip'])
    const removed = await sandbox.ask(
      'DELETE',
      `/conversations/${id}/tags/${encodeURIComponent('address.change')}`,
    )
    expect(removed.body).toEqual({ statusCode: 'SUCCESS', message: 'Tag removed successfully.' })
    expect(await names()).toEqual(['vip'])
    const unknown = { messageId: 'NOT_FOUND', text: "Invalid tagName 'nope' given! No such entity exists." }
    expect(errorOf(await add('nope'))).toEqual(unknown)
    expect(errorOf(await sandbox.ask('DELETE', `/conversations/${id}/tags/nope`))).toEqual(unknown)
    expect(errorOf(await sandbox.ask('POST', `/conversations/${id}/tags`, { body: {} }))).toEqual(invalidBody)
  })

  test('have metadata, which may be empty', async () => {
    const [urgent] = await find('priority=URGENT')
    expect((await sandbox.get(`/conversations/${urgent?.id}/metadata`)).body).toEqual({
      serialNumber: 'DUO-7-119302',
      boughtOn: '2025-02-11',
    })
    const { id } = await sandbox.create()
    expect((await sandbox.get(`/conversations/${id}/metadata`)).body).toEqual({})
  })
})
