/** What relay-compiler makes of a real application's sources: it compiles, and passes every limit of production. */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { type Stack, startStack } from '../../support/stack.ts'
import { transports } from '../../support/transports.ts'

const sources = {
  'Inbox.ts': `
    export const page = graphql\`
      query InboxQuery($count: Int!, $messages: Int!) { ...Inbox_query @arguments(count: $count) viewer { id name } }
    \`
    export const rows = graphql\`
      fragment Inbox_query on Query
      @refetchable(queryName: "InboxMoreQuery")
      @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" }) {
        conversations(first: $count, after: $cursor) @connection(key: "Inbox_conversations") {
          edges { node { id ...Row_conversation } }
        }
      }
    \`
  `,
  'Row.ts': `
    export const row = graphql\`
      fragment Row_conversation on Conversation {
        status
        unreadCount
        contact { name }
        assignee { __typename name }
        labels { name }
        lastMessage { text createdAt }
        messages(last: $messages) { edges { node { ...Message_message } } }
      }
    \`
  `,
  'Message.ts': `
    export const message = graphql\`
      fragment Message_message on Message {
        text
        direction
        createdAt
        sender { __typename name }
        attachments { url kind }
      }
    \`
  `,
  'Thread.ts': `
    export const page = graphql\`
      query ThreadQuery($id: ID!, $count: Int!) {
        conversation(id: $id) { eventCursor ...Thread_conversation @arguments(count: $count) }
      }
    \`
    export const thread = graphql\`
      fragment Thread_conversation on Conversation
      @refetchable(queryName: "ThreadMoreQuery")
      @argumentDefinitions(count: { type: "Int", defaultValue: 50 }, cursor: { type: "String" }) {
        messages(last: $count, before: $cursor) @connection(key: "Thread_messages") {
          edges { node { id ...Message_message } }
        }
      }
    \`
  `,
  'Send.ts': `
    export const send = graphql\`
      mutation SendMutation($input: SendMessageInput!, $connections: [ID!]!) {
        sendMessage(input: $input) {
          message @appendNode(connections: $connections, edgeTypeName: "MessageEdge") { id ...Message_message }
          userErrors { code message path }
        }
      }
    \`
  `,
  'Live.ts': `
    export const live = graphql\`
      subscription LiveSubscription($id: ID!, $after: String) {
        conversationEvents(conversationId: $id, after: $after) {
          __typename
          cursor
          ... on MessageAdded { message { id ...Message_message } }
          ... on MessageUpdated { message { id ...Message_message } }
        }
      }
    \`
  `,
}

let folder: string
let stack: Stack
/** SHA-256 of each, by its name. */
let hashes: ReadonlyMap<string, string>
const chatwoot = { authorization: `Bearer ${sandboxCredentials.chatwoot.admin.token}` }
const id = encodeRef({
  type: 'Conversation',
  account: 'chatwoot',
  path: [sandboxCredentials.example.conversationId],
})

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-relay-'))
  await mkdir(join(folder, 'src', '__generated__'), { recursive: true })
  for (const [name, text] of Object.entries(sources)) await writeFile(join(folder, 'src', name), text)
  await cp(new URL('../../../schema.graphql', import.meta.url), join(folder, 'schema.graphql'))
  const config = {
    src: './src',
    schema: './schema.graphql',
    language: 'typescript',
    artifactDirectory: './src/__generated__',
    eagerEsModules: true,
    persistConfig: { file: './operations.json', algorithm: 'SHA256' },
  }
  await writeFile(join(folder, 'relay.config.json'), JSON.stringify(config))
  await writeFile(join(folder, 'operations.json'), '{}')
  const compiler = fileURLToPath(import.meta.resolve('relay-compiler/cli.js'))
  const run = promisify(execFile)
  await run(process.execPath, [compiler, 'relay.config.json'], { cwd: folder })
  await run(process.execPath, [compiler, 'relay.config.json', '--validate'], { cwd: folder })
  const persisted: Record<string, string> = JSON.parse(
    await readFile(join(folder, 'operations.json'), 'utf8'),
  )
  hashes = new Map(
    Object.entries(persisted).map(([hash, text]) => [/^\w+ (\w+)/m.exec(text)?.[1] ?? '', hash]),
  )
  stack = await startStack({
    life: false,
    config: () => ({
      profile: 'production',
      anonymous: 'refuse',
      persistedOnly: true,
      persistedOperations: persisted,
    }),
  })
})
afterAll(async () => {
  await stack[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const ask = (name: string, variables: Record<string, unknown>) =>
  transports.POST(stack.url, { doc_id: hashes.get(name), variables }, chatwoot)

test('the sources compile to operations of every kind', () => {
  expect([...hashes.keys()].sort()).toEqual([
    'InboxMoreQuery',
    'InboxQuery',
    'LiveSubscription',
    'SendMutation',
    'ThreadMoreQuery',
    'ThreadQuery',
  ])
})

test.each([
  ['InboxQuery', { count: 20, messages: 20 }],
  ['InboxMoreQuery', { count: 20, cursor: null, messages: 20 }],
  ['ThreadQuery', { id, count: 50 }],
  ['ThreadMoreQuery', { id, count: 50, cursor: null }],
  ['SendMutation', { input: { conversationId: id, content: { text: 'Hello' } } }],
])('%s is answered in production, where nothing but these is', async (name, variables) => {
  const { status, data, errors } = await ask(name, variables)
  expect({ status, errors }).toEqual({ status: 200, errors: undefined })
  expect(JSON.stringify(data)).toContain('createdAt')
})

test('LiveSubscription tells of what SendMutation sent', async () => {
  const { data } = await ask('ThreadQuery', { id, count: 1 })
  const { eventCursor } = (data as { conversation: { eventCursor: string } }).conversation
  await ask('SendMutation', { input: { conversationId: id, content: { text: 'Hello again' } } })
  const event = await transports.WebSocket(
    stack.url,
    { doc_id: hashes.get('LiveSubscription'), variables: { id, after: eventCursor } },
    chatwoot,
  )
  expect(event).toMatchObject({
    data: { conversationEvents: { __typename: 'MessageAdded', message: { text: 'Hello again' } } },
  })
})
