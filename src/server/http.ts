/** One node:http server: GraphQL goes to Yoga, everything else to the plain routes. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import type { GraphQLServer } from './graphql.ts'
import type { RestEnv } from './rest.ts'
import { setSecurityHeaders } from './security-headers.ts'
import type { StallWatch } from './stall.ts'
import type { WebSockets } from './websocket.ts'

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
}

export interface HttpServer {
  /** Resolves with the address it is reached at; rejects when it cannot listen there. */
  start(): Promise<{ url: string }>
  /** Ends what would never end by itself: sockets with 1012, event streams by a cut, so that clients go on elsewhere. */
  endStreams(): Promise<void>
  /** Takes no new connection, lets answers in progress finish for up to `patience` milliseconds, then cuts. */
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
}: HttpServerConfig): HttpServer => {
  const plain = getRequestListener(routes.fetch)
  const streams = new Set<ServerResponse>()
  const isHttps = publicUrl?.startsWith('https:') ?? false
  const server = createServer((request, response: ServerResponse) => {
    setSecurityHeaders(response, isHttps)
    if (isEventStream(request)) {
      stalls.watch(request.socket)
      streams.add(response)
      response.once('close', () => streams.delete(response))
    }
    if (isGraphQL(request) && !(hasGraphiQL && wantsPage(request))) graphql(request, response)
    else plain(request, response)
  })
  server.on('upgrade', webSockets.upgrade)
  return {
    start: () => listen(server, host, port),
    endStreams: async () => {
      for (const response of streams) response.destroy()
      await webSockets.close()
      stalls.stop()
    },
    stop: (patience) => close(server, patience),
  }
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

const close = (server: Server, patience: number): Promise<void> =>
  new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), 200)
    const cut = setTimeout(() => server.closeAllConnections(), patience)
    server.close(() => {
      clearInterval(idle)
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
