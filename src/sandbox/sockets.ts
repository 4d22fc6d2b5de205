/** Connections that clients keep open: each dialect has a path for them, and says there what changed. */
import type { Server } from 'node:http'
import { WebSocketServer } from 'ws'
import type { Change } from './changes.ts'
import type { DialectSockets } from './dialect.ts'

export interface Sockets {
  /** How many connections are open. */
  count(): number
  /** Ends every connection without a word, as a network does. */
  cut(): void
  /** Cuts, and lets nobody in from now on, as a proxy that knows no WebSocket. */
  shut(): void
}

export const createSockets = (server: Server, dialects: readonly DialectSockets[]) => {
  const endpoint = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) =>
      [...offered].find((each) => dialects.some(({ protocol }) => protocol === each)) ?? false,
  })
  let isShut = false
  server.on('upgrade', (request, socket, head) => {
    const path = request.url?.split('?')[0]
    const dialect = isShut ? undefined : dialects.find((each) => each.path === path)
    if (!dialect) {
      socket.on('error', () => undefined) // it went away: nobody is there to be told
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
      return
    }
    endpoint.handleUpgrade(request, socket, head, (connection) => {
      connection.on('error', () => connection.terminate())
      dialect.accept(connection)
    })
  })
  const cut = () => {
    for (const connection of endpoint.clients) connection.terminate()
  }
  const shut = () => {
    isShut = true
    cut()
  }
  const sockets: Sockets = { count: () => endpoint.clients.size, cut, shut }
  return {
    sockets,
    onChange: (change: Change): void => {
      for (const dialect of dialects) dialect.onChange(change)
    },
    stop: shut,
  }
}
