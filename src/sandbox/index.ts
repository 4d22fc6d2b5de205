/**
 * The sandbox: a REST server that speaks Chatwoot's and Infobip's API over one SQLite file, with demo data and
 * trouble on request. Parley reaches it as it reaches any upstream, over HTTP.
 */
import { createServer, type Server } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { type Changes, createChanges } from './changes.ts'
import { chatwoot } from './chatwoot/index.ts'
import { controlRoutes } from './control.ts'
import type { Dialect } from './dialect.ts'
import { createFaults, type Faults } from './faults.ts'
import { infobip } from './infobip/index.ts'
import { createLife, createLifeTimer, type Life } from './life.ts'
import { createRequestLog, type LoggedRequest } from './log.ts'
import { createSockets, type Sockets } from './sockets.ts'
import { openStore } from './store.ts'
import { createWebhooks, type Webhooks } from './webhooks.ts'

export type { Change, ChangeListener, Changes } from './changes.ts'
export { sandboxCredentials } from './credentials.ts'
export type { Fault, FaultInput, Faults } from './faults.ts'
export { joinSandbox } from './join.ts'
export type { Life } from './life.ts'
export type { LoggedRequest } from './log.ts'
export type { Sockets } from './sockets.ts'
export type { Posted, TroubleInput, Webhooks } from './webhooks.ts'

export interface SandboxConfig {
  /** Path of the SQLite file, or `:memory:`. What is written survives a restart; demo data comes in only when empty. */
  readonly file: string
  /** 0 takes any free port. */
  readonly port: number
  /** Default `127.0.0.1`. */
  readonly host?: string
  /** The clock, milliseconds. Default: the real one. */
  readonly now?: () => number
  /** Whether an empty database is filled with demo data. Default true. */
  readonly seed?: boolean
  /**
   * Whether what is planned happens by itself when its time comes: messages are delivered and read, contacts
   * answer. Else it waits for `life.advance` or `life.runDue`. Default true.
   */
  readonly life?: boolean
  /** The chance in the trouble of webhooks, from 0 up to 1. Default `Math.random`. */
  readonly random?: () => number
  /** Default: all of them. */
  readonly dialects?: readonly Dialect[]
}

export interface Sandbox {
  /** Base URL of both APIs, without a slash at the end. */
  readonly url: string
  readonly port: number
  /** What upstream clients asked for, oldest first; the last 10,000. */
  readonly requests: readonly LoggedRequest[]
  clearRequests(): void
  readonly faults: Faults
  readonly life: Life
  readonly changes: Changes
  readonly webhooks: Webhooks
  readonly sockets: Sockets
  /** Ends every connection and closes the file. */
  close(): Promise<void>
}

/** Throws when the port is taken, or the file belongs to something else. */
export const startSandbox = async (config: SandboxConfig): Promise<Sandbox> => {
  const { host = '127.0.0.1', now = Date.now, seed = true, dialects = [chatwoot, infobip] } = config
  const isAlive = config.life ?? true
  const db = openStore({ file: config.file, dialects, seed, now: now() })
  const closing = new AbortController()
  const log = createRequestLog()
  const faults = createFaults(closing.signal)
  let url = ''
  const deps = { db, now, baseUrl: () => url }
  const changes = createChanges(db)
  const { webhooks, ...poster } = createWebhooks({
    dialects: Object.fromEntries(dialects.map((dialect) => [dialect.name, dialect.webhooks(deps)])),
    random: config.random ?? Math.random,
  })
  changes.onChange(poster.onChange)
  const life = createLife({
    db,
    now,
    actors: Object.fromEntries(dialects.map((dialect) => [dialect.name, dialect.actor(deps)])),
    onRun: changes.deliver,
  })
  const timer = createLifeTimer(life, now)

  const app = new Hono<{ Bindings: HttpBindings }>()
  app.route('/', controlRoutes({ faults, requests: log.requests, clearRequests: log.clear, life, webhooks }))
  app.use(log.middleware)
  app.use(faults.middleware)
  app.use(async (_, next) => {
    await next()
    changes.deliver()
    if (isAlive) timer.arm()
  })
  for (const dialect of dialects) app.route('/', dialect.routes(deps))
  app.notFound((c) => c.json({ error: 'Neither a Chatwoot nor an Infobip path.' }, 404))

  const server = createServer(getRequestListener(app.fetch))
  const { sockets, ...room } = createSockets(
    server,
    dialects.flatMap((dialect) => dialect.sockets?.(deps) ?? []),
  )
  changes.onChange(room.onChange)
  try {
    await listen(server, config.port, host)
  } catch (error) {
    db.close()
    throw error
  }
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : config.port
  url = `http://${reachableHost(host)}:${port}`

  if (isAlive) timer.arm()
  return {
    url,
    port,
    requests: log.requests,
    clearRequests: log.clear,
    faults,
    life,
    changes,
    webhooks,
    sockets,
    close: async () => {
      closing.abort()
      room.stop()
      timer.stop()
      await poster.stop()
      const closed = new Promise<void>((done) => server.close(() => done()))
      server.closeAllConnections()
      await closed
      db.close()
    },
  }
}

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((listening, failed) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      failed(
        cause.code === 'EADDRINUSE'
          ? new Error(
              `The sandbox cannot listen on ${host}:${port}: the port is in use. Choose another one.`,
              {
                cause,
              },
            )
          : cause,
      ),
    )
    server.listen(port, host, listening)
  })

/** A host to put in URLs: one that means "every interface" cannot be called. */
const reachableHost = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
