import { describe, expect, it } from 'vitest'
import {
  NotFoundError,
  ReplyBlockedError,
  UnsupportedError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
} from '../../../../src/domain/errors.ts'
import {
  agentsPath,
  call,
  conversationId,
  conversationRow,
  conversationsPath,
  createModel,
  messageRow,
  messagesPath,
  notesPath,
  origin,
  type Row,
} from './model.ts'
import { text } from './outgoing.ts'

const start = Date.UTC(2026, 10, 20)

const agents = [
  { id: 'ann', displayName: 'Ann', role: 'AGENT' },
  { id: 'ben', displayName: 'Ben', role: 'AGENT' },
  { id: 'sue', displayName: 'Sue', role: 'SUPERVISOR' },
  { id: 'sam', displayName: 'Sam', role: 'SUPERVISOR' },
]

const modelOf = (
  conversation: Readonly<Record<string, unknown>> = {},
  messages: readonly Row[] = [messageRow('in', start)],
) => {
  const model = createModel()
  model.lists.set(conversationsPath, [conversationRow(conversationId, start, conversation)])
  model.lists.set(messagesPath, [...messages])
  model.lists.set(notesPath, [])
  model.lists.set(agentsPath, [...agents])
  const as = (agentId: string | null) => ({ ...call, agentId })
  return {
    ...model,
    operations: () => model.requests.map(({ operation }) => operation),
    posts: () => model.requests.filter(({ operation }) => operation === 'messages.create'),
    assign: (agentId: string | null) => {
      model.lists.set(conversationsPath, [
        conversationRow(conversationId, start, { ...conversation, agentId }),
      ])
    },
    prepare: (agentId: string | null = null) =>
      model.upstream.messages.prepareSend(conversationId, text('Hello'), as(agentId)),
    send: async (agentId: string | null = null) =>
      (await model.upstream.messages.prepareSend(conversationId, text('Hello'), as(agentId))).post(),
  }
}

const refusal = () => new UpstreamRejectedError('infobip refused the request.', origin, 400, 'Bad request')

describe('who may send, by the table of x-agent-id', () => {
  it.each([
    // the conversation is … | the caller is … | the header, or why not | calls
    ['unassigned', null, 'no agent', null, { header: undefined }, 3],
    ['unassigned', null, 'an agent', 'ann', { reason: 'NOT_ASSIGNED_TO_VIEWER' }, 1],
    ['unassigned', null, 'a supervisor', 'sue', { reason: 'NOT_ASSIGNED_TO_VIEWER' }, 1],
    ['assigned to an agent', 'ann', 'no agent', null, { reason: 'AGENT_REQUIRED' }, 1],
    ['assigned to an agent', 'ann', 'that agent', 'ann', { header: 'ann' }, 3],
    ['assigned to an agent', 'ann', 'another agent', 'ben', { reason: 'NOT_ASSIGNED_TO_VIEWER' }, 2],
    ['assigned to an agent', 'ann', 'a supervisor', 'sue', { header: 'sue' }, 4],
    ['assigned to a supervisor', 'sue', 'no agent', null, { reason: 'AGENT_REQUIRED' }, 1],
    ['assigned to a supervisor', 'sue', 'an agent', 'ann', { reason: 'NOT_ASSIGNED_TO_VIEWER' }, 2],
    ['assigned to a supervisor', 'sue', 'that supervisor', 'sue', { header: 'sue' }, 3],
    ['assigned to a supervisor', 'sue', 'another supervisor', 'sam', { header: 'sam' }, 4],
    ['assigned to an agent', 'ann', 'somebody unknown', 'eve', { reason: 'AGENT_REQUIRED' }, 2],
    ['assigned to an agent', 'ann', 'somebody unspeakable', '../x', { reason: 'AGENT_REQUIRED' }, 1],
  ])('%s (%s), %s (%s): %j in %d calls', async (_, assignee, __, agentId, expected, calls) => {
    const model = modelOf({ agentId: assignee })
    if ('reason' in expected) {
      const error = await model.prepare(agentId).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(ReplyBlockedError)
      expect(error).toMatchObject({ reason: expected.reason, origin })
      expect(model.posts()).toEqual([])
    } else {
      await model.send(agentId)
      expect(model.posts().map(({ headers }) => headers['x-agent-id'])).toEqual([expected.header])
    }
    expect(model.requests).toHaveLength(calls)
  })

  it('reads the conversation, the newest messages and sends: in that order', async () => {
    const model = modelOf()
    await model.send()
    expect(model.operations()).toEqual(['conversations.get', 'messages.list', 'messages.create'])
  })

  it('asks for the role each time anew', async () => {
    const model = modelOf({ agentId: 'ann' })
    await model.prepare('sue')
    model.lists.set(agentsPath, [{ id: 'sue', role: 'AGENT' }])
    await expect(model.prepare('sue')).rejects.toBeInstanceOf(ReplyBlockedError)
  })

  it.each([null, 'ann', 'sue'])('nobody writes in a closed conversation: %s', async (agentId) => {
    const model = modelOf({ agentId, status: 'CLOSED' })
    await expect(model.prepare(agentId)).rejects.toMatchObject({ reason: 'CONVERSATION_CLOSED' })
    expect(model.requests).toHaveLength(1)
  })

  it('agrees with what the composer was told beforehand', async () => {
    for (const agentId of [null, 'ann', 'ben', 'sue']) {
      for (const assignee of [null, 'ann', 'sue']) {
        const model = modelOf({ agentId: assignee })
        const [conversation] = await model.upstream.conversations.getMany([conversationId], call)
        const told = await model.upstream.conversations.replyBlockedReason(
          conversation!,
          { agentId },
          async (id) => (await model.upstream.agents.getMany!([id], call))[0] ?? null,
        )
        const met = await model.prepare(agentId).then(
          () => null,
          (error: ReplyBlockedError) => error.reason,
        )
        expect(met).toBe(told)
      }
    }
  })

  it('is not found in a conversation that is not there', async () => {
    const model = createModel()
    model.lists.set(conversationsPath, [])
    await expect(
      model.upstream.messages.prepareSend(conversationId, text('Hello'), call),
    ).rejects.toBeInstanceOf(NotFoundError)
    expect(model.requests).toHaveLength(1)
  })
})

