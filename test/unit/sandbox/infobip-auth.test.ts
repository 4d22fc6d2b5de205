import { describe, expect, test } from 'vitest'
import { infobipSandboxCredentials } from '../../../src/sandbox/infobip/index.ts'
import {
  createInfobipSandbox,
  demo,
  errorOf,
  noSuchEntity,
  otherTenant,
} from '../../support/infobip-sandbox.ts'

const { basic, bearerToken, ibssoToken, readOnlyApiKey } = infobipSandboxCredentials
const base64 = Buffer.from(`${basic.username}:${basic.password}`).toString('base64')

describe('the Infobip sandbox', () => {
  const sandbox = createInfobipSandbox()

  test.each([
    demo,
    `Basic ${base64}`,
    `Bearer ${bearerToken}`,
    `IBSSO ${ibssoToken}`,
    demo.replace('App', 'app'),
  ])('accepts the known credential %s', async (as) => {
    const { status, body } = await sandbox.get('/conversations', { as })
    expect(status).toBe(200)
    expect(body.pagination).toMatchObject({ totalItems: 25 })
  })

  test.each([
    null,
    '',
    'App',
    'App wrong',
    infobipSandboxCredentials.apiKey,
    `Bearer ${infobipSandboxCredentials.apiKey}`,
    `App ${bearerToken}`,
    `Basic ${basic.username}:${basic.password}`,
  ])('refuses %s as unauthorized, on paths that do not exist as well', async (as) => {
    for (const path of ['/conversations', '/nothing']) {
      const answer = await sandbox.get(path, { as })
      expect(answer.status).toBe(401)
      expect(answer.body).toEqual({
        requestError: { serviceException: { messageId: 'UNAUTHORIZED', text: 'Unauthorized' } },
      })
    }
  })

  test('lets a read-only key read, and forbids it every write without doing it', async () => {
    const as = `App ${readOnlyApiKey}`
    const [conversation] = await sandbox.conversations({ as })
    const path = `/conversations/${conversation?.id}`
    const writes = [
      ['POST', '/conversations', {}],
      ['PATCH', path, { topic: 'New' }],
      ['PUT', `${path}/assignee`, { agentId: 'x' }],
      ['DELETE', `${path}/assignee`, undefined],
      ['POST', `${path}/messages`, {}],
      ['POST', `${path}/notes`, { content: 'x' }],
    ] as const
    for (const [method, where, body] of writes) {
      const answer = await sandbox.ask(method, where, { as, body })
      expect(answer.status).toBe(403)
      expect(errorOf(answer)).toEqual({ messageId: 'FORBIDDEN', text: 'Forbidden' })
    }
    expect(await sandbox.conversations({ as })).toHaveLength(25)
    expect((await sandbox.get(path)).body).toEqual(conversation)
  })

  test('shows a tenant its own conversations only', async () => {
    const own = await sandbox.conversations()
    const theirs = await sandbox.conversations({ as: otherTenant })
    expect(theirs).toHaveLength(3)
    expect(own.map(({ id }) => id)).not.toEqual(expect.arrayContaining([theirs[0]?.id]))

    const id = String(own[0]?.id)
    const filtered = await sandbox.get(`/conversations?conversationIds=${id}`, { as: otherTenant })
    expect(filtered.body.conversations).toEqual([])
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/messages'],
      ['GET', '/notes'],
      ['GET', '/metadata'],
      ['DELETE', '/assignee'],
    ] as const) {
      const answer = await sandbox.ask(method, `/conversations/${id}${path}`, { as: otherTenant })
      expect(answer.status).toBe(400)
      expect(errorOf(answer)).toEqual(noSuchEntity(id))
    }
  })

  test("keeps another tenant's tags and agents' conversations to itself", async () => {
    const own = await sandbox.conversations()
    const assigned = own.find(({ topic }) => topic === 'Order BC-20418 has not arrived')
    const tags = await sandbox.get(`/tags?conversationId=${assigned?.id}`, { as: otherTenant })
    expect(tags.body.tags).toEqual([])
    const theirs = await sandbox.get(`/agents/${assigned?.agentId}/conversations`, { as: otherTenant })
    expect(theirs.body.conversations).toEqual([])
    expect((await sandbox.get(`/agents/${assigned?.agentId}/conversations`)).body.conversations).not.toEqual(
      [],
    )
  })

  test('gives what a tenant creates to that tenant', async () => {
    const { body } = await sandbox.ask('POST', '/conversations', { as: otherTenant, body: {} })
    expect((await sandbox.get(`/conversations/${body.id}`, { as: otherTenant })).status).toBe(200)
    expect((await sandbox.get(`/conversations/${body.id}`)).status).toBe(400)
  })

  test('answers a path that is not there with 404', async () => {
    const answer = await sandbox.get('/nothing')
    expect(answer.status).toBe(404)
    expect(errorOf(answer)).toEqual({ messageId: 'NOT_FOUND', text: 'Not found' })
  })
})
