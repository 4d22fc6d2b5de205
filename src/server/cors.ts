import type { YogaServerOptions } from 'graphql-yoga'

type Cors = NonNullable<YogaServerOptions<object, object>['cors']>

/** Origins as the operator lists them; `:*` at the end stands for any port. */
export const isAllowedOrigin = (origin: string, allowed: readonly string[]): boolean =>
  allowed.some((entry) =>
    entry.endsWith(':*') ? origin.replace(/:\d+$/, '') === entry.slice(0, -2) : origin === entry,
  )

/** Only listed origins get CORS headers, and never with credentials: Parley knows no cookies. */
export const corsFor =
  (allowed: readonly string[]): Cors =>
  (request: Request) => {
    const origin = request.headers.get('origin')
    if (origin === null || !isAllowedOrigin(origin, allowed)) return false
    return {
      origin: [origin],
      methods: ['GET', 'POST'],
      allowedHeaders: [
        'content-type',
        'authorization',
        'api_access_token',
        'upstream-authorization',
        'x-agent-id',
        'x-request-id',
      ],
      exposedHeaders: ['x-request-id'],
      credentials: false,
      maxAge: 600,
    }
  }
