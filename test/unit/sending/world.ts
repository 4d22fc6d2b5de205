/**
 * A world in which sends run step by step: instances with a ledger between them that can die between any two steps,
 * an upstream that keeps a log, and a clock that moves only when it is told to. Which step comes next is chosen from
 * outside.
 */
import { setImmediate } from 'node:timers/promises'
import {
  type Origin,
  StateUnavailableError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
} from '../../../src/domain/errors.ts'
import type { Message } from '../../../src/domain/message.ts'
import { messageKind } from '../../../src/sending/record.ts'
import type { SendRequest } from '../../../src/sending/request.ts'
import { createSender } from '../../../src/sending/send-once.ts'
import type { Ledger } from '../../../src/state/port.ts'
import { createSqliteState } from '../../../src/state/sqlite.ts'
import { sentMessage } from './message.ts'

export const origin: Origin = { account: 'chatwoot', provider: 'CHATWOOT' }

/** What happens to one post. `…Lost`: the answer never arrives, and it looks like a timeout. */
export type Fate =
  | 'ANSWERED'
  | 'LOST'
  | 'STORED_LOST'
  | 'STORED_LATE_LOST'
  | 'ANSWERED_SLOWLY'
  | 'STORED_LATE'
  | 'REFUSED'
  | 'STORED_REFUSED'
  | 'STORED_BUG'

export interface Post {
  readonly marker: string
  readonly fate: Fate
}

export interface Chance {
  /** A whole number from 0 to below `count`. */
  pick(count: number): number
  /** What becomes of the next post. */
  fate(): Fate
  /** What becomes of the next call of the ledger: carried out or not, answered or not. */
  ledger(): 'ANSWERED' | 'LOST' | 'DONE_LOST'
  /** Whether a look at the upstream fails. */
  isBlind(): boolean
  /** Milliseconds for which everything stands still now: then even a lease that is renewed can run out. */
  stall(): number
}

export const noChance: Chance = {
  pick: () => 0,
  fate: () => 'ANSWERED',
  ledger: () => 'ANSWERED',
  isBlind: () => false,
  stall: () => 0,
}

export type World = ReturnType<typeof createWorld>

/** How long slow posts take. Longer than a lease. Milliseconds. */
const slow = 45_000

