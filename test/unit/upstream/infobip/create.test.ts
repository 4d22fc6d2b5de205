import { describe, expect, it } from 'vitest'
import {
  InvalidInputError,
  isOutcomeUnknown,
  UnsupportedError,
  UpstreamTimeoutError,
} from '../../../../src/domain/errors.ts'
import type { Begun, NewConversation, OutgoingMessage } from '../../../../src/domain/outgoing.ts'
import { agentsPath, call, conversationsPath, createModel, origin } from './model.ts'
import { outgoing, text } from './outgoing.ts'

const marker = 'a-marker-of-more-than-22-characters'
/** What a conversation is found by. */
const summary = 'Begun by Parley (a-marker-of-more-than-)'
const nowhere: NewConversation = {
  contactId: null,
  inboxId: null,
  channel: null,
  from: null,
  to: null,
  marker,
}
const sms: NewConversation = { ...nowhere, channel: 'SMS', from: 'Shop', to: '385976333666' }

const modelOf = () => {
  const model = createModel()
  model.lists.set(conversationsPath, [])
  model.lists.set(agentsPath, [])
  const { prepareConversation, prepareFirstMessage, findConversation, createAgent } = model.upstream
    .can as Required<typeof model.upstream.can>
  return {
    ...model,
    createAgent,
    /** As `begin` in sending/. */
    create: async (
      target: NewConversation,
      message: OutgoingMessage | null,
      agentId: string | null = null,
    ): Promise<Begun> => {
      const as = { ...call, agentId }
      const begun = await (await prepareConversation(target, message, as)).post()
      if (!message) return begun
      const first = await prepareFirstMessage(target, begun.conversation.id, message, as)
      return { ...begun, message: await first.post() }
    },
    prepareConversation,
    findConversation,
  }
}

describe('a new conversation', () => {
  it('without a message is one call', async () => {
    const model = modelOf()
    expect(await model.create(nowhere, null)).toMatchObject({ conversation: { id: 'new-1' }, message: null })
    expect(model.requests.map(({ operation, body }) => [operation, body])).toEqual([
      ['conversations.create', { summary }],
    ])
  })

  it('with its first message is three calls', async () => {
    const model = modelOf()
    const { conversation, message } = await model.create(sms, text('Hello'))
    expect(conversation.id).toBe('new-1')
    expect(message).toMatchObject({ id: 'new-2', conversationId: 'new-1', direction: 'OUTGOING' })
    expect(model.requests.map(({ operation }) => operation)).toEqual([
      'conversations.create',
      'conversations.get',
      'messages.create',
    ])
    expect(model.requests[2]).toMatchObject({
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
    expect(model.requests[0]?.body).toEqual({ agentId: 'ann', summary })
    expect(model.requests[2]?.headers).toEqual({ 'x-agent-id': 'ann' })
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
    expect(model.requests[2]?.body).toMatchObject({ channel: word })
    expect(message?.channel).toBe(channel)
  })

  it('with a contact goes to its address on its channel', async () => {
    const model = modelOf()
    await model.create({ ...nowhere, contactId: 'VIBER_BOT:qTj%2F1', from: 'pa:5' }, text('Hello'))
    expect(model.requests[2]?.body).toMatchObject({ channel: 'VIBER_BOT', from: 'pa:5', to: 'qTj/1' })
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

describe('a conversation whose answer got lost', () => {
  const lost = async () => {
    const model = modelOf()
    const { trace, post } = await model.prepareConversation(nowhere, null, call)
    model.writes.after = () => {
      throw new UpstreamTimeoutError('infobip did not answer in time.', origin)
    }
    await expect(post()).rejects.toSatisfy(isOutcomeUnknown)
    return { ...model, trace }
  }

  it('is found by its summary', async () => {
    const { findConversation, trace } = await lost()
    expect(await findConversation(nowhere, null, trace, call)).toMatchObject({
      conversation: { id: 'new-1' },
    })
    expect(await findConversation({ ...nowhere, marker: 'another' }, null, trace, call)).toBeNull()
  })

  it('is not looked for where nothing was left to find it by', async () => {
    const { findConversation, requests } = await lost()
    const before = requests.length
    expect(await findConversation(nowhere, null, null, call)).toBeNull()
    expect(requests.length).toBe(before)
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
