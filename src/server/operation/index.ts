/** Opens the context of each operation, and of each event that a subscription delivers. */
import type { EventSource } from '../../domain/account.ts'
import type { Instant } from '../../domain/time.ts'
import type { Live } from '../../live/index.ts'
import type { Upstream } from '../../upstream/port.ts'
import type { Caller } from '../access/caller.ts'
import type { CredentialWatch } from '../access/credential-end.ts'
import { beginTrace, type OperationTrace, type TraceHeaders } from '../watching/trace.ts'
import { createContext, type OperationRecord, type ServerContext } from './context.ts'
import { createEvents } from './events.ts'
import { createScope } from './scope.ts'
import { type CallerViewer, createViewer, type ViewerDeps } from './viewer.ts'
import { createWrites, type WriteDeps } from './writes.ts'

export interface OperationsConfig extends Omit<WriteDeps, 'ingest' | 'now' | 'onError'> {
  readonly upstreams: readonly Upstream[]
  readonly live: Pick<Live, 'feed' | 'ingest' | 'maySee'>
  readonly eventSource: (account: string) => EventSource
  /** Milliseconds an operation, or one event, may take. Default 10,000. */
  readonly operationTimeout?: number
  /** Upstream calls of an operation, or of one event. */
  readonly maxUpstreamCalls: number
  /** The clock of the upstreams. Default `Date.now`. */
  readonly now?: () => number
  /** Told of bugs in what is not waited for. */
  readonly onError: (error: unknown, requestId: string) => void
  /** See `Scope.onBatch`. */
  readonly onBatch?: (loader: string, size: number) => void
}

export interface OperationStart {
  readonly caller: Caller
  readonly viewer: CallerViewer
  readonly requestId: string
  /** Where clients reach Parley. */
  readonly publicUrl: string
  /** That the client's connection comes from. */
  readonly address: string
  /** What the client sent in `extensions`. */
  readonly extensions?: Readonly<Record<string, unknown>> | null
  /** Ends with the client's connection. The answer to an event may be others' as well, and ends by its time limit. */
  readonly signal: AbortSignal
  readonly resumeAt?: string
  /** True where a subscription's connection does not end by itself when the credential is no good any more. */
  readonly endsAlone?: boolean
  /** Of the HTTP request that asks, or that opened the socket. */
  readonly traceHeaders?: TraceHeaders
}

export interface Operations {
  open(start: OperationStart): ServerContext
  viewerOf(caller: Caller, requestId: string): CallerViewer
  /** Told when an upstream refused the credential of a viewer of this key. Gives what ends it. */
  onRefused(viewerKey: string, listener: (account: string) => void): () => void
}

export const createOperations = (config: OperationsConfig): Operations => {
  const {
    upstreams,
    live,
    eventSource,
    sender,
    translations,
    ledger,
    onError,
    onBatch,
    now = Date.now,
    operationTimeout = 10_000,
    maxUpstreamCalls,
  } = config
  const writes = { sender, translations, ledger, ingest: live.ingest, now }
  const listeners = new Map<string, Set<(account: string) => void>>()

  /** `subscription`: the trace of the one that this event belongs to. */
  const open = (start: OperationStart, subscription?: OperationTrace): ServerContext => {
    const { caller, requestId } = start
    const trace = subscription ?? beginTrace(start.traceHeaders)
    const operation: OperationRecord = {
      requestId,
      upstreamRequests: [],
      payer: { key: start.viewer.key, hasCredential: caller.accounts.size > 0, address: start.address },
      wantsCost: start.extensions?.cost === true,
      isRefused: false,
      cost: 0,
      trace,
      audience: JSON.stringify([start.viewer.key, caller.grant ?? null, start.publicUrl]),
    }
    const limited = within(operationTimeout, subscription ? null : start.signal, now)
    const startedAt = now()
    return createContext({
      operation,
      publicUrl: start.publicUrl,
      events: createEvents({
        ...start,
        feed: live.feed,
        accounts: [...caller.accounts.keys()],
        now,
        ...(start.endsAlone && { credential: credentialOf(start) }),
      }),
      openScope: () =>
        createScope({
          upstreams,
          caller,
          requestId,
          get signal() {
            return limited.signal()
          },
          deadline: limited.deadline,
          mustBeFresh: subscription !== undefined,
          maxUpstreamCalls,
          onRequest: (request) => operation.upstreamRequests.push(request),
          onBatch,
          follow: (request) => trace.follow(request),
          onRefused: () => {
            operation.isRefused = true
          },
        }),
      openWrites: (scope, loaders) =>
        createWrites(scope, loaders, startedAt, {
          ...writes,
          onError: (error) => onError(error, requestId),
        }),
      eventSource,
      renew: () => open(start, trace),
    })
  }

  const onRefused: Operations['onRefused'] = (key, listener) => {
    const own = listeners.get(key) ?? new Set()
    listeners.set(key, own.add(listener))
    return () => {
      own.delete(listener)
      if (own.size === 0 && listeners.get(key) === own) listeners.delete(key)
    }
  }
  const viewing: ViewerDeps = {
    maySee: live.maySee,
    openScope: (caller, requestId, signal) =>
      createScope({ upstreams, caller, requestId, signal, mustBeFresh: true, onRequest: () => undefined }),
    onRefused: (key, account) => {
      for (const listener of listeners.get(key) ?? []) listener(account)
    },
  }
  const credentialOf = ({ caller, viewer }: OperationStart): CredentialWatch => ({
    expiresAt: caller.grant?.expiresAt,
    onRefused: (listener) => onRefused(viewer.key, listener),
  })

  return {
    open: (start) => open(start),
    onRefused,
    viewerOf: (caller, requestId) => createViewer(viewing, caller, requestId),
  }
}

/** A time limit whose timer is made only when something is asked: most events ask nothing. */
const within = (ms: number, connection: AbortSignal | null, now: () => number) => {
  const start = performance.now()
  const deadline: Instant = now() + ms
  let signal: AbortSignal | undefined
  return {
    deadline,
    signal: () => {
      if (signal) return signal
      const timeout = AbortSignal.timeout(Math.max(0, Math.ceil(ms - (performance.now() - start))))
      signal = connection ? AbortSignal.any([connection, timeout]) : timeout
      return signal
    },
  }
}
