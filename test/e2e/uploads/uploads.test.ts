import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { conversationsOf, type FoundFile } from '../../support/files.ts'
import { type Stack, startStack } from '../../support/stack.ts'

let stack: Stack
let conversationId: string
let infobipConversationId: string

/** Files of the demo data by kind: real ones, to be sent on. */
const samples = new Map<string, FoundFile>()

beforeAll(async () => {
  stack = await startStack()
  for (const { id, provider, files } of await conversationsOf(stack)) {
    if (provider === 'CHATWOOT') conversationId = id
    else infobipConversationId = id
    for (const file of files) if (file.url?.startsWith(stack.url)) samples.set(file.kind, file)
  }
})
afterAll(() => stack[Symbol.asyncDispose]())

interface Uploaded {
  readonly uploadId: string
  readonly name: string
  readonly contentType: string
  readonly size: number
}

const post = (
  id: string,
  file: File,
  headers: Record<string, string> = {},
  at = stack,
): Promise<Response> => {
  const body = new FormData()
  body.append('file', file)
  return fetch(`${at.url}/uploads?conversationId=${id}`, { method: 'POST', body, headers })
}

const send = async (uploadId: string) => {
  const query = `mutation Send($input: SendMessageInput!) {
    sendMessage(input: $input) {
      message { attachments { kind url fileName contentType size } }
      userErrors { code message path }
    }
  }`
  const response = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input: { conversationId, attachments: [{ uploadId }] } } }),
  })
  return (await response.json()) as {
    data: {
      sendMessage: {
        message: { attachments: FoundFile[] } | null
        userErrors: { code: string; path: string[] }[]
      }
    }
  }
}

describe.each(['IMAGE', 'AUDIO', 'VIDEO', 'FILE'])('%s', (kind) => {
  test('is uploaded, sent, and read back byte for byte', async () => {
    const sample = samples.get(kind)
    if (!sample?.url) throw new Error(`The demo data has no ${kind}.`)
    const content = await (await fetch(sample.url)).arrayBuffer()
    const name = `again ${sample.fileName ?? 'file'}`

    const { result: response, requests } = await stack.requestsDuring(() =>
      post(conversationId, new File([content], name)),
    )
    expect(response.status).toBe(201)
    const uploaded = (await response.json()) as Uploaded
    expect(uploaded).toMatchObject({ name, size: content.byteLength })
    expect(requests).toEqual([
      expect.stringMatching(/^GET .*conversations\/\d+$/),
      expect.stringMatching(/^POST .*\/direct_uploads$/),
      expect.stringMatching(/^PUT \/rails\/active_storage\/disk\//),
    ])

    const { data } = await send(uploaded.uploadId)
    expect(data.sendMessage.userErrors).toEqual([])
    const [sent] = data.sendMessage.message?.attachments ?? []
    expect(sent).toMatchObject({
      kind,
      fileName: name,
      contentType: uploaded.contentType,
      size: content.byteLength,
    })
    const back = await fetch(sent?.url ?? '')
    expect(back.headers.get('content-type')).toBe(uploaded.contentType)
    expect(Buffer.from(await back.arrayBuffer())).toEqual(Buffer.from(content))
  })
})

test('Infobip takes no uploads, and is not asked', async () => {
  const { result, requests } = await stack.requestsDuring(() =>
    post(infobipConversationId, new File(['a'], 'a.txt')),
  )
  expect([result.status, await result.json()]).toMatchObject([422, { error: { code: 'UNSUPPORTED' } }])
  expect(requests).toEqual([])
})

test('an upload id that nobody gave out is refused where it is used', async () => {
  const { data } = await send('nonsense')
  expect(data.sendMessage.userErrors).toMatchObject([{ code: 'INVALID_INPUT' }])
})

describe('where nobody is let in without a credential, an upload is refused', () => {
  let strict: Stack
  beforeAll(async () => {
    strict = await startStack({ config: () => ({ anonymous: 'refuse' }) })
  })
  afterAll(() => strict[Symbol.asyncDispose]())

  const answerTo = async (id: string, headers: Record<string, string>) => {
    const { result, requests } = await strict.requestsDuring(() =>
      post(id, new File(['a'], 'a.txt'), headers, strict),
    )
    return { status: result.status, text: await result.text(), requests }
  }

  test('to nobody, before any call', async () => {
    expect(await answerTo(conversationId, {})).toMatchObject({ status: 401, requests: [] })
  })

  test('to a wrong credential, before any file is announced', async () => {
    const { status, text, requests } = await answerTo(conversationId, { api_access_token: 'canary-token' })
    expect(status).toBe(401)
    expect(text).not.toContain('canary')
    expect(requests.filter((request) => !request.startsWith('GET'))).toEqual([])
  })

  test('to an agent who may not see the conversation', async () => {
    const { admin, agent } = sandboxCredentials.chatwoot
    const idsFor = async (token: string) =>
      (await conversationsOf(strict, { api_access_token: token })).map(({ id }) => id)
    const seen = new Set(await idsFor(agent.token))
    const hidden = (await idsFor(admin.token)).find((id) => !seen.has(id)) ?? ''
    const { status, requests } = await answerTo(hidden, { api_access_token: agent.token })
    expect(status).toBe(404)
    expect(requests.filter((request) => !request.startsWith('GET'))).toEqual([])
  })
})
