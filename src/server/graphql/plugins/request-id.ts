import type { Plugin } from 'graphql-yoga'
import { requestIdOf } from '../../request-id.ts'

/** One id a request: in the context, in the log, and in the answer's `x-request-id`. */
export const createRequestIds = (): { plugin: Plugin; idOf(request: Request): string } => {
  const ids = new WeakMap<Request, string>()
  const idOf = (request: Request): string => {
    const known = ids.get(request)
    if (known !== undefined) return known
    const id = requestIdOf(request.headers.get('x-request-id'))
    ids.set(request, id)
    return id
  }
  return {
    idOf,
    plugin: {
      onResponse: ({ request, response }) => response.headers.set('x-request-id', idOf(request)),
    },
  }
}
