import type { RequestListener } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import type { Attachment } from '../../../../src/domain/attachment.ts'
import { createInfobip } from '../../../../src/upstream/infobip/index.ts'
import { startHttpServer, type TestServer } from '../../../support/http-server.ts'
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

/** The text of a message's file, read by an account at `base` that may reach `others` too. */
const read = async (url: string, base: TestServer, others: readonly TestServer[] = []): Promise<string> => {
  const upstream = createInfobip(
    { name: 'infobip', baseUrl: `${base.url}/gateway` },
    { now: () => 0, storageOrigins: others.map((other) => other.url) },
  )
  opened.push({ [Symbol.asyncDispose]: () => upstream.close() })
  const attachment: Attachment = {
    account: 'infobip',
    conversationId: 'c',
    messageId: 'm',
    id: '0',
    kind: 'IMAGE',
    upstreamUrl: url,
    upstreamThumbnailUrl: null,
    fileName: null,
    contentType: null,
    size: null,
    width: null,
    height: null,
  }
  const { body } = await upstream.openAttachment(attachment, null, call)
  return (await buffer(body)).toString()
}

describe('a file', () => {
  it('at the account’s own address is read with the caller’s credential', async () => {
    const base = await serve((_request, response) => response.end('picture'))
    expect(await read(`${base.url}/media/1`, base)).toBe('picture')
    expect(base.requests[0]?.headers.authorization).toBe(call.credential.value)
  })

  it('anywhere else is read without it', async () => {
    const base = await serve((_request, response) => response.end())
    const elsewhere = await serve((_request, response) => response.end('picture'))
    expect(await read(`${elsewhere.url}/media/1`, base, [elsewhere])).toBe('picture')
    expect(elsewhere.requests[0]?.headers).not.toHaveProperty('authorization')
    expect(base.requests).toEqual([])
  })

  it('that leads elsewhere is followed without it', async () => {
    const storage = await serve((_request, response) => response.end('picture'))
    const base = await serve((_request, response) => response.writeHead(302, { location: storage.url }).end())
    expect(await read(`${base.url}/media/1`, base, [storage])).toBe('picture')
    expect(base.requests[0]?.headers.authorization).toBe(call.credential.value)
    expect(storage.requests[0]?.headers).not.toHaveProperty('authorization')
  })

  it('at a private address is refused without a connection', async () => {
    const base = await serve((_request, response) => response.end())
    const inside = await serve((_request, response) => response.end('secret'))
    await expect(read(inside.url, base)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' })
    expect(inside.connections()).toBe(0)
  })

  it('that the credential may not read is refused in the words of the domain', async () => {
    const base = await serve((_request, response) =>
      response.writeHead(401).end('{"requestError":{"serviceException":{"messageId":"UNAUTHORIZED"}}}'),
    )
    await expect(read(base.url, base)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })
})
