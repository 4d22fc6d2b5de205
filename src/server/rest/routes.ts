/** The plain routes beside GraphQL. */
import { Hono } from 'hono'
import type { AccountHealth } from '../../domain/account.ts'
import type { Instant } from '../../domain/time.ts'
import type { Upstream } from '../../upstream/port.ts'
import type { GraphiQLPage } from '../graphiql/index.ts'
import type { RestEnv } from './index.ts'

export interface RoutesConfig {
  /** The schema in SDL. Absent where it is hidden. */
  readonly sdl?: string
  readonly upstreams: readonly Upstream[]
  /** Absent where GraphiQL is off. */
  readonly graphiql?: () => Promise<GraphiQLPage>
  /** Whether the server is about to stop. */
  readonly isStopping: () => boolean
  /** Where events and sends are kept. */
  readonly state: { readonly kind: 'sqlite' | 'redis'; ready(): Promise<boolean> }
  readonly uploads: Hono<RestEnv>
  readonly attachments: Hono<RestEnv>
  readonly webhooks: Hono<RestEnv>
  readonly metrics: Hono<RestEnv>
}

export const createRoutes = ({
  sdl,
  upstreams,
  graphiql,
  isStopping,
  state,
  uploads,
  attachments,
  webhooks,
  metrics,
}: RoutesConfig): Hono<RestEnv> => {
  const app = new Hono<RestEnv>()
  app.get('/health', (c) => c.json({ status: 'alive' }))
  app.get('/ready', async (c) => {
    const accounts = upstreams.map(({ account, health }) => readinessOf(account.name, health()))
    const isReady = !isStopping() && accounts.some(({ status }) => status !== 'DOWN')
    const store = { kind: state.kind, status: (await state.ready()) ? 'UP' : 'DOWN' }
    return c.json({ status: isReady ? 'ready' : 'not ready', accounts, state: store }, isReady ? 200 : 503)
  })
  if (sdl !== undefined) {
    app.get('/schema.graphql', (c) =>
      c.text(sdl, 200, { 'content-type': 'application/graphql; charset=utf-8' }),
    )
  }
  app.route('/uploads', uploads)
  app.route('/attachments', attachments)
  app.route('/webhooks', webhooks)
  app.route('/metrics', metrics)
  app.get('/', (c) => c.redirect('/graphql'))
  if (graphiql) {
    app.get('/graphql', async (c) => {
      const { gzipped, etag, policy } = await graphiql()
      const headers = {
        etag,
        'cache-control': 'no-cache',
        'content-security-policy': policy,
        vary: 'accept',
      }
      if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers)
      return c.body(new Uint8Array(gzipped), 200, {
        ...headers,
        'content-type': 'text/html; charset=utf-8',
        'content-encoding': 'gzip',
      })
    })
  }
  app.notFound((c) => c.json({ error: 'There is nothing here. GraphQL is at /graphql.' }, 404))
  return app
}

/** What is open, since when, and until when. */
const readinessOf = (name: string, { status, openSince, retryAt }: AccountHealth) => ({
  name,
  status,
  openSince: dateTime(openSince),
  retryAt: dateTime(retryAt),
})

const dateTime = (instant: Instant | null) => instant && new Date(instant).toISOString()
