import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { ComposerDocument, NodesDocument, SendMessageDocument } from '../../support/gql/graphql.ts'
import { type Stack, startStack } from '../../support/stack.ts'

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack[Symbol.asyncDispose]())

const conversationOf = async (account: string, channel: string): Promise<string> => {
  const filter = { accountIds: [encodeRef({ type: 'Account', account, path: [] })] }
  const { conversations } = await stack.client.expectData(ComposerDocument, { first: 50, filter })
  const found = conversations?.nodes.find((row) => row.viewerCanReply && row.channel === channel)
  if (!found) throw new Error(`The sandbox has no ${channel} conversation to answer.`)
  return found.id
}

describe('what a message leads to', () => {
  test.each(['/ccaas/1/agents?limit=2', '/ccaas/1/conversations?limit=1', '/_sandbox/requests'])(
    "is not served when it is the account's own API: %s",
    async (path) => {
      const conversationId = await conversationOf('infobip', 'WHATSAPP')
      const raw = { upstreamType: 'IMAGE', content: { url: `${stack.sandbox.url}${path}` } }
      const { sendMessage } = await stack.client.expectData(SendMessageDocument, {
        input: { conversationId, content: { raw } },
      })
      expect(sendMessage.userErrors).toEqual([])
      const [conversation, message] = [conversationId, sendMessage.message?.id ?? ''].map((id) =>
        Buffer.from(id, 'base64url').toString().split(':').at(-1),
      )
      const id = encodeRef({
        type: 'Attachment',
        account: 'infobip',
        path: [conversation ?? '', message ?? '', '0'],
      })
      const { nodes } = await stack.client.expectData(NodesDocument, { ids: [id] })
      expect(nodes).toMatchObject([{ __typename: 'Attachment', id }])
      const file = await fetch(`${stack.url}/attachments/${id}`)
      expect(file.status).toBe(404)
      expect(await file.text()).not.toMatch(/displayName|conversations|method/)
    },
  )
})

describe('an answer to a message', () => {
  test('that is not there is refused with its path, and nothing is sent', async () => {
    const conversationId = await conversationOf('chatwoot', 'WEB_CHAT')
    const [, , upstreamId = ''] = Buffer.from(conversationId, 'base64url').toString().split(':')
    const replyToMessageId = encodeRef({
      type: 'Message',
      account: 'chatwoot',
      path: [upstreamId, '99999999'],
    })
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectData(SendMessageDocument, {
        input: { conversationId, content: { text: 'To what?' }, replyToMessageId },
      }),
    )
    expect(result.sendMessage.userErrors).toMatchObject([
      { code: 'INVALID_INPUT', path: ['replyToMessageId'] },
    ])
    expect(requests.filter((request) => request.startsWith('POST'))).toEqual([])
  })
})

describe('a 408 to a send', () => {
  test.each([
    ['chatwoot', 'WEB_CHAT'],
    ['infobip', 'WHATSAPP'],
  ])('on %s is looked after like a timeout, and never taken for a refusal', async (account, channel) => {
    const conversationId = await conversationOf(account, channel)
    stack.sandbox.faults.add({
      match: { method: 'POST', pattern: '/messages$' },
      effect: { type: 'respond', status: 408, body: {} },
    })
    const { sendMessage } = await stack.client.expectData(SendMessageDocument, {
      input: { conversationId, content: { text: 'Slow' }, clientMessageId: `slow-${account}` },
    })
    expect(sendMessage.userErrors).toMatchObject([
      { __typename: 'OutcomeUnknownError', clientMessageId: `slow-${account}` },
    ])
  })
})
