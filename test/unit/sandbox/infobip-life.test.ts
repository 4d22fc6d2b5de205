import { beforeEach, describe, expect, test } from 'vitest'
import { agent, createInfobipSandbox, type Row } from '../../support/infobip-sandbox.ts'

const text = { from: '442079460100', to: '385951116666', channel: 'WHATSAPP', contentType: 'TEXT' }
let sandbox: ReturnType<typeof createInfobipSandbox>

beforeEach(() => {
  sandbox = createInfobipSandbox()
})

const messages = async (id: unknown): Promise<readonly Row[]> =>
  (await sandbox.get(`/conversations/${id}/messages?orderBy=createdAt:asc&limit=99`)).body
    .messages as readonly Row[]
const send = (id: unknown, content: Row, more: Row = {}) =>
  sandbox.ask('POST', `/conversations/${id}/messages`, { body: { ...text, content, ...more } })

describe('the contact', () => {
  test('answers within two seconds, on the channel and address of the message', async () => {
    const { id } = await sandbox.create()
    await send(id, { text: 'Shall we deliver on Monday?' })
    sandbox.live(800)
    expect(await messages(id)).toHaveLength(1)
    sandbox.live(1200)
    const [, answer] = await messages(id)
    expect(answer).toMatchObject({
      direction: 'INBOUND',
      authorType: 'CUSTOMER',
      from: text.to,
      to: text.from,
      channel: 'WHATSAPP',
      contentType: 'TEXT',
      content: { text: expect.stringMatching(/\w/) },
    })
    expect((await sandbox.get(`/conversations/${id}`)).body.updatedAt).toBe(answer?.createdAt)
  })

  test('answers a mail by mail', async () => {
    const { id } = await sandbox.create()
    const content = { toAddresses: ['c@x.example'], subject: 'Your order', contentText: 'When may we come?' }
    await send(id, content, { channel: 'EMAIL', contentType: 'EMAIL' })
    sandbox.life.advance()
    expect((await messages(id))[1]).toMatchObject({
      contentType: 'EMAIL',
      content: { subject: 'Re: Your order' },
    })
  })

  test('answers no template, and nothing that was only added', async () => {
    const { id } = await sandbox.create()
    const template = { templateName: 'order_shipped', language: 'en', parameters: [] }
    expect((await send(id, template, { contentType: 'TEMPLATE' })).status).toBe(200)
    expect(sandbox.life.planned()).toEqual([])
    await send(id, { text: 'And one more thing.' })
    expect(sandbox.life.planned()).toEqual([])
    await sandbox.ask('POST', `/conversations/${id}/notes`, { body: { content: 'Does he answer?' } })
    expect(sandbox.life.planned()).toEqual([])
  })

  test.each(['CLOSED', 'SOLVED'])('says nothing in a conversation that is %s by then', async (status) => {
    const { id } = await sandbox.create()
    await send(id, { text: 'Is that all?' })
    await sandbox.ask('PATCH', `/conversations/${id}`, { body: { status } })
    sandbox.life.advance()
    expect(await messages(id)).toHaveLength(1)
  })

  test('answers several questions with one message', async () => {
    const { id } = await sandbox.create()
    for (const question of ['One?', 'Two?']) await send(id, { text: question })
    sandbox.life.advance()
    expect(await messages(id)).toHaveLength(3)
  })

  test('says the same in the same place', async () => {
    const answer = async () => {
      const [row] = (await sandbox.get(`/conversations?agentId=${agent.id}&status=OPEN`)).body
        .conversations as readonly Row[]
      const headers = { 'x-agent-id': agent.id }
      await sandbox.ask('POST', `/conversations/${row?.id}/messages`, {
        body: { ...text, content: { text: 'May we call you?' } },
        headers,
      })
      sandbox.live(2000)
      return (await messages(row?.id)).at(-1)?.content
    }
    const first = await answer()
    sandbox = createInfobipSandbox()
    expect(await answer()).toEqual(first)
  })
})

test('changes are told by the types of the webhooks', async () => {
  const { id } = await sandbox.create()
  await send(id, { text: 'Hello?' })
  sandbox.life.advance()
  await sandbox.ask('PATCH', `/conversations/${id}`, { body: { priority: 'HIGH', topic: 'x' } })
  await sandbox.ask('POST', `/conversations/${id}/notes`, { body: { content: 'x' } })
  await sandbox.ask('PUT', `/conversations/${id}/assignee`, { body: { agentId: agent.id } })
  const told = sandbox.changes.after(0)
  expect(told.map(({ kind }) => kind)).toEqual([
    'CONVERSATION_CREATED',
    'OUTBOUND_MESSAGE',
    'INBOUND_MESSAGE',
    'CONVERSATION_PRIORITY_UPDATED',
    'CONVERSATION_TOPIC_UPDATED',
    'CONVERSATION_NOTE_ADDED',
    'CONVERSATION_ASSIGNMENT_UPDATED',
  ])
  expect(told.every(({ subject }) => subject.conversationId === id)).toBe(true)
})
