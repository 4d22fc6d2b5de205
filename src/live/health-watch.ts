/** Tells those who watch a whole account when its upstream, or what brings its events, is not what it was. */
import type { AccountHealth, EventSource } from '../domain/account.ts'
import type { PassingEvent } from '../domain/event.ts'
import type { Pause } from '../kit/pause.ts'
import type { Upstream } from '../upstream/port.ts'
import type { Watch } from './watch.ts'

export interface HealthWatchDeps {
  readonly upstreams: readonly Pick<Upstream, 'account' | 'health'>[]
  readonly eventSource: (account: string) => EventSource
  readonly watch: Pick<Watch, 'listen' | 'target'>
  readonly tell: (event: PassingEvent) => void
  readonly now: () => number
  readonly pause: Pause
}

export interface HealthWatch {
  start(): void
  stop(): Promise<void>
}

/** Milliseconds between two looks at what this process knows: they cost no call. */
const everyMs = 1_000

export const createHealthWatch = (deps: HealthWatchDeps): HealthWatch => {
  const { eventSource, watch, tell, now, pause } = deps
  const upstreams = new Map(deps.upstreams.map((upstream) => [upstream.account.name, upstream]))
  const stopping = new AbortController()
  /** Of accounts that somebody watches whole. */
  const known = new Map<string, string>()

  const printOf = (account: string): string => {
    const health = upstreams.get(account)?.health()
    return JSON.stringify([health && stateOf(health), eventSource(account)])
  }
  const compare = (): void => {
    for (const [account, before] of known) {
      const print = printOf(account)
      if (print === before) continue
      known.set(account, print)
      tell({ type: 'AccountHealthChanged', account, conversationId: null, occurredAt: now() })
    }
  }
  const forever = async (): Promise<void> => {
    for (;;) {
      await pause(everyMs, stopping.signal)
      if (stopping.signal.aborted) return
      compare()
    }
  }

  let stopListening = () => {}
  let repeating: Promise<void> = Promise.resolve()
  return {
    start: () => {
      stopListening = watch.listen({
        began: ({ account, conversationId }, isFirst) => {
          if (conversationId === null && isFirst) known.set(account, printOf(account))
        },
        ended: ({ account, conversationId }, isLast) => {
          if (conversationId === null && isLast) known.delete(account)
        },
      })
      repeating = forever()
    },
    stop: async () => {
      stopListening()
      stopping.abort()
      await repeating
    },
  }
}

/** That nothing was asked yet is no trouble. */
const stateOf = ({ status, openSince }: AccountHealth) => [
  status === 'UNKNOWN' ? 'UP' : status,
  openSince !== null,
]
