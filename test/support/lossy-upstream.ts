/**
 * Both upstreams on one port, with a log of every message they were asked to store. What becomes of a post, and of
 * its answer, is decided by its text; the log is what callers were told is compared with.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import { chatwoot } from '../../src/sandbox/chatwoot/index.ts'
import { infobip } from '../../src/sandbox/infobip/index.ts'
import { openStore } from '../../src/sandbox/store.ts'
import { until } from './until.ts'

/** What becomes of a post. */
export interface Fate {
  /** Whether the message is stored: at once, when `storeLate` is called, or never. */
  readonly isStored: 'AT_ONCE' | 'LATE' | 'NEVER'
  /** A status in place of the right answer, or none at all. */
  readonly answer: 'RIGHT' | 'CUT' | 500 | 502 | 504
}

export const goodFate: Fate = { isStored: 'AT_ONCE', answer: 'RIGHT' }

export interface StoredMessage {
  /** The upstream's id. */
  readonly id: string
  readonly text: string
  /** Where it was posted to. */
  readonly path: string
}

export interface LossyUpstream extends AsyncDisposable {
  readonly url: string
  /** The text of every post that came in, oldest first. */
  readonly posts: readonly string[]
  /** Every message that is stored, oldest first. */
  readonly stored: readonly StoredMessage[]
  /** Until `release`, posts wait before they are stored. */
  hold(): void
  release(): void
  /** Resolves when so many posts have come in. */
  received(posts: number): Promise<void>
  /** Stores what was to be stored late. */
  storeLate(): Promise<void>
}

const postPath = /\/conversations\/[^/]+\/messages$/

export const startLossyUpstream = async (fateOf: (text: string) => Fate): Promise<LossyUpstream> => {
  const dialects = [chatwoot, infobip]
  const db = openStore({ file: ':memory:', dialects, seed: true, now: Date.now() })
  const posts: string[] = []
  const stored: StoredMessage[] = []
  const late: (() => Promise<void>)[] = []
  let gate = Promise.withResolvers<void>()
  gate.resolve()

  const routes = new Hono()
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.use(async (c, next) => {
    const { path } = c.req
    if (c.req.method !== 'POST' || !postPath.test(path)) return next()
    const init = { method: 'POST', headers: c.req.raw.headers, body: await c.req.text() }
    const text = textOf(JSON.parse(init.body))
    const store = async (): Promise<Response> => {
      const response = await routes.request(path, init)
      if (response.ok) {
        const { id } = (await response.clone().json()) as { id: string | number }
        stored.push({ id: String(id), text, path })
      }
      return response
    }
    posts.push(text)
    await gate.promise
    const { isStored, answer } = fateOf(text)
    const response = isStored === 'AT_ONCE' ? await store() : undefined
    if (isStored === 'LATE') late.push(async () => void (await store()))
    if (answer === 'CUT') return cut(c)
    if (answer === 'RIGHT' && response) return response
    return c.text('Something is down.', answer === 'RIGHT' ? 500 : answer)
  })
  const server = createServer(getRequestListener(app.fetch))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const dialect of dialects) {
    routes.route('/', dialect.routes({ db, now: Date.now, baseUrl: () => url }))
  }
  app.route('/', routes)

  return {
    url,
    posts,
    stored,
    hold: () => {
      gate = Promise.withResolvers()
    },
    release: () => gate.resolve(),
    received: (count) => until(() => posts.length >= count, 30_000),
    storeLate: async () => {
      for (const store of late.splice(0)) await store()
    },
    [Symbol.asyncDispose]: async () => {
      gate.resolve()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      db.close()
    },
  }
}

/** Chatwoot's content is the text, Infobip's holds it. */
const textOf = ({ content }: { readonly content: string | { readonly text: string } }): string =>
  typeof content === 'string' ? content : content.text

const cut = (c: Context<{ Bindings: HttpBindings }>): undefined => {
  c.env.outgoing.destroy()
  c.res = RESPONSE_ALREADY_SENT
}
