import { describe, expect, it } from 'vitest'
import { conversationPriorities, conversationStatuses } from '../../../../src/domain/conversation.ts'
import { createInfobip, infobipCredential } from '../../../../src/upstream/infobip/index.ts'
import { priorityOf, statusOf } from '../../../../src/upstream/infobip/map/conversation.ts'
import { call, createModel } from './model.ts'

const upstream = createInfobip(
  { name: 'infobip', baseUrl: 'https://xxxxx.api.infobip.com' },
  { now: () => 0 },
)

describe('an Infobip account', () => {
  it('is known by the host of its base URL', () => {
    expect(upstream.account).toEqual({
      name: 'infobip',
      provider: 'INFOBIP',
      upstreamId: 'xxxxx.api.infobip.com',
    })
  })

  it('says only what it can do', () => {
    expect(upstream.capabilities).toEqual([
      'LABELS',
      'NOTES',
      'PRESENCE',
      'SEND_MESSAGE',
      'SEND_ATTACHMENT_URL',
      'SEND_TEMPLATE',
      'CREATE_CONVERSATION',
      'CREATE_AGENT',
    ])
    expect(Object.keys(upstream.can).sort()).toEqual([
      'createAgent',
      'findConversation',
      'findNote',
      'prepareConversation',
      'prepareFirstMessage',
      'prepareNote',
    ])
    expect(upstream.inboxes).toBeUndefined()
    expect(upstream.settableStatuses).toEqual(['OPEN', 'WAITING', 'RESOLVED', 'CLOSED'])
    expect(upstream.health().status).toBe('UNKNOWN')
  })
})

describe('credentials', () => {
  it('the configured key is sent as App', () => {
    expect(infobipCredential('k')).toEqual({ header: 'authorization', value: 'App k' })
  })

  it.each(['App k-1', 'Basic dTpw', 'IBSSO t', 'app k'])('%s of Authorization is ours', (authorization) => {
    expect(upstream.credentialOf({ authorization })).toEqual({
      header: 'authorization',
      value: authorization,
    })
  })

  it.each(['Bearer t', 'App', 'App ', 'App a\r\nx: y', 'App a b', ''])(
    '%j of Authorization is not',
    (authorization) => {
      expect(upstream.credentialOf({ authorization, apiAccessToken: 'x' })).toBeNull()
    },
  )

  it("the account's own entry goes first, and may be a bearer token", () => {
    const headers = { authorization: 'App other', upstreamAuthorization: 'Bearer t' }
    expect(upstream.credentialOf(headers)).toEqual({ header: 'authorization', value: 'Bearer t' })
    expect(upstream.credentialOf({ ...headers, upstreamAuthorization: 'Digest x' })).toBeNull()
  })
})

describe('ids', () => {
  it.each([
    ['Conversation', '1ddece93-041f-42ac-8e25-d05801dfe358'],
    ['Message', '81D8E15634FCBC40E1779C44C7554A00'],
    ['Message', 'note-1367466e-7e5d-40d7-a78a-ace2780ed3dd'],
    ['Agent', 'E83E787CF2613450157ADA3476171E3F'],
    ['Team', 'a126beb1-f43b-422c-b298-295f65d31e82'],
    ['Bot', '309BB921757DEAC9BE79EC6259B31C8A'],
    ['Attachment', '0'],
    ['Contact', 'SMS:385976333666'],
    ['Contact', 'EMAIL:jane.o+x@example.com'],
    ['Contact', 'LIVE_CHAT:CHAT-a91f021b-2a4e-4a47-865e-f2aef4088da0-1587662002'],
    ['Contact', 'VIBER_BOT:qTj%2F1PNa1%2FG8TUWwQBaRVA=='],
    ['Contact', 'APPLE_BUSINESS_CHAT:urn:urnId'],
  ] as const)('%s %s is accepted', (type, id) => {
    expect(upstream.acceptsId(type, id)).toBe(true)
  })

  it.each([
    ['Conversation', ''],
    ['Conversation', '..'],
    ['Conversation', 'a/b'],
    ['Conversation', 'a%2fb'],
    ['Message', 'a?b'],
    ['Message', 'a b'],
    ['Message', 'note-'],
    ['Message', 'note-..'],
    ['Message', 'note-a/b'],
    ['Agent', `a${'b'.repeat(128)}`],
    ['Attachment', '-1'],
    ['Contact', '385976333666'],
    ['Contact', 'SMS:'],
    ['Contact', 'SMS:a/b'],
    ['Contact', 'SMS:a%'],
    ['Contact', 'SMS:%41'],
    ['Contact', 'SMS:a\n'],
    ['Contact', `SMS:${'1'.repeat(500)}`],
    ['Inbox', '1'],
    ['Account', '1'],
  ] as const)('%s %j is refused', (type, id) => {
    expect(upstream.acceptsId(type, id)).toBe(false)
  })
})

