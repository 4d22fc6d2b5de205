import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { infobipSandboxAgents } from '../../../src/sandbox/infobip/index.ts'
import { RetryMessageDocument, SendMessageDocument } from '../../support/gql/graphql.ts'
import { conversationOn, messageNow, rowsOf, say } from '../../support/rows.ts'
import { type Stack, startStack } from '../../support/stack.ts'

let stack: Stack
let conversationId: string
beforeAll(async () => {
  stack = await startStack({ life: false, infobipAgent: infobipSandboxAgents.agent.id })
  conversationId = conversationOn(await rowsOf(stack, 'chatwoot'), 'WHATSAPP')
})
afterAll(() => stack[Symbol.asyncDispose]())

const retry = async (id: string) => (await stack.client.expectData(RetryMessageDocument, { id })).retryMessage

describe('on Chatwoot', () => {
  test('a failed message goes out again as the same message, and arrives', async () => {
    const { id } = await say(stack, conversationId, 'Please fail once')
    stack.sandbox.life.advance()
    expect(await messageNow(stack, id)).toMatchObject({
      status: 'FAILED',
      statusReason: '131000: Something went wrong',
      viewerCanRetry: true,
    })

    const { message, userErrors } = await retry(id)
    expect(userErrors).toEqual([])
    expect(message).toMatchObject({ id, status: 'SENT', statusReason: null, viewerCanRetry: false })

    stack.sandbox.life.advance()
    expect(await messageNow(stack, id)).toMatchObject({ status: 'READ', text: 'Please fail once' })
  })

  test('what the upstream keeps beside the text is lost, as the description says', async () => {
    const { id: replyToMessageId } = await say(stack, conversationId, 'The first')
    const { sendMessage } = await stack.client.expectData(SendMessageDocument, {
      input: { conversationId, content: { text: 'Please fail, quoting' }, replyToMessageId },
    })
    expect(sendMessage.message?.replyTo?.id).toBe(replyToMessageId)
    stack.sandbox.life.advance()
    const { message } = await retry(sendMessage.message?.id ?? '')
    expect(message).toMatchObject({ status: 'SENT', replyTo: null })
  })

  test('ten people who retry it at once send it once', async () => {
    const { id } = await say(stack, conversationId, 'Please fail for ten')
    stack.sandbox.life.advance()
    const { result, requests } = await stack.requestsDuring(() =>
      Promise.all(Array.from({ length: 10 }, () => retry(id))),
    )
    expect(requests.filter((one) => one.startsWith('POST ') && one.endsWith('/retry'))).toHaveLength(1)
    const told = result.map(({ message, userErrors }) => message?.status ?? userErrors[0]?.code)
    expect(told.toSorted()).toEqual([...Array.from({ length: 9 }, () => 'NOT_RETRYABLE'), 'SENT'])
  })

  test('the same send with its clientMessageId gives the message again, without a POST', async () => {
    const input = { conversationId, content: { text: 'Please fail, named' }, clientMessageId: 'retried' }
    const { sendMessage: first } = await stack.client.expectData(SendMessageDocument, { input })
    stack.sandbox.life.advance()
    await retry(first.message?.id ?? '')
    stack.sandbox.life.advance()
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectData(SendMessageDocument, { input }),
    )
    expect(result.sendMessage).toMatchObject({
      userErrors: [],
      message: { id: first.message?.id, status: 'READ', clientMessageId: 'retried' },
    })
    expect(requests.filter((request) => request.startsWith('POST'))).toEqual([])
  })

  test('a message that has not failed is NOT_RETRYABLE, and nothing is sent', async () => {
    const { id } = await say(stack, conversationId, 'All is well')
    const { result, requests } = await stack.requestsDuring(() => retry(id))
    expect(result.message).toBeNull()
    expect(result.userErrors).toMatchObject([{ __typename: 'NotRetryableError', code: 'NOT_RETRYABLE' }])
    expect(requests.filter((request) => request.startsWith('POST'))).toEqual([])
  })

  test('two retries of one failure at the same time leave one message', async () => {
    const { id } = await say(stack, conversationId, 'Please fail twice over')
    stack.sandbox.life.advance()
    const answers = await Promise.all([retry(id), retry(id)])
    for (const { message, userErrors } of answers) {
      if (message) expect(message).toMatchObject({ id, status: 'SENT' })
      else expect(userErrors).toMatchObject([{ code: 'NOT_RETRYABLE' }])
    }
    stack.sandbox.life.advance()
    expect((await messageNow(stack, id)).status).toBe('READ')
  })
})

test('on Infobip, which never tells of a failure, it is NOT_RETRYABLE without a call', async () => {
  const { id } = await say(stack, conversationOn(await rowsOf(stack, 'infobip'), 'WHATSAPP'), 'Hello')
  const { result, requests } = await stack.requestsDuring(() => retry(id))
  expect(result.userErrors).toMatchObject([{ __typename: 'NotRetryableError', code: 'NOT_RETRYABLE' }])
  expect(requests).toEqual([])
})
