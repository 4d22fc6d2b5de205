/** Cuts connections of clients that do not read: what waits for them would never go. */
import type { Socket } from 'node:net'

export interface StallWatch {
  /** Until it closes. */
  watch(socket: Socket): void
  stop(): void
}

/** Milliseconds between two looks. */
const lookMs = 500

/** `patience`: milliseconds in which nothing of what waits has gone. */
export const createStallWatch = (patience: number): StallWatch => {
  const sockets = new Map<Socket, { gone: number; at: number }>()
  const look = () => {
    const now = performance.now()
    for (const [socket, last] of sockets) {
      const gone = socket.bytesWritten - socket.writableLength
      if (socket.writableLength === 0 || gone !== last.gone) sockets.set(socket, { gone, at: now })
      else if (now - last.at > patience) socket.destroy()
    }
  }
  const timer = setInterval(look, lookMs)
  return {
    watch: (socket) => {
      if (sockets.has(socket)) return
      sockets.set(socket, { gone: -1, at: performance.now() })
      socket.once('close', () => sockets.delete(socket))
    },
    stop: () => clearInterval(timer),
  }
}
