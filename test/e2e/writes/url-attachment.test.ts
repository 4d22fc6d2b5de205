import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { ComposerDocument, SendMessageDocument } from '../../support/gql/graphql.ts'
import { type Stack, startStack } from '../../support/stack.ts'

let stack: Stack
let conversationId: string
beforeAll(async () => {
  stack = await startStack()
  const filter = { accountIds: [encodeRef({ type: 'Account', account: 'infobip', path: [] })] }
  const { conversations } = await stack.client.expectData(ComposerDocument, { first: 50, filter })
  conversationId =
    conversations?.nodes.find(({ channel, viewerCanReply }) => viewerCanReply && channel === 'WHATSAPP')
      ?.id ?? ''
})
afterAll(() => stack[Symbol.asyncDispose]())

const send = (url: string) =>
  stack.client.expectData(SendMessageDocument, {
    input: { conversationId, content: { text: 'Look' }, attachments: [{ url: { url, kind: 'IMAGE' } }] },
  })

describe('an attachment by URL', () => {
  test.each([
    'http://127.0.0.1/a.png',
    'http://localhost:8080/a.png',
    'http://10.1.2.3/a.png',
    'http://192.168.0.1/a.png',
    'http://169.254.169.254/latest/meta-data',
    'http://0.0.0.0/a.png',
    'http://2130706433/a.png',
    'http://0x7f.1/a.png',
    'http://017700000001/a.png',
    'http://[::1]/a.png',
    'http://[::ffff:127.0.0.1]/a.png',
    'http://[fd00::1]/a.png',
    'http://１２７.0.0.1/a.png',
    'http://user:secret@example.com/a.png',
  ])('at %s is refused with its path, before any call', async (url) => {
    const { result, requests } = await stack.requestsDuring(() => send(url))
    expect(result.sendMessage.userErrors).toMatchObject([
      { __typename: 'InvalidInputError', path: ['attachments', '0', 'url', 'url'] },
    ])
    expect(requests).toEqual([])
  })

  test('at a public address is sent', async () => {
    const { sendMessage } = await send('https://files.example.com/label.png')
    expect(sendMessage.userErrors).toEqual([])
    expect(sendMessage.message?.attachments).toMatchObject([{ kind: 'IMAGE' }])
  })
})
