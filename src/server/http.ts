/** One node:http server: GraphQL goes to Yoga, everything else to the plain routes. */
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import type { GraphQLServer } from './graphql/index.ts'
import { isHost } from './host.ts'
import type { StallWatch } from './live/stall.ts'
import type { WebSockets } from './live/websocket.ts'
import type { RestEnv } from './rest/index.ts'
import { securityHeaders } from './security-headers.ts'

export interface HttpServerConfig {
  readonly host: string
  readonly port: number
  readonly graphql: GraphQLServer
  readonly routes: Hono<RestEnv>
  readonly hasGraphiQL: boolean
  /** Where clients reach Parley, as far as it is configured. */
  readonly publicUrl?: string
  readonly webSockets: WebSockets
  readonly stalls: StallWatch
  /** How long a request may take to come. */
  readonly requestPatience?: Partial<RequestPatience>
}

export type RequestPatience = typeof defaultPatience

/**
 * Milliseconds that a client has to send a request; the answer, however long it lasts, does not count. Whoever takes
 * longer is answered 408, or cut off.
 */
const defaultPatience = {
  /** From the connection, or the first byte of a further request, to the end of the headers. */
  headers: 15_000,
  /** To the end of the body. A file of 25 MiB at 2 Mbit/s takes 105,000, and may wait 10,000 for its conversation. */
  request: 150_000,
  /** Between two looks at who is late. */
  look: 5_000,
}

export interface HttpServer {
  /** Resolves with the address it is reached at; rejects when it cannot listen there. */
  start(): Promise<{ url: string }>
  /** Ends what would never end by itself: sockets with 1012, event streams by a cut, so that clients go on elsewhere. */
  endStreams(): Promise<void>
  /**
   * Answers what has come, takes no new connection, lets answers in progress finish for up to `patience`
   * milliseconds, then cuts. Every answer from now on ends its connection.
   */
  stop(patience: number): Promise<void>
}

export const createHttpServer = ({
  host,
  port,
  graphql,
  routes,
  hasGraphiQL,
  publicUrl,
  webSockets,
  stalls,
  requestPatience,
}: HttpServerConfig): HttpServer => {
  const plain = getRequestListener(routes.fetch, { hostname: 'localhost' }) // where HTTP/1.0 names none
  const streams = new Set<ServerResponse>()
  const underWay = new Set<ServerResponse>()
  let isStopping = false
  const headers = Object.entries(securityHeaders(publicUrl))
  const server = createServer(timeouts(requestPatience), (request, response: ServerResponse) => {
    for (const [name, value] of headers) response.setHeader(name, value)
    if (isStopping) response.setHeader('connection', 'close')
    underWay.add(response)
    response.once('close', () => underWay.delete(response))
    if (isEventStream(request)) {
      stalls.watch(request.socket)
      streams.add(response)
      response.once('close', () => streams.delete(response))
    }
    if (!isHost(request.headers.host)) refuseHost(response)
    else if (isGraphQL(request) && !(hasGraphiQL && wantsPage(request))) graphql(request, response)
    else plain(request, response)
  })
  server.on('upgrade', webSockets.upgrade)
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return {
    start: () => listen(server, host, port),
    endStreams: async () => {
      endStarted(streams)
      await webSockets.close()
      stalls.stop()
    },
    stop: async (patience) => {
      isStopping = true
      for (const response of underWay) {
        if (!response.headersSent) response.setHeader('connection', 'close')
      }
      for (let turn = 0; turn < turnsToRead; turn++) await setImmediate()
      for (const socket of sockets) {
        if (socket.bytesRead === 0) socket.destroy() // to Node it is not idle: it may still begin
      }
      await close(server, patience, () => endStarted(streams))
    },
  }
}

const timeouts = (patience?: Partial<RequestPatience>): ServerOptions => {
  const { headers, request, look } = { ...defaultPatience, ...patience }
  return { headersTimeout: headers, requestTimeout: request, connectionsCheckingInterval: look }
}

/**
 * A request may lie in its socket unread, and such a socket looks idle. After so many turns of the event loop everything
 * that had come is read: connections are accepted in one, and read from in the next.
 */
const turnsToRead = 5

/** An answer to one operation may be asked for as an event stream as well: it begins when it is there, and ends itself. */
const endStarted = (streams: ReadonlySet<ServerResponse>): void => {
  for (const response of streams) {
    if (response.headersSent && !response.writableEnded) response.destroy()
  }
}

const refuseHost = (response: ServerResponse): void => {
  const error = { code: 'BAD_USER_INPUT', message: 'The header Host is not the name of a host.' }
  response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
}

const isGraphQL = ({ url = '' }: IncomingMessage): boolean =>
  url === '/graphql' || url.startsWith('/graphql?')

const isEventStream = ({ headers }: IncomingMessage): boolean =>
  (headers.accept ?? '').includes('text/event-stream')

/** A browser's address bar asks for HTML; a GraphQL client never does. */
const wantsPage = ({ method, headers, url = '' }: IncomingMessage): boolean =>
  method === 'GET' && (headers.accept ?? '').includes('text/html') && !url.includes('query=')

const listen = (server: Server, host: string, port: number): Promise<{ url: string }> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const { port: bound } = server.address() as AddressInfo
      const shown = host.includes(':') ? `[${host}]` : host
      resolve({ url: `http://${shown}:${bound}` })
    })
  })

const close = (server: Server, patience: number, endStreams: () => void): Promise<void> =>
  new Promise((resolve) => {
    const idle = setInterval(() => {
      server.closeIdleConnections()
      endStreams()
    }, 200)
    const cut = setTimeout(() => server.closeAllConnections(), patience)
    server.close(() => {
      clearInterval(idle)
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
