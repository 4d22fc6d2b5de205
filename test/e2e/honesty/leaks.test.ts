/** Canaries in everything that an upstream says, and in everything that is said to it: none of them comes out. */
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { type FaultUpstream, type Reply, startFaultUpstream } from '../../support/fault-upstream.ts'
import { accountId } from '../../support/rows.ts'
import { type Stack, startStack } from '../../support/stack.ts'

let upstream: FaultUpstream
let stack: Stack
let log = ''
const clock = { ahead: 0 }

beforeAll(async () => {
  upstream = await startFaultUpstream()
  const baseUrl = `${upstream.url}/canary-path`
  stack = await startStack({
    life: false,
    now: () => Date.now() + clock.ahead,
    log: pino({}, { write: (line) => (log += line) }),
    config: () => ({
      anonymous: 'service',
      maxSeconds: 0.4,
      accounts: [
        { name: 'chatwoot', provider: 'chatwoot', baseUrl, accountId: '1', apiToken: 'canary-token' },
        { name: 'infobip', provider: 'infobip', baseUrl, apiKey: 'canary-key' },
      ],
    }),
  })
})
afterAll(async () => {
  await stack[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const headers = {
  location: 'http://canary-location.test/',
  'set-cookie': 'canary-cookie=1',
  'x-request-id': 'canary-header',
}
const body = { secret: 'canary-body', error: { stack: 'canary-stack at /srv/canary.rb:1' } }
const troubles: [string, Reply][] = [
  ...[302, 400, 401, 403, 404, 409, 418, 429, 500, 502, 503].map((status): [string, Reply] => [
    `status ${status}`,
    { status, headers, body },
  ]),
  ['HTML', { headers, body: '<html>canary-body</html>' }],
  ['the wrong shape', { headers, body }],
  ['a list of the wrong shape', { headers, body: { conversations: [body], data: { payload: [body] } } }],
  ['half a JSON', { headers, body, fault: 'truncate' }],
  ['half an answer', { headers, body, fault: 'cut-body' }],
  ['a cut connection', { fault: 'cut' }],
  ['silence', { fault: 'silence' }],
]

const refs = ['chatwoot', 'infobip'].map((account) => {
  const id = account === 'chatwoot' ? '5' : '7f9d0d6a-6f2a-4a6e-9d3a-0d6f2a4a6e9d'
  return {
    account: accountId(account),
    conversation: encodeRef({ type: 'Conversation', account, path: [id] }),
    message: encodeRef({ type: 'Message', account, path: [id, id] }),
    attachment: encodeRef({ type: 'Attachment', account, path: [id, id, '1'] }),
    contact: encodeRef({ type: 'Contact', account, path: [account === 'chatwoot' ? '5' : 'SMS:1'] }),
  }
})

const query = /* GraphQL */ `
  query ($account: ID!, $conversation: ID!, $message: ID!, $contact: ID!) {
    viewer { agents { id } }
    accounts { health { status lastError } teams { id } labels { name } inboxes { id } }
    account(id: $account) { agents(first: 1) { nodes { id email } } }
    conversations(first: 2) { nodes { id } sources { status code message } totalCount }
    conversation(id: $conversation) { subject messages(last: 1) { nodes { id } } }
    message: node(id: $message) { id }
    contact: node(id: $contact) { id }
  }
`
const mutation = /* GraphQL */ `
  mutation ($account: ID!, $conversation: ID!, $message: ID!) {
    send: sendMessage(input: { conversationId: $conversation, content: { text: "x" } }) { ...on_ userErrors { ...e } }
    note: addNote(input: { conversationId: $conversation, text: "x" }) { userErrors { ...e } }
    begin: createConversation(input: { accountId: $account, to: "+15550100" }) { userErrors { ...e } }
    retry: retryMessage(input: { messageId: $message }) { userErrors { ...e } }
    remove: deleteMessage(input: { messageId: $message }) { userErrors { ...e } }
    agent: createAgent(input: { accountId: $account, name: "x", role: AGENT, email: "x@example.com" }) { userErrors { ...e } }
  }
  fragment e on UserError { message code ... on UpstreamError { upstreamStatus upstreamMessage } }
`.replace('...on_ ', '')

const post = async (text: string, variables: object, as: Record<string, string>): Promise<string> => {
  const response = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...as },
    body: JSON.stringify({ query: text, variables }),
  })
  return JSON.stringify([...response.headers]) + (await response.text())
}

const get = async (path: string): Promise<string> => {
  const response = await fetch(stack.url + path)
  return JSON.stringify([...response.headers]) + (await response.text())
}

const callers: Record<string, string>[] = [
  {},
  { 'upstream-authorization': 'chatwoot="Bearer canary-caller", infobip="App canary-caller"' },
]

test.each(troubles)('nothing of %s reaches an answer or the log', { timeout: 20_000 }, async (_, reply) => {
  clock.ahead += 60_000 // what was left alone is asked again
  upstream.otherwise(reply)
  const before = upstream.requests.length
  const answers = await Promise.all([
    ...refs.flatMap((ref) =>
      callers.flatMap((as) => [
        post(query, ref, as),
        post(mutation, ref, as),
        get(`/attachments/${ref.attachment}`),
      ]),
    ),
  ])
  answers.push(await get('/ready'))
  const said = upstream.requests
    .slice(before)
    .flatMap(({ path, headers }) => [path, ...Object.values(headers)])
  expect(said.join()).toMatch(/canary-path.*canary-(token|key)/s)
  for (const answer of answers) expect(answer).toMatch(/errors|userErrors|error|accounts/)
  const everything = answers.join('\n') + log
  expect(everything).not.toContain('unexpected error')
  expect(everything.match(/.{0,80}canary.{0,80}/)?.[0]).toBeUndefined()
  expect(everything).not.toContain(upstream.url)
  log = ''
})
