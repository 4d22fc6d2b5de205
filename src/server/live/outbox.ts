/**
 * Events on their way to sockets. What one turn of the event loop brings for a socket is one write, and what it brings
 * for many is framed for some of them first and written then: by turns it costs a fifth more.
 */
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'

export interface Outbox {
  /** A promise where too much waits already: a client that does not read holds up its own events only. */
  send(socket: WebSocket, wire: Wire, data: Buffer): void | Promise<void>
}

/** What a WebSocket goes over. */
export type Wire = Pick<Socket, 'cork' | 'uncork' | 'writableCorked' | 'writableLength'>

/** Sockets that are written to together. */
const together = 64
/** Bytes that may wait in a socket. */
const room = 64 * 1024
const asText = { binary: false }

export const createOutbox = (): Outbox => {
  const corked: Wire[] = []
  const flush = (): void => {
    for (const wire of corked) wire.uncork()
    corked.length = 0
  }
  const cork = (wire: Wire): void => {
    if (wire.writableCorked > 0) return
    if (corked.length === together) flush()
    if (corked.length === 0) process.nextTick(flush)
    wire.cork()
    corked.push(wire)
  }
  return {
    send: (socket, wire, data) => {
      if (socket.readyState !== socket.OPEN) return
      cork(wire)
      if (wire.writableLength < room) return socket.send(data, asText)
      return new Promise((resolve) => socket.send(data, asText, () => resolve()))
    },
  }
}
