/** The three clients of node-redis behind one method. */
import { createClient, createCluster, createSentinel } from 'redis'
import type { RedisTarget } from './url.ts'

export interface Driver {
  /** May reject when nothing can be reached at first, and may also try for ever. */
  connect(): Promise<unknown>
  /** Sends the command to the node that holds `key`. Rejects at once while there is no connection. */
  send(key: string, args: readonly string[]): Promise<unknown>
  destroy(): void
}

const connectTimeout = 2000
/** Milliseconds before the n-th attempt to connect again: soon at first, with jitter so that instances spread. */
const reconnectDelay = (retries: number): number =>
  Math.min(500, 20 * 2 ** Math.min(retries, 5)) * (0.75 + Math.random() / 2)

const identity = ({ username, password }: RedisTarget) => ({ username, password })

/** What every connection has in common. No command waits for a connection: a dead Redis fails at once. */
const connection = (target: RedisTarget) => ({
  ...identity(target),
  disableOfflineQueue: true,
  maintNotifications: 'disabled' as const,
  socket: {
    connectTimeout,
    reconnectStrategy: reconnectDelay,
    ...(target.isTls ? { tls: true as const } : {}),
  },
})

export const createDriver = (target: RedisTarget): Driver => {
  const driver = { SINGLE: single, CLUSTER: cluster, SENTINEL: sentinel }[target.kind]
  return driver(target)
}

/** Every failure is told to whoever sent the command; without a listener the event would end the process. */
const ignore = () => {}

const single = (target: RedisTarget): Driver => {
  const options = connection(target)
  const node = target.nodes[0]
  const client = createClient({
    ...options,
    RESP: 2,
    database: target.database,
    socket: { ...options.socket, host: node?.host, port: node?.port },
  })
  // A client that is destroyed while it dials forgets the socket, which would then stay open: so not before it has one.
  let isDialling = true
  let isDoomed = false
  const settle = (dialling: boolean) => () => {
    isDialling = dialling
    if (isDoomed && !isDialling && client.isOpen) client.destroy()
  }
  client.on('connect', settle(false)).on('error', settle(false)).on('reconnecting', settle(true))
  return {
    connect: () => client.connect(),
    send: (_key, args) => client.sendCommand(args),
    destroy: () => {
      isDoomed = true
      settle(isDialling)()
    },
  }
}

const cluster = (target: RedisTarget): Driver => {
  const client = createCluster({
    RESP: 2,
    rootNodes: target.nodes.map(({ host, port }) => ({ socket: { host, port } })),
    defaults: connection(target),
    minimizeConnections: true,
  })
  client.on('error', ignore)
  return {
    connect: () => client.connect(),
    send: (key, args) => client.sendCommand(key, false, [...args]),
    destroy: () => {
      if (client.isOpen) client.destroy()
    },
  }
}

const sentinel = (target: RedisTarget): Driver => {
  const { socket } = connection(target)
  const client = createSentinel({
    RESP: 2,
    name: target.master as string,
    sentinelRootNodes: [...target.nodes],
    nodeClientOptions: { ...connection(target), database: target.database },
    // Sentinels have users of their own, most often none; TLS is the same for all.
    sentinelClientOptions: { socket, maintNotifications: 'disabled' },
    // One connection for all commands. A pool of several loses connections when commands come at the same time.
    masterPoolSize: 1,
    reserveClient: true,
    scanInterval: 2000,
  })
  client.on('error', ignore)
  return {
    connect: () => client.connect(),
    send: (_key, args) => client.sendCommand(false, [...args]),
    destroy: () => {
      client.destroy().catch(ignore)
    },
  }
}
