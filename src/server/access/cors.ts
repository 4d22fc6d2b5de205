import type { YogaServerOptions } from 'graphql-yoga'
import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'

/** A browser that is to send one of these for a page of another origin asks first. */
export const askedHeaders = [
  'authorization',
  'api_access_token',
  'upstream-authorization',
  'x-agent-id',
  'x-requested-with',
  'graphql-require-preflight',
  'apollo-require-preflight',
]

type Cors = NonNullable<YogaServerOptions<object, object>['cors']>

/** Origins as the operator lists them; `:*` at the end stands for any port. */
export const isAllowedOrigin = (origin: string, allowed: readonly string[]): boolean =>
  allowed.some((entry) =>
    entry.endsWith(':*') ? origin.replace(/:\d+$/, '') === entry.slice(0, -2) : origin === entry,
  )

const allowedHeaders = ['content-type', 'x-request-id', ...askedHeaders]
/** Seconds that browsers remember an answer to a preflight. */
const maxAge = 600

/** Only listed origins get CORS headers, and never with credentials: Parley knows no cookies. */
export const corsFor =
  (allowed: readonly string[]): Cors =>
  (request: Request) => {
    const origin = request.headers.get('origin')
    if (origin === null || !isAllowedOrigin(origin, allowed)) return false
    return {
      origin: [origin],
      methods: ['GET', 'POST'],
      allowedHeaders,
      exposedHeaders: ['x-request-id', 'ratelimit', 'ratelimit-policy', 'retry-after'],
      credentials: false,
      maxAge,
    }
  }

/** The same rules for the routes that carry files. */
export const fileCors = (allowed: readonly string[]): MiddlewareHandler =>
  cors({
    origin: (origin) => (isAllowedOrigin(origin, allowed) ? origin : null),
    allowMethods: ['GET', 'HEAD', 'POST'],
    allowHeaders: [...allowedHeaders, 'range'],
    exposeHeaders: [
      'x-request-id',
      'accept-ranges',
      'content-disposition',
      'content-length',
      'content-range',
      'etag',
      'retry-after',
    ],
    maxAge,
  })
