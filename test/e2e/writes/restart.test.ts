/** The ledger is on disk: what was sent before a restart is not sent again after it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { infobipSandboxAgents } from '../../../src/sandbox/infobip/index.ts'
import { AddNoteDocument, SendMessageDocument, ThreadDocument } from '../../support/gql/graphql.ts'
import { conversationOn, rowsOf } from '../../support/rows.ts'
import { type Stack, startStack } from '../../support/stack.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-restart-'))
})
afterAll(() => rm(folder, { recursive: true }))

const start = () => startStack({ life: false, folder, infobipAgent: infobipSandboxAgents.agent.id })

const send = async ({ client }: Stack, conversationId: string, text: string, clientMessageId: string) =>
  (
    await client.expectData(SendMessageDocument, {
      input: { conversationId, content: { text }, clientMessageId },
    })
  ).sendMessage

const texts = async ({ client }: Stack, id: string) => {
  const { conversation } = await client.expectData(ThreadDocument, { id, last: 20 })
  return conversation?.messages?.edges.map(({ node }) => node.text) ?? []
}

const posts = (requests: readonly string[]) => requests.filter((request) => request.startsWith('POST'))

describe.each(['chatwoot', 'infobip'])('after a restart, on %s', (name) => {
  test('the same clientMessageId gives the first message, without a POST, once in the thread', async () => {
    const text = `Before the restart of ${name}`
    let first: Awaited<ReturnType<typeof send>>
    let conversationId: string
    {
      await using stack = await start()
      conversationId = conversationOn(await rowsOf(stack, name), 'WHATSAPP')
      first = await send(stack, conversationId, text, `restart-${name}`)
      expect(first.userErrors).toEqual([])
    }
    await using stack = await start()
    const { result, requests } = await stack.requestsDuring(() =>
      send(stack, conversationId, text, `restart-${name}`),
    )
    expect(result.userErrors).toEqual([])
    expect(result.message).toMatchObject({ id: first.message?.id, clientMessageId: `restart-${name}` })
    expect(posts(requests)).toEqual([])
    expect((await texts(stack, conversationId)).filter((one) => one === text)).toHaveLength(1)
  })

  test('the same clientMessageId with other words is still a CONFLICT', async () => {
    await using stack = await start()
    const conversationId = conversationOn(await rowsOf(stack, name), 'WHATSAPP')
    const { userErrors } = await send(stack, conversationId, 'Other words', `restart-${name}`)
    expect(userErrors).toMatchObject([{ __typename: 'ConflictError', code: 'CONFLICT' }])
  })

  test('a new clientMessageId is a new message, and so is a note', async () => {
    await using stack = await start()
    const conversationId = conversationOn(await rowsOf(stack, name), 'WHATSAPP')
    const { message } = await send(stack, conversationId, 'After the restart', `restarted-${name}`)
    const { addNote } = await stack.client.expectData(AddNoteDocument, {
      input: { conversationId, text: 'It came back.', clientMessageId: `note-${name}` },
    })
    expect([message?.text, addNote.message?.kind]).toEqual(['After the restart', 'NOTE'])
  })
})

test('a send whose outcome was unknown before the restart is looked for after it, and not sent again', async () => {
  const text = 'Nobody knows'
  let conversationId: string
  {
    await using stack = await start()
    conversationId = conversationOn(await rowsOf(stack, 'chatwoot'), 'WHATSAPP')
    // Stored, but neither the answer nor the looks for it come through.
    const pattern = '/messages$'
    stack.sandbox.faults.add({ match: { method: 'POST', pattern }, effect: { type: 'cut', when: 'after' } })
    stack.sandbox.faults.add({
      match: { method: 'GET', pattern },
      effect: { type: 'cut', when: 'before' },
      times: 20,
    })
    const { userErrors } = await send(stack, conversationId, text, 'unknown')
    expect(userErrors).toMatchObject([{ __typename: 'OutcomeUnknownError', clientMessageId: 'unknown' }])
  }
  await using stack = await start()
  const { result, requests } = await stack.requestsDuring(() => send(stack, conversationId, text, 'unknown'))
  expect(result).toMatchObject({ userErrors: [], message: { text, clientMessageId: 'unknown' } })
  expect(posts(requests)).toEqual([])
  expect((await texts(stack, conversationId)).filter((one) => one === text)).toHaveLength(1)
})