export const createWorld = (chance: Partial<Chance> = {}) => {
  const { pick, fate, ledger: ledgerFate, isBlind, stall } = { ...noChance, ...chance }
  const clock = { now: Date.UTC(2026, 0, 1) }
  let ids = 0
  const randomId = () => `id-${++ids}`
  const state = createSqliteState({ file: ':memory:' }, { now: () => clock.now, randomId })
  const log: { readonly marker: string; readonly message: Message }[] = []
  const posts: Post[] = []
  const searches: string[] = []
  const steps: (() => void)[] = []
  const timers = new Set<{ readonly at: number; readonly ring: () => void }>()

  const wait = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const timer = { at: clock.now + ms, ring: resolve }
      timers.add(timer)
      signal?.addEventListener('abort', () => {
        timers.delete(timer)
        reject(signal.reason)
      })
    })

  const step = <T>(effect: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => steps.push(() => effect().then(resolve, reject)))

  const tick = () => {
    const [first] = [...timers].sort((one, two) => one.at - two.at)
    if (!first) throw new Error('Nothing can happen any more.')
    timers.delete(first)
    clock.now = Math.max(clock.now, first.at)
    first.ring()
  }

  /** Lets the world go on until the promise is settled, and gives what it is settled with. */
  const run = async <T>(promise: Promise<T>): Promise<T> => {
    let isSettled = false
    const settle = () => {
      isSettled = true
    }
    promise.then(settle, settle)
    for (;;) {
      await setImmediate()
      if (isSettled) return promise
      clock.now += stall()
      const [next] = steps.splice(pick(Math.max(1, steps.length)), 1)
      if (next) next()
      else tick()
    }
  }

  const store = (marker: string, text: string): Message => {
    const message = sentMessage(String(log.length + 1), text)
    log.push({ marker, message })
    return message
  }

  const carryOut = async (marker: string, text: string): Promise<Message> => {
    const what = fate()
    posts.push({ marker, fate: what })
    const lost = () => new UpstreamTimeoutError('chatwoot did not answer in time.', origin)
    switch (what) {
      case 'ANSWERED':
        return store(marker, text)
      case 'LOST':
        throw lost()
      case 'STORED_LOST':
        store(marker, text)
        throw lost()
      case 'STORED_LATE_LOST':
        wait(slow).then(() => store(marker, text))
        throw lost()
      case 'ANSWERED_SLOWLY': {
        const message = store(marker, text)
        await wait(slow)
        return message
      }
      case 'STORED_LATE':
        await wait(slow)
        return store(marker, text)
      case 'REFUSED':
        throw new UpstreamRejectedError('No.', origin, 422, null)
      case 'STORED_REFUSED':
        store(marker, text)
        throw new UpstreamRejectedError('Perhaps.', origin, 422, null, false)
      case 'STORED_BUG':
        store(marker, text)
        throw new TypeError('Cannot read the answer.')
    }
  }

  /** An instance. It dies after `halfSteps`: before or after the effect of one of its steps. */
  const boot = (halfSteps = Number.POSITIVE_INFINITY) => {
    const { promise: death, resolve: die } = Promise.withResolvers<void>()
    let left = halfSteps
    let isDead = false
    const kill = () => {
      isDead = true
      die()
    }
    const survives = () => {
      if (left-- <= 0) kill()
      return !isDead
    }
    const never = new Promise<never>(() => {})
    const own = <T>(effect: () => Promise<T>): Promise<T> =>
      isDead
        ? never
        : step(async () => {
            if (!survives()) return never
            try {
              return await effect()
            } finally {
              if (!survives()) await never
            }
          })
    const ledgerCall = <T>(effect: () => Promise<T>): Promise<T> =>
      own(async () => {
        const what = ledgerFate()
        if (what === 'LOST') throw new StateUnavailableError('Away.')
        const answer = await effect()
        if (what === 'DONE_LOST') throw new StateUnavailableError('Away.')
        return answer
      })
    const inner = state.ledger
    const ledger: Ledger = {
      claim: (...all) => ledgerCall(() => inner.claim(...all)),
      extend: (...all) => ledgerCall(() => inner.extend(...all)),
      settle: (...all) => ledgerCall(() => inner.settle(...all)),
      resolve: (...all) => ledgerCall(() => inner.resolve(...all)),
      findByObjects: (...all) => ledgerCall(() => inner.findByObjects(...all)),
    }
    const sender = createSender({
      ledger,
      now: () => clock.now,
      randomId,
      wait: async (ms, signal) => {
        await wait(ms, signal)
        if (isDead) await never
      },
    })
    /** A request that this instance serves. `text` is what is sent. */
    const request = (text: string, more: Partial<SendRequest> = {}): SendRequest => ({
      kind: messageKind,
      origin,
      callerKey: 'ann',
      clientMessageId: 'c1',
      content: { text },
      call: {
        credential: { header: 'api_access_token', value: 'secret' },
        agentId: null,
        requestId: 'r1',
        signal: new AbortController().signal,
      },
      prepare: (marker) =>
        own(async () => ({ trace: { after: log.length }, post: () => own(() => carryOut(marker, text)) })),
      find: (marker) =>
        own(async () => {
          searches.push(marker)
          if (isBlind()) throw new UpstreamTimeoutError('chatwoot did not answer in time.', origin)
          return log.find((entry) => entry.marker === marker)?.message ?? null
        }),
      load: ({ id }) => own(async () => log.find(({ message }) => message.id === id)?.message ?? null),
      ...more,
    })
    return { sender, request, death, kill, isDead: () => isDead }
  }

  return {
    clock,
    log,
    posts,
    searches,
    ledger: state.ledger,
    run,
    step,
    wait,
    boot,
    close: () => state.close(),
  }
}
