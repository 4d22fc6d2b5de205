import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { infobipSandboxCredentials } from '../../../src/sandbox/infobip/index.ts'
import { conversationsOf, type FoundFile } from '../../support/files.ts'
import { type Stack, startStack } from '../../support/stack.ts'

const { chatwoot } = sandboxCredentials

let stack: Stack
/** One file of each kind and provider, e.g. `CHATWOOT IMAGE`. */
const files = new Map<string, FoundFile>()

beforeAll(async () => {
  stack = await startStack()
  for (const { provider, files: found } of await conversationsOf(stack)) {
    for (const file of found) files.set(`${provider} ${file.kind}`, file)
  }
})
afterAll(() => stack[Symbol.asyncDispose]())

const fileOf = (name: string): FoundFile & { readonly url: string } => {
  const file = files.get(name)
  if (!file?.url) throw new Error(`The demo data has no ${name}, only ${[...files.keys()].join(', ')}.`)
  return { ...file, url: file.url }
}

/** How files of a kind begin. */
const signatures = {
  png: [0x89, 0x50, 0x4e, 0x47],
  pdf: [0x25, 0x50, 0x44, 0x46],
  wav: [0x52, 0x49, 0x46, 0x46],
  webm: [0x1a, 0x45, 0xdf, 0xa3],
}

describe.each([
  ['CHATWOOT IMAGE', /^image\/png/, signatures.png],
  ['CHATWOOT AUDIO', /^audio\/wav/, signatures.wav],
  ['CHATWOOT VIDEO', /^video\/mp4/, null],
  ['CHATWOOT FILE', /^application\/pdf|^text\/csv/, null],
  ['INFOBIP IMAGE', /^image\/png/, signatures.png],
  ['INFOBIP AUDIO', /^audio\/wav/, signatures.wav],
  ['INFOBIP VIDEO', /^video\/webm/, signatures.webm],
  ['INFOBIP FILE', /^application\/pdf/, signatures.pdf],
] as const)('%s', (name, type, signature) => {
  test('has a link to Parley without a credential in it, and its bytes are there', async () => {
    const { url, id, size } = fileOf(name)
    expect(url).toBe(`${stack.url}/attachments/${id}`)
    const response = await fetch(url)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(type)
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(bytes.length).toBe(Number(response.headers.get('content-length')))
    if (size !== null) expect(bytes.length).toBe(size)
    if (signature) expect([...bytes.subarray(0, 4)]).toEqual(signature)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': expect.stringContaining('private'),
      'accept-ranges': 'bytes',
    })
  })

  test('is read in parts', async () => {
    const { url } = fileOf(name)
    const whole = Buffer.from(await (await fetch(url)).arrayBuffer())
    const part = await fetch(url, { headers: { range: 'bytes=1-3' } })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 1-3/${whole.length}`])
    expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(1, 4))
    const end = await fetch(url, { headers: { range: 'bytes=-2' } })
    expect(Buffer.from(await end.arrayBuffer())).toEqual(whole.subarray(-2))
    const beyond = await fetch(url, { headers: { range: `bytes=${whole.length}-` } })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`])
    const changed = await fetch(url, { headers: { range: 'bytes=1-3', 'if-range': '"another"' } })
    expect([changed.status, (await changed.arrayBuffer()).byteLength]).toEqual([200, whole.length])
  })

  test('is described to HEAD', async () => {
    const { url } = fileOf(name)
    const whole = await fetch(url)
    const head = await fetch(url, { method: 'HEAD' })
    expect(head.status).toBe(200)
    expect(await head.text()).toBe('')
    for (const header of [
      'content-type',
      'content-length',
      'content-disposition',
      'content-security-policy',
    ]) {
      expect(head.headers.get(header)).toBe(whole.headers.get(header))
    }
    await whole.body?.cancel()
  })
})

test('pictures, sound, film and PDF are shown, the rest is saved, both under their name', async () => {
  const dispositionOf = async (url: string) =>
    (await fetch(url, { method: 'HEAD' })).headers.get('content-disposition')
  expect(await dispositionOf(fileOf('CHATWOOT IMAGE').url)).toMatch(/^inline; filename=/)
  const csv = (await conversationsOf(stack))
    .flatMap(({ files: all }) => all)
    .find(({ fileName }) => fileName?.endsWith('.csv'))
  expect(await dispositionOf(csv?.url ?? '')).toBe(`attachment; filename=${csv?.fileName}`)
})

test('a thumbnail is served where there is one', async () => {
  const { thumbnailUrl, url } = fileOf('CHATWOOT IMAGE')
  expect(thumbnailUrl).toBe(`${url}?thumbnail=1`)
  const response = await fetch(thumbnailUrl ?? '')
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png'])
  await response.body?.cancel()
  const without = await fetch(`${fileOf('CHATWOOT AUDIO').url}?thumbnail=1`)
  expect([without.status, await without.json()]).toMatchObject([404, { error: { code: 'NOT_FOUND' } }])
})

