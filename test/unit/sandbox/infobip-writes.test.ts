import { beforeEach, describe, expect, test } from 'vitest'
import {
  agent,
  createInfobipSandbox,
  demo,
  errorOf,
  nobody,
  noSuchEntity,
  type Row,
} from '../../support/infobip-sandbox.ts'

let sandbox: ReturnType<typeof createInfobipSandbox>

beforeEach(() => {
  sandbox = createInfobipSandbox()
})

const post = (path: string, body?: unknown) => sandbox.ask('POST', path, { body })
const put = (path: string, body?: unknown) => sandbox.ask('PUT', path, { body })
const success = (message: string) => ({ status: 200, body: { statusCode: 'SUCCESS', message } })

describe('agents', () => {
  const draft = { displayName: 'Angus Young', status: 'INVISIBLE', role: 'AGENT' }

  test('are made with a name, a status and a role, and enabled unless said otherwise', async () => {
    const { status, body } = await post('/agents', draft)
    expect(status).toBe(200)
    expect(body).toMatchObject({ ...draft, enabled: true, createdAt: '2026-07-23T12:00:00.000+0000' })
    expect((await sandbox.get(`/agents/${body.id}`)).body).toEqual(body)
    expect((await post('/agents', { ...draft, enabled: false })).body.enabled).toBe(false)
  })

  test('without one of the three are refused field by field', async () => {
    const answer = await post('/agents', { displayName: ' ' })
    expect(answer.status).toBe(400)
    expect(errorOf(answer)).toEqual({
      messageId: 'BAD_REQUEST',
      text: 'Bad request',
      validationErrors: {
        displayName: ['must not be blank'],
        status: ['must not be null'],
        role: ['must not be null'],
      },
    })
  })

  test.each(['{', { ...draft, role: 'BOT' }, { ...draft, status: 'OFFLINE' }])(
    'from %j are refused as an invalid body',
    async (body) => {
      expect(errorOf(await post('/agents', body)).text).toBe('Required request body is missing or not valid.')
    },
  )

  test('are replaced by PUT, and set their status alone', async () => {
    const { id } = (await post('/agents', draft)).body
    sandbox.advance(1000)
    const { body } = await put(`/agents/${id}`, { ...draft, displayName: 'Malcolm', role: 'SUPERVISOR' })
    expect(body).toMatchObject({
      id,
      displayName: 'Malcolm',
      role: 'SUPERVISOR',
      updatedAt: '2026-07-23T12:00:01.000+0000',
    })
    expect((await put(`/agents/${id}/status`, { status: 'BUSY' })).body).toMatchObject({
      status: 'BUSY',
      role: 'SUPERVISOR',
    })
    expect((await put(`/agents/${id}/status`, {})).status).toBe(400)
  })

  test('join and leave queues, and give a sign of life', async () => {
    const { id } = (await post('/agents', draft)).body
    const queue = (await post('/queues', { name: 'Night shift' })).body.id
    expect(await post(`/agents/${id}/queues`, { queueId: queue })).toMatchObject(
      success('Agent added to queue successfully.'),
    )
    const members = async () =>
      ((await sandbox.get(`/agents?queueIds=${queue}`)).body.agents as readonly Row[]).length
    expect(await members()).toBe(1)
    expect(await sandbox.ask('DELETE', `/agents/${id}/queues/${queue}`)).toMatchObject(
      success('Agent removed from queue successfully.'),
    )
    expect(await members()).toBe(0)
    expect(await put(`/agents/${id}/heartbeat`)).toMatchObject(success('Heartbeat received.'))
    expect(errorOf(await post(`/agents/${id}/queues`, { queueId: nobody }))).toEqual(noSuchEntity(nobody))
  })

  test.each([
    ['PUT', `/agents/${nobody}`, draft],
    ['PUT', `/agents/${nobody}/status`, { status: 'BUSY' }],
    ['PUT', `/agents/${nobody}/heartbeat`, undefined],
  ])('%s %s finds nobody: 400', async (method, path, body) => {
    const answer = await sandbox.ask(method, path, { body })
    expect(answer.status).toBe(400)
    expect(errorOf(answer)).toEqual({ messageId: 'NOT_FOUND', text: `Invalid agent id given '${nobody}'` })
  })
})

describe('tags', () => {
  test('are made by name, without an id, once', async () => {
    expect(await post('/tags', { name: 'late_2.0' })).toMatchObject({ status: 200 })
    expect((await post('/tags', { name: 'late_2.1' })).body).toEqual({
      name: 'late_2.1',
      createdAt: '2026-07-23T12:00:00.000+00:00',
    })
    expect(errorOf(await post('/tags', { name: 'late_2.0' }))).toEqual({
      messageId: 'BAD_REQUEST',
      text: 'Tag already exists.',
    })
  })

  test.each(['', 'a b', 'a/b', 'x'.repeat(101), undefined])('named %j are refused', async (name) => {
    const answer = await post('/tags', { name })
    expect(answer.status).toBe(400)
    expect(errorOf(answer).validationErrors).toHaveProperty('name')
  })

  test('that are deleted leave every conversation', async () => {
    const { id } = await sandbox.create()
    await post('/tags', { name: 'gone' })
    await post(`/conversations/${id}/tags`, { tagName: 'gone' })
    expect(await sandbox.ask('DELETE', '/tags/gone')).toMatchObject(success('Tag deleted successfully.'))
    expect((await sandbox.get(`/tags?conversationId=${id}`)).body.tags).toEqual([])
    expect(errorOf(await sandbox.ask('DELETE', '/tags/gone'))).toEqual({
      messageId: 'NOT_FOUND',
      text: "Invalid tagName 'gone' given! No such entity exists.",
    })
  })
})

