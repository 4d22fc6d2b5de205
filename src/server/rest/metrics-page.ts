/**
 * `GET /metrics`, for whoever knows the token. Without a token it is for this machine alone, and only if `isLocal`: what
 * came through a proxy on the same machine looks local too, and brings a header that says so, or the name of a host.
 */
import { type Context, Hono } from 'hono'
import { isSameText } from '../../kit/same-text.ts'
import type { Metrics } from '../watching/metrics.ts'
import type { RestEnv } from './index.ts'

export interface MetricsPageConfig {
  readonly metrics: Pick<Metrics, 'read'>
  readonly token?: string
  /** Whether it is open to this machine where there is no token. */
  readonly isLocal: boolean
}

export const createMetricsPage = ({ metrics, token, isLocal }: MetricsPageConfig): Hono<RestEnv> => {
  const app = new Hono<RestEnv>()
  app.get('/', async (c) => {
    if (token === undefined && !(isLocal && isFromHere(c))) return c.notFound()
    if (token !== undefined && !isSameText(c.req.header('authorization') ?? '', `Bearer ${token}`)) {
      return c.json(
        { error: { code: 'UNAUTHENTICATED', message: 'Metrics are for who has the token.' } },
        401,
        {
          'www-authenticate': 'Bearer',
        },
      )
    }
    const { contentType, text } = await metrics.read()
    return c.body(text, 200, { 'content-type': contentType })
  })
  return app
}

const isFromHere = (c: Context<RestEnv>): boolean =>
  /^(?:::ffff:)?127\.|^::1$/.test(c.env.incoming.socket.remoteAddress ?? '') &&
  /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/i.test(c.req.header('host') ?? '') &&
  forwarding.every((name) => c.req.header(name) === undefined)

const forwarding = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']
