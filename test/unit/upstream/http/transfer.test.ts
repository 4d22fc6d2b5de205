import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterEach, describe, expect, it, test } from 'vitest'
import {
  ForbiddenError,
  type Origin,
  UpstreamBadResponseError,
  UpstreamOverloadedError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
} from '../../../../src/domain/errors.ts'
import { openDownload } from '../../../../src/upstream/http/download.ts'
import { createTransfer, type Transfer, type TransferConfig } from '../../../../src/upstream/http/transfer.ts'
import type { Call } from '../../../../src/upstream/port.ts'
import { bodyOf, startHttpServer, type TestServer } from '../../../support/http-server.ts'
import { until } from '../../../support/until.ts'

const origin: Origin = { account: 'files', provider: 'CHATWOOT' }
const callWith = (signal = new AbortController().signal): Call => ({
  credential: { header: 'authorization', value: 'canary' },
  agentId: null,
  requestId: 'test',
  signal,
})

const opened: AsyncDisposable[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one[Symbol.asyncDispose]()))
})

const serve = async (listener: Parameters<typeof startHttpServer>[0]): Promise<TestServer> => {
  const server = await startHttpServer(listener)
  opened.push(server)
  return server
}

const transferTo = (trusted: readonly string[], config: Partial<TransferConfig> = {}): Transfer => {
  const transfer = createTransfer({
    origin,
    trusted,
    toError: ({ status, body }) => new UpstreamRejectedError('refused', origin, status, JSON.stringify(body)),
    ...config,
  })
  opened.push({ [Symbol.asyncDispose]: () => transfer.close() })
  return transfer
}

