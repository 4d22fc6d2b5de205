import { describe, expect, test } from 'vitest'
import {
  agent,
  createInfobipSandbox,
  errorOf,
  nobody,
  type Row,
  supervisor,
} from '../../support/infobip-sandbox.ts'

const message = { from: '1', to: '2', channel: 'SMS', contentType: 'TEXT', content: { text: 'Hello' } }

describe('x-agent-id in the Infobip sandbox', () => {
  const sandbox = createInfobipSandbox()
  const agents = async () => (await sandbox.get('/agents?limit=99')).body.agents as readonly Row[]
  const another = async (role: string) =>
    String(
      (await agents()).find((row) => row.role === role && ![agent.id, supervisor.id].includes(String(row.id)))
        ?.id,
    )

  const sendAs = async (assignee: string | null, sender: string | null) => {
    const { id } = await sandbox.create({ agentId: assignee })
    const answer = await sandbox.ask('POST', `/conversations/${id}/messages`, {
      body: message,
      headers: sender === null ? {} : { 'x-agent-id': sender },
    })
    const { body } = await sandbox.get(`/conversations/${id}/messages`)
    const isStored = (body.messages as readonly Row[]).length === 1
    expect(isStored).toBe(answer.status === 200)
    return answer
  }

  test.each([
    ['nobody', null, 'nobody', null, 200],
    ['nobody', null, 'an agent', agent.id, 400],
    ['nobody', null, 'a supervisor', supervisor.id, 400],
    ['an agent', agent.id, 'nobody', null, 400],
    ['an agent', agent.id, 'that agent', agent.id, 200],
    ['an agent', agent.id, 'a supervisor', supervisor.id, 200],
    ['a supervisor', supervisor.id, 'nobody', null, 400],
    ['a supervisor', supervisor.id, 'an agent', agent.id, 400],
    ['a supervisor', supervisor.id, 'that supervisor', supervisor.id, 200],
  ])(
    'in a conversation of %s (%s), a message as %s (%s) answers %i',
    async (_, assignee, __, sender, expected) => {
      const answer = await sendAs(assignee, sender)
      expect(answer.status).toBe(expected)
      if (expected === 400) expect(errorOf(answer).messageId).toBe('BAD_REQUEST')
      else if (sender) expect(answer.body).toMatchObject({ authorId: sender, authorType: 'AGENT' })
      else expect(answer.body).not.toHaveProperty('authorType')
    },
  )

  test("bars another agent from an agent's conversation, and no supervisor from any", async () => {
    expect((await sendAs(agent.id, await another('AGENT'))).status).toBe(400)
    expect((await sendAs(agent.id, await another('SUPERVISOR'))).status).toBe(200)
    expect((await sendAs(supervisor.id, await another('SUPERVISOR'))).status).toBe(200)
  })

  test('bars agents that are unknown or disabled', async () => {
    const unknown = await sendAs(agent.id, nobody)
    expect(unknown.status).toBe(400)
    expect(errorOf(unknown).text).toBe(`Invalid agent id given '${nobody}'`)
    const disabled = String((await agents()).find((row) => row.enabled === false)?.id)
    expect((await sendAs(disabled, disabled)).status).toBe(400)
  })

  test("leaves a bot's conversation to supervisors", async () => {
    const { body } = await sandbox.get('/bots')
    const bot = String((body.bots as readonly Row[])[0]?.id)
    expect((await sendAs(bot, null)).status).toBe(400)
    expect((await sendAs(bot, agent.id)).status).toBe(400)
    expect((await sendAs(bot, supervisor.id)).status).toBe(200)
  })

  test('is not asked for in notes', async () => {
    const { id } = await sandbox.create({ agentId: agent.id })
    const { status } = await sandbox.ask('POST', `/conversations/${id}/notes`, {
      body: { content: 'Called back.' },
    })
    expect(status).toBe(200)
  })
})
