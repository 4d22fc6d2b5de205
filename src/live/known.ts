/** What is remembered of an object that events were told of, and what a new sighting of it means. */
import type { Json } from '../domain/json.ts'
import type { Instant } from '../domain/time.ts'
import type { Fact } from './fact.ts'

/** What makes one state of an object differ from another. A field that is undefined was not told. */
export type Print = { readonly [field: string]: Json | undefined }

export interface Known {
  /** When the last of these states was read. */
  readonly readAt: Instant
  /** How many events there were about the object. */
  readonly events: number
  /** Whether it was told as added; false for what was there before anybody looked. */
  readonly isAdded: boolean
  readonly print: Print
}

/** `NOTED`: nothing to tell, but to be remembered. `KNOWN`: nothing new. `STALE`: older than what is known. */
export type Change = 'ADDED' | 'UPDATED' | 'NOTED' | 'KNOWN' | 'STALE'

export interface Seen extends Pick<Fact, 'readAt' | 'hint' | 'since'> {
  readonly createdAt: Instant | null
  /** When it last changed, as far as the upstream says so. */
  readonly changedAt: Instant | null
  readonly print: Print
}

/** An update of something unknown that is younger than this tells of a creation that went missing. */
const youngMs = 60 * 60_000

export const changeOf = (known: Known | undefined, seen: Seen): Change => {
  if (!known) return changeOfUnknown(seen)
  if (seen.hint === 'created') return known.isAdded ? 'KNOWN' : 'ADDED'
  if (seen.readAt < known.readAt) return 'STALE'
  if (!known.isAdded && isSince(seen, seen.createdAt)) return 'ADDED'
  return differs(known.print, seen.print) ? 'UPDATED' : 'KNOWN'
}

const changeOfUnknown = (seen: Seen): Change => {
  switch (seen.hint) {
    case 'created':
      return 'ADDED'
    case 'updated':
      return seen.createdAt !== null && seen.createdAt > seen.readAt - youngMs ? 'ADDED' : 'UPDATED'
    case 'seen':
      if (isSince(seen, seen.createdAt)) return 'ADDED'
      return isSince(seen, seen.changedAt) ? 'UPDATED' : 'NOTED'
  }
}

const isSince = ({ hint, since }: Seen, instant: Instant | null): boolean =>
  hint === 'seen' && since !== undefined && instant !== null && instant >= since

/** A field that one side was not told says nothing. */
const differs = (known: Print, seen: Print): boolean =>
  Object.entries(seen).some(
    ([field, value]) =>
      value !== undefined &&
      known[field] !== undefined &&
      JSON.stringify(known[field]) !== JSON.stringify(value),
  )

/** What is known after a sighting that was not stale. */
export const knownAfter = (known: Known | undefined, seen: Seen, change: Change): Known => {
  const isTold = change === 'ADDED' || change === 'UPDATED'
  const told = Object.fromEntries(Object.entries(seen.print).filter(([, value]) => value !== undefined))
  return {
    readAt: Math.max(known?.readAt ?? seen.readAt, seen.readAt),
    events: (known?.events ?? 0) + (isTold ? 1 : 0),
    isAdded: change === 'ADDED' || (known?.isAdded ?? false),
    // what is known already and was not told as changed stays: a creation may be older
    print: isTold ? { ...known?.print, ...told } : { ...told, ...known?.print },
  }
}
