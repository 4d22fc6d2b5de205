/** The live half of Parley, put together. Sources hand facts to `ingest`; the transport reads from `feed`. */
import type { EventSource } from '../domain/account.ts'
import { StateUnavailableError } from '../domain/errors.ts'
import type { PassingEvent } from '../domain/event.ts'
import type { Message } from '../domain/message.ts'
import type { Pause } from '../kit/pause.ts'
import type { State } from '../state/port.ts'
import type { Call, Upstream } from '../upstream/port.ts'
import { createDoubts } from './doubts.ts'
import { createFeed, type Feed } from './feed.ts'
import { createHealthWatch } from './health-watch.ts'
import { createHub, type HubCounts, type HubDeps } from './hub.ts'
import { createIngest, type Ingest } from './ingest.ts'
import { createReconcile, type Reconcile, type ReconcileDeps, type ReconcileLimits } from './reconcile.ts'
import { createRights, type MaySee } from './rights.ts'
import { createUnread } from './unread.ts'
import { createVisits } from './visits.ts'
import { createWatch, type Watch } from './watch.ts'

/** Told how it goes. */
export type LiveListeners = Pick<HubDeps, 'onHandOver' | 'onOverflow'> & Pick<ReconcileDeps, 'onLook'>

export interface LiveDeps extends LiveListeners {
  readonly state: Pick<State, 'journal' | 'cache' | 'ready'>
  readonly upstreams: readonly Upstream[]
  /** Calls with the operator's own credential; null where none is configured. */
  readonly serviceCall: (account: string, signal: AbortSignal) => Call | null
  /** What brings the events of an account now. Where nothing tells, Parley looks more often. */
  readonly eventSource: (account: string) => EventSource
  readonly now: () => number
  /** 0 to 1. */
  readonly random: () => number
  readonly pause: Pause
  /** Told of bugs. */
  readonly onError: (error: unknown) => void
  /** Told of each message before subscribers are told that it was added, with what makes a call to look into it. */
  readonly recognise?: (message: Message, callOf: () => Call | null) => Promise<void>
  /** How often it looks. */
  readonly limits?: Partial<ReconcileLimits>
}

export interface Live {
  readonly feed: Feed
  readonly maySee: MaySee
  /** For sources, and for whoever changed something upstream. */
  readonly ingest: Ingest
  /** For sources: what is not kept reaches the subscribers of this process. */
  readonly tell: (event: PassingEvent) => void
  /** For sources that listen or ask only where somebody watches. */
  readonly watch: Watch
  /**
   * For a source that was away: what is watched of the account is looked at. Gives whether all of it could
   * be; what could not is looked at again soon. Never rejects.
   */
  readonly reconcile: (account: string) => Promise<boolean>
  /** For a source that heard nothing for a while and speaks for one viewer: what that one watches is looked at. Never rejects. */
  readonly lookForViewer: (account: string, viewerKey: string) => Promise<void>
  /** For a source that was refused by the store: once that is back, what is watched of the account is looked at. */
  readonly recover: (account: string) => void
  /** Resolves when it is known where the events stand, or it was stopped: not as long as the store cannot be reached. */
  start(): Promise<void>
  /** Ends every feed. Sockets that shall go on elsewhere must be closed before. */
  stop(): Promise<void>
  counts(): LiveCounts
}

export interface LiveCounts extends HubCounts {
  readonly watchers: number
  readonly rights: number
  readonly reconcile: ReturnType<Reconcile['counts']>
}

/** What tells of everything, or nearly, without being asked. */
const toldBy: ReadonlySet<EventSource> = new Set(['WEBHOOK', 'WEBSOCKET'])
/** Milliseconds that looking into a message may hold up its event. */
const recogniseMs = 2000
/** Milliseconds between two looks at whether the store is back. */
const recoveryMs = 1000

export const createLive = (deps: LiveDeps): Live => {
  const { state, upstreams, serviceCall, eventSource, now, random, pause, onError } = deps
  const { onHandOver, onOverflow, onLook } = deps
  const stopping = new AbortController()
  const watch = createWatch()
  const hasSource = (account: string) => toldBy.has(eventSource(account))
  const rights = createRights({ now, random, pause })
  const doubts = createDoubts({ rights, now, onError })
  const accounts = upstreams.map(({ account }) => account.name)
  const hub = createHub({ accounts, journal: state.journal, now, pause, onError, onHandOver, onOverflow })
  const visits = createVisits({
    watch,
    lookFor: (visitor) => reconcile.lookFor(visitor),
    seenTo: (visitor) => reconcile.seenTo(visitor),
    hasSource,
    now,
    pause,
  })
  const feed = createFeed({
    journal: state.journal,
    hub,
    watch,
    rights,
    visit: visits.visit,
    isReady: () => state.ready(),
    now,
    pause,
  })
  const recognise = async (message: Message): Promise<void> => {
    const { account, conversationId } = message
    await deps.recognise?.(message, () => {
      const signal = AbortSignal.timeout(recogniseMs)
      const target = watch.target(account, conversationId) ?? watch.target(account, null)
      return serviceCall(account, signal) ?? target?.watchers[0]?.viewer.call(account, signal) ?? null
    })
  }
  const append = createIngest({ journal: state.journal, cache: state.cache, pause, recognise })
  const reconcile = createReconcile({
    upstreams,
    ingest: append,
    watch,
    serviceCall,
    hasSource,
    now,
    random,
    pause,
    onError,
    limits: deps.limits,
    onLook,
    onMissing: (target) => void doubts.raise(target),
  })

  const healthWatch = createHealthWatch({ upstreams, eventSource, watch, tell: hub.tell, now, pause })

  const unread = createUnread({ upstreams, hasSource, readAgain: reconcile.readAgain, pause })

  const recovering = new Map<string, Promise<void>>()
  /** Facts were refused: once the store is back, what they told is looked for. */
  const recover = async (account: string): Promise<void> => {
    while (!stopping.signal.aborted) {
      await pause(recoveryMs, stopping.signal)
      if (await state.ready()) break
    }
    recovering.delete(account)
    if (!stopping.signal.aborted) await reconcile.lookAtAll(account)
  }
  const recoverOnce = (account: string): void => {
    if (!recovering.has(account)) recovering.set(account, recover(account))
  }

  return {
    feed,
    maySee: rights.maySee,
    watch,
    tell: hub.tell,
    ingest: async (account, facts, delivery) => {
      try {
        const events = await append(account, facts, delivery)
        for (const { conversationId } of events) reconcile.happened(account, conversationId)
        return events
      } catch (error) {
        if (error instanceof StateUnavailableError) recoverOnce(account)
        throw error
      }
    },
    reconcile: reconcile.lookAtAll,
    lookForViewer: reconcile.lookForViewer,
    recover: recoverOnce,
    start: async () => {
      hub.onEvent(unread.noticed)
      hub.onGap((account) => void reconcile.lookAtAll(account))
      reconcile.start()
      healthWatch.start()
      return hub.start()
    },
    stop: async () => {
      stopping.abort()
      await Promise.all([
        unread.stop(),
        visits.stop(),
        reconcile.stop(),
        healthWatch.stop(),
        ...recovering.values(),
      ])
      await hub.stop()
    },
    counts: () => ({
      ...hub.counts(),
      watchers: watch.counts().watchers,
      rights: rights.size(),
      reconcile: reconcile.counts(),
    }),
  }
}
