/** GraphQL over HTTP: one Yoga, and the context of each operation. */
import { randomUUID } from 'node:crypto'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga'
import { toGraphQLError } from '../schema/error.ts'
import type { ConfiguredUpstream } from '../upstream/registry.ts'
import { type AnonymousPolicy, callerOf } from './caller.ts'
import { createContext } from './context.ts'
import { corsFor } from './cors.ts'
import type { Log } from './log.ts'
import type { OperationRecord, ServerContext } from './operation.ts'
import { logOperations } from './plugins/log.ts'

export interface GraphQLServerConfig {
  readonly schema: GraphQLSchema
  readonly upstreams: readonly ConfiguredUpstream[]
  readonly anonymous: AnonymousPolicy
  readonly allowedOrigins: readonly string[]
  /** Milliseconds an operation may take. Default 10,000. */
  readonly operationTimeout?: number
  readonly log: Log
}

export type GraphQLServer = YogaServerInstance<object, ServerContext>

const maxBodyBytes = 1024 * 1024

export const createGraphQLServer = (config: GraphQLServerConfig): GraphQLServer => {
  const upstreams = config.upstreams.map(({ upstream }) => upstream)
  return createYoga<object, ServerContext>({
    schema: config.schema,
    graphqlEndpoint: '/graphql',
    graphiql: false,
    landingPage: false,
    multipart: false,
    batching: false,
    logging: false,
    maxRequestBodySize: maxBodyBytes,
    cors: corsFor(config.allowedOrigins),
    maskedErrors: { maskError: (error) => publicError(error, config.log) },
    plugins: [logOperations(config.log), codeEveryError()],
    context: ({ request }) => {
      const operation: OperationRecord = { requestId: requestIdOf(request), upstreamRequests: [] }
      const timeout = AbortSignal.timeout(config.operationTimeout ?? 10_000)
      const context = createContext({
        upstreams,
        caller: callerOf(
          (name) => request.headers.get(name) ?? undefined,
          config.upstreams,
          config.anonymous,
        ),
        requestId: operation.requestId,
        signal: AbortSignal.any([request.signal, timeout]),
        onRequest: (upstreamRequest) => operation.upstreamRequests.push(upstreamRequest),
      })
      return { ...context, operation }
    },
  })
}

/** The caller's own id for the request when it is harmless in a log, else a new one. */
const requestIdOf = (request: Request): string => {
  const given = request.headers.get('x-request-id') ?? ''
  return /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID()
}

/** Domain errors become public; a bug is logged and masked. */
const publicError = (error: unknown, log: Log): GraphQLError => {
  const known = toGraphQLError(error)
  if (known) return known
  if (error instanceof GraphQLError && !error.originalError) return error
  if (error instanceof GraphQLError && error.originalError instanceof GraphQLError) return error
  log.error({ err: error instanceof GraphQLError ? error.originalError : error }, 'unexpected error')
  return new GraphQLError('Something went wrong in Parley. The log has it under the request id.', {
    ...(error instanceof GraphQLError ? { nodes: error.nodes, path: error.path } : {}),
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  })
}

/** graphql-js refuses bad variables and the like without a code; every error here has one. */
const codeEveryError = (): Plugin => ({
  onResultProcess: ({ result, setResult }) => {
    if (!('errors' in result) || !result.errors?.some(({ extensions }) => extensions?.code === undefined))
      return
    setResult({ ...result, errors: result.errors.map(withCode) })
  },
})

const withCode = (error: GraphQLError): GraphQLError =>
  error.extensions?.code !== undefined
    ? error
    : new GraphQLError(error.message, {
        nodes: error.nodes,
        path: error.path,
        extensions: { ...error.extensions, code: 'BAD_USER_INPUT' },
      })