describe('a download', () => {
  it('brings status, headers and bytes, and sends nothing of the caller by itself', async () => {
    const server = await serve((_request, response) =>
      response.writeHead(206, { 'content-range': 'bytes 0-2/9', etag: '"a"' }).end('abc'),
    )
    const { status, headers, body } = await transferTo([server.url]).get(
      `${server.url}/a?b=c`,
      { range: 'bytes=0-2' },
      callWith(),
    )
    expect([status, headers['content-range'], headers.etag]).toEqual([206, 'bytes 0-2/9', '"a"'])
    expect((await buffer(body)).toString()).toBe('abc')
    const [request] = server.requests
    expect(request?.url).toBe('/a?b=c')
    expect(request?.headers).toMatchObject({ range: 'bytes=0-2', 'accept-encoding': 'identity' })
    expect(JSON.stringify(request?.headers)).not.toContain('canary')
  })

  it('from a loopback address that nobody configured is refused without a connection', async () => {
    const server = await serve((_request, response) => response.end('secret'))
    const { port } = new URL(server.url)
    const transfer = transferTo(['http://127.0.0.1:1'], {
      resolve: async () => ['127.0.0.1', '::ffff:7f00:1'],
    })
    for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', 'files.example.com']) {
      const error = await transfer
        .get(`http://${host}:${port}/`, {}, callWith())
        .catch((cause: unknown) => cause)
      expect(error).toBeInstanceOf(UpstreamBadResponseError)
      expect(String(error)).not.toContain(host)
    }
    expect(server.connections()).toBe(0)
  })

  it('of a name that the system resolves to loopback is refused without a connection', async () => {
    const server = await serve((_request, response) => response.end('secret'))
    const { port } = new URL(server.url)
    await expect(transferTo([]).get(`http://localhost:${port}/`, {}, callWith())).rejects.toThrow(
      UpstreamBadResponseError,
    )
    expect(server.connections()).toBe(0)
  })

  it('is refused by the provider’s own reading of the answer', async () => {
    const server = await serve((_request, response) => response.writeHead(404).end('{"error":"gone"}'))
    await expect(transferTo([server.url]).get(server.url, {}, callWith())).rejects.toMatchObject({
      upstreamStatus: 404,
      upstreamMessage: '{"error":"gone"}',
    })
  })

  it('that announces too many bytes is refused, and its socket closed', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '11' })
      response.write('1')
    })
    const transfer = transferTo([server.url], { limits: { maxBytes: 10 } })
    await expect(transfer.get(server.url, {}, callWith())).rejects.toMatchObject({ isTooLarge: true })
    await until(async () => (await server.openConnections()) === 0)
  })

  it('that turns out too long breaks off', async () => {
    const server = await serve((_request, response) => {
      response.write('12345678')
      response.end('90ab')
    })
    const { body } = await transferTo([server.url], { limits: { maxBytes: 10 } }).get(
      server.url,
      {},
      callWith(),
    )
    await expect(buffer(body)).rejects.toMatchObject({ isTooLarge: true })
  })

  it('that stands still breaks off', async () => {
    const server = await serve((_request, response) => {
      response.write('1')
    })
    const transfer = transferTo([server.url], { limits: { downloadTimeout: 500 } })
    const { body } = await transfer.get(server.url, {}, callWith())
    await expect(buffer(body)).rejects.toThrow()
  })

  it('without headers in time is a timeout', async () => {
    const server = await serve(() => undefined)
    const transfer = transferTo([server.url], { limits: { downloadTimeout: 50 } })
    await expect(transfer.get(server.url, {}, callWith())).rejects.toThrow(UpstreamTimeoutError)
  })

  it('from nobody is unavailable', async () => {
    const url = 'http://127.0.0.1:1'
    await expect(transferTo([url]).get(url, {}, callWith())).rejects.toThrow(UpstreamUnavailableError)
  })

  it('that its reader leaves closes the socket', async () => {
    const server = await serve((_request, response) => {
      response.write('1')
    })
    const { body } = await transferTo([server.url]).get(server.url, {}, callWith())
    body.destroy()
    await until(async () => (await server.openConnections()) === 0)
  })

  it('whose caller goes away closes the socket', async () => {
    const server = await serve((_request, response) => {
      response.write('1')
    })
    const caller = new AbortController()
    const { body } = await transferTo([server.url]).get(server.url, {}, callWith(caller.signal))
    body.on('error', () => undefined)
    caller.abort()
    await until(async () => (await server.openConnections()) === 0)
  })

  it('has a place among few, and gives it back', async () => {
    const server = await serve((_request, response) => {
      response.write('1')
    })
    const transfer = transferTo([server.url], { limits: { maxInFlight: 1 } })
    const { body } = await transfer.get(server.url, {}, callWith())
    await expect(transfer.get(server.url, {}, callWith())).rejects.toThrow(UpstreamOverloadedError)
    body.destroy()
    await until(() =>
      transfer.get(server.url, {}, callWith()).then(
        (download) => Boolean(download.body.destroy()),
        () => false,
      ),
    )
  })
})

describe('redirects', () => {
  const open = (
    transfer: Transfer,
    url: string,
    credentialFor: (url: URL) => Record<string, string> = () => ({}),
  ) => openDownload(transfer, origin, { url, range: 'bytes=0-1', credentialFor }, callWith())

  const chain = (length: number) =>
    serve((request, response) => {
      const step = Number(request.url?.slice(1))
      if (step === length) response.end('found')
      else response.writeHead(302, { location: `/${step + 1}` }).end()
    })

  test.each([0, 1, 3])('%i are followed, the range with them', async (length) => {
    const server = await chain(length)
    const { body, status } = await open(transferTo([server.url]), `${server.url}/0`)
    expect([status, (await buffer(body)).toString()]).toEqual([200, 'found'])
    expect(server.requests.map(({ headers }) => headers.range)).toEqual(Array(length + 1).fill('bytes=0-1'))
  })

  test('4 are too many', async () => {
    const server = await chain(4)
    await expect(open(transferTo([server.url]), `${server.url}/0`)).rejects.toThrow(UpstreamBadResponseError)
    expect(server.requests).toHaveLength(4)
  })

  test('to a private address are refused without a connection', async () => {
    const inside = await serve((_request, response) => response.end('secret'))
    const server = await serve((_request, response) =>
      response.writeHead(302, { location: `${inside.url}/secret` }).end(),
    )
    await expect(open(transferTo([server.url]), server.url)).rejects.toThrow(UpstreamBadResponseError)
    expect(inside.connections()).toBe(0)
  })

  test.each([undefined, 'file:///etc/passwd', 'http://'])('to %s are refused', async (location) => {
    const server = await serve((_request, response) =>
      response.writeHead(302, location ? { location } : {}).end(),
    )
    await expect(open(transferTo([server.url]), server.url)).rejects.toThrow(UpstreamBadResponseError)
  })

  test('ask anew at each stop what proves the caller there', async () => {
    const storage = await serve((_request, response) => response.end('found'))
    const server = await serve((_request, response) =>
      response.writeHead(307, { location: storage.url }).end(),
    )
    const credentialFor = (url: URL): Record<string, string> =>
      url.origin === server.url ? { authorization: 'canary' } : {}
    const { body } = await open(transferTo([server.url, storage.url]), server.url, credentialFor)
    await buffer(body)
    expect(server.requests[0]?.headers.authorization).toBe('canary')
    expect(JSON.stringify(storage.requests[0]?.headers)).not.toContain('canary')
  })
})

