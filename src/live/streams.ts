/**
 * Listens to upstreams with the credentials of those who watch: one connection for each viewer and account, for as long
 * as that viewer watches something there. It needs no setting up, so it stands in where no webhooks come.
 *
 * What is heard goes into the account's journal as from any source, and whoever reads it is asked for the right to see
 * it. A credential can make nothing up: the news is the upstream's.
 */
import { DomainError, StateUnavailableError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { createLimit } from '../kit/limit.ts'
import type { Pause } from '../kit/pause.ts'
import type { News, Upstream } from '../upstream/port.ts'
import { createEchoes } from './echoes.ts'
import type { NewsDesk } from './news.ts'
import type { Viewer } from './viewer.ts'
import type { Watch, Watcher } from './watch.ts'

export interface StreamsDeps {
  readonly upstreams: readonly Upstream[]
  readonly watch: Pick<Watch, 'listen'>
  readonly news: Pick<NewsDesk, 'take'>
  /** Looks at what the viewer watches of the account, for what its connection did not tell. */
  readonly lookForViewer: (account: string, viewerKey: string) => Promise<void>
  /** When the account's webhooks last told something. */
  readonly lastDeliveryAt: (account: string) => Instant | null
  readonly now: () => Instant
  readonly pause: Pause
  /** Told of bugs. */
  readonly onError: (error: unknown) => void
  readonly limits?: Partial<StreamLimits>
}

export interface StreamLimits {
  /** Connections; who comes after that has what the others' tell, and looks. */
  readonly perAccount: number
  /** Of those, how many are made at a time: after a restart everybody comes at once, and people's reads need places. */
  readonly madeAtOnce: number
  /** Milliseconds for which one that is being made holds up the next. */
  readonly making: number
  /** Milliseconds that a connection outlives its last watcher: screens change, and sockets come back. */
  readonly grace: number
  /** Milliseconds until what is missing is tried again. */
  readonly retry: number
  /**
   * Milliseconds for which a delivery says that webhooks do the work. Shorter than what is shown to people: where they
   * broke, watchers must not wait a day for a better source than looking.
   */
  readonly webhooksGoodFor: number
  /** Milliseconds that news waits for older news that is being looked for. */
  readonly order: number
}

const defaultLimits: StreamLimits = {
  perAccount: 50,
  madeAtOnce: 4,
  making: 3_000,
  grace: 5_000,
  retry: 60_000,
  webhooksGoodFor: 60 * 60_000,
  order: 2_000,
}

export interface Streams {
  start(): void
  /** Ends every connection. */
  stop(): Promise<void>
  /** Whether a connection of the account tells news now. */
  isUp(account: string): boolean
  counts(): { readonly listeners: number; readonly connections: number; readonly up: number }
}

/** A viewer who watches something of an account. */
interface Listener {
  readonly account: string
  readonly viewer: Viewer
  watchings: number
  leftAt: Instant
  isLeaving: boolean
  /** When its last connection came to nothing. */
  failedAt: Instant
  connection: { readonly end: AbortController; isUp: boolean } | null
}

export const createStreams = (deps: StreamsDeps): Streams => {
  const { watch, news, lookForViewer, lastDeliveryAt, now, pause, onError } = deps
  const limits = { ...defaultLimits, ...deps.limits }
  const upstreams = new Map(deps.upstreams.map((upstream) => [upstream.account.name, upstream]))
  const stopping = new AbortController()
  const listeners = new Map<string, Listener>()
  const running = new Set<Promise<void>>()
  const isEcho = createEchoes({ now })

  const making = new Map(deps.upstreams.map(({ account }) => [account.name, createLimit(limits.madeAtOnce)]))

  const run = (work: Promise<void>): void => {
    const kept = work.catch(onError).finally(() => running.delete(kept))
    running.add(kept)
  }
  const connections = (account?: string) =>
    [...listeners.values()].flatMap((each) =>
      each.connection && (account === undefined || each.account === account) ? [each.connection] : [],
    )

  const take = async (account: string, told: readonly News[], receivedAt: Instant): Promise<void> => {
    const first = told.filter((each) => !isEcho(account, each))
    try {
      if (first.length > 0) await news.take(account, first, receivedAt)
    } catch (error) {
      if (!(error instanceof StateUnavailableError)) throw error // else it is looked for once the store is back
    }
  }

  /** `settled` is told when it is up. */
  const listenWith = async (
    { account, viewer }: Listener,
    connection: NonNullable<Listener['connection']>,
    signal: AbortSignal,
    settled: () => void,
  ): Promise<void> => {
    let caughtUp: Promise<void> = Promise.resolve()
    try {
      await upstreams.get(account)?.listen?.(viewer.call(account, signal), {
        up: () => {
          connection.isUp = true
          settled()
          caughtUp = Promise.race([lookForViewer(account, viewer.key), pause(limits.order, signal)])
        },
        down: () => {
          connection.isUp = false
        },
        news: (told, receivedAt) => run(caughtUp.then(() => take(account, told, receivedAt))),
      })
    } catch (error) {
      if (!(error instanceof DomainError) && !signal.aborted) throw error
    }
  }
  const connect = async (listener: Listener): Promise<void> => {
    const connection = { end: new AbortController(), isUp: false }
    listener.connection = connection
    const signal = AbortSignal.any([stopping.signal, connection.end.signal])
    try {
      let listening: Promise<void> | undefined
      await making.get(listener.account)?.(async () => {
        if (signal.aborted) return
        const { promise: isMade, resolve: settled } = Promise.withResolvers<void>()
        listening = listenWith(listener, connection, signal, settled)
        await Promise.race([isMade, listening.catch(() => undefined), pause(limits.making, signal)])
      })
      await listening
    } finally {
      listener.connection = null
      listener.failedAt = now()
      connection.end.abort() // a signal that others listen to, and that never aborts, is kept as long as its sources
    }
  }

  /** It was tried just now: who comes does not make it work. Half of the wait, or every other round would pass it over. */
  const hasFailed = ({ failedAt }: Listener): boolean => now() - failedAt < limits.retry / 2
  const isTold = (account: string): boolean => {
    const at = lastDeliveryAt(account)
    return at !== null && now() - at < limits.webhooksGoodFor
  }
  const tend = async (listener: Listener): Promise<void> => {
    const { account, watchings, connection } = listener
    if (watchings === 0 || connection !== null || stopping.signal.aborted) return
    if (isTold(account) || hasFailed(listener)) return
    if (connections(account).length < limits.perAccount) await connect(listener)
  }

  /** One wait, however often somebody comes and goes meanwhile. */
  const leave = async (key: string, listener: Listener): Promise<void> => {
    listener.leftAt = now()
    if (listener.isLeaving) return
    listener.isLeaving = true
    for (let left = limits.grace; left > 0 && !stopping.signal.aborted; ) {
      await pause(left, stopping.signal)
      left = listener.leftAt + limits.grace - now()
    }
    listener.isLeaving = false
    if (listener.watchings > 0) return
    listener.connection?.end.abort()
    listeners.delete(key)
  }

  const began = ({ account, viewer }: Watcher): void => {
    if (!upstreams.get(account)?.listen) return
    const key = listenerKey(account, viewer)
    const listener = listeners.get(key) ?? {
      account,
      viewer,
      watchings: 0,
      leftAt: 0,
      isLeaving: false,
      failedAt: Number.NEGATIVE_INFINITY,
      connection: null,
    }
    listeners.set(key, listener)
    listener.watchings += 1
    run(tend(listener))
  }
  const ended = ({ account, viewer }: Watcher): void => {
    const key = listenerKey(account, viewer)
    const listener = listeners.get(key)
    if (!listener) return
    listener.watchings -= 1
    if (listener.watchings === 0) run(leave(key, listener))
  }

  /** For those who found no place, whose connection led nowhere, or whose webhooks fell silent. */
  const tendForever = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await pause(limits.retry, stopping.signal)
      for (const listener of listeners.values()) run(tend(listener))
    }
  }

  let stopListening = () => {}
  return {
    start: () => {
      stopListening = watch.listen({ began, ended })
      run(tendForever())
    },
    stop: async () => {
      stopListening()
      stopping.abort()
      while (running.size > 0) await Promise.all(running)
      listeners.clear()
    },
    isUp: (account) => connections(account).some(({ isUp }) => isUp),
    counts: () => ({
      listeners: listeners.size,
      connections: connections().length,
      up: connections().filter(({ isUp }) => isUp).length,
    }),
  }
}

const listenerKey = (account: string, { key }: Viewer): string => JSON.stringify([account, key])
