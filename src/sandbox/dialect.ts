import type { DatabaseSync } from 'node:sqlite'
import type { Hono } from 'hono'
import type { WebSocket } from 'ws'
import type { Change, DialectName } from './changes.ts'
import type { Actor } from './life.ts'

/** One provider's REST API over the sandbox's database. Each dialect owns its tables and its paths. */
export interface Dialect {
  readonly name: DialectName
  /** `CREATE TABLE IF NOT EXISTS …;` statements; names begin with the dialect's name. */
  readonly tables: string
  /** Fills empty tables with demo data whose times lead up to `now` (milliseconds). Deterministic for one `now`. */
  seed(db: DatabaseSync, now: number): void
  /** Routes with absolute paths, e.g. `/api/v1/…`. */
  routes(deps: DialectDeps): Hono
  /** What makes the things happen that the dialect has planned. */
  actor(deps: DialectDeps): Actor
  /** What is posted when something changed. */
  webhooks(deps: DialectDeps): DialectWebhooks
  /** What is told over connections that clients keep open; absent where there are none. */
  sockets?(deps: DialectDeps): DialectSockets
}

export interface DialectSockets {
  readonly path: string
  /** The sub-protocol of WebSocket. */
  readonly protocol: string
  accept(connection: WebSocket): void
  /** Called at once, while the rows are as the change left them. */
  onChange(change: Change): void
}

export interface DialectWebhooks {
  /** One for each address that wants to know; made at once, while the rows are as the change left them. */
  notices(change: Change): readonly Notice[]
  /** Posts all of the demo account to `url` from now on: in place of what was connected before, or besides it. */
  connect(url: string, besides: boolean): void
}

/** A request to whoever subscribed. */
export interface Notice {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface DialectDeps {
  readonly db: DatabaseSync
  /** Milliseconds. */
  readonly now: () => number
  /** Where the sandbox is reached, without a slash at the end; for the absolute URLs in answers. */
  readonly baseUrl: () => string
}
