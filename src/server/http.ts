/** One node:http server: GraphQL goes to Yoga, everything else to the plain routes. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import type { GraphQLServer } from './graphql.ts'
import type { RestEnv } from './rest.ts'

export interface HttpServerConfig {
  readonly host: string
  readonly port: number
  readonly graphql: GraphQLServer
  readonly routes: Hono<RestEnv>
  readonly hasGraphiQL: boolean
}

export interface HttpServer {
  /** Resolves with the address it is reached at; rejects when it cannot listen there. */
  start(): Promise<{ url: string }>
  /** Takes no new connection, lets answers in progress finish for up to `patience` milliseconds, then cuts. */
  stop(patience: number): Promise<void>
}

export const createHttpServer = ({
  host,
  port,
  graphql,
  routes,
  hasGraphiQL,
}: HttpServerConfig): HttpServer => {
  const plain = getRequestListener(routes.fetch)
  const server = createServer((request, response: ServerResponse) => {
    if (isGraphQL(request) && !(hasGraphiQL && wantsPage(request))) graphql(request, response)
    else plain(request, response)
  })
  return {
    start: () => listen(server, host, port),
    stop: (patience) => close(server, patience),
  }
}

const isGraphQL = ({ url = '' }: IncomingMessage): boolean =>
  url === '/graphql' || url.startsWith('/graphql?')

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
