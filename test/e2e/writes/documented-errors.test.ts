/** The errors that the upstreams' own documents name, as a client of Parley meets them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { infobipSandboxAgents } from '../../../src/sandbox/infobip/index.ts'
import {
  ConversationByIdDocument,
  DeleteMessageDocument,
  RecordIncomingMessageDocument,
  RetryMessageDocument,
  SendMessageDocument,
  ThreadDocument,
  TranslateMessageDocument,
  UpdateMessageStatusDocument,
} from '../../support/gql/graphql.ts'
import { conversationOn, type Row, rowsOf, say } from '../../support/rows.ts'
import { type Stack, startStack } from '../../support/stack.ts'

let stack: Stack
let rows: Record<'chatwoot' | 'infobip', readonly Row[]>
beforeAll(async () => {
  stack = await startStack({ life: false, infobipAgent: infobipSandboxAgents.agent.id })
  rows = { chatwoot: await rowsOf(stack, 'chatwoot'), infobip: await rowsOf(stack, 'infobip') }
})
afterAll(() => stack[Symbol.asyncDispose]())

describe('Chatwoot', () => {
  const unknownId = () => {
    const row = rows.chatwoot.find(({ channel }) => channel === 'API')
    return encodeRef({ type: 'Message', account: 'chatwoot', path: [row?.upstreamId ?? '', '2000000000'] })
  }

  test('message not found is NOT_FOUND in every mutation that takes a message', async () => {
    const { client } = stack
    const id = unknownId()
    const answers = [
      (await client.expectData(RetryMessageDocument, { id })).retryMessage,
      (await client.expectData(TranslateMessageDocument, { id, language: 'es' })).translateMessage,
      (await client.expectData(DeleteMessageDocument, { id })).deleteMessage,
      (
        await client.expectData(UpdateMessageStatusDocument, {
          input: { messageId: id, status: 'READ' },
        })
      ).updateMessageStatus,
    ]
    for (const { message, userErrors } of answers) {
      expect(message).toBeNull()
      expect(userErrors).toMatchObject([{ __typename: 'NotFoundError', code: 'NOT_FOUND' }])
    }
  })

  test('invalid message type (incoming, in an inbox with a channel) is UNSUPPORTED: RECORD_INCOMING', async () => {
    const input = {
      conversationId: conversationOn(rows.chatwoot, 'WHATSAPP'),
      content: { text: 'As if from the contact' },
    }
    const { recordIncomingMessage } = await stack.client.expectData(RecordIncomingMessageDocument, { input })
    expect(recordIncomingMessage).toMatchObject({
      message: null,
      userErrors: [{ __typename: 'UnsupportedError', code: 'UNSUPPORTED', capability: 'RECORD_INCOMING' }],
    })
  })

  test('API inbox required is UNSUPPORTED: UPDATE_MESSAGE_STATUS', async () => {
    const { id: messageId } = await say(stack, conversationOn(rows.chatwoot, 'WHATSAPP'), 'Hello')
    const { updateMessageStatus } = await stack.client.expectData(UpdateMessageStatusDocument, {
      input: { messageId, status: 'READ' },
    })
    expect(updateMessageStatus).toMatchObject({
      message: null,
      userErrors: [{ __typename: 'UnsupportedError', capability: 'UPDATE_MESSAGE_STATUS' }],
    })
  })

  test.each([
    [
      '500, as up to 4.15.1',
      500,
      { status: 500, error: 'Internal Server Error' },
      'UPSTREAM_UNAVAILABLE',
      null,
    ],
    ['422, as later', 422, { error: 'Invalid Value' }, 'UPSTREAM_REJECTED', 'Invalid Value'],
  ])('translation failed (%s) is an UpstreamError that says so', async (_, status, body, code, why) => {
    const { id } = await say(stack, conversationOn(rows.chatwoot, 'WHATSAPP'), 'Hello')
    stack.sandbox.faults.add({
      match: { method: 'POST', pattern: '/translate$' },
      effect: { type: 'respond', status, body },
    })
    const { translateMessage } = await stack.client.expectData(TranslateMessageDocument, {
      id,
      language: 'es',
    })
    expect(translateMessage).toMatchObject({
      translation: null,
      userErrors: [
        {
          __typename: 'UpstreamError',
          code,
          message: 'chatwoot could not translate the message.',
          upstreamMessage: why,
        },
      ],
    })
  })
})

describe('Infobip', () => {
  const unknown = encodeRef({
    type: 'Conversation',
    account: 'infobip',
    path: ['00000000-0000-4000-8000-000000000000'],
  })

  test('an unknown id, which it answers with 400, is NOT_FOUND for a send and null for a read', async () => {
    const { sendMessage } = await stack.client.expectData(SendMessageDocument, {
      input: { conversationId: unknown, content: { text: 'Is anybody there?' } },
    })
    expect(sendMessage).toMatchObject({
      message: null,
      userErrors: [{ __typename: 'NotFoundError', code: 'NOT_FOUND' }],
    })
    const { conversation } = await stack.client.expectData(ConversationByIdDocument, { id: unknown })
    expect(conversation).toBeNull()
  })

  test.each([0, -1, 101])('a page size of %d is BAD_USER_INPUT before any call', async (first) => {
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectError(ThreadDocument, { id: conversationOn(rows.infobip, 'WHATSAPP'), first }),
    )
    expect(result.extensions?.code).toBe('BAD_USER_INPUT')
    expect(requests).toEqual([])
  })

  test('a page size that Infobip refuses all the same is its fault, without its words', async () => {
    stack.sandbox.faults.add({
      match: { method: 'GET', pattern: '/messages$' },
      effect: {
        type: 'respond',
        status: 400,
        body: { statusCode: 'ERROR', message: 'Page size must not be less than one!' },
      },
    })
    const { extensions, message } = await stack.client.expectError(ThreadDocument, {
      id: conversationOn(rows.infobip, 'WHATSAPP'),
      first: 5,
    })
    expect(extensions).toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE', account: 'infobip' })
    expect(message).not.toContain('Page size')
  })
})
