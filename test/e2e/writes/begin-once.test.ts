import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { infobipSandboxAgents } from '../../../src/sandbox/infobip/index.ts'
import {
  AccountPlacesDocument,
  CreateConversationDocument,
  type CreateConversationInput,
  SendMessageDocument,
  ThreadDocument,
} from '../../support/gql/graphql.ts'
import { accountId } from '../../support/rows.ts'
import { type Stack, startStack } from '../../support/stack.ts'

let stack: Stack
let inboxId = ''

beforeAll(async () => {
  stack = await startStack({ life: false, infobipAgent: infobipSandboxAgents.agent.id })
  const { account } = await stack.client.expectData(AccountPlacesDocument, { id: accountId('chatwoot') })
  inboxId = account?.inboxes?.find(({ channel }) => channel === 'WHATSAPP')?.id ?? ''
})
afterEach(() => stack.sandbox.faults.clear())
afterAll(() => stack[Symbol.asyncDispose]())

let number = 0
const phone = () => `44770090${String(++number).padStart(4, '0')}`

/** How a conversation begins there, and where that is posted. */
const places = {
  chatwoot: {
    input: () => ({ accountId: accountId('chatwoot'), inboxId, to: `+${phone()}` }),
    conversations: '/api/v1/accounts/1/conversations',
    hasMessageOfItsOwn: false,
  },
  infobip: {
    input: () => ({
      accountId: accountId('infobip'),
      channel: 'SMS' as const,
      from: '447700900999',
      to: phone(),
    }),
    conversations: '/ccaas/1/conversations',
    hasMessageOfItsOwn: true,
  },
} as const

const begin = async (input: CreateConversationInput) =>
  (await stack.client.expectData(CreateConversationDocument, { input })).createConversation

const thread = async (id: string) => {
  const { conversation } = await stack.client.expectData(ThreadDocument, { id, last: 10 })
  return conversation?.messages?.edges.map(({ node }) => node.id) ?? []
}

/** What is done, beside looking: Chatwoot's filter is a question. */
const posted = (requests: readonly string[]) =>
  requests.filter((one) => one.startsWith('POST ') && !one.endsWith('/filter'))

