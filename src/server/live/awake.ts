/** Pings sockets, and cuts those whose client is gone without a word. */
import type { WebSocket } from 'ws'

export interface AwakeWatch {
  /** Until it closes. */
  watch(socket: WebSocket): void
  stop(): void
}

/** `keepAlive`: milliseconds between two pings; a client that has not answered by the next is gone. */
export const createAwakeWatch = (keepAlive: number): AwakeWatch => {
  /** Who was pinged longest ago comes first, so their turns stay as far apart as they came. */
  const sockets = new Map<WebSocket, { isAwake: boolean; readonly at: number }>()
  const look = () => {
    const now = performance.now()
    for (const [socket, { isAwake, at }] of sockets) {
      if (now - at < keepAlive) return
      sockets.delete(socket)
      if (!isAwake) socket.terminate()
      if (socket.readyState !== socket.OPEN) continue // it is on its way out, and needs no ping
      sockets.set(socket, { isAwake: false, at: now })
      socket.ping()
    }
  }
  const timer = setInterval(look, keepAlive / 10)
  function forget(this: WebSocket): void {
    sockets.delete(this)
  }
  function wake(this: WebSocket): void {
    const seen = sockets.get(this)
    if (seen) seen.isAwake = true
  }
  return {
    watch: (socket) => {
      sockets.set(socket, { isAwake: true, at: performance.now() })
      socket.on('pong', wake).on('close', forget)
    },
    stop: () => clearInterval(timer),
  }
}
