/** Cuts connections of clients that do not read: what waits for them would never go. */
import type { Socket } from 'node:net'

export interface StallWatch {
  /** Until it closes. */
  watch(socket: Socket): void
  stop(): void
}

/** Milliseconds between two looks. */
const lookMs = 500
const nothingWaits = -1

/** `patience`: milliseconds in which nothing of what waits has gone. */
export const createStallWatch = (patience: number): StallWatch => {
  const sockets = new Map<Socket, { gone: number; at: number }>()
  const look = () => {
    const now = performance.now()
    for (const [socket, last] of sockets) {
      const waiting = socket.writableLength
      const gone = waiting === 0 ? nothingWaits : socket.bytesWritten - waiting
      if (gone === nothingWaits || gone !== last.gone) {
        last.gone = gone // in place: there may be tens of thousands of sockets
        last.at = now
      } else if (now - last.at > patience) socket.destroy()
    }
  }
  const timer = setInterval(look, lookMs)
  return {
    watch: (socket) => {
      if (sockets.has(socket)) return
      sockets.set(socket, { gone: nothingWaits, at: performance.now() })
      socket.once('close', () => sockets.delete(socket))
    },
    stop: () => clearInterval(timer),
  }
}
