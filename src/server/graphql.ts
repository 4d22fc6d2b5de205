/** GraphQL over HTTP: one Yoga, and the context of each operation. */
import type { GraphQLSchema } from 'graphql'
import { createYoga, type YogaServerInstance } from 'graphql-yoga'
import type { ConfiguredUpstream } from '../upstream/registry.ts'
import { type AnonymousPolicy, callerOf } from './caller.ts'
import { corsFor } from './cors.ts'
import type { Log } from './log.ts'
import type { Operations, ServerContext } from './operation.ts'
import { refuseForms } from './plugins/csrf.ts'
import { logOperations } from './plugins/log.ts'
import { createRequestIds } from './plugins/request-id.ts'
import { codeEveryError, publicError } from './public-error.ts'
import { freshForEachEvent } from './subscribe.ts'

export interface GraphQLServerConfig {
  readonly schema: GraphQLSchema
  readonly operations: Operations
  readonly upstreams: readonly ConfiguredUpstream[]
  readonly anonymous: AnonymousPolicy
  readonly allowedOrigins: readonly string[]
  /** Where clients reach Parley. Default: where the request says that it went. */
  readonly publicUrl?: string
  readonly log: Log
}

export type GraphQLServer = YogaServerInstance<object, ServerContext>

const maxBodyBytes = 1024 * 1024

export const createGraphQLServer = (config: GraphQLServerConfig): GraphQLServer => {
  const { operations, log } = config
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
    maskedErrors: { maskError: (error) => publicError(error, log) },
    plugins: [
      refuseForms(),
      requestIds.plugin,
      logOperations(log),
      freshForEachEvent((error) => publicError(error, log)),
      codeEveryError(),
    ],
    context: ({ request }) => {
      const requestId = requestIds.idOf(request)
      const caller = callerOf(
        (name) => request.headers.get(name) ?? undefined,
        config.upstreams,
        config.anonymous,
      )
      return operations.open({
        caller,
        viewer: operations.viewerOf(caller, requestId),
        requestId,
        signal: request.signal,
        publicUrl: config.publicUrl ?? new URL(request.url).origin,
      })
    },
  })
}
