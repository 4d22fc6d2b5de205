import type { MiddlewareHandler } from 'hono'

/** One request that an upstream client made. Headers are left out: they carry credentials. */
export interface LoggedRequest {
  readonly method: string
  readonly path: string
  /** Without the question mark; absent when there is none. */
  readonly query?: string
}

/** How many requests are remembered; older ones are forgotten. */
const capacity = 10_000

export const createRequestLog = () => {
  const requests: LoggedRequest[] = []
  const middleware: MiddlewareHandler = async (c, next) => {
    const { pathname, search } = new URL(c.req.url)
    requests.push({ method: c.req.method, path: pathname, ...(search && { query: search.slice(1) }) })
    if (requests.length > capacity) requests.shift()
    await next()
  }
  return {
    requests: requests as readonly LoggedRequest[],
    clear: () => {
      requests.length = 0
    },
    middleware,
  }
}
