import { beforeEach, describe, expect, test } from 'vitest'
import {
  agent,
  type ChatwootSandbox,
  createChatwootSandbox,
  idsOf,
  type Wire,
} from '../../support/chatwoot-sandbox.ts'

let sandbox: ChatwootSandbox
let id: number

beforeEach(async () => {
  sandbox = createChatwootSandbox()
  id = (await sandbox.conversations('inbox_id=3')).find(
    (row) => row.unread_count > 0 && row.priority === null,
  ).id
})

const conversation = async (): Promise<Wire> => (await sandbox.get(`/conversations/${id}`)).body
const post = (command: string, body?: unknown, token?: string) =>
  sandbox.post(`/conversations/${id}/${command}`, body, token === undefined ? {} : { token })
const newest = async (): Promise<Wire> =>
  (await sandbox.get(`/conversations/${id}/messages`)).body.payload.at(-1)

describe('the priority of a conversation', () => {
  test('is set by PATCH, which answers with the conversation', async () => {
    sandbox.advance(5000)
    const { body } = await sandbox.ask('PATCH', `/conversations/${id}`, {
      body: { priority: 'high', status: 'resolved' },
    })
    expect(body).toMatchObject({ id, priority: 'high', status: 'open' })
    expect(await newest()).toMatchObject({ message_type: 2, content: 'Ana set the priority to high' })
    expect(await conversation()).toEqual(body)
  })

  test('is set and cleared by toggle_priority, which answers with nothing', async () => {
    expect(await post('toggle_priority', { priority: 'urgent' })).toMatchObject({ status: 200, body: null })
    expect((await conversation()).priority).toBe('urgent')
    await post('toggle_priority', { priority: null })
    expect((await conversation()).priority).toBeNull()
    expect((await newest()).content).toBe('Ana removed the priority')
  })

  test('that is no priority breaks with 500', async () => {
    expect((await post('toggle_priority', { priority: 'none' })).status).toBe(500)
    expect((await sandbox.ask('PATCH', `/conversations/${id}`, { body: { priority: 'x' } })).status).toBe(500)
    expect((await conversation()).priority).toBeNull()
  })

  test('set again to what it is leaves no trace', async () => {
    await post('toggle_priority', { priority: 'low' })
    const before = await conversation()
    sandbox.advance(5000)
    await post('toggle_priority', { priority: 'low' })
    expect(await conversation()).toEqual(before)
  })
})

describe('the rest of a conversation', () => {
  test('custom_attributes replaces the whole object', async () => {
    await post('custom_attributes', { custom_attributes: { one: 1 } })
    const { body } = await post('custom_attributes', { custom_attributes: { two: 2 } })
    expect(body).toEqual({ custom_attributes: { two: 2 } })
    expect((await conversation()).custom_attributes).toEqual({ two: 2 })
  })

  test('update_last_seen reads everything; unread goes back before the last of the contact', async () => {
    const before = await conversation()
    sandbox.advance(1000)
    const { body: seen } = await post('update_last_seen')
    expect(seen).toMatchObject({ id, unread_count: 0, updated_at: before.updated_at })
    const { body: unseen } = await post('unread')
    expect(unseen.unread_count).toBe(1)
    expect(unseen.agent_last_seen_at).toBeLessThan(seen.agent_last_seen_at)
    expect(unseen.assignee_last_seen_at).toBe(unseen.agent_last_seen_at)
  })

  test('update_last_seen is written once an hour while nothing is unread', async () => {
    const { agent_last_seen_at: first } = (await post('update_last_seen')).body
    sandbox.advance(59 * 60_000)
    expect((await post('update_last_seen')).body.agent_last_seen_at).toBe(first)
    sandbox.advance(2 * 60_000)
    expect((await post('update_last_seen')).body.agent_last_seen_at).toBeGreaterThan(first)
  })

  test('update_last_seen of somebody else leaves the time of the assignee alone', async () => {
    const { meta, assignee_last_seen_at: before } = await conversation()
    expect(meta.assignee?.id).not.toBe(1)
    await post('update_last_seen')
    expect((await conversation()).assignee_last_seen_at).toBe(before)
  })

  test('toggle_typing_status answers with nothing, and ignores what is neither on nor off', async () => {
    const told = () => sandbox.changes.after(0).map(({ kind }) => kind)
    expect(await post('toggle_typing_status', { typing_status: 'on', is_private: true })).toMatchObject({
      status: 200,
      body: null,
    })
    expect((await post('toggle_typing_status', { typing_status: 'maybe' })).status).toBe(200)
    await post('toggle_typing_status', { typing_status: 'off' })
    expect(told()).toEqual(['conversation_typing_on', 'conversation_typing_off'])
    expect(sandbox.changes.after(0)[0]?.subject).toMatchObject({
      is_private: true,
      performer: { type: 'user', id: 1 },
    })
  })
})

describe('who there is', () => {
  test('team_members is the bare list of the agents of a team', async () => {
    const { body } = await sandbox.get('/teams/2/team_members')
    expect(idsOf(body)).toEqual([1, 3, 5])
    expect((await sandbox.get('/agents')).body).toContainEqual(body[0])
    expect((await sandbox.get('/teams/4/team_members')).status).toBe(404)
  })

  test('one agent bot is asked for by its id', async () => {
    const { body } = await sandbox.get('/agent_bots')
    expect((await sandbox.get('/agent_bots/1', { token: agent.token })).body).toEqual(body[0])
    expect((await sandbox.get('/agent_bots/9')).status).toBe(404)
  })
})
