/** GraphQL over HTTP: one Yoga, and the context of each operation. */
import type { IncomingMessage } from 'node:http'
import type { GraphQLSchema } from 'graphql'
import { createYoga, type YogaServerInstance } from 'graphql-yoga'
import type { Callers } from '../access/callers.ts'
import { corsFor } from '../access/cors.ts'
import type { Spending } from '../access/spending.ts'
import { createLimiter, type OperationLimits } from '../limit/index.ts'
import type { ServerContext } from '../operation/context.ts'
import type { Operations } from '../operation/index.ts'
import { traceHeadersOf } from '../watching/trace.ts'
import { createDocumentCache } from './document-cache.ts'
import type { FindText } from './persisted.ts'
import { refuseUnanswerable } from './plugins/accept.ts'
import { runInOpened } from './plugins/context.ts'
import { refuseUnasked } from './plugins/csrf.ts'
import { hideSchema, limitOperations } from './plugins/limits.ts'
import { refuseBrokenParameters } from './plugins/parameters.ts'
import { takePersisted } from './plugins/persisted.ts'
import { type ReportDeps, reportOperations } from './plugins/report.ts'
import { createRequestIds } from './plugins/request-id.ts'
import { chargeOperations } from './plugins/spending.ts'
import { type Publish, publicError, publishErrors } from './public-error.ts'
import { freshForEachEvent } from './subscribe.ts'

export interface GraphQLServerConfig extends ReportDeps {
  readonly schema: GraphQLSchema
  readonly operations: Operations
  readonly callers: Callers
  readonly allowedOrigins: readonly string[]
  /** Where clients reach Parley. Default: where the request says that it went. */
  readonly publicUrl?: string
  readonly limits: GraphQLLimits
  readonly spending: Spending
  readonly findText: FindText
  readonly now: () => number
  /** Whether the schema can be asked for, and errors suggest names of it. */
  readonly hasIntrospection: boolean
  /** Whether a GET needs a header that browsers do not send by themselves. */
  readonly isStrict: boolean
}

export interface GraphQLLimits extends OperationLimits {
  readonly maxBodyBytes: number
}

export type GraphQLServer = YogaServerInstance<Partial<HttpBindings>, Carrier>

/** What plugins may reach of an operation. */
type Carrier = Pick<ServerContext, 'operation'>

/** Texts that do not parse are not kept: there is no end of them. */
const noErrors = { get: () => undefined, set: () => undefined }

export const createGraphQLServer = (config: GraphQLServerConfig): GraphQLServer => {
  const { operations, log, spending, now } = config
  const publish: Publish = (error, requestId) => publicError(error, log, requestId)
  const opened = new WeakMap<Request, ServerContext>()
  const operationOf = (request: Request) => opened.get(request)?.operation
  const requestIds = createRequestIds()
  return createYoga<Partial<HttpBindings>, Carrier>({
    schema: config.schema,
    graphqlEndpoint: '/graphql',
    graphiql: false,
    landingPage: false,
    multipart: false,
    batching: false,
    logging: false,
    maxRequestBodySize: config.limits.maxBodyBytes,
    parserAndValidationCache: { documentCache: createDocumentCache(), errorCache: noErrors },
    cors: corsFor(config.allowedOrigins),
    maskedErrors: false, // Yoga would wrap each subscription for it: `publishErrors` is where answers go out
    plugins: [
      refuseUnasked(config.isStrict, config.onCode),
      requestIds.plugin,
      refuseUnanswerable(config.onCode),
      refuseBrokenParameters(),
      takePersisted(config.findText),
      reportOperations(config),
      limitOperations(createLimiter(config.schema, config.limits), publish),
      chargeOperations({ spending, operationOf, publish, now }),
      ...(config.hasIntrospection ? [] : [hideSchema()]),
      freshForEachEvent(log),
      runInOpened((request) => opened.get(request)),
      publishErrors({ publish, requestIdOf: requestIds.idOf, onCode: config.onCode }),
    ],
    context: async ({ request, params, req }) => {
      const requestId = requestIds.idOf(request)
      const header = (name: string) => request.headers.get(name) ?? undefined
      const address = req?.socket.remoteAddress ?? ''
      const caller = await spending.meet(address, () => config.callers.callerOf(header, header('host')))
      const context = operations.open({
        caller,
        traceHeaders: traceHeadersOf(header),
        viewer: operations.viewerOf(caller, requestId),
        requestId,
        signal: request.signal,
        endsAlone: true,
        publicUrl: config.publicUrl ?? new URL(request.url).origin,
        address,
        extensions: params.extensions,
      })
      opened.set(request, context)
      return { operation: context.operation }
    },
  })
}

/** What Node hands over beside the request. */
interface HttpBindings {
  readonly req: IncomingMessage
}
