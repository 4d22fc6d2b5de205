/** Following, for any store that can be read after a cursor and can tell when to look again. */
import { StateUnavailableError } from '../domain/errors.ts'
import type { Cursor, Followed, FollowOptions, Gap, Journal } from './port.ts'

export interface Wake {
  /**
   * Resolves when something may have come after one of the positions, when `signal` is aborted, or after a second or
   * so. Never rejects.
   */
  wait(positions: ReadonlyMap<string, Cursor>, signal: AbortSignal): Promise<void>
  close(): void
}

/** Entries fetched at once, per account. */
const batch = 128
/** Milliseconds between attempts while the store is away. */
const retryMs = 200

export async function* follow(
  journal: Pick<Journal, 'head' | 'read'>,
  accounts: readonly string[],
  { after = {}, signal }: FollowOptions,
  openWake: () => Wake,
): AsyncGenerator<Followed, void> {
  const positions = new Map<string, Cursor>()
  const wake = openWake()
  try {
    while (!signal.aborted) {
      let isAway = false
      let isBehind = false
      for (const account of accounts) {
        const step = await available(() => next(journal, account, positions.get(account), after[account]))
        if (signal.aborted) return
        if (!step) {
          isAway = true
          continue
        }
        isBehind ||= step.hasMore
        for (const followed of step.followed) {
          positions.set(account, followed.type === 'ENTRY' ? followed.entry.cursor : followed.cursor)
          yield followed
          if (signal.aborted) return
        }
      }
      if (isAway) await pause(retryMs, signal)
      else if (!isBehind) await wake.wait(positions, signal)
    }
  } finally {
    wake.close()
  }
}

interface Step {
  readonly followed: readonly Followed[]
  readonly hasMore: boolean
}

const next = async (
  journal: Pick<Journal, 'head' | 'read'>,
  account: string,
  position: Cursor | undefined,
  start: Cursor | undefined,
): Promise<Step> => {
  const at = async (gap: Gap | null): Promise<Step> => ({
    followed: [{ type: 'POSITION', account, cursor: await journal.head(account), gap }],
    hasMore: true,
  })
  const cursor = position ?? start
  if (cursor === undefined) return at(null)
  const page = await journal.read(account, { after: cursor, limit: batch })
  if ('gap' in page) return at(page.gap)
  const entries = page.entries.map((entry): Followed => ({ type: 'ENTRY', account, entry }))
  const first: Followed[] = position === undefined ? [{ type: 'POSITION', account, cursor, gap: null }] : []
  return { followed: [...first, ...entries], hasMore: page.hasMore }
}

/** Undefined while the store is away. */
const available = async <T>(call: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await call()
  } catch (error) {
    if (error instanceof StateUnavailableError) return undefined
    throw error
  }
}

/** Resolves after `ms`, when `signal` is aborted, or when what `onWake` was given is called. */
export const pause = (ms: number, signal: AbortSignal, onWake?: (wake: () => void) => void): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
    onWake?.(done)
    if (signal.aborted) done()
  })
