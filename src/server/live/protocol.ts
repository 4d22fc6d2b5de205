/** The graphql-transport-ws protocol over the schema, checks and masks of HTTP. Knows nothing of sockets. */
import { type ExecutionArgs, type ExecutionResult, GraphQLError, getOperationAST } from 'graphql'
import { makeServer, type Context as ProtocolContext, type Server, type SubscribePayload } from 'graphql-ws'
import {
  ForbiddenError,
  InvalidInputError,
  RateLimitedError,
  UnauthenticatedError,
  UpstreamUnavailableError,
} from '../../domain/errors.ts'
import type { Instant } from '../../domain/time.ts'
import { Flow, type Sink } from '../../kit/flow.ts'
import type { Caller } from '../access/caller.ts'
import { type Callers, ForeignHostError } from '../access/callers.ts'
import { watchCredential } from '../access/credential-end.ts'
import type { Spending } from '../access/spending.ts'
import type { GraphQLServer } from '../graphql/index.ts'
import type { FindText } from '../graphql/persisted.ts'
import { publicError } from '../graphql/public-error.ts'
import type { ServerContext } from '../operation/context.ts'
import type { Operations } from '../operation/index.ts'
import type { CallerViewer } from '../operation/viewer.ts'
import { requestIdOf } from '../request-id.ts'
import type { Log } from '../watching/log.ts'
import type { TraceHeaders } from '../watching/trace.ts'
import { formatted, formattedError, nextMessages, runInto } from './answer.ts'
import { type ConnectionStart, readConnectionInit } from './connection-init.ts'

/** One connection, as the protocol sees it. */
export interface Connection {
  /** That the client asked for, with its port. */
  readonly host: string
  readonly address: string
  /** Of the request that opened it. */
  readonly traceHeaders: TraceHeaders
  readonly closed: AbortSignal
  /** Takes messages with events. */
  readonly send: Sink<Buffer>
  close(code: number, reason: string): void
  client?: Client
}

interface Client {
  readonly caller: Caller
  readonly viewer: CallerViewer
  readonly resume: ConnectionStart['resume']
}

export interface LiveProtocolConfig {
  readonly yoga: GraphQLServer
  readonly operations: Operations
  readonly callers: Callers
  readonly findText: FindText
  readonly spending: Pick<Spending, 'meet' | 'admit' | 'settle'>
  readonly publicUrl?: string
  readonly log: Log
  readonly now: () => Instant
  /** Told of each error that goes out, but of those in events. */
  readonly onCode?: (code: string) => void
  /** Milliseconds until `connection_init` must have come. */
  readonly initTimeout: number
  /** Operations of one connection at a time. */
  readonly maxOperations: number
}

export const closeCodes = {
  unauthorized: 4401,
  expired: 4403,
  badRequest: 4400,
  restart: 1012,
  tryLater: 1013,
  bug: 4500,
}

/** Milliseconds that upstreams have to say whether they take a credential, before it is taken for good. */
const checkPatience = 3_000

type Started = ProtocolContext<Record<string, unknown>, { connection: Connection }>