describe('sending a file', () => {
  const file = (text: string) => ({
    method: 'PUT' as const,
    headers: { 'content-type': 'text/plain' },
    body: Readable.from([Buffer.from(text)]),
    size: Buffer.byteLength(text),
  })

  it('arrives with its length and the headers given, and nothing else of the caller', async () => {
    let arrived = ''
    const server = await serve(async (request, response) => {
      arrived = (await bodyOf(request)).toString()
      response.writeHead(204).end()
    })
    expect(await transferTo([server.url]).send(`${server.url}/put`, file('content'), callWith())).toBe('')
    expect(arrived).toBe('content')
    const [request] = server.requests
    expect(request?.method).toBe('PUT')
    expect(request?.headers).toMatchObject({ 'content-length': '7', 'content-type': 'text/plain' })
    expect(JSON.stringify(request?.headers)).not.toContain('canary')
  })

  test.each([302, 403, 500])('that is answered %i is refused', async (status) => {
    const server = await serve((request, response) => {
      request.resume()
      response.writeHead(status, { location: '/elsewhere' }).end()
    })
    await expect(transferTo([server.url]).send(server.url, file('a'), callWith())).rejects.toMatchObject({
      upstreamStatus: status,
    })
    expect(server.requests).toHaveLength(1)
  })

  it('to a private address is refused without a connection, and without reading the file', async () => {
    const server = await serve((_request, response) => response.end())
    const upload = file('a')
    await expect(transferTo([]).send(server.url, upload, callWith())).rejects.toThrow(
      UpstreamBadResponseError,
    )
    expect(server.connections()).toBe(0)
    expect(upload.body.destroyed).toBe(true)
  })

  it('that takes too long is a timeout', async () => {
    const server = await serve(() => undefined)
    const transfer = transferTo([server.url], { limits: { uploadTimeout: 50 } })
    await expect(transfer.send(server.url, file('a'), callWith())).rejects.toThrow(UpstreamTimeoutError)
  })

  it('that the caller gives up stops', async () => {
    const server = await serve((request) => {
      request.resume()
    })
    const caller = new AbortController()
    const sent = transferTo([server.url]).send(server.url, file('a'), callWith(caller.signal))
    const failed = expect(sent).rejects.toThrow()
    await until(() => server.requests.length === 1)
    caller.abort()
    await failed
    await until(async () => (await server.openConnections()) === 0)
  })

  it('errors of the provider pass as they are', async () => {
    const server = await serve((request, response) => {
      request.resume()
      response.writeHead(403).end()
    })
    const transfer = transferTo([server.url], { toError: () => new ForbiddenError('no', origin) })
    await expect(transfer.send(server.url, file('a'), callWith())).rejects.toThrow(ForbiddenError)
  })
})
