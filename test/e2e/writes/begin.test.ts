import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { infobipSandboxAgents, infobipSandboxCredentials } from '../../../src/sandbox/infobip/index.ts'
import {
  AccountAgentsDocument,
  AccountPlacesDocument,
  CreateAgentDocument,
  type CreateAgentInput,
  CreateConversationDocument,
  type CreateConversationInput,
  SendMessageDocument,
  ThreadDocument,
} from '../../support/gql/graphql.ts'
import { accountId } from '../../support/rows.ts'
import { type Stack, startStack } from '../../support/stack.ts'

let stack: Stack
const chatwoot = accountId('chatwoot')
const infobip = accountId('infobip')
const inboxes = new Map<string, string>()

beforeAll(async () => {
  stack = await startStack({ life: false, infobipAgent: infobipSandboxAgents.agent.id })
  const { account } = await stack.client.expectData(AccountPlacesDocument, { id: chatwoot })
  for (const { id, channel } of account?.inboxes ?? []) inboxes.set(channel, id)
})
afterAll(() => stack[Symbol.asyncDispose]())

const begin = async (input: CreateConversationInput, { client } = stack) =>
  (await client.expectData(CreateConversationDocument, { input })).createConversation

const thread = async (id: string) => {
  const { conversation } = await stack.client.expectData(ThreadDocument, { id, last: 10 })
  return conversation?.messages?.edges.map(({ node }) => node) ?? []
}

describe('a conversation in Chatwoot', () => {
  const first = (to: string) => ({
    accountId: chatwoot,
    inboxId: inboxes.get('WHATSAPP') ?? '',
    to,
    firstMessage: { text: 'Your parcel is at the desk.' },
  })

  test('begins with a contact who is made, and the first message in it', async () => {
    const { conversation, message, userErrors } = await begin(first('+447700900321'))
    expect(userErrors).toEqual([])
    expect(message).toMatchObject({ text: 'Your parcel is at the desk.', direction: 'OUTGOING' })
    expect((await thread(conversation?.id ?? '')).map(({ id }) => id)).toEqual([message?.id])
  })

  test('finds the contact who is there already, and makes no second one', async () => {
    await begin(first('+447700900322'))
    const { result, requests } = await stack.requestsDuring(() => begin(first('+447700900322')))
    expect(result.userErrors).toEqual([])
    expect(requests.filter((request) => /^POST .*\/contacts$/.test(request))).toEqual([])
  })

  test('without a first message it is there and empty', async () => {
    const { firstMessage: _, ...input } = first('+447700900323')
    const { conversation, message, userErrors } = await begin(input)
    expect([userErrors, message]).toEqual([[], null])
    expect(await thread(conversation?.id ?? '')).toEqual([])
  })

  test.each([
    ['no inbox', { inboxId: null }, ['inboxId']],
    ['a channel', { channel: 'SMS' as const }, ['channel']],
    ['an address that is none', { to: 'nobody' }, ['to']],
    ['blank words', { firstMessage: { text: ' ' } }, ['firstMessage', 'text']],
  ])('with %s it is INVALID_INPUT before any call', async (_, change, path) => {
    const { result, requests } = await stack.requestsDuring(() =>
      begin({ ...first('+447700900324'), ...change }),
    )
    expect(result.conversation).toBeNull()
    expect(result.userErrors).toMatchObject([{ __typename: 'InvalidInputError', path }])
    expect(requests).toEqual([])
  })
})

