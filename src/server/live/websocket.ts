/** WebSockets on `/graphql`: who may open one, how long it lives, and what travels on it. */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { handleProtocols } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { isAllowedOrigin } from '../access/cors.ts'
import { isHost } from '../host.ts'
import { securityHeaders } from '../security-headers.ts'
import { traceHeadersOf } from '../watching/trace.ts'
import { createAwakeWatch } from './awake.ts'
import { createOutbox } from './outbox.ts'
import { type Connection, closeCodes, createLiveProtocol, type LiveProtocolConfig } from './protocol.ts'
import type { StallWatch } from './stall.ts'
import { inTurn } from './turns.ts'

export interface WebSocketConfig extends Omit<LiveProtocolConfig, keyof typeof defaultLimits> {
  readonly allowedOrigins: readonly string[]
  readonly stalls: StallWatch
  readonly limits?: Partial<WebSocketLimits>
  /** Told how each connection ended. */
  readonly onClose?: (code: number) => void
}

export type WebSocketLimits = typeof defaultLimits

const defaultLimits = {
  initTimeout: 3_000,
  maxOperations: 50,
  /** Bytes of one message from the client. */
  maxPayload: 64 * 1024,
  /** Milliseconds between two pings; a client that has not answered by the next is gone. */
  keepAlive: 10_000,
  /** Milliseconds that clients have to answer the close when Parley stops. */
  closeTimeout: 1_000,
}

export interface WebSockets {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Closes every socket with 1012, so that clients go on elsewhere, and takes no new one. */
  close(): Promise<void>
  count(): number
}

export const createWebSockets = ({
  allowedOrigins,
  stalls,
  limits,
  onClose,
  ...config
}: WebSocketConfig): WebSockets => {
  const { keepAlive, closeTimeout, maxPayload, ...protocolLimits } = { ...defaultLimits, ...limits }
  const protocol = createLiveProtocol({ ...config, ...protocolLimits })
  const server = new WebSocketServer({ noServer: true, maxPayload, handleProtocols })
  const awake = createAwakeWatch(keepAlive)
  const outbox = createOutbox()
  let isClosing = false

  const serve = (socket: WebSocket, request: IncomingMessage): void => {
    const closed = new AbortController()
    const wire = request.socket as Socket
    /** Logged here, not when it is closed: what a client gives as its reason is its own. */
    const close = (code: number, reason: string): void => {
      if (socket.readyState === socket.OPEN && refusals.has(code)) {
        config.log.info({ code, reason }, 'connection refused')
      }
      socket.close(code, reason)
    }
    const connection: Connection = {
      ...openedBy(request),
      closed: closed.signal,
      send: (data) => outbox.send(socket, wire, data),
      close,
    }
    stalls.watch(wire)
    awake.watch(socket)
    const ended = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(socket, data),
        close,
        onMessage: (take) => {
          const begin = inTurn(take)
          socket.on('message', (data) => {
            begin(String(data)).catch((error: unknown) => {
              if (isServersOwn(error)) return close(closeCodes.badRequest, 'Invalid message received')
              config.log.error({ err: error }, 'unexpected error')
              close(closeCodes.bug, 'Internal server error')
            })
          })
        },
      },
      { connection },
    )
    socket.on('error', () => undefined) // what a client sends wrong closes its socket, and is no bug
    socket.once('close', (code, reason) => {
      closed.abort()
      onClose?.(code)
      ended(code, String(reason)).catch((error: unknown) =>
        config.log.error({ err: error }, 'unexpected error'),
      )
    })
  }

  return {
    upgrade: (request, socket, head) => {
      const refusal = isClosing ? '503 Service Unavailable' : whyRefused(request, allowedOrigins)
      if (refusal === null) {
        server.handleUpgrade(request, socket, head, serve)
        return
      }
      config.log.info({ code: null, reason: refusal }, 'connection refused')
      refuse(socket, refusal, config.publicUrl)
    },
    close: async () => {
      isClosing = true
      const open = [...server.clients]
      const gone = Promise.all(open.map((socket) => new Promise((resolve) => socket.once('close', resolve))))
      for (const socket of open) socket.close(closeCodes.restart, 'Service restart')
      const cut = setTimeout(() => {
        for (const socket of open) socket.terminate()
      }, closeTimeout)
      await gone
      clearTimeout(cut)
      awake.stop()
      server.close()
    },
    count: () => server.clients.size,
  }
}

/** graphql-ws has no other name for a message that only servers send, such as `next`. */
const isServersOwn = (error: unknown): boolean =>
  error instanceof Error && /^Unexpected message of type \w+ received$/.test(error.message)

/** What Parley itself closes with when it takes no connection, or takes one no longer. */
const refusals = new Set<number>([
  closeCodes.unauthorized,
  closeCodes.expired,
  closeCodes.badRequest,
  closeCodes.bug,
])

/** All that is kept of the request that opened it: there may be tens of thousands. */
const openedBy = ({ headers, socket }: IncomingMessage) => ({
  host: headers.host ?? '',
  address: socket.remoteAddress ?? '',
  traceHeaders: traceHeadersOf((name) => {
    const value = headers[name]
    return typeof value === 'string' ? value : undefined
  }),
})

/** No `Origin`: not a browser. A page may talk to the server that it came from. */
const whyRefused = ({ url = '', headers }: IncomingMessage, allowed: readonly string[]): string | null => {
  if (url !== '/graphql' && !url.startsWith('/graphql?')) return '404 Not Found'
  const { origin, host } = headers
  if (!isHost(host)) return '400 Bad Request'
  if (origin === undefined || isAllowedOrigin(origin, allowed)) return null
  return URL.parse(origin)?.host === host ? null : '403 Forbidden'
}

const refuse = (socket: Duplex, status: string, publicUrl: string | undefined): void => {
  const headers = { connection: 'close', 'content-length': '0', ...securityHeaders(publicUrl) }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.on('error', () => undefined) // it went away: all the better
  socket.once('finish', () => socket.destroy())
  socket.end([`HTTP/1.1 ${status}`, ...lines, '', ''].join('\r\n'))
}

/** Resolves when it has gone to the network. */
const send = (socket: WebSocket, data: string): Promise<void> =>
  new Promise((resolve) => {
    if (socket.readyState === socket.OPEN) socket.send(data, () => resolve())
    else resolve()
  })
