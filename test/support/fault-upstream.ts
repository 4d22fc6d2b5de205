/**
 * An upstream that misbehaves on request, for any path. What it does is decided per request: by what is planned for
 * the next ones, else by what it does otherwise. It keeps what came in, and what it has "stored".
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { until } from './until.ts'

export interface Reply {
  /** Default 200. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text and bytes as they are, anything else as JSON. Default `{}`. */
  readonly body?: unknown
  /** Waits, with everything below, until `release()`. */
  readonly isHeld?: boolean
  /** Keeps the request under `stored` before anything goes wrong. */
  readonly isStored?: boolean
  /** What goes wrong. Default nothing. */
  readonly fault?: FaultKind
}

export type FaultKind =
  /** Closes the socket before any byte of the answer. */
  | 'cut'
  /** The headers and half of the body, then the socket closes. */
  | 'cut-body'
  /** No byte of the answer, ever. */
  | 'silence'
  /** The headers and half of the body, then nothing more. */
  | 'half-body'
  /** A byte of the body every 10 milliseconds, without end. */
  | 'drip'
  /** The half of the body as if it were the whole. */
  | 'truncate'
  /** As many bytes as are taken. */
  | 'endless'
  /** The body compressed. */
  | 'gzip'

export interface ReceivedRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** Whether the client broke it off before it had its answer. */
  readonly isAborted: () => boolean
}

export interface FaultUpstream extends AsyncDisposable {
  readonly url: string
  /** Oldest first. */
  readonly requests: readonly ReceivedRequest[]
  readonly stored: readonly ReceivedRequest[]
  /** Bytes of bodies that were handed to the network. */
  readonly bytesSent: () => number
  /** For the next requests, one each. */
  plan(...replies: readonly Reply[]): void
  /** For every request that nothing is planned for. Default: an empty object. */
  otherwise(reply: Reply | ((request: ReceivedRequest) => Reply)): void
  /** Resolves when so many requests have come in. */
  received(count: number): Promise<void>
  /** Answers those that are held. */
  release(): void
}

export const startFaultUpstream = async (): Promise<FaultUpstream> => {
  const requests: ReceivedRequest[] = []
  const stored: ReceivedRequest[] = []
  const planned: Reply[] = []
  let usual: (request: ReceivedRequest) => Reply = () => ({})
  let held: (() => void)[] = []
  let bytesSent = 0

  const server = createServer(async (incoming, response) => {
    let isAborted = false
    response.on('close', () => {
      isAborted = !response.writableFinished
    })
    const body = await text(incoming).catch(() => '')
    const { method = '', url: path = '', headers } = incoming
    const request = { method, path, headers, body, isAborted: () => isAborted }
    const reply = planned.shift() ?? usual(request)
    requests.push(request)
    if (reply.isHeld) await new Promise<void>((resolve) => held.push(resolve))
    if (reply.isStored) stored.push(request)
    const count = (bytes: number) => {
      bytesSent += bytes
    }
    give(reply, response, count)
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const release = () => {
    const those = held
    held = []
    for (const go of those) go()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stored,
    bytesSent: () => bytesSent,
    plan: (...replies) => planned.push(...replies),
    otherwise: (reply) => {
      usual = typeof reply === 'function' ? reply : () => reply
    },
    received: (count) => until(() => requests.length >= count),
    release,
    [Symbol.asyncDispose]: async () => {
      release()
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const give = (reply: Reply, response: ServerResponse, count: (bytes: number) => void): void => {
  const plain = bytesOf(reply.body ?? {})
  const bytes = reply.fault === 'gzip' ? gzipSync(plain) : plain
  const half = bytes.subarray(0, bytes.length >> 1)
  const start = (length?: number) => {
    response.writeHead(reply.status ?? 200, {
      'content-type': 'application/json',
      ...(length === undefined ? {} : { 'content-length': length }),
      ...(reply.fault === 'gzip' ? { 'content-encoding': 'gzip' } : {}),
      ...reply.headers,
    })
  }
  switch (reply.fault) {
    case 'cut':
      response.destroy()
      return
    case 'silence':
      return
    case 'cut-body':
      start(bytes.length)
      response.write(half, () => response.destroy())
      return
    case 'half-body':
      start(bytes.length)
      response.write(half)
      return
    case 'truncate':
      start(half.length)
      response.end(half)
      return
    case 'drip': {
      start()
      const timer = setInterval(() => response.write(' '), 10)
      response.on('close', () => clearInterval(timer))
      return
    }
    case 'endless':
      start()
      pour(response, count)
      return
    default:
      start(bytes.length)
      response.end(bytes)
      count(bytes.length)
  }
}

/** Writes for as long as somebody reads. */
const pour = (response: ServerResponse, count: (bytes: number) => void): void => {
  const chunk = Buffer.alloc(64 * 1024, ' ')
  const more = () => {
    while (!response.destroyed) {
      count(chunk.length)
      if (!response.write(chunk)) {
        response.once('drain', more)
        return
      }
    }
  }
  more()
}

const bytesOf = (body: unknown): Buffer =>
  Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
