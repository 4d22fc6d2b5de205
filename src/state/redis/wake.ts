/**
 * Sleeps in `XREAD BLOCK` on the accounts' logs, on connections of its own. It only tells when to look: entries are
 * read by position, so whatever happens to these connections, nothing is missed.
 */
import { StateUnavailableError } from '../../domain/errors.ts'
import { decodeCursor } from '../cursor.ts'
import { pause, type Wake } from '../follow.ts'
import type { Cursor } from '../port.ts'
import type { Keys } from './keys.ts'
import type { Link } from './link.ts'

/** Milliseconds. Also how soon a wiped store is noticed in which nobody writes. */
const blockMs = 1000
/** Milliseconds between looks while the blocking connection is down. */
const pollMs = 100

/** A cluster's nodes each know their own accounts only, and one read cannot ask for several: one link an account. */
export const createOpenWake =
  (openLink: () => Link, keys: Keys, isCluster: boolean) =>
  (accounts: readonly string[]): Wake => {
    const groups = isCluster ? accounts.map((account) => [account]) : [accounts]
    const sleepers = groups.map((group) => createSleeper(openLink(), keys, group))
    return {
      wait: async (positions, signal) => {
        let stop = () => {}
        const longest = pause(2 * blockMs, signal, (wake) => {
          stop = wake
        })
        await Promise.race([longest, ...sleepers.map((sleeper) => sleeper.sleep(positions, signal))])
        stop()
      },
      close: () => {
        for (const sleeper of sleepers) sleeper.close()
      },
    }
  }

const createSleeper = (link: Link, keys: Keys, accounts: readonly string[]) => {
  let sleeping: Promise<void> | undefined

  const block = async (positions: ReadonlyMap<string, Cursor>, signal: AbortSignal): Promise<void> => {
    const names = accounts.map((account) => keys.log(account))
    const ids = accounts.map((account) => `${decodeCursor(positions.get(account) ?? '')?.tick ?? 0}-0`)
    const args = ['XREAD', 'COUNT', '1', 'BLOCK', String(blockMs), 'STREAMS', ...names, ...ids]
    try {
      await link.send(names[0] as string, args, blockMs)
    } catch (error) {
      if (!(error instanceof StateUnavailableError)) throw error
      await pause(pollMs, signal)
    }
  }
  return {
    /** A sleep that goes on from before is shared: its positions are older, so it wakes no later. */
    sleep: (positions: ReadonlyMap<string, Cursor>, signal: AbortSignal): Promise<void> => {
      sleeping ??= block(positions, signal).finally(() => {
        sleeping = undefined
      })
      return sleeping
    },
    close: () => {
      // The read under way ends with the connection; nobody waits for it any longer.
      sleeping?.catch(() => {})
      link.destroy()
    },
  }
}
