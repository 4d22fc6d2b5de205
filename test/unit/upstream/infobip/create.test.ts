import { describe, expect, it } from 'vitest'
import {
  InvalidInputError,
  isOutcomeUnknown,
  OutcomeUnknownError,
  RateLimitedError,
  UnsupportedError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
} from '../../../../src/domain/errors.ts'
import type { NewConversation, OutgoingMessage } from '../../../../src/domain/outgoing.ts'
import { agentsPath, call, conversationsPath, createModel, origin } from './model.ts'
import { outgoing, text } from './outgoing.ts'

const nowhere: NewConversation = { contactId: null, inboxId: null, channel: null, from: null, to: null }
const sms: NewConversation = { ...nowhere, channel: 'SMS', from: 'Shop', to: '385976333666' }

const modelOf = () => {
  const model = createModel()
  model.lists.set(conversationsPath, [])
  model.lists.set(agentsPath, [])
  const { createConversation, createAgent } = model.upstream.can as Required<typeof model.upstream.can>
  return {
    ...model,
    createAgent,
    create: (target: NewConversation, message: OutgoingMessage | null, agentId: string | null = null) =>
      createConversation(target, message, { ...call, agentId }),
  }
}

describe('a new conversation', () => {
  it('without a message is one call', async () => {
    const model = modelOf()
    expect(await model.create(nowhere, null)).toMatchObject({ conversation: { id: 'new-1' }, message: null })
    expect(model.requests.map(({ operation, body }) => [operation, body])).toEqual([
      ['conversations.create', {}],
    ])
  })

  it('with its first message is two calls', async () => {
    const model = modelOf()
    const { conversation, message } = await model.create(sms, text('Hello'))
    expect(conversation.id).toBe('new-1')
    expect(message).toMatchObject({ id: 'new-2', conversationId: 'new-1', direction: 'OUTGOING' })
    expect(model.requests.map(({ operation }) => operation)).toEqual([
      'conversations.create',
      'messages.create',
    ])
    expect(model.requests[1]).toMatchObject({
      path: '/ccaas/1/conversations/new-1/messages',
      headers: {},
      body: {
        channel: 'SMS',
        from: 'Shop',
        to: '385976333666',
        contentType: 'TEXT',
        content: { text: 'Hello' },
      },
    })
  })

  it("is the acting agent's own, so that the agent can write in it", async () => {
    const model = modelOf()
    await model.create(sms, text('Hello'), 'ann')
    expect(model.requests[0]?.body).toEqual({ agentId: 'ann' })
    expect(model.requests[1]?.headers).toEqual({ 'x-agent-id': 'ann' })
  })

  it.each([
    ['WEB_CHAT', 'LIVE_CHAT'],
    ['FACEBOOK', 'FACEBOOK_MESSENGER'],
    ['INSTAGRAM', 'INSTAGRAM_MESSAGING'],
    ['APPLE_MESSAGES', 'APPLE_BUSINESS_CHAT'],
    ['KAKAO', 'KAKAO_SANGDAM'],
    ['VIBER', 'VIBER'],
    ['EMAIL', 'EMAIL'],
  ] as const)('on %s is on %s', async (channel, word) => {
    const model = modelOf()
    const { message } = await model.create({ ...sms, channel }, text('Hello'))
    expect(model.requests[1]?.body).toMatchObject({ channel: word })
    expect(message?.channel).toBe(channel)
  })

  it('with a contact goes to its address on its channel', async () => {
    const model = modelOf()
    await model.create({ ...nowhere, contactId: 'VIBER_BOT:qTj%2F1', from: 'pa:5' }, text('Hello'))
    expect(model.requests[1]?.body).toMatchObject({ channel: 'VIBER_BOT', from: 'pa:5', to: 'qTj/1' })
  })

  it.each<[string, NewConversation, OutgoingMessage | null, string[]]>([
    ['without a channel', { ...sms, channel: null }, text('Hello'), ['channel']],
    ['without an own address', { ...sms, from: null }, text('Hello'), ['from']],
    ['with a blank address', { ...sms, to: ' ' }, text('Hello'), ['to']],
    ['with NUL in an address', { ...sms, to: '1\0' }, text('Hello'), ['to']],
    ['in an inbox', { ...sms, inboxId: '1' }, text('Hello'), ['inboxId']],
    ['in an inbox and without a message', { ...nowhere, inboxId: '1' }, null, ['inboxId']],
    ['with an address and without a message', { ...nowhere, to: '1' }, null, ['to']],
    ['with a contact that cannot be', { ...sms, contactId: 'x' }, text('Hello'), ['contactId']],
    ["with a contact and another's address", { ...sms, contactId: 'SMS:1' }, text('Hello'), ['to']],
    [
      'with a contact and another channel',
      { ...sms, contactId: 'WHATSAPP:385976333666' },
      text('Hello'),
      ['channel'],
    ],
    ['with an empty message', sms, text(''), ['firstMessage', 'text']],
  ])('%s is refused before any call', async (_, target, message, argumentPath) => {
    const model = modelOf()
    const error = await model.create(target, message).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(InvalidInputError)
    expect(error).toMatchObject({ argumentPath })
    expect(model.requests).toEqual([])
  })

  it.each<[string, NewConversation, OutgoingMessage]>([
    ['on a channel that takes no messages', { ...sms, channel: 'VOICE' }, text('Hello')],
    ['with a contact on such a channel', { ...nowhere, contactId: 'CALLS:1', from: '2' }, text('Hello')],
    ['with what the channel does not take', sms, outgoing({ replyToId: '1' })],
  ])('%s is unsupported before any call', async (_, target, message) => {
    const model = modelOf()
    await expect(model.create(target, message)).rejects.toBeInstanceOf(UnsupportedError)
    expect(model.requests).toEqual([])
  })
})

