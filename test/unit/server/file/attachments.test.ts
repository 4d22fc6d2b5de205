import { PassThrough, Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { UpstreamBadResponseError, UpstreamTimeoutError } from '../../../../src/domain/errors.ts'
import { attachmentId, picture, startFileRoutes } from '../../../support/file-routes.ts'
import { until } from '../../../support/until.ts'

const streamOf = (body: Readable, headers: Record<string, string> = {}) => ({ status: 200, headers, body })

const headersFor = async (type: string | null, fileName: string | null = 'a') => {
  await using routes = await startFileRoutes({
    attachment: { ...picture, kind: 'FILE', fileName, contentType: null },
    openAttachment: async () => streamOf(Readable.from(['a']), type === null ? {} : { 'content-type': type }),
  })
  return (await fetch(`${routes.url}/attachments/${attachmentId}`)).headers
}

describe('what strangers sent', () => {
  test.each([
    ['text/html', 'attachment', 'text/html'],
    ['image/svg+xml', 'attachment', 'image/svg+xml'],
    ['application/xhtml+xml', 'attachment', 'application/xhtml+xml'],
    ['text/javascript', 'attachment', 'text/javascript'],
    ['text/plain; charset=utf-8', 'attachment', 'text/plain; charset=utf-8'],
    ['image/png', 'inline', 'image/png'],
    ['audio/ogg; codecs=opus', 'inline', 'audio/ogg; codecs=opus'],
    ['video/mp4', 'inline', 'video/mp4'],
    ['application/pdf', 'inline', 'application/pdf'],
    ['image', 'attachment', 'application/octet-stream'],
    ['image/png<script>', 'attachment', 'application/octet-stream'],
    [null, 'attachment', 'application/octet-stream'],
  ])('as %s is %s as %s, and nothing in it runs', async (given, disposition, type) => {
    const headers = await headersFor(given)
    expect(headers.get('content-type')).toBe(type)
    expect(headers.get('content-disposition')).toMatch(new RegExp(`^${disposition};`))
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
  })

  test.each([
    ['../../etc/passwd', 'attachment; filename=passwd'],
    ['a"b\r\nset-cookie: c.pdf', 'attachment; filename="abset-cookie: c.pdf"'],
    ['Überraschung.pdf', 'attachment; filename="?berraschung.pdf"; filename*=UTF-8\'\'%C3%9Cberraschung.pdf'],
    [null, 'attachment; filename=file'],
  ])('under the name %j is named safely', async (name, disposition) => {
    expect((await headersFor('application/zip', name)).get('content-disposition')).toBe(disposition)
  })
})

describe('the bytes', () => {
  test('are no longer read when the client goes away', async () => {
    const body = new PassThrough()
    await using routes = await startFileRoutes({ openAttachment: async () => streamOf(body) })
    const client = new AbortController()
    const response = await fetch(`${routes.url}/attachments/${attachmentId}`, { signal: client.signal })
    body.write('a')
    expect((await response.body?.getReader().read())?.value).toEqual(Uint8Array.of(97))
    client.abort()
    await until(() => body.destroyed)
  })

  test('are no longer waited for when the client goes away before the first', async () => {
    let signal: AbortSignal | undefined
    await using routes = await startFileRoutes({
      openAttachment: (_attachment, _range, call) => {
        signal = call.signal
        return new Promise((_resolve, reject) =>
          call.signal.addEventListener('abort', () => reject(call.signal.reason)),
        )
      },
    })
    const client = new AbortController()
    const answer = fetch(`${routes.url}/attachments/${attachmentId}`, { signal: client.signal })
    await until(() => signal !== undefined)
    client.abort()
    await expect(answer).rejects.toThrow()
    await until(() => signal?.aborted === true)
    expect(routes.bugs).toEqual([])
  })

  test('are read only as fast as the client reads', async () => {
    let produced = 0
    const body = new Readable({
      read() {
        produced++
        this.push(Buffer.alloc(64 * 1024))
      },
    })
    await using routes = await startFileRoutes({ openAttachment: async () => streamOf(body) })
    const response = await fetch(`${routes.url}/attachments/${attachmentId}`)
    let seen = -1
    await until(() => {
      const isStill = produced === seen
      seen = produced
      return isStill
    })
    expect(produced * 64 * 1024).toBeLessThan(32 * 1024 * 1024)
    await response.body?.cancel()
  })

  test('that fail midway break the connection off, and add nothing to the file', async () => {
    const body = new PassThrough()
    await using routes = await startFileRoutes({ openAttachment: async () => streamOf(body) })
    const response = await fetch(`${routes.url}/attachments/${attachmentId}`)
    const reader = response.body?.getReader()
    body.write('part')
    const first = await reader?.read()
    expect(Buffer.from(first?.value ?? []).toString()).toBe('part')
    body.destroy(new Error('https://secret.example.com went away'))
    await expect(reader?.read()).rejects.toThrow()
  })

  test('are not kept waiting for HEAD', async () => {
    const body = new PassThrough()
    await using routes = await startFileRoutes({
      openAttachment: async () => streamOf(body, { 'content-length': '9' }),
    })
    const response = await fetch(`${routes.url}/attachments/${attachmentId}`, { method: 'HEAD' })
    expect(response.headers.get('content-length')).toBe('9')
    expect(body.destroyed).toBe(true)
  })
})

test.each([
  [new UpstreamTimeoutError('slow', { account: 'desk', provider: 'CHATWOOT' }), 504, 'UPSTREAM_TIMEOUT'],
  [
    new UpstreamBadResponseError('odd', { account: 'desk', provider: 'CHATWOOT' }),
    502,
    'UPSTREAM_BAD_RESPONSE',
  ],
  [new Error('secret'), 500, 'INTERNAL_SERVER_ERROR'],
])('%s is told as %i %s, with the request id and no more than its message', async (error, status, code) => {
  await using routes = await startFileRoutes({ openAttachment: () => Promise.reject(error) })
  const response = await fetch(`${routes.url}/attachments/${attachmentId}`, {
    headers: { 'x-request-id': 'mine' },
  })
  expect([response.status, response.headers.get('x-request-id')]).toEqual([status, 'mine'])
  const text = await response.text()
  expect(JSON.parse(text)).toMatchObject({ error: { code } })
  expect(text).not.toContain('secret')
  expect(routes.bugs).toHaveLength(status === 500 ? 1 : 0)
})
