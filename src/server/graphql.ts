/** GraphQL over HTTP: one Yoga, and the context of each operation. */
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
import { createRequestIds } from './plugins/request-id.ts'
import type { WriteDeps } from './writes.ts'

export interface GraphQLServerConfig extends WriteDeps {
  readonly schema: GraphQLSchema
  readonly upstreams: readonly ConfiguredUpstream[]
  readonly anonymous: AnonymousPolicy
  readonly allowedOrigins: readonly string[]
  /** Where clients reach Parley. Default: where the request says that it went. */
  readonly publicUrl?: string
  /** Milliseconds an operation may take. Default 10,000. */
  readonly operationTimeout?: number
  /** The clock of the upstreams. Default `Date.now`. */
  readonly now?: () => number
  readonly log: Log
}

export type GraphQLServer = YogaServerInstance<object, ServerContext>

const maxBodyBytes = 1024 * 1024

export const createGraphQLServer = (config: GraphQLServerConfig): GraphQLServer => {
  const upstreams = config.upstreams.map(({ upstream }) => upstream)
  const requestIds = createRequestIds()
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
    plugins: [requestIds.plugin, logOperations(config.log), codeEveryError()],
    context: ({ request }) => {
      const operation: OperationRecord = {
        requestId: requestIds.idOf(request),
        upstreamRequests: [],
      }
      const milliseconds = config.operationTimeout ?? 10_000
      const timeout = AbortSignal.timeout(milliseconds)
      const context = createContext({
        upstreams,
        caller: callerOf(
          (name) => request.headers.get(name) ?? undefined,
          config.upstreams,
          config.anonymous,
        ),
        requestId: operation.requestId,
        signal: AbortSignal.any([request.signal, timeout]),
        deadline: (config.now ?? Date.now)() + milliseconds,
        onRequest: (upstreamRequest) => operation.upstreamRequests.push(upstreamRequest),
        publicUrl: config.publicUrl ?? new URL(request.url).origin,
        sender: config.sender,
        translations: config.translations,
      })
      return { ...context, operation }
    },
  })
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

/** Yoga's own codes, in the words of this API; without a code, graphql-js refused a variable. */
const codeOf = (code: unknown): string => {
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

/** Every error has a code of the closed list, and holds nothing of what caused it. */
const codeEveryError = (): Plugin => ({
  onResultProcess: ({ result, setResult }) => {
    if ('errors' in result && result.errors) setResult({ ...result, errors: result.errors.map(withCode) })
  },
})

const withCode = (error: GraphQLError): GraphQLError => {
  const { code, originalError, ...extensions } = error.extensions ?? {}
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    path: error.path,
    extensions: { ...extensions, code: codeOf(code) },
  })
}
