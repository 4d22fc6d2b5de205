import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { infobipSandboxAgents } from '../../../src/sandbox/infobip/index.ts'
import { UpdateMessageStatusDocument, type UpdateMessageStatusInput } from '../../support/gql/graphql.ts'
import { conversationOn, messageNow, rowsOf, say } from '../../support/rows.ts'
import { type Stack, startStack } from '../../support/stack.ts'

let stack: Stack
let inApiInbox: string
beforeAll(async () => {
  stack = await startStack({ life: false, infobipAgent: infobipSandboxAgents.agent.id })
  inApiInbox = conversationOn(await rowsOf(stack, 'chatwoot'), 'API')
})
afterAll(() => stack[Symbol.asyncDispose]())

const update = async (input: UpdateMessageStatusInput) =>
  (await stack.client.expectData(UpdateMessageStatusDocument, { input })).updateMessageStatus

describe('in an API inbox', () => {
  test('a message climbs from SENT to DELIVERED to READ', async () => {
    const { id } = await say(stack, inApiInbox, 'On its way')
    for (const status of ['DELIVERED', 'READ'] as const) {
      const { message, userErrors } = await update({ messageId: id, status })
      expect(userErrors).toEqual([])
      expect(message).toMatchObject({ id, status })
    }
    expect((await messageNow(stack, id)).status).toBe('READ')
  })

  test('a failure carries its reason, which goes when it is over', async () => {
    const { id } = await say(stack, inApiInbox, 'On its way')
    const failed = await update({ messageId: id, status: 'FAILED', reason: 'The app was closed' })
    expect(failed.message).toMatchObject({ status: 'FAILED', statusReason: 'The app was closed' })
    const sent = await update({ messageId: id, status: 'SENT' })
    expect(sent.message).toMatchObject({ status: 'SENT', statusReason: null })
  })

  test('a step that Chatwoot refuses without a word is a CONFLICT', async () => {
    const { id } = await say(stack, inApiInbox, 'On its way')
    await update({ messageId: id, status: 'READ' })
    const { message, userErrors } = await update({ messageId: id, status: 'DELIVERED' })
    expect(message).toBeNull()
    expect(userErrors).toMatchObject([{ __typename: 'ConflictError', code: 'CONFLICT' }])
    expect((await messageNow(stack, id)).status).toBe('READ')
  })

  test.each([
    ['PENDING', null, ['status']],
    ['UNKNOWN', null, ['status']],
    ['READ', 'Why not', ['reason']],
  ] as const)('%s with reason %j is INVALID_INPUT without a call', async (status, reason, path) => {
    const { id } = await say(stack, inApiInbox, 'On its way')
    const { result, requests } = await stack.requestsDuring(() => update({ messageId: id, status, reason }))
    expect(result.userErrors).toMatchObject([{ __typename: 'InvalidInputError', path }])
    expect(requests).toEqual([])
  })
})

test('in any other inbox, and on Infobip, it is UNSUPPORTED', async () => {
  for (const name of ['chatwoot', 'infobip']) {
    const { id } = await say(stack, conversationOn(await rowsOf(stack, name), 'WHATSAPP'), 'On its way')
    const { message, userErrors } = await update({ messageId: id, status: 'READ' })
    expect(message).toBeNull()
    expect(userErrors).toMatchObject([
      { __typename: 'UnsupportedError', capability: 'UPDATE_MESSAGE_STATUS' },
    ])
  }
})
