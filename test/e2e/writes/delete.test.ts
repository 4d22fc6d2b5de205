import { afterAll, beforeAll, expect, test } from 'vitest'
import { infobipSandboxAgents } from '../../../src/sandbox/infobip/index.ts'
import { DeleteMessageDocument, SendMessageDocument, ThreadDocument } from '../../support/gql/graphql.ts'
import { conversationOn, messageNow, rowsOf, say } from '../../support/rows.ts'
import { type Stack, startStack } from '../../support/stack.ts'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ life: false, infobipAgent: infobipSandboxAgents.agent.id })
})
afterAll(() => stack[Symbol.asyncDispose]())

const remove = async (id: string) =>
  (await stack.client.expectData(DeleteMessageDocument, { id })).deleteMessage

test('on Chatwoot a tombstone stays in its place, without the words', async () => {
  const conversationId = conversationOn(await rowsOf(stack, 'chatwoot'), 'WHATSAPP')
  const { id } = await say(stack, conversationId, 'My card number is 4111')
  const after = await say(stack, conversationId, 'Forget that')

  const { message, deletedMessageId, userErrors } = await remove(id)
  expect(userErrors).toEqual([])
  expect(deletedMessageId).toBe(id)
  expect(message).toMatchObject({ id, isDeleted: true, attachments: [], translations: [] })
  expect(JSON.stringify(message)).not.toContain('4111')

  expect(await messageNow(stack, id)).toMatchObject({ isDeleted: true, viewerCanRetry: false })
  const { conversation } = await stack.client.expectData(ThreadDocument, { id: conversationId, last: 2 })
  expect(conversation?.messages?.edges.map(({ node }) => node.id)).toEqual([id, after.id])
})

test('deleting it again changes nothing and is no error', async () => {
  const conversationId = conversationOn(await rowsOf(stack, 'chatwoot'), 'WHATSAPP')
  const { id } = await say(stack, conversationId, 'Gone twice')
  await remove(id)
  const { message, userErrors } = await remove(id)
  expect(userErrors).toEqual([])
  expect(message).toMatchObject({ id, isDeleted: true })
})

test('what was deleted is not sent again by its clientMessageId', async () => {
  const conversationId = conversationOn(await rowsOf(stack, 'chatwoot'), 'WHATSAPP')
  const input = { conversationId, content: { text: 'Only once' }, clientMessageId: 'deleted' }
  const { sendMessage: first } = await stack.client.expectData(SendMessageDocument, { input })
  await remove(first.message?.id ?? '')
  const { result, requests } = await stack.requestsDuring(() =>
    stack.client.expectData(SendMessageDocument, { input }),
  )
  expect(result.sendMessage).toMatchObject({
    userErrors: [],
    message: { id: first.message?.id, isDeleted: true },
  })
  expect(requests.filter((request) => request.startsWith('POST'))).toEqual([])
})

test('on Infobip it is UNSUPPORTED without a call', async () => {
  const { id } = await say(stack, conversationOn(await rowsOf(stack, 'infobip'), 'WHATSAPP'), 'Stays')
  const { result, requests } = await stack.requestsDuring(() => remove(id))
  expect(result).toMatchObject({
    message: null,
    deletedMessageId: null,
    userErrors: [{ __typename: 'UnsupportedError', capability: 'DELETE_MESSAGE' }],
  })
  expect(requests).toEqual([])
})