describe('conversations', () => {
  test('are replaced whole by PUT', async () => {
    const { id } = await sandbox.create({ topic: 'a', summary: 'b', priority: 'HIGH', agentId: agent.id })
    sandbox.advance(1000)
    expect((await put(`/conversations/${id}`, { topic: 'c', status: 'WAITING' })).body).toMatchObject({
      id,
      topic: 'c',
      summary: null,
      status: 'WAITING',
      priority: 'NORMAL',
      agentId: null,
      updatedAt: '2026-07-23T12:00:01.000+00:00',
    })
  })

  test('lose their agent when they are routed, as the simulation says', async () => {
    const { id } = await sandbox.create({ agentId: agent.id })
    const { body: simulated } = await sandbox.get(`/conversations/${id}/simulate-routing`)
    const { body } = await post(`/conversations/${id}/route`)
    expect(body).toMatchObject({ ...simulated, agentId: null })
    expect(simulated).toEqual({ id, queueId: expect.any(String), priority: 'NORMAL' })
  })

  test('that are closed cannot be replaced or routed', async () => {
    const { id } = await sandbox.create({ status: 'CLOSED' })
    for (const answer of [await put(`/conversations/${id}`, {}), await post(`/conversations/${id}/route`)]) {
      expect(answer.status).toBe(400)
      expect(errorOf(answer).text).toBe('Closed conversation cannot be changed')
    }
    expect(errorOf(await put(`/conversations/${nobody}`, {}))).toEqual(noSuchEntity(nobody))
  })
})

describe('metadata', () => {
  test('is overwritten by PUT, merged by PATCH, emptied by DELETE', async () => {
    const { id } = await sandbox.create()
    const path = `/conversations/${id}/metadata`
    const read = async () => (await sandbox.get(path)).body
    expect(await sandbox.ask('PATCH', path, { body: { a: '1' } })).toMatchObject(
      success('Metadata patch to conversation successfully.'),
    )
    await sandbox.ask('PATCH', path, { body: { b: '2' } })
    expect(await read()).toEqual({ a: '1', b: '2' })
    expect(await put(path, { c: '3' })).toMatchObject(success('Metadata added to conversation successfully.'))
    expect(await read()).toEqual({ c: '3' })
    expect(await sandbox.ask('DELETE', path)).toMatchObject(success('Metadata deleted successfully.'))
    expect(await read()).toEqual({})
    expect(errorOf(await put(path, {})).text).toBe('Invalid request body.')
    expect(errorOf(await put(`/conversations/${nobody}/metadata`, { a: 1 }))).toEqual(noSuchEntity(nobody))
  })
})

describe('typing', () => {
  const typing = async (event: Row, conversationId?: string) => {
    const id = conversationId ?? (await sandbox.create()).id
    const response = await sandbox.send('POST', `/ccaas/1/conversations/${id}/events`, {
      body: { from: '1', to: '2', ...event },
      as: demo,
    })
    return { status: response.status, text: await response.text() }
  }

  test.each([
    ['LIVE_CHAT', 'TYPING_STARTED'],
    ['LIVE_CHAT', 'TYPING_STOPPED'],
    ['APPLE_BUSINESS_CHAT', 'TYPING_STOPPED'],
    ['WHATSAPP', 'TYPING_STARTED'],
  ])('on %s, %s, answers with nothing', async (channel, type) => {
    expect(await typing({ channel, type })).toEqual({ status: 200, text: '' })
  })

  test.each([
    ['WHATSAPP', 'TYPING_STOPPED'],
    ['SMS', 'TYPING_STARTED'],
  ])('on %s, %s, is refused', async (channel, type) => {
    const { status, text } = await typing({ channel, type })
    expect(status).toBe(400)
    expect(text).toContain('Channel is not supported for provided event type')
  })

  test('of another kind or nowhere is refused', async () => {
    expect((await typing({ channel: 'LIVE_CHAT', type: 'SMILING' })).text).toContain('Invalid request body.')
    expect((await typing({ channel: 'LIVE_CHAT', type: 'TYPING_STARTED' }, nobody)).text).toContain(
      'No such entity',
    )
  })
})

test('queues are made by name, without automatic assignment unless wanted', async () => {
  const { body } = await post('/queues', { name: 'Spanish Support', externalId: 'crm-7' })
  expect(body).toMatchObject({
    name: 'Spanish Support',
    isAutoAssignmentEnabled: false,
    enabledAgentsCount: 0,
    externalId: 'crm-7',
  })
  expect((await sandbox.get(`/queues?queueIds=${body.id}`)).body.queues).toEqual([body])
  expect(errorOf(await post('/queues', {})).validationErrors).toEqual({ name: ['must not be blank'] })
})

test('none of it is open to a key that may only read', async () => {
  const as = 'App sandbox-infobip-read-only-key'
  for (const [method, path] of [
    ['POST', '/agents'],
    ['POST', '/tags'],
    ['POST', '/queues'],
    ['PUT', `/conversations/${nobody}/metadata`],
  ] as const) {
    expect((await sandbox.ask(method, path, { as, body: {} })).status).toBe(403)
  }
})