describe('where a message goes', () => {
  const way = async (messages: readonly Row[]) => {
    const model = modelOf({}, messages)
    await model.send()
    return { ...(model.posts()[0]?.body as object), calls: model.requests.length }
  }

  it('back to where the contact wrote last, on that channel, with both addresses swapped', async () => {
    expect(
      await way([
        messageRow('a', start, { channel: 'WHATSAPP', from: '1', to: '2' }),
        messageRow('b', start + 1, { channel: 'SMS', from: '3', to: '4' }),
        messageRow('c', start + 2, { direction: 'OUTBOUND', channel: 'WHATSAPP', from: '2', to: '1' }),
      ]),
    ).toEqual({
      channel: 'SMS',
      from: '4',
      to: '3',
      contentType: 'TEXT',
      content: { text: 'Hello' },
      calls: 3,
    })
  })

  it('also where the contact wrote long ago, for one call more', async () => {
    const ours = Array.from({ length: 25 }, (_, index) =>
      messageRow(`o${index}`, start + 1 + index, { direction: 'OUTBOUND', from: '9', to: '8' }),
    )
    expect(await way([messageRow('a', start, { from: '1', to: '2' }), ...ours])).toMatchObject({
      from: '2',
      to: '1',
      calls: 4,
    })
    expect(await way(ours)).toMatchObject({ from: '9', to: '8', calls: 4 })
  })

  it('also where the last messages are too long to be read together', async () => {
    const model = createModel({ readableRows: 3 })
    model.lists.set(conversationsPath, [conversationRow(conversationId, start)])
    model.lists.set(messagesPath, [
      messageRow('a', start, { from: '1', to: '2' }),
      ...Array.from({ length: 9 }, (_, index) =>
        messageRow(`o${index}`, start + 1 + index, { direction: 'OUTBOUND' }),
      ),
    ])
    await (await model.upstream.messages.prepareSend(conversationId, text('Hello'), call)).post()
    expect(model.requests.at(-1)?.body).toMatchObject({ from: '2', to: '1' })
    expect(model.requests.map(({ query }) => query.limit).slice(1, -1)).toEqual([20, 5, 2, 1])
  })

  it('the way of the last message to a contact who never wrote', async () => {
    expect(
      await way([
        messageRow('a', start, { direction: 'OUTBOUND', channel: 'VIBER', from: '1', to: '2' }),
        messageRow('b', start + 1, { direction: 'OUTBOUND', channel: 'RCS', from: '3', to: '4' }),
      ]),
    ).toMatchObject({ channel: 'RCS', from: '3', to: '4', calls: 3 })
  })

  it.each([
    ['there is no message', [], 'channel, from and to'],
    ['the last one has no channel', [messageRow('a', start, { channel: null })], 'tell: channel.'],
    ['the last one has no addresses', [messageRow('a', start, { from: '', to: null })], 'tell: from, to.'],
    ['the channel takes none', [messageRow('a', start, { channel: 'WHATSAPP_CALLS' })], 'WHATSAPP_CALLS'],
  ])('is an error that names what is missing where %s', async (_, messages, words) => {
    const model = modelOf({}, messages)
    const error = await model.prepare().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UnsupportedError)
    expect(error).toMatchObject({ capability: 'SEND_MESSAGE', message: expect.stringContaining(words) })
    expect(model.posts()).toEqual([])
  })
})

