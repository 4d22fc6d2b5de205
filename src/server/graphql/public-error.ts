/** The public form of every error: a code of the closed list, and nothing of what caused it. */
import { type ExecutionResult, GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { DomainError, type ErrorCode } from '../../domain/errors.ts'
import { toGraphQLError } from '../../schema/error.ts'
import type { Log } from '../watching/log.ts'
import { toldOnce } from './equal-errors.ts'

/** The public form of an error; a bug is logged, with the request id where there is one. */
export type Publish = (error: unknown, requestId?: string) => GraphQLError

/** Domain errors become public; a bug is logged, with the request id where there is one, and masked. */
export const publicError = (error: unknown, log: Log, requestId?: string): GraphQLError => {
  const known = toGraphQLError(error)
  const refused = error instanceof GraphQLError && !error.path ? error.originalError : error
  const status = refused instanceof DomainError ? statuses[refused.code] : undefined
  if (known) return status === undefined ? known : refusal(known, status)
  if (error instanceof GraphQLError && isOfCaller(error)) return error
  const err = error instanceof GraphQLError ? error.originalError : error
  if (isClientGone(err)) log.info({ requestId }, 'client gone')
  else log.error({ err, requestId }, 'unexpected error')
  return new GraphQLError('Something went wrong in Parley. The log has it under the request id.', {
    ...(error instanceof GraphQLError ? { nodes: error.nodes, path: error.path } : {}),
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  })
}

/** Of a field, graphql-js names neither a code nor a place in the document where it complains of what Parley gave it. */
const isOfCaller = ({ path, originalError: cause }: GraphQLError): boolean => {
  if (!(cause instanceof GraphQLError)) return cause === undefined
  return path === undefined || cause.nodes !== undefined || cause.extensions.code !== undefined
}

/** What a request is aborted with when its connection closes; time limits of Parley's own are `TimeoutError`. */
const isClientGone = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError'

/** A refusal of the whole request: it has a status over HTTP, whatever media type the caller accepts. */
const statuses: { readonly [C in ErrorCode]?: number } = {
  QUERY_TOO_COMPLEX: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  UPSTREAM_UNAVAILABLE: 503,
}

const refusal = (known: GraphQLError, status: number): GraphQLError =>
  new GraphQLError(known.message, { extensions: { ...known.extensions, http: { status } } })

/** An answer as callers get it, whatever it travels by: its errors public, each with a code, and equal ones told once. */
export const publicResult = (result: ExecutionResult, log: Log, requestId: string): ExecutionResult =>
  result.errors
    ? {
        ...result,
        errors: toldOnce(result.errors.map((error) => withCode(publicError(error, log, requestId)))),
      }
    : result

/**
 * A public error with which a subscription ends, or does not begin: `retryable` where the same one, from the same place,
 * may go on a moment later.
 */
export const endOfSubscription = (error: GraphQLError): GraphQLError =>
  passing.has(codeOf(error))
    ? new GraphQLError(error.message, {
        nodes: error.nodes,
        path: error.path,
        extensions: { ...error.extensions, retryable: true },
      })
    : error

const passing: ReadonlySet<string> = new Set<ErrorCode>([
  'RATE_LIMITED',
  'UPSTREAM_OVERLOADED',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
])

/** Yoga's own codes, in the words of this API; without a code, graphql-js refused a variable. */
export const codeOf = ({ extensions: { code } }: GraphQLError): string => {
  switch (code) {
    case undefined:
    case 'BAD_REQUEST':
    case 'REQUEST_ENTITY_TOO_LARGE':
      return 'BAD_USER_INPUT'
    case 'OPERATION_RESOLUTION_FAILURE':
      return 'GRAPHQL_VALIDATION_FAILED'
    default:
      return String(code)
  }
}

export interface PublishErrorsDeps {
  readonly publish: Publish
  readonly requestIdOf: (request: Request) => string
  /** Told of each code that goes out, but of those in events. */
  readonly onCode: (code: string) => void
}

/** For answers over HTTP, whatever they come from. */
export const publishErrors = ({ publish, requestIdOf, onCode }: PublishErrorsDeps): Plugin => ({
  onRequest: ({ requestHandler, setRequestHandler, fetchAPI }) =>
    // of what fails where an answer is made, Yoga would show the stack
    setRequestHandler(async (request, serverContext) => {
      try {
        return await requestHandler(request, serverContext)
      } catch (error) {
        const told = publish(error, requestIdOf(request))
        onCode(codeOf(told))
        return fetchAPI.Response.json({ errors: [withCodeOnly(told)] }, { status: 500 })
      }
    }),
  onPluginInit: ({ registerContextErrorHandler }) =>
    registerContextErrorHandler(({ context, error, setError }) => {
      const { request } = context as { readonly request: Request }
      setError(publish(error, requestIdOf(request)))
    }),
  onResultProcess: ({ request, result, setResult }) => {
    if (!('errors' in result) || !result.errors) return
    const errors = result.errors.map((error) => withCode(publish(error, requestIdOf(request))))
    setResult({ ...result, errors })
    for (const error of errors) onCode(codeOf(error))
  },
})

const withCode = (error: GraphQLError): GraphQLError => {
  const { code, originalError, ...extensions } = error.extensions ?? {}
  const http = extensions.http as object | undefined
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    path: error.path,
    extensions: {
      ...extensions,
      // what is no GraphQL request has its status also where GraphQL's own errors are 200, for `application/json`
      ...(code === 'BAD_REQUEST' && http && { http: { ...http, spec: false } }),
      code: codeOf(error),
    },
  })
}

/** As `withCode`, and without what Yoga notes for HTTP alone. */
export const withCodeOnly = (error: GraphQLError): GraphQLError => {
  const coded = withCode(error)
  const { http, unexpected, ...extensions } = coded.extensions
  return new GraphQLError(coded.message, {
    nodes: coded.nodes,
    source: coded.source,
    positions: coded.positions,
    path: coded.path,
    extensions,
  })
}