describe('a conversation whose first message fails', () => {
  const failing = async (failure: Error) => {
    const model = modelOf()
    let writes = 0
    model.writes.before = () => {
      writes += 1
      if (writes === 2) throw failure
    }
    return model.create(sms, outgoing({ clientMessageId: 'c-1' })).catch((thrown: unknown) => thrown)
  }

  it('is named by a refusal that keeps the explanation', async () => {
    const error = await failing(
      new UpstreamRejectedError('infobip refused the request.', origin, 400, 'to: bad'),
    )
    expect(error).toBeInstanceOf(UpstreamRejectedError)
    expect(error).toMatchObject({
      message:
        'Conversation new-1 was made, but its first message was not sent. infobip refused the request.',
      upstreamStatus: 400,
      upstreamMessage: 'to: bad',
    })
  })

  it('is named by an unknown outcome', async () => {
    const error = await failing(new UpstreamTimeoutError('infobip did not answer in time.', origin))
    expect(error).toBeInstanceOf(OutcomeUnknownError)
    expect(error).toMatchObject({ message: expect.stringContaining('new-1'), clientMessageId: 'c-1' })
  })

  it('is named by whatever else it is, and then it is certain that nothing was sent', async () => {
    const error = await failing(new RateLimitedError('infobip takes no more requests for now.', origin, null))
    expect(error).toBeInstanceOf(UpstreamUnavailableError)
    expect(error).toMatchObject({ message: expect.stringContaining('new-1') })
    expect(isOutcomeUnknown(error)).toBe(false)
  })
})

describe('a new agent', () => {
  it.each(['AGENT', 'SUPERVISOR'] as const)('may be %s', async (role) => {
    const model = modelOf()
    expect(await model.createAgent({ name: 'Ann', email: null, role }, call)).toMatchObject({
      id: 'new-1',
      name: 'Ann',
      role,
    })
    expect(model.requests.map(({ path, body }) => [path, body])).toEqual([
      [agentsPath, { displayName: 'Ann', status: 'INVISIBLE', role, enabled: true }],
    ])
  })

  it.each([
    ['an administrator', { role: 'ADMINISTRATOR' }, ['role']],
    ['one with an e-mail address', { email: 'ann@example.com' }, ['email']],
    ['one without a name', { name: ' ' }, ['name']],
    ['one with NUL in the name', { name: '\0' }, ['name']],
    ['one with a name of 256 characters', { name: 'x'.repeat(256) }, ['name']],
  ] as const)('%s is refused before any call', async (_, fields, argumentPath) => {
    const model = modelOf()
    const agent = { name: 'Ann', email: null, role: 'AGENT' as const, ...fields }
    const error = await model.createAgent(agent, call).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(InvalidInputError)
    expect(error).toMatchObject({ argumentPath })
    expect(model.requests).toEqual([])
  })
})