describe('people and places', () => {
  const modelOf = (path: string, rows: readonly ({ readonly id: string } & Record<string, unknown>)[]) => {
    const model = createModel()
    model.lists.set(path, [...rows])
    return model
  }
  // The example of the agents list.
  const angus = {
    id: '97457D13B1FC79AF3C1A1096AE7E77AB',
    displayName: 'Angus Young',
    status: 'ACTIVE',
    availability: 'BUSY',
    role: 'SUPERVISOR',
    enabled: true,
    createdAt: '2019-05-10T07:45:23.777+0000',
    updatedAt: '2019-05-10T09:53:58.463+0000',
  }

  it('a list of agents says nothing of e-mail addresses; one agent says it but not the availability', async () => {
    const model = modelOf('/ccaas/1/agents', [angus])
    const [listed] = await model.upstream.agents.list(call)
    expect(listed).toEqual({
      type: 'Agent',
      account: 'infobip',
      id: angus.id,
      name: 'Angus Young',
      avatarUrl: null,
      role: 'SUPERVISOR',
      availability: 'BUSY',
    })
    model.lists.set('/ccaas/1/agents', [
      { ...angus, availability: undefined, email: 'angus.toung@example.com' },
    ])
    expect(await model.upstream.agents.get?.(angus.id, call)).toEqual({
      ...listed,
      availability: undefined,
      email: 'angus.toung@example.com',
    })
  })

  it.each([
    ['ACTIVE', 'ONLINE'],
    ['BUSY', 'BUSY'],
    ['AWAY', 'AWAY'],
    ['INVISIBLE', 'OFFLINE'],
    ['AVAILABLE', 'UNKNOWN'],
    ['constructor', 'UNKNOWN'],
  ])('availability %s is %s', async (availability, expected) => {
    const model = modelOf('/ccaas/1/agents', [{ ...angus, availability }])
    expect(await model.upstream.agents.getMany?.([angus.id], call)).toMatchObject([
      { availability: expected },
    ])
  })

  it('long lists are read to the end, 999 at a time', async () => {
    const model = modelOf(
      '/ccaas/1/agents',
      Array.from({ length: 2_000 }, (_, index) => ({ ...angus, id: `agent-${index}` })),
    )
    expect(await model.upstream.agents.list(call)).toHaveLength(2_000)
    expect(model.requests.map(({ query }) => query)).toEqual([
      { limit: 999, orderBy: 'id:asc' },
      { limit: 999, orderBy: 'id:asc', page: 1 },
      { limit: 999, orderBy: 'id:asc', page: 2 },
    ])
  })

  it('a list that comes with the same page again and again ends in an error', async () => {
    const model = createModel({ isStuck: true })
    model.lists.set(
      '/ccaas/1/agents',
      Array.from({ length: 2_000 }, (_, index) => ({ ...angus, id: `agent-${index}` })),
    )
    await expect(model.upstream.agents.list(call)).rejects.toThrow('same page')
  })

  it('agents and queues are found by id in one call', async () => {
    const model = modelOf('/ccaas/1/agents', [angus])
    model.lists.set('/ccaas/1/queues', [{ id: 'q1', name: 'Queue 1', deletedAt: null }])
    expect(await model.upstream.agents.getMany?.(['none', angus.id], call)).toMatchObject([
      null,
      { id: angus.id },
    ])
    expect(await model.upstream.teams.getMany?.(['q1', 'q2'], call)).toEqual([
      { account: 'infobip', id: 'q1', name: 'Queue 1' },
      null,
    ])
    expect(model.requests.map(({ query }) => query)).toEqual([
      { agentIds: ['none', angus.id], limit: 2, orderBy: 'id:asc' },
      { queueIds: ['q1', 'q2'], limit: 2, orderBy: 'id:asc' },
    ])
  })

  it('deleted queues are not listed', async () => {
    const model = modelOf('/ccaas/1/queues', [
      { id: 'q1', name: 'Queue 1', deletedAt: null },
      { id: 'q2', name: 'Queue 2', deletedAt: '2024-01-01T00:00:00.000+00:00' },
    ])
    expect(await model.upstream.teams.list(call)).toEqual([{ account: 'infobip', id: 'q1', name: 'Queue 1' }])
  })

  it('labels are tags, of the account or of one conversation', async () => {
    const model = modelOf('/ccaas/1/tags', [
      { id: 't1', name: 'Tag 1', conversationId: 'c' },
      { id: 't2', name: 'Tag 2', conversationId: 'd' },
    ])
    expect(await model.upstream.labels.list(call)).toEqual([
      { name: 'Tag 1', color: null },
      { name: 'Tag 2', color: null },
    ])
    expect(await model.upstream.conversationLabels?.list('c', call)).toEqual(['Tag 1'])
  })

  it('bots have a name', async () => {
    const bot = {
      id: '309BB921757DEAC9BE79EC6259B31C8A',
      displayName: 'My Whatsapp Bot',
      channel: 'WHATSAPP',
    }
    expect(await modelOf('/ccaas/1/bots', [bot]).upstream.bots.list(call)).toEqual([
      { type: 'Bot', account: 'infobip', id: bot.id, name: 'My Whatsapp Bot', avatarUrl: null },
    ])
  })

  it("the viewer is the call's agent, and an administrator as a SUPERVISOR", async () => {
    const { upstream: one } = modelOf('/ccaas/1/agents', [angus, { ...angus, id: 'ann', role: 'AGENT' }])
    const profile = (agentId: string | null) => one.profile({ ...call, agentId })
    expect(await profile(angus.id)).toMatchObject({ agent: { id: angus.id }, isAdmin: true })
    expect(await profile('ann')).toMatchObject({ agent: { id: 'ann' }, isAdmin: false })
    expect(await profile('none')).toEqual({ agent: null, isAdmin: false })
    expect(await profile('../secrets')).toEqual({ agent: null, isAdmin: false })
    expect(await profile(null)).toEqual({ agent: null, isAdmin: false })
  })

  it('a contact is rebuilt from its id without a call', async () => {
    const model = createModel()
    expect(await model.upstream.contacts.get('VIBER_BOT:qTj%2F1PNa1%2FG8TUWwQBaRVA==', call)).toEqual({
      type: 'Contact',
      account: 'infobip',
      id: 'VIBER_BOT:qTj%2F1PNa1%2FG8TUWwQBaRVA==',
      name: null,
      avatarUrl: null,
      email: null,
      phoneNumber: null,
      channelAddress: 'qTj/1PNa1/G8TUWwQBaRVA==',
    })
    expect(await model.upstream.contacts.get('EMAIL:a@b.example', call)).toMatchObject({
      email: 'a@b.example',
    })
    expect(await model.upstream.contacts.get('nobody', call)).toBeNull()
    expect(model.requests).toEqual([])
  })
})

describe('words for states', () => {
  it('statuses and priorities map one to one, and unknown words do no harm', () => {
    expect(
      ['OPEN', 'WAITING', 'PENDING', 'SOLVED', 'CLOSED', 'NEW', '__proto__', null].map(statusOf),
    ).toEqual(['OPEN', 'WAITING', 'PENDING', 'RESOLVED', 'CLOSED', 'OPEN', 'OPEN', 'OPEN'])
    expect(['LOW', 'NORMAL', 'HIGH', 'URGENT', 'NEW', null].map(priorityOf)).toEqual([
      ...conversationPriorities,
      null,
      null,
    ])
    expect(conversationStatuses).toContain('SNOOZED')
  })
})
