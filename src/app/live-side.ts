/** Everything that hears of what happens upstream, and tells it to those who watch. */
import type { EventSource } from '../domain/account.ts'
import { pause } from '../kit/pause.ts'
import { createLive, type Live } from '../live/index.ts'
import { createNewsDesk, type NewsDesk } from '../live/news.ts'
import { createReread } from '../live/reread.ts'
import { createStreams } from '../live/streams.ts'
import type { Missing } from '../sending/missing.ts'
import { createDeliveries, type Deliveries } from '../server/webhook/deliveries.ts'
import { createEventSources } from '../server/webhook/event-source.ts'
import type { Accounts } from './accounts.ts'
import type { Ground } from './ground.ts'

export interface LiveSide {
  readonly live: Live
  readonly news: NewsDesk
  readonly deliveries: Deliveries
  readonly eventSource: (account: string) => EventSource
  start(): Promise<void>
  stop(): Promise<void>
}

/** Milliseconds that the store of events has to answer before Parley starts without it. */
const startPatience = 2_000

export const createLiveSide = (
  { state, metrics, now, onError }: Ground,
  { upstreams, serviceCall }: Accounts,
  { recognise }: Missing,
): LiveSide => {
  const live = createLive({
    upstreams,
    serviceCall,
    state,
    recognise,
    eventSource: (account) => eventSource(account),
    now,
    random: Math.random,
    pause,
    onError,
    onHandOver: metrics.onHandOver,
    onOverflow: metrics.onOverflow,
    onLook: metrics.onLook,
  })
  const deliveries = createDeliveries({
    accounts: upstreams.map(({ account }) => account.name),
    cache: state.cache,
    now,
    onError,
  })
  const news = createNewsDesk({
    live,
    reread: createReread({ upstreams, serviceCall, now, onError }),
    pause,
  })
  const streams = createStreams({
    upstreams,
    watch: live.watch,
    news,
    lookForViewer: live.lookForViewer,
    lastDeliveryAt: deliveries.lastAt,
    now,
    pause,
    onError,
  })
  const eventSource = createEventSources({ deliveries, isStreaming: streams.isUp, watch: live.watch, now })
  return {
    live,
    news,
    deliveries,
    eventSource,
    start: async () => {
      const patience = new AbortController()
      const started = Promise.all([live.start(), deliveries.refresh()])
      await Promise.race([started, pause(startPatience, patience.signal)])
      patience.abort()
      streams.start()
    },
    stop: async () => {
      await Promise.all([streams.stop(), live.stop(), news.stop()])
    },
  }
}
