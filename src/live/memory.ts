/**
 * What is known of objects, over all instances. What was told is written only by whoever appended the event, so it
 * never falls back behind the last event. What was merely noticed since is kept beside, for that many events only.
 */
import type { Json } from '../domain/json.ts'
import type { Instant } from '../domain/time.ts'
import type { Cache } from '../state/port.ts'
import type { Known } from './known.ts'

export interface Memory {
  recall(account: string, key: string): Promise<Known | undefined>
  /** After an event. */
  keep(account: string, key: string, known: Known): Promise<void>
  /** Without an event. */
  note(account: string, key: string, known: Known): Promise<void>
  /** A look that found nothing new: there are many, so only this process remembers it. */
  confirm(account: string, key: string, readAt: Instant): void
  confirmedAt(account: string, key: string): Instant
}

/** As long as a journal keeps events: longer than anybody can resume. */
export const knownMs = 7 * 24 * 60 * 60_000
/** What happened before so many milliseconds cannot be told from news. */
export const maxAgeMs = knownMs - 60 * 60_000
/** How many objects' unchanged sightings are kept in mind. */
const maxConfirmed = 20_000

export const createMemory = (cache: Cache): Memory => {
  const confirmed = new Map<string, Instant>()
  const read = async (account: string, key: string) =>
    (await cache.get(account, key)) as unknown as Known | undefined
  const write = (account: string, key: string, known: Known) =>
    cache.set(account, key, known as unknown as Json, knownMs)

  return {
    recall: async (account, key) => {
      const [known, noted] = await Promise.all([read(account, `known:${key}`), read(account, `noted:${key}`)])
      if (!noted || noted.events !== (known?.events ?? 0)) return known
      return known
        ? {
            ...known,
            readAt: Math.max(known.readAt, noted.readAt),
            print: { ...noted.print, ...known.print },
          }
        : noted
    },
    keep: (account, key, known) => write(account, `known:${key}`, known),
    note: (account, key, known) => write(account, `noted:${key}`, known),
    confirm: (account, key, readAt) => {
      const name = `${account}:${key}`
      const latest = Math.max(readAt, confirmed.get(name) ?? 0)
      confirmed.delete(name)
      confirmed.set(name, latest)
      const [oldest] = confirmed.size > maxConfirmed ? confirmed.keys() : []
      if (oldest !== undefined) confirmed.delete(oldest)
    },
    confirmedAt: (account, key) => confirmed.get(`${account}:${key}`) ?? 0,
  }
}
