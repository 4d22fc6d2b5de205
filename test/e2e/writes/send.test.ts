import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { infobipSandboxAgents } from '../../../src/sandbox/infobip/index.ts'
import {
  AddNoteDocument,
  ComposerDocument,
  type ComposerQuery,
  DeleteMessageDocument,
  NodesDocument,
  RecordIncomingMessageDocument,
  SendMessageDocument,
  ThreadDocument,
} from '../../support/gql/graphql.ts'
import { type Stack, startStack } from '../../support/stack.ts'

type Row = NonNullable<ComposerQuery['conversations']>['nodes'][number]

let stack: Stack
let rows: Record<'chatwoot' | 'infobip', readonly Row[]>
beforeAll(async () => {
  stack = await startStack({ infobipAgent: infobipSandboxAgents.agent.id })
  const of = async (name: string) =>
    (
      await stack.client.expectData(ComposerDocument, {
        first: 50,
        filter: { accountIds: [encodeRef({ type: 'Account', account: name, path: [] })] },
      })
    ).conversations?.nodes ?? []
  rows = { chatwoot: await of('chatwoot'), infobip: await of('infobip') }
})
afterAll(() => stack[Symbol.asyncDispose]())

const pick = (name: 'chatwoot' | 'infobip', fits: (row: Row) => boolean): string => {
  const row = rows[name].find(fits)
  if (!row) throw new Error(`The sandbox has no such ${name} conversation.`)
  return row.id
}
const open = (name: 'chatwoot' | 'infobip') =>
  pick(name, ({ viewerCanReply, status }) => viewerCanReply && status === 'OPEN')

const newest = async (id: string) => {
  const { conversation } = await stack.client.expectData(ThreadDocument, { id, last: 5 })
  return conversation?.messages?.edges.map(({ node }) => node) ?? []
}

const contents = {
  'emoji families': '👨‍👩‍👧‍👦 👩🏽‍🚒 🏳️‍🌈',
  'right to left': 'مرحبا، كيف يمكنني المساعدة؟ שלום',
  'CJK extension B': '𠀀𠀁 日本語',
  'CRLF and trailing blanks': 'one\r\ntwo  \r\n\r\n  three ',
  markup: '<b>&amp;</b> **bold** `code`',
}