describe('a refused post', () => {
  it('is not repeated when the assignment is as it was', async () => {
    const model = modelOf({ agentId: null })
    const prepared = await model.prepare(null)
    model.writes.before = () => {
      throw refusal()
    }
    await expect(prepared.post()).rejects.toMatchObject({ upstreamMessage: 'Bad request' })
    expect(model.operations().slice(2)).toEqual(['messages.create', 'conversations.get'])
  })

  it('is repeated in the right name when the assignment changed', async () => {
    const model = modelOf({ agentId: 'ann' })
    const prepared = await model.prepare('sue')
    model.writes.before = () => {
      model.assign('ben')
      model.writes.before = undefined
      throw refusal()
    }
    expect(await prepared.post()).toMatchObject({ direction: 'OUTGOING', text: 'Hello' })
    expect(model.operations().slice(3)).toEqual([
      'messages.create',
      'conversations.get',
      'agents.get',
      'messages.create',
    ])
    expect(model.lists.get(messagesPath)).toHaveLength(2)
  })

  it('is not repeated a second time', async () => {
    const model = modelOf({ agentId: 'ann' })
    const prepared = await model.prepare('sue')
    let assignee = 0
    model.writes.before = () => {
      assignee += 1
      model.assign(`agent-${assignee}`)
      throw refusal()
    }
    await expect(prepared.post()).rejects.toBeInstanceOf(UpstreamRejectedError)
    expect(model.posts()).toHaveLength(2)
  })

  it('says why not when the conversation is no longer the caller’s', async () => {
    const model = modelOf({ agentId: 'ann' })
    const prepared = await model.prepare('ann')
    model.writes.before = () => {
      model.assign('ben')
      throw refusal()
    }
    await expect(prepared.post()).rejects.toMatchObject({ reason: 'NOT_ASSIGNED_TO_VIEWER' })
    expect(model.posts()).toHaveLength(1)
  })

  it('stays a certain refusal when the assignment cannot be read again', async () => {
    const model = modelOf({ agentId: 'ann' })
    const prepared = await model.prepare('ann')
    model.writes.before = () => {
      model.lists.delete(conversationsPath)
      throw refusal()
    }
    await expect(prepared.post()).rejects.toBeInstanceOf(UpstreamRejectedError)
  })

  it.each([
    ['another refusal', () => new UpstreamRejectedError('No.', origin, 422, null)],
    ['a timeout', () => new UpstreamTimeoutError('infobip did not answer in time.', origin)],
  ])('%s is never followed by a second post, whatever the assignment', async (_, failure) => {
    const model = modelOf({ agentId: 'ann' })
    const prepared = await model.prepare('sue')
    const error = failure()
    model.writes.before = () => {
      model.assign('ben')
      throw error
    }
    await expect(prepared.post()).rejects.toBe(error)
    expect(model.posts()).toHaveLength(1)
    expect(model.operations().at(-1)).toBe('messages.create')
  })
})
