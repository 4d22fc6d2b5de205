import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readlinkSync, rmdirSync } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { UpstreamTimeoutError } from '../../../../src/domain/errors.ts'
import { decodeUploadId, encodeUploadId } from '../../../../src/domain/upload.ts'
import type { UploadFile } from '../../../../src/upstream/port.ts'
import {
  attachmentId,
  conversationId,
  type FileRoutes,
  startFileRoutes,
} from '../../../support/file-routes.ts'
import { until } from '../../../support/until.ts'

const maxFileBytes = 100_000

/** What reached the upstream. */
const handed: (Omit<UploadFile, 'open'> & { readonly conversationId: string; readonly content: Buffer })[] =
  []
let folder: string
let routes: FileRoutes

const upload = async (conversation: string, { open, ...file }: UploadFile) => {
  handed.push({ ...file, conversationId: conversation, content: await buffer(open()) })
  await buffer(open()) // may be read again
  return { handle: 'signed--id' }
}

const start = async (of: Parameters<typeof startFileRoutes>[0]) => {
  await routes?.[Symbol.asyncDispose]()
  routes = await startFileRoutes(of, { folder, maxFileBytes })
}

beforeEach(async () => {
  handed.length = 0
  folder = mkdtempSync(join(tmpdir(), 'parley-test-'))
  await start({ upload })
})
afterEach(async () => {
  await routes[Symbol.asyncDispose]()
  rmdirSync(folder) // fails when anything is left in it
})

/** Only Linux tells which files a process has open. */
const isTold = process.platform === 'linux'