test('what is no file keeps the link of its upstream, and is not served', async () => {
  const { url, id } = fileOf('CHATWOOT LOCATION')
  expect(url).not.toContain(stack.url)
  expect((await fetch(`${stack.url}/attachments/${id}`)).status).toBe(404)
})

describe('a file is refused', () => {
  const answerTo = async (id: string, headers: Record<string, string> = {}, at = stack) => {
    const { result, requests } = await at.requestsDuring(() =>
      fetch(`${at.url}/attachments/${id}`, { headers }),
    )
    const { error } = (await result.json()) as { error: { code: string; message: string } }
    return { status: result.status, code: error.code, message: error.message, requests }
  }

  test.each([
    ['no id', 'nonsense'],
    ['the id of something else', encodeRef({ type: 'Message', account: 'chatwoot', path: ['1', '1'] })],
    [
      'an account that is not there',
      encodeRef({ type: 'Attachment', account: 'other', path: ['1', '1', '1'] }),
    ],
    ['an unsafe path', encodeRef({ type: 'Attachment', account: 'chatwoot', path: ['..', '1', '1'] })],
  ])('for %s, before any call', async (_what, id) => {
    expect(await answerTo(id)).toMatchObject({ status: 400, code: 'BAD_USER_INPUT', requests: [] })
  })

  test.each([
    ['message', ['1', '999999999', '1']],
    ['conversation', ['999999999', '1', '1']],
  ])('for a %s that is not there', async (_what, path) => {
    const id = encodeRef({ type: 'Attachment', account: 'chatwoot', path })
    expect(await answerTo(id)).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  })

  describe('where nobody is let in without a credential', () => {
    let strict: Stack
    beforeAll(async () => {
      strict = await startStack({ config: () => ({ anonymous: 'refuse' }) })
    })
    afterAll(() => strict[Symbol.asyncDispose]())

    test('to nobody, before any call', async () => {
      expect(await answerTo(fileOf('CHATWOOT IMAGE').id, {}, strict)).toMatchObject({
        status: 401,
        code: 'UNAUTHENTICATED',
        requests: [],
      })
    })

    test('to a wrong credential, which is not repeated', async () => {
      const answer = await answerTo(fileOf('CHATWOOT IMAGE').id, { api_access_token: 'canary-token' }, strict)
      expect(answer).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' })
      expect(answer.message).not.toContain('canary')
    })

    test('to the credential of another upstream', async () => {
      const headers = { authorization: `App ${infobipSandboxCredentials.apiKey}` }
      expect(await answerTo(fileOf('CHATWOOT IMAGE').id, headers, strict)).toMatchObject({
        status: 401,
        requests: [],
      })
    })

    test('to an agent who may not see the conversation, and served to one who may', async () => {
      const headersOf = (token: string) => ({ authorization: `Bearer ${token}` })
      const everything = await conversationsOf(strict, headersOf(chatwoot.admin.token))
      const seen = new Set(
        (await conversationsOf(strict, headersOf(chatwoot.agent.token))).map(({ id }) => id),
      )
      const hidden = everything.find(
        ({ id, files: all }) =>
          !seen.has(id) &&
          all.some(({ kind }) => kind === 'IMAGE' || kind === 'FILE' || kind === 'AUDIO' || kind === 'VIDEO'),
      )
      const id = hidden?.files.find(({ contentType }) => contentType !== null)?.id ?? ''
      expect(await answerTo(id, headersOf(chatwoot.agent.token), strict)).toMatchObject({
        status: 404,
        code: 'NOT_FOUND',
      })
      const served = await fetch(`${strict.url}/attachments/${id}`, {
        headers: headersOf(chatwoot.admin.token),
      })
      expect(served.status).toBe(200)
      await served.body?.cancel()
    })
  })
})

test('behind a proxy the links are those that the operator configured', async () => {
  await using behind = await startStack({ config: () => ({ publicUrl: 'https://parley.example.com/api' }) })
  const urls = (await conversationsOf(behind)).flatMap(({ files: all }) => all).map(({ url }) => url)
  expect(urls.some((url) => url?.startsWith('https://parley.example.com/api/attachments/'))).toBe(true)
})

test('a page of an allowed origin may read files, another may not', async () => {
  await using open = await startStack({ config: () => ({ allowedOrigins: ['https://inbox.example.com'] }) })
  const url = `${open.url}/attachments/${fileOf('CHATWOOT IMAGE').id}`
  const allowed = await fetch(url, { method: 'HEAD', headers: { origin: 'https://inbox.example.com' } })
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://inbox.example.com')
  expect(allowed.headers.get('access-control-expose-headers')).toContain('content-range')
  const other = await fetch(url, { method: 'HEAD', headers: { origin: 'https://evil.example.com' } })
  expect(other.headers.get('access-control-allow-origin')).toBeNull()
})
