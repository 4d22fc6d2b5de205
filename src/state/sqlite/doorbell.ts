/** Tells followers in this process when somebody has written to the file. */
import { StateUnavailableError } from '../../domain/errors.ts'
import { pause, type Wake } from '../follow.ts'
import type { Database } from './database.ts'

/** Milliseconds between two looks at what other processes wrote, while somebody follows. */
const pollMs = 100
/** The longest a follower sleeps. */
const longestMs = 1000

export interface Doorbell {
  /** This process wrote. */
  ring(): void
  listen(): Wake
  /** Aborted by `close`. */
  readonly closed: AbortSignal
  close(): void
}

interface Listener {
  /** Since the last time it slept. */
  isRung: boolean
  wake: () => void
}

export const createDoorbell = (db: Database): Doorbell => {
  const closing = new AbortController()
  const listeners = new Set<Listener>()
  let timer: NodeJS.Timeout | undefined
  let seen: number | undefined

  const ring = () => {
    for (const listener of listeners) {
      listener.isRung = true
      listener.wake()
    }
  }
  const look = () => {
    try {
      const version = db.foreignVersion()
      if (version !== seen) ring()
      seen = version
    } catch (error) {
      if (!(error instanceof StateUnavailableError)) throw error
    }
  }
  const stopWhenAlone = () => {
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
  return {
    ring,
    closed: closing.signal,
    listen: () => {
      const listener: Listener = { isRung: false, wake: () => {} }
      if (timer === undefined) {
        look() // what is there already is read anyway
        timer = setInterval(look, pollMs)
      }
      listeners.add(listener)
      return {
        wait: async (_positions, signal) => {
          if (!listener.isRung) await pause(longestMs, signal, (wake) => (listener.wake = wake))
          listener.isRung = false
        },
        close: () => {
          listeners.delete(listener)
          stopWhenAlone()
        },
      }
    },
    close: () => {
      closing.abort()
      listeners.clear()
      stopWhenAlone()
    },
  }
}
