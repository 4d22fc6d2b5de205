/** A connection to Redis that is given up and dialled again when it does not answer in time. */
import { setImmediate } from 'node:timers/promises'
import { ErrorReply } from 'redis'
import { StateUnavailableError } from '../../domain/errors.ts'
import { createDriver, type Driver } from './driver.ts'
import type { RedisTarget } from './url.ts'

export interface Link {
  /**
   * One command, or script, to the node that holds `key`. Rejects with `StateUnavailableError` when it cannot be
   * sent or is not answered within the link's time and `blockMs`; it may have been carried out even so.
   */
  send(key: string, args: readonly string[], blockMs?: number): Promise<unknown>
  /** Waits for commands under way. */
  close(): Promise<void>
  /** Does not. */
  destroy(): void
}

/** Milliseconds after which a connection that never became usable is dialled anew. */
const patienceMs = 10_000
const redialMs = 250

export const createLink = (target: RedisTarget, timeoutMs: number): Link => {
  const underWay = new Set<Promise<unknown>>()
  let isClosed = false
  let driver: Driver
  let answeredAt = 0
  let redialTimer: NodeJS.Timeout | undefined

  const dial = (): void => {
    clearTimeout(redialTimer)
    const dialled = createDriver(target)
    driver = dialled
    answeredAt = performance.now()
    dialled.connect().catch(() => {
      if (isClosed || driver !== dialled) return
      redialTimer = setTimeout(() => renew(dialled), redialMs)
    })
  }
  /** Unless somebody has done so already. */
  const renew = (stale: Driver): void => {
    if (isClosed || driver !== stale) return
    stale.destroy()
    dial()
  }
  const attempt = async (key: string, args: readonly string[], blockMs: number): Promise<unknown> => {
    if (isClosed) throw unavailable('The state store is closed.')
    const used = driver
    try {
      const answer = await within(timeoutMs + blockMs, used.send(key, args))
      answeredAt = performance.now()
      return answer
    } catch (error) {
      if (error instanceof ErrorReply && !isTrouble(error)) throw error
      const isSilent = error instanceof TimeoutError || performance.now() - answeredAt > patienceMs
      if (isSilent) renew(used)
      throw unavailable('The state store is not available.', error)
    }
  }
  const destroy = () => {
    if (isClosed) return
    isClosed = true
    clearTimeout(redialTimer)
    driver.destroy()
  }
  dial()
  return {
    send: (key, args, blockMs = 0) => {
      const sent = attempt(key, args, blockMs)
      const settled: Promise<unknown> = sent.then(
        () => underWay.delete(settled),
        () => underWay.delete(settled),
      )
      underWay.add(settled)
      return sent
    },
    close: async () => {
      do {
        await Promise.all(underWay)
        await setImmediate() // whoever got an answer may have one more thing to send
      } while (underWay.size > 0)
      destroy()
    },
    destroy,
  }
}

class TimeoutError extends Error {}

const within = <T>(ms: number, promise: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TimeoutError('No answer in time.')), ms)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })

/** Replies of a Redis that is there but cannot serve now. Other error replies are bugs. */
const troubles =
  /^(LOADING|MASTERDOWN|CLUSTERDOWN|READONLY|TRYAGAIN|OOM|MISCONF|NOREPLICAS|BUSY|UNBLOCKED|NOAUTH|WRONGPASS|NOPERM|MOVED|ASK|ERR max number of clients)\b/

const isTrouble = ({ message }: ErrorReply): boolean => troubles.test(message)

const unavailable = (message: string, cause?: unknown) => new StateUnavailableError(message, cause)