describe.each(['chatwoot', 'infobip'] as const)('sending on %s', (name) => {
  test.each(Object.entries(contents))('%s arrive byte for byte', async (_, text) => {
    const conversationId = open(name)
    const { sendMessage } = await stack.client.expectData(SendMessageDocument, {
      input: { conversationId, content: { text } },
    })
    expect(sendMessage.userErrors).toEqual([])
    expect(sendMessage.message).toMatchObject({ text, direction: 'OUTGOING', kind: 'MESSAGE' })
    expect(
      (await newest(conversationId)).some(
        ({ id, text: stored }) => id === sendMessage.message?.id && stored === text,
      ),
    ).toBe(true)
  })

  test.each([
    ['blank text', { text: ' \n ' }, ['content', 'text']],
    ['a NUL', { text: 'a\u0000b' }, ['content', 'text']],
    ['half a surrogate pair', { text: 'a\ud800b' }, ['content', 'text']],
    ['too long a text', { text: 'x'.repeat(150_001) }, ['content', 'text']],
  ])('%s is refused with the path of the field, before any call', async (_, content, path) => {
    const conversationId = open(name)
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectData(SendMessageDocument, { input: { conversationId, content } }),
    )
    expect(result.sendMessage.message).toBeNull()
    expect(result.sendMessage.userErrors).toMatchObject([
      { __typename: 'InvalidInputError', code: 'INVALID_INPUT', path },
    ])
    expect(requests.filter((request) => request.startsWith('POST'))).toEqual([])
  })

  test('the same text twice without a clientMessageId is two messages', async () => {
    const input = { conversationId: open(name), content: { text: 'Twice on purpose' } }
    const [one, two] = [
      await stack.client.expectData(SendMessageDocument, { input }),
      await stack.client.expectData(SendMessageDocument, { input }),
    ]
    expect(one.sendMessage.message?.id).not.toBe(two.sendMessage.message?.id)
    expect([one, two].flatMap(({ sendMessage }) => sendMessage.userErrors)).toEqual([])
  })

  test('the same clientMessageId again gives the first message and makes no second POST', async () => {
    const input = {
      conversationId: open(name),
      content: { text: 'Only once' },
      clientMessageId: `once-${name}`,
    }
    const first = await stack.client.expectData(SendMessageDocument, { input })
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectData(SendMessageDocument, { input }),
    )
    expect(first.sendMessage.message).toMatchObject({ clientMessageId: `once-${name}` })
    expect(result.sendMessage.message?.id).toBe(first.sendMessage.message?.id)
    expect(requests.filter((request) => request.startsWith('POST'))).toEqual([])
  })

  test('a message keeps its clientMessageId wherever it is read', async () => {
    const input = { conversationId: open(name), content: { text: 'Mine' }, clientMessageId: `mine-${name}` }
    const { sendMessage } = await stack.client.expectData(SendMessageDocument, { input })
    const id = sendMessage.message?.id ?? ''
    const read = await stack.client.expectData(NodesDocument, { ids: [id] })
    expect(read.nodes).toMatchObject([{ id, clientMessageId: `mine-${name}` }])
    if (name === 'infobip') return
    await stack.client.expectData(DeleteMessageDocument, { id })
    const tombstone = await stack.client.expectData(NodesDocument, { ids: [id] })
    expect(tombstone.nodes).toMatchObject([{ id, clientMessageId: `mine-${name}` }])
  })

  test('ten at once with one clientMessageId are one POST and ten equal answers', async () => {
    const input = {
      conversationId: open(name),
      content: { text: 'Together' },
      clientMessageId: `together-${name}`,
    }
    const { result, requests } = await stack.requestsDuring(() =>
      Promise.all(Array.from({ length: 10 }, () => stack.client.expectData(SendMessageDocument, { input }))),
    )
    expect(new Set(result.map(({ sendMessage }) => sendMessage.message?.id)).size).toBe(1)
    expect(requests.filter((request) => request.startsWith('POST'))).toHaveLength(1)
  })

  test('the same clientMessageId with other content is a conflict', async () => {
    const conversationId = open(name)
    const clientMessageId = `conflict-${name}`
    await stack.client.expectData(SendMessageDocument, {
      input: { conversationId, content: { text: 'First' }, clientMessageId },
    })
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectData(SendMessageDocument, {
        input: { conversationId, content: { text: 'Second' }, clientMessageId },
      }),
    )
    expect(result.sendMessage.userErrors).toMatchObject([{ __typename: 'ConflictError', code: 'CONFLICT' }])
    expect(requests.filter((request) => request.startsWith('POST'))).toEqual([])
  })

  test('a send that the upstream stored and then cut is found, and is one message', async () => {
    const conversationId = open(name)
    const text = `Lost reply on ${name}`
    stack.sandbox.faults.add({
      match: { method: 'POST', pattern: '/messages$' },
      effect: { type: 'cut', when: 'after' },
    })
    const { sendMessage } = await stack.client.expectData(SendMessageDocument, {
      input: { conversationId, content: { text }, clientMessageId: `lost-${name}` },
    })
    expect(sendMessage).toMatchObject({ message: { text }, userErrors: [] })
    expect((await newest(conversationId)).filter((message) => message.text === text)).toHaveLength(1)
  })

  test('a note is in the thread as a private message', async () => {
    const conversationId = open(name)
    const { addNote } = await stack.client.expectData(AddNoteDocument, {
      input: { conversationId, text: 'Called back, waits for Monday.' },
    })
    expect(addNote.userErrors).toEqual([])
    expect(addNote.message).toMatchObject({ kind: 'NOTE', isPrivate: true, direction: 'INTERNAL' })
    expect((await newest(conversationId)).map(({ id }) => id)).toContain(addNote.message?.id)
  })
})

describe('who may reply on Infobip', () => {
  test('is told beforehand, and a send agrees with it', async () => {
    for (const row of rows.infobip) {
      const { sendMessage } = await stack.client.expectData(SendMessageDocument, {
        input: { conversationId: row.id, content: { text: 'May I?' } },
      })
      const [error] = sendMessage.userErrors
      if (row.viewerCanReply) expect(sendMessage.userErrors).toEqual([])
      else expect(error).toMatchObject({ __typename: 'ReplyBlockedError', reason: row.replyBlockedReason })
    }
  })
})

describe('a message of the contact', () => {
  test('is recorded in an API inbox', async () => {
    const conversationId = pick('chatwoot', ({ inbox }) => inbox?.channel === 'API')
    const { recordIncomingMessage } = await stack.client.expectData(RecordIncomingMessageDocument, {
      input: { conversationId, content: { text: 'From my own app' } },
    })
    expect(recordIncomingMessage.userErrors).toEqual([])
    expect(recordIncomingMessage.message).toMatchObject({ direction: 'INCOMING', text: 'From my own app' })
  })

  test('is a typed refusal in any other inbox, and on Infobip', async () => {
    const others = [
      pick('chatwoot', ({ inbox }) => inbox !== null && inbox !== undefined && inbox.channel !== 'API'),
      open('infobip'),
    ]
    for (const conversationId of others) {
      const { recordIncomingMessage } = await stack.client.expectData(RecordIncomingMessageDocument, {
        input: { conversationId, content: { text: 'Not here' } },
      })
      expect(recordIncomingMessage.message).toBeNull()
      expect(recordIncomingMessage.userErrors).toMatchObject([
        { __typename: 'UnsupportedError', capability: 'RECORD_INCOMING' },
      ])
    }
  })
})
