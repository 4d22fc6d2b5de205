/** The longest text that there may be, through HTTP and GraphQL as a client sends it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { infobipSandboxAgents } from '../../../src/sandbox/infobip/index.ts'
import { SendMessageDocument } from '../../support/gql/graphql.ts'
import { conversationOn, messageNow, rowsOf } from '../../support/rows.ts'
import { type Stack, startStack } from '../../support/stack.ts'

const longest = 150_000

let stack: Stack
let conversationId: string
beforeAll(async () => {
  stack = await startStack({ life: false, infobipAgent: infobipSandboxAgents.agent.id })
  conversationId = conversationOn(await rowsOf(stack, 'chatwoot'), 'WHATSAPP')
})
afterAll(() => stack[Symbol.asyncDispose]())

const send = (id: string, text: string) =>
  stack.client.expectData(SendMessageDocument, { input: { conversationId: id, content: { text } } })

const filled = (pattern: string): string => pattern.repeat(longest / [...pattern].length)

describe('150,000 characters arrive byte for byte', () => {
  test.each([
    ['of ASCII (147 KiB)', filled('0123456789')],
    ['with line ends, 2 bytes in JSON', filled('abc\r\n')],
    ['of three bytes (440 KiB)', filled('日本')],
    ['of four bytes (586 KiB)', filled('𠀀🙂')],
  ])('%s', async (_, text) => {
    expect([...text]).toHaveLength(longest)
    const { sendMessage } = await send(conversationId, text)
    expect(sendMessage.userErrors).toEqual([])
    const stored = await messageNow(stack, sendMessage.message?.id ?? '')
    expect(stored.text === text).toBe(true) // not toBe: nobody wants to read the difference
  })
})

test('one more is a field error without a call', async () => {
  const { result, requests } = await stack.requestsDuring(() => send(conversationId, `${filled('ab')}c`))
  expect(result.sendMessage.userErrors).toMatchObject([
    { __typename: 'InvalidInputError', path: ['content', 'text'] },
  ])
  expect(requests.filter((request) => request.startsWith('POST'))).toEqual([])
})

test('a client that escapes every character beyond ASCII stays below 1 MiB with 150,000 of them', async () => {
  const text = filled('日本')
  const body = JSON.stringify({
    query: SendMessageDocument.toString(),
    variables: { input: { conversationId, content: { text } } },
  }).replace(/[^\x20-\x7e]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
  expect(body.length).toBeLessThan(1024 * 1024)
  const response = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  const { data } = (await response.json()) as { data: { sendMessage: { message: { text: string } } } }
  expect(data.sendMessage.message.text === text).toBe(true)
})

test('on Infobip the channel decides, and its refusal is shown', async () => {
  const id = conversationOn(await rowsOf(stack, 'infobip'), 'WHATSAPP')
  const { sendMessage } = await send(id, filled('0123456789'))
  expect(sendMessage.userErrors).toMatchObject([
    {
      __typename: 'UpstreamError',
      code: 'UPSTREAM_REJECTED',
      upstreamStatus: 400,
      upstreamMessage: expect.stringContaining('4096'),
    },
  ])
})