describe('a conversation in Infobip', () => {
  const input = {
    accountId: infobip,
    channel: 'SMS' as const,
    from: '447700900999',
    to: '447700900325',
    firstMessage: { text: 'Your parcel is at the desk.' },
  }

  test("begins as the acting agent's own, with the first message in it, and takes the next one", async () => {
    const { conversation, message, userErrors } = await begin(input)
    expect(userErrors).toEqual([])
    expect(message).toMatchObject({ text: 'Your parcel is at the desk.', direction: 'OUTGOING' })
    const { sendMessage } = await stack.client.expectData(SendMessageDocument, {
      input: { conversationId: conversation?.id ?? '', content: { text: 'And it is heavy.' } },
    })
    expect(sendMessage.userErrors).toEqual([])
    expect((await thread(conversation?.id ?? '')).map(({ text }) => text)).toEqual([
      'Your parcel is at the desk.',
      'And it is heavy.',
    ])
  })

  test("is nobody's when nobody acts", async () => {
    const asNobody = stack.clientWith({ authorization: `App ${infobipSandboxCredentials.apiKey}` })
    const { conversation, userErrors } = await begin(input, { ...stack, client: asNobody })
    expect(userErrors).toEqual([])
    const { sendMessage } = await asNobody.expectData(SendMessageDocument, {
      input: { conversationId: conversation?.id ?? '', content: { text: 'Without a name.' } },
    })
    expect(sendMessage).toMatchObject({ userErrors: [], message: { sender: null } })
  })

  test.each([
    ['no channel', { channel: null }, ['channel']],
    ['no address of the company', { from: null }, ['from']],
    ['no address of the contact', { to: null }, ['to']],
    ['addresses and no message', { firstMessage: null }, ['channel']],
  ])('with %s it is INVALID_INPUT before any call', async (_, change, path) => {
    const { result, requests } = await stack.requestsDuring(() => begin({ ...input, ...change }))
    expect(result.userErrors).toMatchObject([{ __typename: 'InvalidInputError', path }])
    expect(requests).toEqual([])
  })

  test('that was made but whose first message was refused is named by the error', async () => {
    stack.sandbox.faults.add({
      match: { method: 'POST', pattern: '/messages$' },
      effect: {
        type: 'respond',
        status: 400,
        body: { requestError: { serviceException: { messageId: 'BAD_REQUEST', text: 'Bad request' } } },
      },
    })
    const { conversation, userErrors } = await begin(input)
    expect(conversation).toBeNull()
    expect(userErrors).toMatchObject([
      {
        __typename: 'UpstreamError',
        message: expect.stringMatching(/^Conversation [0-9a-f-]{36} was made/),
      },
    ])
  })
})

describe('an agent', () => {
  const add = async (input: CreateAgentInput, client = stack.client) =>
    (await client.expectData(CreateAgentDocument, { input })).createAgent

  test.each([
    ['AGENT', chatwoot, 'nora@example.com'],
    ['ADMINISTRATOR', chatwoot, 'otto@example.com'],
    ['AGENT', infobip, null],
    ['SUPERVISOR', infobip, null],
  ] as const)('with the role %s is there afterwards (%#)', async (role, accountId, email) => {
    const name = `New ${role} ${email ?? ''}`.trim()
    const { agent, userErrors } = await add({ accountId, name, role, email })
    expect(userErrors).toEqual([])
    expect(agent).toMatchObject({ name, role })
    const { account } = await stack.client.expectData(AccountAgentsDocument, { id: accountId, first: 100 })
    expect(account?.agents?.nodes).toContainEqual(expect.objectContaining({ id: agent?.id, name, role }))
  })

  test.each([
    ['SUPERVISOR in Chatwoot', { accountId: chatwoot, role: 'SUPERVISOR', email: 'a@example.com' }, ['role']],
    ['no address in Chatwoot', { accountId: chatwoot, role: 'AGENT' }, ['email']],
    ['ADMINISTRATOR in Infobip', { accountId: infobip, role: 'ADMINISTRATOR' }, ['role']],
    ['an address in Infobip', { accountId: infobip, role: 'AGENT', email: 'a@example.com' }, ['email']],
    ['a blank name', { accountId: infobip, role: 'AGENT', name: '  ' }, ['name']],
  ] as const)('with %s is INVALID_INPUT before any call', async (_, change, path) => {
    const { result, requests } = await stack.requestsDuring(() => add({ name: 'Nobody', ...change }))
    expect(result.userErrors).toMatchObject([{ __typename: 'InvalidInputError', path }])
    expect(requests).toEqual([])
  })

  test('is FORBIDDEN to somebody who is no administrator in Chatwoot', async () => {
    const asAgent = stack.clientWith({ api_access_token: sandboxCredentials.chatwoot.agent.token })
    const input = { accountId: chatwoot, name: 'Nobody', role: 'AGENT', email: 'n@example.com' } as const
    const { agent, userErrors } = await add(input, asAgent)
    expect(agent).toBeNull()
    expect(userErrors).toMatchObject([{ __typename: 'ForbiddenError', code: 'FORBIDDEN' }])
  })
})
