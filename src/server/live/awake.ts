/** Pings sockets, and cuts those whose client is gone without a word. */
import type { WebSocket } from 'ws'

export interface AwakeWatch {
  /** Until it closes. */
  watch(socket: WebSocket): void
  stop(): void
}

/** Looks in the time between two pings. */
const looks = 100

/**
 * `keepAlive`: milliseconds between two pings; a client that has not answered by the next is gone. Sockets that came all
 * at once, as after a restart, are not pinged all at once, which would hold up everything else: the first time some
 * wait up to half as long again, and then their turns are apart.
 */
export const createAwakeWatch = (keepAlive: number): AwakeWatch => {
  /** Who was pinged longest ago comes first, so their turns stay as far apart as they came. */
  const sockets = new Map<WebSocket, { isAwake: boolean; readonly at: number }>()
  const look = () => {
    const now = performance.now()
    let left = Math.ceil(sockets.size / (looks / 2))
    for (const [socket, { isAwake, at }] of sockets) {
      if (now - at < keepAlive || left === 0) return
      left -= 1
      sockets.delete(socket)
      if (!isAwake) socket.terminate()
      if (socket.readyState !== socket.OPEN) continue // it is on its way out, and needs no ping
      sockets.set(socket, { isAwake: false, at: now })
      socket.ping()
    }
  }
  const timer = setInterval(look, keepAlive / looks)
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
