/**
 * Sockets for the client library that speaks an upstream's live protocol: to the operator's own address only, never
 * redirected, not compressed, bounded in time and size. A peer that says nothing for a while is cut off, also one that
 * took the connection and never began.
 */
import { WebSocket } from 'ws'
import { operatorLookup } from '../../kit/lookup.ts'

export interface SocketLimits {
  /** Milliseconds until the connection is made. Default 5,000. */
  readonly connectTimeout: number
  /** Milliseconds without a message. Default 10,000. */
  readonly idleTimeout: number
  /** Milliseconds that the peer has to take part in the closing. Default 1,000. */
  readonly closeTimeout: number
  /** Bytes of a message. Default 10 MiB. */
  readonly maxBytes: number
}

export const defaultSocketLimits: SocketLimits = {
  connectTimeout: 5_000,
  idleTimeout: 10_000,
  closeTimeout: 1_000,
  maxBytes: 10 * 1024 * 1024,
}

/** `path` below the address that the operator configured. */
export const socketUrl = (baseUrl: string, path: string): string => {
  const url = new URL(baseUrl)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  url.pathname = url.pathname.replace(/\/+$/, '') + path
  return url.href
}

/** A class, because client libraries make their sockets themselves. */
export const socketClass = (limits: SocketLimits): (new (url: string, protocol: string) => WebSocket) =>
  class BoundedSocket extends WebSocket {
    #idle: NodeJS.Timeout

    constructor(url: string, protocol: string) {
      super(url, protocol, {
        handshakeTimeout: limits.connectTimeout,
        maxPayload: limits.maxBytes,
        perMessageDeflate: false,
        followRedirects: false,
        lookup: operatorLookup(),
      })
      this.#idle = setTimeout(() => this.terminate(), limits.idleTimeout)
      this.on('message', () => this.#idle.refresh())
      this.on('error', () => undefined) // a `close` follows
      this.on('close', () => clearTimeout(this.#idle))
    }

    override close(): void {
      clearTimeout(this.#idle)
      this.#idle = setTimeout(() => this.terminate(), limits.closeTimeout)
      super.close()
    }
  }