export const createLiveProtocol = (config: LiveProtocolConfig): Server<{ connection: Connection }> => {
  const { yoga, operations, callers, spending, findText, log, now, maxOperations } = config
  const enveloped = yoga.getEnveloped({})
  const refuse = (connection: Connection, code: number, reason: string): false => {
    connection.close(code, reason)
    return false
  }

  const onConnect = async ({ connectionParams, extra: { connection } }: Started): Promise<boolean> => {
    const { closed } = connection
    try {
      const { caller, resume } = await spending.meet(connection.address, () =>
        readConnectionInit(connectionParams ?? {}, connection.host, callers),
      )
      if (caller.accounts.size === 0) return refuse(connection, closeCodes.unauthorized, 'No credential')
      const viewer = operations.viewerOf(caller, requestIdOf(null))
      const payer = { key: viewer.key, hasCredential: true, address: connection.address }
      await spending.admit(payer)
      const accepted = await acceptedAccounts(caller, viewer)
      spending.settle(payer, accepted.size === 0)
      if (accepted.size === 0) return refuse(connection, closeCodes.unauthorized, 'Bad credential')
      const expire = () => connection.close(closeCodes.expired, 'Credential expired')
      const credential = {
        expiresAt: caller.grant?.expiresAt,
        onRefused: (listener: (account: string) => void) => operations.onRefused(viewer.key, listener),
      }
      const release = watchCredential(credential, accepted, now, expire)
      if (closed.aborted) release()
      else closed.addEventListener('abort', release, { once: true })
      connection.client = { caller, viewer, resume }
      return true
    } catch (error) {
      const refusal = refusals.find(([type]) => error instanceof type)
      if (!refusal) throw error
      return refuse(connection, refusal[1], refusal[2])
    }
  }

  const onSubscribe = (
    { subscriptions, extra: { connection } }: Started,
    id: string,
    request: SubscribePayload,
  ) => {
    const { client } = connection
    const { operationName, variables, extensions } = request
    if (!client) throw new Error('An operation came before the connection was acknowledged.')
    if (Object.keys(subscriptions).length > maxOperations) {
      return [
        publicError(
          new InvalidInputError(`At most ${maxOperations} operations at once on a connection.`),
          log,
        ),
      ]
    }
    const requestId = requestIdOf(null)
    const { schema, parse, validate } = enveloped
    const document = attempt(() => parse(findText(request) ?? ''))
    if (document instanceof Error)
      return [withDefault('GRAPHQL_PARSE_FAILED', publicError(document, log, requestId))]
    try {
      const errors: readonly GraphQLError[] = validate(schema, document)
      if (errors.length > 0) return errors.map((error) => withDefault('GRAPHQL_VALIDATION_FAILED', error))
      if (!getOperationAST(document, operationName)) {
        return [withDefault('GRAPHQL_VALIDATION_FAILED', new GraphQLError('There is no such operation.'))]
      }
      const { caller, viewer, resume } = client
      const resumeAt = resume?.get(id) ?? resumeIn(extensions)
      resume?.delete(id) // an id may name another operation later
      const contextValue = operations.open({
        caller,
        viewer,
        requestId,
        publicUrl: config.publicUrl ?? `http://${connection.host}`,
        address: connection.address,
        traceHeaders: connection.traceHeaders,
        extensions,
        signal: connection.closed,
        resumeAt,
      })
      return { schema, document, operationName, variableValues: variables, contextValue }
    } catch (error) {
      return [publicError(error, log, requestId)]
    }
  }

  /** What fails around the resolvers ends its operation, and not the others of the connection. */
  const contained =
    <R>(carryOut: (args: ExecutionArgs) => R) =>
    async (args: ExecutionArgs): Promise<Awaited<R> | ExecutionResult> => {
      try {
        return await carryOut(args)
      } catch (error) {
        const { operation } = args.contextValue as ServerContext
        return { errors: [publicError(error, log, operation.requestId)] }
      }
    }

  return makeServer<Record<string, unknown>, { connection: Connection }>({
    connectionInitWaitTimeout: config.initTimeout,
    execute: contained(enveloped.execute),
    subscribe: contained(enveloped.subscribe),
    onConnect,
    onSubscribe,
    onOperation: ({ extra: { connection } }, id, _payload, _args, result) => {
      if (!(result instanceof Flow)) return undefined
      const toMessage = nextMessages(id)
      return runInto(result, (answer: ExecutionResult) => connection.send(toMessage(answer)))
    },
    onNext: (_context, _id, _payload, _args, result) => formatted(result as ExecutionResult, config.onCode),
    onError: (_context, _id, _payload, errors) =>
      errors.map((error) => formattedError(publicError(error, log), config.onCode)),
  })
}

/** Where an operation of a connection that is open already is to go on. */
const resumeIn = (extensions: SubscribePayload['extensions']): string | undefined =>
  typeof extensions?.resume === 'string' ? extensions.resume : undefined

/** What becomes of a connection whose client cannot be told who it is. A graphql-ws client comes back after `tryLater`. */
const refusals = [
  [InvalidInputError, closeCodes.badRequest, 'Bad connection_init'],
  [UnauthenticatedError, closeCodes.unauthorized, 'Bad credential'],
  [ForeignHostError, closeCodes.unauthorized, 'No credential, and a Host that is not in PARLEY_PUBLIC_URL'],
  [ForbiddenError, closeCodes.unauthorized, 'Bad credential'],
  [RateLimitedError, closeCodes.tryLater, 'Too many refused credentials'],
  [UpstreamUnavailableError, closeCodes.tryLater, 'Try again later'],
] as const

const attempt = <T>(work: () => T): T | Error => {
  try {
    return work()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const withDefault = (code: string, error: GraphQLError): GraphQLError =>
  new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    extensions: { code, ...error.extensions },
  })

/** Those that do not refuse the credential now. One that cannot tell in time is asked again with each operation. */
const acceptedAccounts = async (caller: Caller, viewer: CallerViewer): Promise<Set<string>> => {
  const patience = new AbortController()
  const accounts = await Promise.all(
    [...caller.accounts.keys()].map(async (account) => {
      const answer = viewer.mayUse(account).catch(() => true)
      return (await Promise.race([answer, after(checkPatience, patience.signal)])) ? [account] : []
    }),
  )
  patience.abort()
  return new Set(accounts.flat())
}

const after = (ms: number, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), ms)
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  })
