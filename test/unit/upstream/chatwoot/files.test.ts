import { createHash } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import type { Attachment } from '../../../../src/domain/attachment.ts'
import { UpstreamBadResponseError } from '../../../../src/domain/errors.ts'
import { type ChatwootDeps, createChatwoot } from '../../../../src/upstream/chatwoot/index.ts'
import type { UploadFile } from '../../../../src/upstream/port.ts'
import { bodyOf, startHttpServer } from '../../../support/http-server.ts'
import { call } from './model.ts'

const opened: AsyncDisposable[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one[Symbol.asyncDispose]()))
})

const serve = async (listener: RequestListener) => {
  const server = await startHttpServer(listener)
  opened.push(server)
  return server
}

const chatwootAt = (baseUrl: string, deps: Partial<ChatwootDeps> = {}) => {
  const upstream = createChatwoot({ name: 'chatwoot', baseUrl, accountId: '1' }, { now: () => 0, ...deps })
  opened.push({ [Symbol.asyncDispose]: () => upstream.close() })
  return upstream
}

const content = 'a few words'
const file: UploadFile = {
  name: 'Überraschung.txt',
  contentType: 'text/plain',
  size: content.length,
  md5: createHash('md5').update(content).digest('base64'),
  open: () => Readable.from([Buffer.from(content)]),
}

interface Seen {
  readonly route: string
  readonly token: unknown
  readonly type: unknown
  readonly body: string
}

/** A Chatwoot that answers by route, e.g. `PUT /disk`, and keeps what it saw. */
const chatwoot = async (answers: (url: string) => Record<string, () => [number, object?]>) => {
  const seen: Seen[] = []
  const server = await serve(async (request, response) => {
    const route = `${request.method} ${request.url}`
    const { api_access_token: token, 'content-type': type } = request.headers
    seen.push({ route, token, type, body: (await bodyOf(request)).toString() })
    const [status, body] = answers(server.url)[route]?.() ?? [500]
    response.writeHead(status).end(body && JSON.stringify(body))
  })
  return { server, seen }
}

const handshake = 'POST /api/v1/accounts/1/conversations/32/direct_uploads'
const form = 'POST /api/v1/accounts/1/upload'
const room = (url: string, headers: object = { 'Content-Type': 'text/plain' }) => ({
  signed_id: 'signed--id',
  direct_upload: { url, headers },
})

describe('an upload', () => {
  it('is announced with size and checksum, put where Chatwoot says, and gives the signed id', async () => {
    const { server, seen } = await chatwoot((url) => ({
      [handshake]: () => [200, room(`${url}/disk`)],
      'PUT /disk': () => [204],
    }))
    expect(await chatwootAt(server.url).can.upload?.('32', file, call)).toEqual({ handle: 'signed--id' })
    expect(seen.map(({ route }) => route)).toEqual([handshake, 'PUT /disk'])
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      blob: { filename: file.name, content_type: 'text/plain', byte_size: 11, checksum: file.md5 },
    })
    expect(seen[1]).toMatchObject({ token: undefined, type: 'text/plain', body: content })
  })

  it('to a store that the operator named goes there, with its headers and without the token', async () => {
    const storage = await chatwoot(() => ({ 'PUT /bucket/key?signature=1': () => [200] }))
    const { server } = await chatwoot(() => ({
      [handshake]: () => [
        200,
        room(`${storage.server.url}/bucket/key?signature=1`, {
          'Content-Type': 'text/plain',
          'Content-MD5': file.md5,
          Host: 'elsewhere',
          'Content-Length': '1',
        }),
      ],
    }))
    await chatwootAt(server.url, { storageOrigins: [storage.server.url] }).can.upload?.('32', file, call)
    expect(storage.seen).toMatchObject([{ token: undefined, body: content }])
    expect(storage.server.requests[0]?.headers).toMatchObject({
      host: new URL(storage.server.url).host,
      'content-md5': file.md5,
      'content-length': '11',
    })
  })

  it('to another private address is refused without a connection', async () => {
    const inside = await serve((_request, response) => response.end())
    const { server } = await chatwoot(() => ({ [handshake]: () => [200, room(inside.url)] }))
    await expect(chatwootAt(server.url).can.upload?.('32', file, call)).rejects.toThrow(
      UpstreamBadResponseError,
    )
    expect(inside.connections()).toBe(0)
  })

  it('goes by the account’s form where Chatwoot refuses to make room for it', async () => {
    const { server, seen } = await chatwoot(() => ({
      [handshake]: () => [422, { status: 422, error: 'Unprocessable Entity' }],
      [form]: () => [200, { file_url: 'https://chat.example.com/file', blob_id: 'signed--form' }],
    }))
    expect(await chatwootAt(server.url).can.upload?.('32', file, call)).toEqual({ handle: 'signed--form' })
    const [, sent] = seen
    expect(sent).toMatchObject({ route: form, token: call.credential.value })
    const parts = await new Response(sent?.body, {
      headers: { 'content-type': String(sent?.type) },
    }).formData()
    const part = parts.get('attachment') as File
    expect([part.name, part.type, await part.text()]).toEqual([file.name, 'text/plain', content])
  })

  it('whose bytes are refused fails, and is not tried another way', async () => {
    const { server, seen } = await chatwoot((url) => ({
      [handshake]: () => [200, room(`${url}/disk`)],
      'PUT /disk': () => [422],
    }))
    await expect(chatwootAt(server.url).can.upload?.('32', file, call)).rejects.toMatchObject({
      code: 'UPSTREAM_REJECTED',
      upstreamStatus: 422,
    })
    expect(seen).toHaveLength(2)
  })
})

describe('a file', () => {
  const attachment = (upstreamUrl: string | null): Attachment => ({
    account: 'chatwoot',
    conversationId: '32',
    messageId: '1',
    id: '1',
    kind: 'IMAGE',
    upstreamUrl,
    upstreamThumbnailUrl: null,
    fileName: 'a.png',
    contentType: 'image/png',
    size: 3,
    width: null,
    height: null,
  })

  it('is followed to the store, and the token goes nowhere', async () => {
    const storage = await serve((_request, response) =>
      response
        .writeHead(206, { 'content-type': 'image/png', 'content-range': 'bytes 0-2/9', 'x-amz-id': '1' })
        .end('png'),
    )
    const server = await serve((_request, response) =>
      response.writeHead(302, { location: storage.url }).end(),
    )
    const upstream = chatwootAt(server.url, { storageOrigins: [storage.url] })
    const { status, headers, body } = await upstream.openAttachment(attachment(server.url), 'bytes=0-2', call)
    expect([status, headers]).toEqual([206, { 'content-type': 'image/png', 'content-range': 'bytes 0-2/9' }])
    expect((await buffer(body)).toString()).toBe('png')
    for (const { headers } of [...server.requests, ...storage.requests]) {
      expect(headers.range).toBe('bytes=0-2')
      expect(headers).not.toHaveProperty('api_access_token')
    }
  })

  it('that Chatwoot no longer has is not found', async () => {
    const server = await serve((_request, response) => response.writeHead(404).end())
    await expect(
      chatwootAt(server.url).openAttachment(attachment(server.url), null, call),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('without an address is not found', async () => {
    await expect(
      chatwootAt('https://chat.example.com').openAttachment(attachment(null), null, call),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
