import { beforeAll, describe, expect, test } from 'vitest'
import {
  admin,
  agent,
  beta,
  bot,
  type ChatwootSandbox,
  createChatwootSandbox,
  idsOf,
  secondAgent,
} from '../../support/chatwoot-sandbox.ts'

let sandbox: ChatwootSandbox

beforeAll(() => {
  sandbox = createChatwootSandbox()
})

describe('who is there', () => {
  test('no credentials: a list of errors', async () => {
    expect(await sandbox.get('/conversations', { token: null })).toMatchObject({
      status: 401,
      body: { errors: ['You need to sign in or sign up before continuing.'] },
    })
  })

  test('an unknown token: one error', async () => {
    const answer = await sandbox.get('/conversations', { token: 'guess' })
    expect(answer).toMatchObject({ status: 401, body: { error: 'Invalid Access Token' } })
  })

  test('the header may be written with hyphens', async () => {
    expect((await sandbox.get('/labels', { header: 'Api-Access-Token' })).status).toBe(200)
  })

  test('a user of another account is refused, and an account that is not there is not found', async () => {
    expect(await sandbox.get('/labels', { account: 2 })).toMatchObject({
      status: 401,
      body: { error: 'You are not authorized to access this account' },
    })
    expect(await sandbox.get('/labels', { account: 77 })).toMatchObject({
      status: 404,
      body: { error: 'Resource could not be found' },
    })
  })

  test('a suspended account is closed', async () => {
    const other = createChatwootSandbox()
    other.db.exec("UPDATE chatwoot_accounts SET status = 'suspended' WHERE id = 1")
    expect(await other.get('/labels')).toMatchObject({ status: 401, body: { error: 'Account is suspended' } })
  })

  test('a bot opens single conversations and is refused everywhere else', async () => {
    const closed = { status: 401, body: { error: 'Access to this endpoint is not authorized for bots' } }
    const token = bot.token
    expect(await sandbox.get('/conversations', { token })).toMatchObject(closed)
    expect(await sandbox.get('/conversations/meta', { token })).toMatchObject(closed)
    expect(await sandbox.get('/conversations/1/messages', { token })).toMatchObject(closed)
    expect(await sandbox.send('GET', '/api/v1/profile', { token })).toMatchObject(closed)
    expect((await sandbox.get('/conversations/1', { token })).status).toBe(200)
    expect((await sandbox.get('/conversations/1/labels', { token })).status).toBe(200)
    expect(await sandbox.get('/conversations/1', { token, account: 2 })).toMatchObject({
      body: { error: 'Bot is not authorized to access this account' },
    })
  })

  test('the profile tells the accounts and the role of the token', async () => {
    const { body } = await sandbox.send('GET', '/api/v1/profile')
    expect(body).toMatchObject({
      id: Number(admin.userId),
      role: 'administrator',
      access_token: admin.token,
      accounts: [{ id: 1, name: 'Acme Store', role: 'administrator' }],
    })
  })

  test('an unknown path is not found in the shape of Rails', async () => {
    expect(await sandbox.get('/shoes')).toMatchObject({
      status: 404,
      body: { status: 404, error: 'Not Found' },
    })
  })
})

describe('who sees what', () => {
  const inboxesOf = async (token: string) =>
    idsOf((await sandbox.get('/inboxes', { token })).body.payload).toSorted((a, b) => a - b)

  test('an agent lists only the inboxes he works in, and their conversations', async () => {
    const own = await inboxesOf(agent.token)
    expect(own).toEqual([1, 2, 3, 4])
    expect(await inboxesOf(admin.token)).toHaveLength(10)
    const seen = await sandbox.conversations('status=all', { token: agent.token })
    const every = await sandbox.conversations()
    expect(new Set(seen.map((row) => row.inbox_id))).toEqual(new Set(own))
    expect(seen).toHaveLength(every.filter((row) => own.includes(row.inbox_id)).length)
  })

  test('through his team an agent opens a conversation that his list does not show', async () => {
    const every = await sandbox.conversations()
    const row = every.find(({ inbox_id: inbox, meta }) => inbox === 6 && meta.team?.id === 1)
    const seen = await sandbox.conversations('status=all', { token: agent.token })
    expect(idsOf(seen)).not.toContain(row.id)
    expect((await sandbox.get(`/conversations/${row.id}`, { token: agent.token })).status).toBe(200)
  })

  test('what an agent may not see is refused with 401, for all that hangs on it', async () => {
    const every = await sandbox.conversations()
    const row = every.find(({ inbox_id: inbox, meta }) => inbox === 1 && !meta.team)
    for (const path of ['', '/messages', '/labels', '/attachments']) {
      expect(
        await sandbox.get(`/conversations/${row.id}${path}`, { token: secondAgent.token }),
      ).toMatchObject({
        status: 401,
        body: { error: 'You are not authorized to do this action' },
      })
    }
    expect((await sandbox.get('/inboxes/1', { token: secondAgent.token })).status).toBe(401)
    expect((await sandbox.get('/inboxes/11')).status).toBe(404)
  })

  test('secrets of a channel are for administrators', async () => {
    expect((await sandbox.get('/inboxes/4')).body).toHaveProperty('secret')
    expect((await sandbox.get('/inboxes/4', { token: agent.token })).body).not.toHaveProperty('secret')
  })

  test('two accounts share ids of conversations and nothing else', async () => {
    const own = await sandbox.get('/conversations/1')
    const other = await sandbox.get('/conversations/1', { account: 2, token: beta.token })
    expect(own.body.id).toBe(other.body.id)
    expect(own.body.uuid).not.toBe(other.body.uuid)
    expect(other.body.account_id).toBe(2)
    const text = JSON.stringify(await sandbox.conversations())
    expect(text).not.toContain('Beta')
  })
})