/** Files of the folder that this process still has open, with a name there or without. */
const openFiles = (): string[] =>
  (isTold ? readdirSync('/proc/self/fd') : []).flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`)
      return target.startsWith(folder) ? [target] : []
    } catch {
      return [] // closed meanwhile
    }
  })

const form = (content: string | Buffer, name = 'a.txt', type = 'text/plain', field = 'file') => {
  const data = new FormData()
  data.append(field, new File([content as string], name, { type }))
  return data
}

interface Answer {
  readonly status: number
  readonly body: { readonly [key: string]: unknown; readonly error?: { code: string; message: string } }
}

const post = async (
  body: RequestInit['body'],
  headers: Record<string, string> = {},
  id = conversationId,
): Promise<Answer> => {
  const response = await fetch(`${routes.url}/uploads?conversationId=${id}`, {
    method: 'POST',
    body,
    headers,
  })
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}

/** A request whose body the test writes as it likes. */
const openPost = (headers: Record<string, string>) => {
  const request = httpRequest(`${routes.url}/uploads?conversationId=${conversationId}`, {
    method: 'POST',
    headers,
  })
  const response = new Promise<IncomingMessage>((resolve, reject) =>
    request.on('response', resolve).on('error', reject),
  )
  response.catch(() => undefined)
  return { request, response }
}

const multipart = { 'content-type': 'multipart/form-data; boundary=x' }
const head =
  '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n'

describe('an upload', () => {
  test('reaches the upstream whole, with size, checksum, and a type found from its content', async () => {
    const content = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(90_000, 'a')])
    const { status, body } = await post(form(content, 'Überraschung.pdf', 'application/octet-stream'))
    const file = { name: 'Überraschung.pdf', contentType: 'application/pdf', size: content.length }
    expect([status, body]).toEqual([201, { uploadId: expect.any(String), ...file }])
    expect(decodeUploadId(String(body.uploadId))).toEqual({ account: 'desk', handle: 'signed--id' })
    const md5 = createHash('md5').update(content).digest('base64')
    expect(handed).toEqual([{ ...file, md5, conversationId: '1', content }])
    expect(openFiles()).toEqual([])
  })

  test.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['a\r\nX-Injected: 1.txt', 'a%0D%0AX-Injected: 1.txt'],
    ['a"b.txt', 'a%22b.txt'],
  ])('named %j arrives as %j', async (name, expected) => {
    expect((await post(form('a', name))).body.name).toBe(expected)
  })

  test('whose name breaks the line of its own header arrives under a harmless one', async () => {
    const { request, response } = openPost(multipart)
    request.end(`${head.replace('a.txt', 'a\\"b\r\n c.txt')}content\r\n--x--\r\n`)
    const answer = JSON.parse(await text(await response)) as Answer['body']
    expect(String(answer.name ?? '')).not.toMatch(/["\r\n]/)
  })

  test('of as many bytes as are allowed passes, of one more does not', async () => {
    expect((await post(form('a'.repeat(maxFileBytes)))).status).toBe(201)
    const { status, body } = await post(form('a'.repeat(maxFileBytes + 1)))
    expect([status, body.error?.code]).toEqual([413, 'BAD_USER_INPUT'])
    expect(handed).toHaveLength(1)
    expect(openFiles()).toEqual([])
  })

  test.runIf(isTold)('waits on the disk without a name', async () => {
    const { request, response } = openPost(multipart)
    request.write(head + 'a'.repeat(50_000))
    await until(() => openFiles().some((path) => path.endsWith(' (deleted)')))
    expect(readdirSync(folder)).toEqual([])
    request.end('\r\n--x--\r\n')
    expect((await response).statusCode).toBe(201)
    await until(() => openFiles().length === 0)
  })

  test.runIf(isTold)(
    'that is aborted leaves nothing behind, and the upstream hears nothing of it',
    async () => {
      const { request } = openPost(multipart)
      request.write(head + 'a'.repeat(50_000))
      await until(() => openFiles().length === 1)
      request.destroy()
      await until(() => openFiles().length === 0)
      expect([handed, routes.bugs, readdirSync(folder)]).toEqual([[], [], []])
    },
  )

  test('that is aborted while the upstream takes it stops there too', async () => {
    let signal: AbortSignal | undefined
    await start({
      upload: (_conversation, _file, call) => {
        signal = call.signal
        return new Promise((_resolve, reject) =>
          call.signal.addEventListener('abort', () => reject(call.signal.reason)),
        )
      },
    })
    const { request } = openPost(multipart)
    request.end(`${head}content\r\n--x--\r\n`)
    await until(() => signal !== undefined)
    request.destroy()
    await until(() => signal?.aborted === true && openFiles().length === 0)
    expect(routes.bugs).toEqual([])
  })

  test('that the upstream fails says so, and leaves nothing behind', async () => {
    const failure = new UpstreamTimeoutError('desk did not answer in time.', {
      account: 'desk',
      provider: 'CHATWOOT',
    })
    await start({ upload: () => Promise.reject(failure) })
    expect(await post(form('a'))).toEqual({
      status: 504,
      body: { error: { code: 'UPSTREAM_TIMEOUT', message: 'desk did not answer in time.' } },
    })
    expect(openFiles()).toEqual([])
  })
})

describe('200 MB are refused', () => {
  const size = 200 * 1024 * 1024
  /** What may still be on its way, and is thrown away, while the answer travels. */
  const inFlight = 70 * 1024 * 1024

  const endless = () => {
    let left = size
    return new Readable({
      read() {
        const chunk = Buffer.alloc(Math.min(left, 64 * 1024), 'a')
        left -= chunk.length
        this.push(chunk.length > 0 ? chunk : null)
      },
    })
  }

  test.each([
    [
      'before the first byte, where the request tells its length',
      { 'content-length': String(head.length + size) },
    ],
    ['after as many as are allowed, where it does not', {}],
  ])('%s', async (_when, headers) => {
    const { request, response } = openPost({ ...multipart, ...headers })
    request.write(head)
    endless().pipe(request)
    const { statusCode } = await response
    expect(statusCode).toBe(413)
    expect(openFiles()).toEqual([])
    request.destroy()
    expect(routes.bytesRead()).toBeLessThan(inFlight)
    expect(handed).toEqual([])
  })
})

describe('a request is refused', () => {
  const two = () => {
    const data = form('a')
    data.append('file', new File(['b'], 'b.txt', { type: 'text/plain' }))
    return data
  }
  const many = () => {
    const data = form('a')
    for (let index = 0; index < 20; index++) data.append(`field${index}`, 'value')
    return data
  }
  const words = () => {
    const data = new FormData()
    data.append('file', 'not a file')
    return data
  }

  test.each([
    ['with two files', two(), {}, 400],
    ['with many fields', many(), {}, 400],
    ['with text instead of a file', words(), {}, 400],
    ['with a file in another field', form('a', 'a.txt', 'text/plain', 'picture'), {}, 400],
    ['with an empty file', form(''), {}, 400],
    ['with nothing', new FormData(), {}, 400],
    ['that is cut off', `${head}content`, multipart, 400],
    ['that is JSON', '{}', { 'content-type': 'application/json' }, 415],
    ['without a boundary', 'a', { 'content-type': 'multipart/form-data; charset=utf-8' }, 415],
    [
      'with a program that calls itself PNG',
      form(Buffer.concat([Buffer.from('MZ'), Buffer.alloc(500)]), 'a.png', 'image/png'),
      {},
      415,
    ],
  ])('%s', async (_what, body, headers, status) => {
    const answer = await post(body, headers)
    expect([answer.status, answer.body.error?.code]).toEqual([status, 'BAD_USER_INPUT'])
    expect(answer.body.error?.message).toMatch(/\.$/)
    expect([handed, openFiles(), routes.bugs]).toEqual([[], [], []])
  })

  test.each([
    ['no conversation', '', 400, 'BAD_USER_INPUT'],
    ['something that is no id', 'nonsense', 400, 'BAD_USER_INPUT'],
    ['the id of something else', attachmentId, 400, 'BAD_USER_INPUT'],
    ['an upload', encodeUploadId({ account: 'desk', handle: '1' }), 400, 'BAD_USER_INPUT'],
  ])('for %s', async (_what, id, status, code) => {
    const answer = await post(form('a'), {}, id)
    expect([answer.status, answer.body.error?.code]).toEqual([status, code])
    expect(handed).toEqual([])
  })

  test('for a conversation that the caller may not see', async () => {
    const hidden = Buffer.from('Conversation:desk:2').toString('base64url')
    const answer = await post(form('a'), {}, hidden)
    expect([answer.status, answer.body.error?.code]).toEqual([404, 'NOT_FOUND'])
    expect(handed).toEqual([])
  })

  test('for an upstream that takes no uploads', async () => {
    await start({})
    const answer = await post(form('a'))
    expect([answer.status, answer.body.error?.code]).toEqual([422, 'UNSUPPORTED'])
  })
})

describe('a web page', () => {
  const evil = { origin: 'https://evil.example.com' }

  test('of another origin cannot upload with a form', async () => {
    const answer = await post(form('a'), evil)
    expect([answer.status, answer.body.error?.code]).toEqual([403, 'FORBIDDEN'])
    expect(handed).toEqual([])
  })

  test('of another origin is not told that it may send headers', async () => {
    const response = await fetch(`${routes.url}/uploads`, {
      method: 'OPTIONS',
      headers: {
        ...evil,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-requested-with',
      },
    })
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('of an allowed origin can upload, and read the answer', async () => {
    const origin = 'https://inbox.example.com'
    const response = await fetch(`${routes.url}/uploads?conversationId=${conversationId}`, {
      method: 'POST',
      body: form('a'),
      headers: { origin },
    })
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([201, origin])
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
  })

  test.each(['authorization', 'api_access_token', 'x-requested-with'])(
    'that could send the header %s has asked before',
    async (header) => {
      expect((await post(form('a'), { ...evil, [header]: 'a' })).status).not.toBe(403)
    },
  )
})