describe.each(['chatwoot', 'infobip'] as const)('a conversation in %s with a clientMessageId', (name) => {
  const { conversations, hasMessageOfItsOwn } = places[name]
  const order = (clientMessageId: string): CreateConversationInput => ({
    ...places[name].input(),
    firstMessage: { text: 'Your parcel is at the desk.' },
    clientMessageId,
  })
  const postsOf = (requests: readonly string[]) => requests.filter((one) => one === `POST ${conversations}`)

  test('is begun once: again gives the same conversation and message, and posts nothing', async () => {
    const input = order(`${name}-again`)
    const first = await begin(input)
    expect(first).toMatchObject({
      userErrors: [],
      message: { text: 'Your parcel is at the desk.', clientMessageId: `${name}-again` },
    })
    const { result, requests } = await stack.requestsDuring(() => begin(input))
    expect(result).toEqual(first)
    expect(posted(requests)).toEqual([])
    expect(await thread(first.conversation?.id ?? '')).toEqual([first.message?.id])
  })

  test('by ten callers at once is one request and ten equal answers', async () => {
    const input = order(`${name}-at-once`)
    const { result, requests } = await stack.requestsDuring(() =>
      Promise.all(Array.from({ length: 10 }, () => begin(input))),
    )
    expect(result[0]?.userErrors).toEqual([])
    for (const answer of result) expect(answer).toEqual(result[0])
    expect(postsOf(requests)).toHaveLength(1)
    expect(await thread(result[0]?.conversation?.id ?? '')).toEqual([result[0]?.message?.id])
  })

  test('without a first message is begun once as well', async () => {
    const input = {
      ...(name === 'chatwoot' ? places.chatwoot.input() : { accountId: accountId('infobip') }),
      clientMessageId: `${name}-empty`,
    }
    const first = await begin(input)
    expect(first).toMatchObject({ userErrors: [], message: null })
    const { result, requests } = await stack.requestsDuring(() => begin(input))
    expect(result).toEqual(first)
    expect(posted(requests)).toEqual([])
  })

  test('that was used for another content is a CONFLICT, and nothing is posted', async () => {
    const input = order(`${name}-other`)
    const { conversation } = await begin(input)
    const { result, requests } = await stack.requestsDuring(async () => [
      await begin({ ...input, firstMessage: { text: 'Something else.' } }),
      await begin({ ...input, to: '+447700909999' }),
    ])
    for (const { userErrors } of result) expect(userErrors).toMatchObject([{ code: 'CONFLICT' }])
    expect(posted(requests)).toEqual([])
    const { sendMessage } = await stack.client.expectData(SendMessageDocument, {
      input: {
        conversationId: conversation?.id ?? '',
        content: { text: 'Hello' },
        clientMessageId: `${name}-other`,
      },
    })
    expect(sendMessage.userErrors).toMatchObject([{ code: 'CONFLICT' }])
  })

  test('that was made although its answer got lost is found', async () => {
    stack.sandbox.faults.add({
      match: { method: 'POST', pattern: `^${conversations}$` },
      effect: { type: 'cut', when: 'after' },
    })
    const input = order(`${name}-lost`)
    const { result, requests } = await stack.requestsDuring(() => begin(input))
    expect(result).toMatchObject({ userErrors: [], message: { clientMessageId: `${name}-lost` } })
    expect(postsOf(requests)).toHaveLength(1)
    expect(await thread(result.conversation?.id ?? '')).toEqual([result.message?.id])
    expect(await begin(input)).toEqual(result)
  })

  test('that nobody can find is OUTCOME_UNKNOWN, also when asked again, and nothing is posted twice', async () => {
    stack.sandbox.faults.add({
      match: { method: 'POST', pattern: `^${conversations}$` },
      effect: { type: 'cut', when: 'before' },
    })
    const input = order(`${name}-unknown`)
    const { result, requests } = await stack.requestsDuring(async () => [
      await begin(input),
      await begin(input),
    ])
    for (const { conversation, userErrors } of result) {
      expect(conversation).toBeNull()
      expect(userErrors).toMatchObject([
        { __typename: 'OutcomeUnknownError', clientMessageId: `${name}-unknown` },
      ])
    }
    expect(postsOf(requests)).toHaveLength(1)
  })

  // Chatwoot takes the first message in the same request as its conversation: it cannot fail alone
  test.runIf(hasMessageOfItsOwn)(
    'whose first message got no answer is found with it, and is not written in twice',
    async () => {
      stack.sandbox.faults.add({
        match: { method: 'POST', pattern: '/messages$' },
        effect: { type: 'cut', when: 'after' },
      })
      const { conversation, message, userErrors } = await begin(order(`${name}-message-lost`))
      expect(userErrors).toEqual([])
      expect(await thread(conversation?.id ?? '')).toEqual([message?.id])
    },
  )

  test.runIf(hasMessageOfItsOwn)(
    'whose first message was refused gets it when asked again, and no second conversation is made',
    async () => {
      stack.sandbox.faults.add({
        match: { method: 'POST', pattern: '/messages$' },
        effect: { type: 'respond', status: 429, headers: { 'retry-after': '30' } },
      })
      const input = order(`${name}-refused`)
      const refused = await begin(input)
      expect(refused).toMatchObject({ conversation: null, userErrors: [{ code: 'RATE_LIMITED' }] })
      const [, made] = /^Conversation (\S+) was made/.exec(refused.userErrors[0]?.message ?? '') ?? []
      const { result, requests } = await stack.requestsDuring(() => begin(input))
      expect(result).toMatchObject({ userErrors: [], message: { text: 'Your parcel is at the desk.' } })
      expect(postsOf(requests)).toEqual([])
      expect(posted(requests)).toEqual([`POST ${conversations}/${made}/messages`])
    },
  )
})
